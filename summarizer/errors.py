"""Everything this package raises on purpose.

::

    SummarizerError
    ├── UsageError                  wrong use or configuration: nothing can be done (exit 2)
    │   ├── SettingsError
    │   ├── PromptError
    │   ├── TaxonomyError
    │   └── ModelUnavailableError   unknown model, no key, no or damaged weights
    ├── ArticleError                this input cannot be briefed (exit 1)
    │   ├── UnreadableArticleError
    │   ├── EmptyArticleError
    │   └── ArticleTooLongError
    ├── NotFinishedError            batches are under way at the provider: run again (exit 1)
    ├── NotRecordedError            a run is replayed, and its record lacks an answer
    ├── ModelError                  the model did not give a usable answer (exit 1)
    │   ├── TransportError
    │   └── AnswerError
    └── UnexpectedError             a fault of this package, in one article of a batch (exit 1)

Messages are one line: what is wrong, where, and what to do about it.
"""

from __future__ import annotations

from summarizer.domain import Usage

__all__ = [
    "AnswerError",
    "ArticleError",
    "ArticleTooLongError",
    "EmptyArticleError",
    "ModelError",
    "ModelUnavailableError",
    "NotFinishedError",
    "NotRecordedError",
    "PromptError",
    "SettingsError",
    "SummarizerError",
    "TaxonomyError",
    "TransportError",
    "UnexpectedError",
    "UnreadableArticleError",
    "UsageError",
]


def one_line(error: BaseException) -> str:
    """What an error of a library says, on one line."""
    return " ".join(str(error).split())[:300] or type(error).__name__


class SummarizerError(Exception):
    """Base of all errors of this package.

    ``usage``: what was consumed until then; ``None`` where no model is asked.
    """

    usage: Usage | None = None


class UsageError(SummarizerError):
    """Wrong use or configuration; no input can be briefed until it is mended."""


class SettingsError(UsageError):
    """A flag, environment variable or configuration file that makes no sense."""


class PromptError(UsageError):
    """A prompt that does not exist or whose files contradict each other."""


class TaxonomyError(UsageError):
    """A sector taxonomy that cannot be read or is malformed."""


class ModelUnavailableError(UsageError):
    """The named model cannot be had: unknown, no key, no weights, damaged weights."""


class ArticleError(SummarizerError):
    """One input that cannot be briefed; others are not touched by it."""


class UnreadableArticleError(ArticleError):
    """The input is missing, a directory, binary or not UTF-8."""


class EmptyArticleError(ArticleError):
    """The input holds no sentence."""


class ArticleTooLongError(ArticleError):
    """The article, or a piece of it, does not fit into the model's context window.

    ``usage``: what was consumed on the questions that still fitted.
    """

    def __init__(self, message: str, *, usage: Usage | None = None) -> None:
        super().__init__(message)
        # Never None here.
        self.usage: Usage = usage or Usage()  # pyright: ignore[reportIncompatibleVariableOverride]


class NotFinishedError(SummarizerError):
    """Answers are still to come from a provider's batches; the same call later goes on."""


class NotRecordedError(SummarizerError):
    """A question of a run that is replayed has no answer on record."""


class ModelError(SummarizerError):
    """The model could not be asked or its answer is of no use.

    ``usage``: what was consumed before giving up, requests included.
    """

    def __init__(self, message: str, *, usage: Usage | None = None) -> None:
        super().__init__(message)
        # Never None here.
        self.usage: Usage = usage or Usage()  # pyright: ignore[reportIncompatibleVariableOverride]


class TransportError(ModelError):
    """The server was not reached, refused, or failed after all attempts."""


class AnswerError(ModelError):
    """The answer does not follow the schema.

    ``raw``: its text as it came. ``cut``: whether the text ends before the answer does.
    ``logprobs``: see :class:`~summarizer.models.Reply`.
    """

    def __init__(
        self,
        message: str,
        *,
        raw: str = "",
        usage: Usage | None = None,
        cut: bool = False,
        logprobs: str = "",
    ) -> None:
        super().__init__(message, usage=usage)
        self.raw = raw
        self.cut = cut
        self.logprobs = logprobs


class UnexpectedError(SummarizerError):
    """Something that should not happen; a batch goes on without the article."""

    @classmethod
    def of(cls, error: Exception, name: str = "") -> UnexpectedError:
        """A fault of ours, met at the article ``name``; the error is its cause."""
        where = f"{name}: " if name else ""
        said = " ".join(f"{type(error).__name__}: {error}".split())
        wrapped = cls(f"{where}unexpected {said}; please report this")
        wrapped.__cause__ = error
        return wrapped
