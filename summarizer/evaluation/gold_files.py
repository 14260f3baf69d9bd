"""Gold files: YAML that people edit, read with line numbers and saved with its comments.

A gold folder holds ``<id>.yaml`` (adjudicated), ``readings/<id>.<reader>.yaml`` and
``articles/<id>.txt``.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from summarizer._faults import first_fault
from summarizer.articles import read_article
from summarizer.domain import Article
from summarizer.errors import UsageError
from summarizer.evaluation._yaml import (
    YamlSyntaxError,
    line_of,
    merge,
    parse,
    to_plain,
    to_text,
    to_tree,
)
from summarizer.evaluation.gold import Gold, gold_labels
from summarizer.evaluation.labels import Labels

SCHEMA_NAME = "gold.schema.json"


class GoldError(UsageError):
    """A gold file that cannot be read, is malformed, or does not fit its article.

    ``line`` is counted from 1, where it is known.
    """

    def __init__(self, message: str, *, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article with its gold; the evidence of ``labels`` are offsets into its text."""

    article: Article
    gold: Gold
    labels: Labels


def _parse(data: str, name: str) -> Any:
    try:
        return parse(data)
    except YamlSyntaxError as error:
        where = name if error.line is None else f"{name}:{error.line}"
        raise GoldError(f"{where}: not YAML: {error}", line=error.line) from None


def parse_gold(data: str, name: str = "gold") -> Gold:
    """Read the YAML ``data``; ``name`` stands for it in messages.

    Raises:
        GoldError: not YAML, or not of the form that the schema describes.
    """
    document = _parse(data, name)
    try:
        return Gold.model_validate(to_plain(document))
    except ValidationError as error:
        path, message = first_fault(error)
        line = line_of(document, error.errors(include_url=False)[0]["loc"])
        where = name if line is None else f"{name}:{line}"
        raise GoldError(f"{where}: {path}: {message}", line=line) from None


def read_gold(path: Path) -> Gold:
    """Read one gold file.

    Raises:
        GoldError: missing, not UTF-8, not YAML or malformed.
    """
    return parse_gold(_read(path), str(path))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise GoldError(f"{path}: there is no such gold file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: cannot be read: {error}") from None


_IMPLIED: dict[str, Any] = {
    "required": True,
    "aliases": (),
    "alternatives": (),
    "via": None,
    "notes": None,
    "adjudicator": None,
    "labelled": None,
}


def _content(gold: Gold) -> dict[str, Any]:
    """The gold without what its defaults say; in alternatives an explicit null stays."""
    data = gold.model_dump(exclude_unset=True)

    def lean(item: Mapping[str, Any]) -> dict[str, Any]:
        return {
            key: value
            for key, value in item.items()
            if key not in _IMPLIED or value != _IMPLIED[key]
        }

    for field in ("summary", "actors", "claims", "sectors", "stance"):
        data[field] = [lean(item) for item in data.get(field, ())]
    return lean(data)


def dump_gold(gold: Gold, existing: str | None = None, *, schema: str = SCHEMA_NAME) -> str:
    """The YAML of ``gold``; with ``existing``, an edit of it that keeps its comments.

    ``schema`` is the path of the JSON Schema as seen from the file.

    Raises:
        GoldError: ``existing`` is not YAML.
    """
    content = _content(gold)
    tree = _parse(existing, "existing file") if existing is not None else None
    if tree is not None:
        return to_text(merge(tree, content))
    return f"# yaml-language-server: $schema={schema}\n" + to_text(to_tree(content))


def write_gold(gold: Gold, path: Path) -> None:
    """Save ``gold``; comments of a file that is already there survive. Atomic.

    Raises:
        GoldError: the file that is there is not YAML; it is left as it is.
        OSError: the folder cannot be written.
    """
    existing = _read(path) if path.exists() else None
    schema = f"../{SCHEMA_NAME}" if gold.status == "reading" else SCHEMA_NAME
    text = dump_gold(gold, existing, schema=schema)
    if parse_gold(text, str(path)) != gold:
        raise GoldError(f"{path}: the edit does not fit the file that is there; save to a new one")
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".part")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)


def article_path(folder: Path, article: str) -> Path:
    """Where the text of ``article`` is kept in the gold folder."""
    return folder / "articles" / f"{article}.txt"


def join_gold(gold: Gold, article: Article, name: str) -> GoldArticle:
    """``gold`` with its article, hash and evidence verified; ``name`` stands in messages.

    Raises:
        GoldError: labels of another text, or evidence that is not in it.
    """
    if gold.text_sha256 != article.sha256:
        raise GoldError(
            f"{name}: text_sha256 is {gold.text_sha256[:12]}… but the text of {article.id!r} has "
            f"{article.sha256[:12]}…; restore the text or label it again"
        )
    try:
        return GoldArticle(article, gold, gold_labels(gold, article.text))
    except ValueError as error:
        raise GoldError(f"{name}: {error}") from None


def _load(paths: Iterable[Path], folder: Path) -> tuple[GoldArticle, ...]:
    loaded: list[GoldArticle] = []
    for path in paths:
        gold = read_gold(path)
        article = read_article(article_path(folder, gold.article))
        loaded.append(join_gold(gold, article, str(path)))
    return tuple(loaded)


def load_gold(folder: Path) -> tuple[GoldArticle, ...]:
    """The adjudicated gold of ``folder``, in the order of the ids.

    Raises:
        GoldError: there is none, a file is malformed or does not fit its article.
        ArticleError: an article is missing or unreadable.
    """
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise GoldError(f"{folder}: no gold here; expected files like <id>.yaml")
    return _load(paths, folder)


def load_readings(folder: Path, article: str) -> tuple[GoldArticle, ...]:
    """The readings of ``article``, in the order of their readers' ids.

    Raises:
        GoldError: a file is malformed or does not fit the article.
        ArticleError: the article is missing or unreadable.
    """
    return _load(sorted((folder / "readings").glob(f"{article}.*.yaml")), folder)


def gold_sha256(gold: Iterable[Gold]) -> str:
    """Hash of the labels, whatever the layout and comments of their files."""
    digest = hashlib.sha256()
    for item in sorted(gold, key=lambda g: (g.article, g.status, g.readers[0].id)):
        digest.update(item.model_dump_json().encode() + b"\n")
    return digest.hexdigest()
