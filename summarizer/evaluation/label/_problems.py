"""What is wrong with labels that are being made, said for a page rather than a file."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from summarizer.domain import Article
from summarizer.evaluation.gold import Gold
from summarizer.evaluation.lint import lint_gold


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault at ``path`` ("claims[2].speaker", "" for the whole).

    ``blocking``: the labels cannot be saved with it, because no gold file can hold them
    or its evidence could not be found again.
    """

    path: str
    message: str
    blocking: bool


def _path(location: tuple[int | str, ...]) -> str:
    """Path of a place in a gold file, without the names that a union's branches have."""
    path = ""
    for step in location:
        if isinstance(step, int):
            path += f"[{step}]"
        elif step.isidentifier() and step[0].islower() and step not in ("str", "nullable"):
            path += f".{step}" if path else step
    return path


def schema_problems(error: ValidationError) -> Iterator[Problem]:
    """What keeps the labels from being gold at all."""
    errors = error.errors(include_url=False)
    paths = [_path(found["loc"]) for found in errors]
    seen: set[str] = set()
    for path, found in zip(paths, errors, strict=True):
        # A list counts as too short where its entries failed: they are what is wrong.
        echo = any(other.startswith(f"{path}[") for other in paths)
        if path in seen or echo:
            continue
        seen.add(path)
        name = path.rpartition(".")[2]
        kind = found["type"]
        if name == "evidence" and kind in ("missing", "too_short"):
            message = "no evidence yet; mark the sentences that carry it"
        elif name in ("speaker", "holder") and kind == "missing":
            message = "choose who; the article itself is a choice too"
        elif kind in ("missing", "string_too_short"):
            message = "is empty"
        elif kind == "literal_error":
            message = "choose one"
        elif ".alternatives[" in f".{path}" and kind == "value_error":
            message = "says nothing that differs; fill a field in or remove this reading"
        else:
            message = found["msg"].removeprefix("Value error, ")
        yield Problem(path, message, blocking=True)


def lint_problems(gold: Gold, article: Article, codes: Collection[str]) -> Iterator[Problem]:
    """Everything that lint finds; of a reading too what it forgives there.

    Lint leaves finished readings as they are. While one is made its reader can mend it.
    """
    strict = gold.model_copy(update={"status": "adjudicated"})
    for finding in lint_gold(strict, article, codes, gold.article):
        lost = ".evidence[" in finding.path
        yield Problem(finding.path, finding.message, blocking=lost)
