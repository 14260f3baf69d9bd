"""Checks of the gold itself: is every label sound, and is no article trained on?"""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from rapidfuzz.fuzz import token_sort_ratio

from summarizer.articles import read_article
from summarizer.domain import Article
from summarizer.errors import ArticleError, UsageError
from summarizer.evaluation.gold import Gold, find_quote
from summarizer.evaluation.gold_files import GoldError, article_path, read_gold

LIMITS: Mapping[str, int] = {"summary": 3, "actors": 12, "claims": 8, "sectors": 5, "stance": 6}
"""Required items an article, as the guidelines have it; with the optional ones twice that."""
CLAIM_WORDS = 30
ROLE_WORDS = 12
NEAR_DUPLICATE = 90.0
"""Token-sort similarity, 0 to 100, from which two claims of one article count as one."""
SHARED_WORDS = 9
"""A sentence of at least so many words in both sets makes an article a shared one."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault: the file, where in it ("claims[2].speaker", or "" for the whole), what."""

    file: str
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.path}: {self.message}" if self.path else (
            f"{self.file}: {self.message}"
        )  # fmt: skip


Fault = tuple[str, str]


def _evidence(gold: Gold, text: str) -> Iterator[Fault]:
    for path, quote in gold.evidence():
        try:
            find_quote(text, quote)
        except ValueError as error:
            yield path, str(error)


def _references(gold: Gold) -> Iterator[Fault]:
    names = {actor.name for actor in gold.actors}
    for index, claim in enumerate(gold.claims):
        named = [(f"claims[{index}]", claim.speaker, claim.via)]
        named += [
            (f"claims[{index}].alternatives[{other}]", reading.speaker, reading.via)
            for other, reading in enumerate(claim.alternatives)
        ]
        for path, speaker, via in named:
            for role, name in (("speaker", speaker), ("via", via)):
                if name is not None and name not in names:
                    yield f"{path}.{role}", f"{name!r} is not the name of a listed actor"
    for index, stance in enumerate(gold.stance):
        holders = [(f"stance[{index}]", stance.holder)]
        holders += [
            (f"stance[{index}].alternatives[{other}]", reading.holder)
            for other, reading in enumerate(stance.alternatives)
        ]
        for path, name in holders:
            if name is not None and name not in names:
                yield f"{path}.holder", f"{name!r} is not the name of a listed actor"


def _names(gold: Gold, text: str) -> Iterator[Fault]:
    owner: dict[str, str] = {}
    for index, actor in enumerate(gold.actors):
        for path, name in [
            (f"actors[{index}].name", actor.name),
            *((f"actors[{index}].aliases[{n}]", alias) for n, alias in enumerate(actor.aliases)),
        ]:
            if name not in text:
                yield path, f"{name!r} is not in the article; copy a name letter by letter"
            key = name.casefold()
            if key not in owner:
                owner[key] = actor.name
            elif owner[key] != actor.name or path.endswith(".name"):
                yield path, f"{name!r} also stands for {owner[key]!r}"


def _targets(gold: Gold, text: str) -> Iterator[Fault]:
    names = {actor.name for actor in gold.actors}
    aliases = {alias: actor.name for actor in gold.actors for alias in actor.aliases}
    seen: Counter[tuple[str | None, str]] = Counter()
    for index, stance in enumerate(gold.stance):
        seen[stance.holder, stance.target] += 1
        if seen[stance.holder, stance.target] == 2:
            yield f"stance[{index}]", f"{stance.holder!r} → {stance.target!r} is listed twice"
        targets = [(f"stance[{index}].target", stance.target)]
        targets += [
            (f"stance[{index}].alternatives[{other}].target", reading.target)
            for other, reading in enumerate(stance.alternatives)
            if reading.target is not None
        ]
        for path, target in targets:
            if target in names:
                continue
            if target in aliases:
                yield path, f"{target!r} is an alias; write the actor's name {aliases[target]!r}"
            elif target.casefold() not in text.casefold():
                yield path, f"{target!r} is neither a listed actor nor in the article's words"
        if stance.holder == stance.target:
            yield f"stance[{index}]", f"{stance.holder!r} is holder and target"


def _decisive(text: str) -> list[str]:
    """Numbers and negations: claims that differ in one of them say different things."""
    return sorted(
        re.findall(r"\d+(?:[.,]\d+)*|\b(?:no|not|never|none)\b|n[’']t\b", text.casefold())
    )


def _duplicates(gold: Gold) -> Iterator[Fault]:
    for (low, first), (high, second) in itertools.combinations(enumerate(gold.claims), 2):
        if _decisive(first.text) != _decisive(second.text):
            continue
        alike = token_sort_ratio(first.text.casefold(), second.text.casefold())
        if alike >= NEAR_DUPLICATE:
            yield f"claims[{high}].text", f"says nearly the same as claims[{low}] ({alike:.0f}%)"


def _sizes(gold: Gold) -> Iterator[Fault]:
    for field, limit in LIMITS.items():
        items: tuple[Any, ...] = getattr(gold, field)
        required = sum(1 for item in items if getattr(item, "required", True))
        if required > limit:
            yield field, f"{required} required items, the guidelines allow {limit}"
        if len(items) > 2 * limit:
            yield field, f"{len(items)} items, the guidelines allow {2 * limit}"
    for index, claim in enumerate(gold.claims):
        if (words := len(claim.text.split())) > CLAIM_WORDS:
            yield f"claims[{index}].text", f"{words} words, the guidelines allow {CLAIM_WORDS}"
    for index, actor in enumerate(gold.actors):
        if (words := len(actor.role.split())) > ROLE_WORDS:
            yield f"actors[{index}].role", f"{words} words, the guidelines allow {ROLE_WORDS}"


def _codes(gold: Gold, codes: Collection[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, sector in enumerate(gold.sectors):
        if sector.code not in codes:
            yield f"sectors[{index}].code", f"{sector.code!r} is not in the taxonomy"
        elif sector.code in seen:
            yield f"sectors[{index}].code", f"{sector.code!r} is listed twice"
        seen.add(sector.code)


def lint_gold(gold: Gold, article: Article, codes: Collection[str], file: str) -> list[Finding]:
    """Everything that is wrong with one file of labels; ``codes`` are the taxonomy's.

    Of a single reading only what makes it unusable is reported: a reading is a record
    and is not improved afterwards.
    """
    text = article.text
    faults: list[Fault] = []
    if gold.text_sha256 != article.sha256:
        faults.append(("text_sha256", f"stale: the text now has {article.sha256}"))
    faults += [*_evidence(gold, text), *_references(gold), *_codes(gold, codes)]
    if gold.status == "adjudicated":
        faults += [*_names(gold, text), *_targets(gold, text)]
        faults += [*_duplicates(gold), *_sizes(gold)]
    return [Finding(file, path, message) for path, message in faults]


def sentence_key(sentence: str) -> str | None:
    """What tells a long sentence from others: its words; ``None`` for a short one."""
    words = re.findall(r"\w+", sentence.casefold())
    return " ".join(words) if len(words) >= SHARED_WORDS else None


def training_sentences(lines: Iterator[str], name: str) -> dict[str, str]:
    """Long sentences of a training set (JSON Lines with ``id``, ``text``, ``sentences``).

    Returns the id of the article by the sentence's words, case and punctuation ignored.

    Raises:
        UsageError: a line is not of that form.
    """
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = cast("dict[str, Any]", json.loads(line))
            text, identity = str(entry["text"]), str(entry["id"])
            spans = [(int(start), int(end)) for start, end in entry["sentences"]]
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(
                f"{name}:{number}: no line of a training set ({error!r}); "
                "expected an object with id, text and sentences"
            ) from None
        for start, end in spans:
            if (key := sentence_key(text[start:end])) is not None:
                found.setdefault(key, identity)
    return found


def shared_with_training(article: Article, training: Mapping[str, str]) -> list[tuple[int, str]]:
    """Sentences of ``article``, by number from 1, that are in ``training``, with its id."""
    return [
        (number, training[key])
        for number in range(1, len(article.sentences) + 1)
        if (key := sentence_key(article.sentence(number))) is not None and key in training
    ]


def _open_training(path: Path) -> dict[str, str]:
    try:
        with path.open(encoding="utf-8") as file:
            return training_sentences(file, str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"training set {path}: cannot be read: {error}") from None


def _lint_file(path: Path, folder: Path, codes: Collection[str]) -> Iterator[Finding]:
    file = str(path.relative_to(folder))
    try:
        gold = read_gold(path)
        article = read_article(article_path(folder, gold.article))
    except (GoldError, ArticleError) as error:
        yield Finding(file, "", str(error))
        return
    stem = gold.article if gold.status == "adjudicated" else f"{gold.article}.{gold.readers[0].id}"
    if path.stem != stem:
        yield Finding(file, "", f"should be named {stem}.yaml")
    yield from lint_gold(gold, article, codes, file)
    if gold.status == "adjudicated":
        for index, reader in enumerate(gold.readers):
            if not (folder / "readings" / f"{gold.article}.{reader.id}.yaml").exists():
                yield Finding(file, f"readers[{index}]", f"reading {reader.id!r} is not kept")


def lint_folder(
    folder: Path, codes: Collection[str], *, training: Path | None = None
) -> list[Finding]:
    """Check every file of a gold folder, sorted by file and place in it.

    Args:
        codes: the assignable codes of the taxonomy.
        training: a training set as JSON Lines; gold articles must not be in it.

    Raises:
        UsageError: the folder holds no gold, or the training set cannot be read.
    """
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise UsageError(f"{folder}: no gold here; expected files like <id>.yaml")
    known = _open_training(training) if training is not None else {}
    findings: list[Finding] = []
    for path in [*paths, *sorted((folder / "readings").glob("*.yaml"))]:
        findings += _lint_file(path, folder, codes)
    labelled = {path.stem for path in paths}
    for path in sorted((folder / "articles").glob("*.txt")):
        file = str(path.relative_to(folder))
        if path.stem not in labelled:
            findings.append(Finding(file, "", f"has no gold; expected {path.stem}.yaml"))
        try:
            shared = shared_with_training(read_article(path), known) if known else []
        except ArticleError as error:
            findings.append(Finding(file, "", str(error)))
            continue
        for number, identity in shared:
            findings.append(
                Finding(file, f"sentence {number}", f"is also in training article {identity!r}")
            )
    return sorted(findings)
