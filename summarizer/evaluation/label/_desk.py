"""What the page shows and saves: one reader's own labels and nobody else's."""

from __future__ import annotations

import datetime
import hashlib
import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, ClassVar, Literal, cast

from pydantic import ValidationError

from summarizer.articles import read_article
from summarizer.domain import Article
from summarizer.errors import ArticleError, SummarizerError, UsageError
from summarizer.evaluation.gold import Gold
from summarizer.evaluation.gold_files import GoldError, article_path, read_gold, write_gold
from summarizer.evaluation.label._problems import Problem, lint_problems, schema_problems
from summarizer.evaluation.label._wire import Wire, items_from_wire, items_to_wire
from summarizer.evaluation.lint import LIMITS
from summarizer.prompts import Taxonomy

_ID = re.compile(r"[a-z0-9-]+")
_VERSION = re.compile(r"version (\d+(?:\.\d+)*)")


class NotOpenError(SummarizerError):
    """An article that is not on this desk, or that this person may not label."""


class ConflictError(SummarizerError):
    """The file is not what it was when the page loaded it."""


class UnsavedError(SummarizerError):
    """The labels cannot be saved as they are; ``problems`` says why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"not saved: {len(problems)} problems")
        self.problems = problems


def file_version(path: Path) -> str:
    """Hash of the file's bytes, "" where there is none: what conflicts are told by."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""


class Desk(ABC):
    """Common to readings and adjudication; a subclass says which file and which people.

    Args:
        folder: a gold folder, see :mod:`summarizer.evaluation.gold_files`.
        only: article ids to which the desk is confined; empty: all of the folder.
        today: date that a saved file carries.

    Raises:
        UsageError: the folder holds no articles.
    """

    mode: ClassVar[Literal["reading", "adjudication"]]

    def __init__(
        self,
        folder: Path,
        taxonomy: Taxonomy,
        *,
        only: Collection[str] = (),
        today: Callable[[], datetime.date] = datetime.date.today,
    ) -> None:
        self.folder = folder
        self.taxonomy = taxonomy
        self._today = today
        self._saving = threading.Lock()
        stems = sorted(path.stem for path in (folder / "articles").glob("*.txt"))
        if not stems:
            raise UsageError(
                f"{folder}: no articles to label; put texts into {folder / 'articles'}/<id>.txt"
            )
        if bad := [stem for stem in stems if not _ID.fullmatch(stem)]:
            raise UsageError(
                f"{article_path(folder, bad[0])}: cannot be labelled under this name; "
                "use small letters, digits and hyphens"
            )
        self.articles = tuple(stem for stem in stems if not only or stem in only)

    def setup(self) -> Wire:
        """What the page needs once: who, which codes, how much."""
        return {
            "mode": self.mode,
            "sectors": self.taxonomy.labels,
            "limits": dict(LIMITS),
            "has_guidelines": self.guidelines() is not None,
        }

    def overview(self) -> list[Wire]:
        """A line for each article: id, title, state and whether it can be opened."""
        lines: list[Wire] = []
        for identity in self.articles:
            try:
                title = self.article(identity).title
                state, closed = self.state(identity)
            except SummarizerError as error:
                title, state, closed = None, str(error), True
            lines.append({"id": identity, "title": title, "state": state, "closed": closed})
        return lines

    def guidelines(self) -> str | None:
        """The text of LABELLING.md beside the gold folder."""
        try:
            return (self.folder.parent / "LABELLING.md").read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def guidelines_version(self) -> str:
        """The version that the first line of LABELLING.md names, or ""."""
        first = (self.guidelines() or "").partition("\n")[0]
        found = _VERSION.search(first)
        return found[1] if found else ""

    def article(self, identity: str) -> Article:
        """Read an article of this desk.

        Raises:
            NotOpenError: not on the desk.
            ArticleError: missing or unreadable.
        """
        if identity not in self.articles:
            raise NotOpenError(f"there is no article {identity!r} on this desk")
        return read_article(article_path(self.folder, identity))

    def open(self, identity: str) -> Wire:
        """Article, labels and the version of their file, for the page.

        Raises:
            NotOpenError: not on the desk, or not for this person.
            GoldError: the labels' file cannot be read.
            ArticleError: the article cannot be read.
        """
        article = self.article(identity)
        path = self.path(identity)
        # Before the labels: a change in between is then a conflict, never overlooked.
        version = file_version(path)
        gold = read_gold(path) if version else None
        return {
            "article": {
                **article.info.model_dump(),
                "id": identity,
                "text": article.text,
                "sentences": article.sentences,
            },
            "version": version,
            "labels": items_to_wire(gold, article.text) if gold else None,
            "guidelines": gold.guidelines if gold else self.guidelines_version(),
            "notes": (gold and gold.notes) or "",
            "readonly": self.readonly(identity),
            **self.people(identity, gold, article),
        }

    def check(self, identity: str, data: Wire) -> list[Problem]:
        """What is wrong with labels as the page sends them; nothing is saved."""
        article = self.article(identity)
        try:
            gold = self._gold(identity, article, data)
        except ValidationError as error:
            return list(schema_problems(error))
        return list(lint_problems(gold, article, self.taxonomy.codes))

    def save(self, identity: str, data: Wire, version: str) -> str:
        """Save what the page sends and return the new version of the file.

        Raises:
            NotOpenError: not on the desk, or not to be changed any more.
            UnsavedError: problems that a gold file cannot hold.
            ConflictError: text or file are not what the page loaded.
            GoldError, OSError: the file cannot be written.
        """
        article = self.article(identity)
        if reason := self.readonly(identity):
            raise NotOpenError(reason)
        path = self.path(identity)
        if data.get("text_sha256") != article.sha256:
            raise ConflictError(
                f"the text of {identity} was changed since this page was loaded; "
                "evidence could point at other words"
            )
        try:
            gold = self._gold(identity, article, data)
        except ValidationError as error:
            raise UnsavedError(list(schema_problems(error))) from None
        problems = list(lint_problems(gold, article, self.taxonomy.codes))
        if any(problem.blocking for problem in problems):
            raise UnsavedError(problems)
        with self._saving:
            if file_version(path) != version:
                raise ConflictError(f"{path.name} was changed on disk since this page was loaded")
            write_gold(gold, path)
            return file_version(path)

    def _gold(self, identity: str, article: Article, data: Wire) -> Gold:
        labels: Any = data.get("labels")
        items = cast("Wire", labels) if isinstance(labels, dict) else {}
        return Gold.model_validate(
            {
                "article": identity,
                "text_sha256": article.sha256,
                "labelled": self._today(),
                "guidelines": data.get("guidelines"),
                "notes": data.get("notes") or None,
                **self.identity(identity, data),
                **items_from_wire(items, article.text),
            }
        )

    @abstractmethod
    def path(self, identity: str) -> Path:
        """The file that holds the labels of this desk."""
        ...

    @abstractmethod
    def state(self, identity: str) -> tuple[str, bool]:
        """One word or two on how far the article is; whether it cannot be opened."""
        ...

    @abstractmethod
    def readonly(self, identity: str) -> str | None:
        """Why the labels may not be changed, or None."""
        ...

    @abstractmethod
    def people(self, identity: str, gold: Gold | None, article: Article) -> Wire:
        """What the page shows on the people, and all else that this desk adds."""
        ...

    @abstractmethod
    def identity(self, identity: str, data: Wire) -> Wire:
        """Status, readers and adjudicator of the labels that are saved."""
        ...


class ReadingDesk(Desk):
    """One reader's own readings.

    No label of anybody else is read for the page, so that none can reach it.
    """

    mode = "reading"

    def __init__(self, folder: Path, taxonomy: Taxonomy, reader: str, **options: Any) -> None:
        """``reader``: small letters, digits and hyphens; part of the files' names.

        Raises:
            UsageError: another name, or no articles.
        """
        if not _ID.fullmatch(reader):
            raise UsageError(
                f"--reader {reader}: a reader's name has small letters, digits and hyphens only"
            )
        super().__init__(folder, taxonomy, **options)
        self.reader = reader

    def setup(self) -> Wire:
        return {**super().setup(), "reader": self.reader}

    def path(self, identity: str) -> Path:
        return self.folder / "readings" / f"{identity}.{self.reader}.yaml"

    def state(self, identity: str) -> tuple[str, bool]:
        return ("labelled" if self.path(identity).exists() else "to do"), False

    def readonly(self, identity: str) -> str | None:
        """A reading that was adjudicated is a record."""
        decided = self.folder / f"{identity}.yaml"
        if not (decided.exists() and self.path(identity).exists()):
            return None
        try:
            readers = {reader.id for reader in read_gold(decided).readers}
        except GoldError:
            return f"{decided.name} cannot be read, so it is not known if this reading is in use"
        if self.reader not in readers:
            return None
        return "this reading was adjudicated; readings are records and are not corrected afterwards"

    def people(self, identity: str, gold: Gold | None, article: Article) -> Wire:
        return {"who": gold.readers[0].who if gold else self._last_who()}

    def identity(self, identity: str, data: Wire) -> Wire:
        return {"status": "reading", "readers": [{"id": self.reader, "who": data.get("who")}]}

    def _last_who(self) -> str:
        """How this reader described themselves in the reading saved last."""
        own = [path for name in self.articles if (path := self.path(name)).exists()]
        for path in sorted(own, key=lambda path: path.stat().st_mtime, reverse=True):
            try:
                return read_gold(path).readers[0].who
            except (GoldError, ArticleError):
                continue
        return ""
