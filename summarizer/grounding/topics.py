"""What an article is about by its own words: terms of each sector, counted and weighed.

A small model names the central sector well and a second one out of habit. The terms
that a taxonomy lists for its sectors are evidence of another kind: both are weighed
together, and what speaks for a sector that the model did not name is told.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import FiniteFloat, PositiveInt

from summarizer.domain import Article, Dropped, Sector, Span
from summarizer.grounding.assemble import Grounded
from summarizer.grounding.shown import shown_text

# A logistic model over all sectors: `python -m training.sectors` fits it, with the `bias`
# of every sector in prompts/taxonomies/sectors.toml, to 280 labelled articles.
_CONSTANT = -5.70
_LEAD = 1.01  # by the logarithm of 1 + hits in title and lead
_DISTINCT = 2.95  # by the logarithm of 1 + different terms
_SHARE = 2.76  # by hits as a share of the sector's that has most

#: Sentences of the article that, with its title, are its lead.
_LEAD_SENTENCES = 2
_WORD = re.compile(r"\w+")
# The terms are English; of English prose these are a tenth and more, of others next to none.
_COMMON = frozenset({"the", "of", "and", "that", "was", "with", "for"})
_ENGLISH = 0.06


@dataclass(frozen=True, slots=True)
class SectorWords:
    """What one sector is told by: ``terms`` ("wheat", "farm*", "power plant").

    ``bias``: how much more (or less) likely the sector is than its terms alone tell.
    """

    terms: tuple[str, ...]
    bias: float = 0.0


@dataclass(frozen=True, slots=True)
class SectorOdds:
    """What a model's own answer adds to the log-odds of a sector.

    ``heeded``: of the sectors that it names so many, most central first, are heeded; what
    stands behind them counts as unnamed.
    """

    first: FiniteFloat
    later: FiniteFloat
    unnamed: FiniteFloat
    heeded: PositiveInt = 2


@dataclass(slots=True)
class Found:
    """A sector's terms in an article: how often each, and in which sentences (from 0)."""

    terms: Counter[str] = field(default_factory=Counter[str])
    lead: int = 0
    sentences: Counter[int] = field(default_factory=Counter[int])


class Topics:
    """The terms of a taxonomy's sectors, ready to be looked for.

    Args:
        sectors: words by code; sectors without terms are never judged.
        labels: the sectors' labels by code.
    """

    def __init__(self, sectors: Mapping[str, SectorWords], labels: Mapping[str, str]) -> None:
        self.labels = labels
        self._bias = {code: words.bias for code, words in sectors.items() if words.terms}
        # Terms by their first word, or what it begins with.
        self._whole: dict[str, list[tuple[list[str], str, str]]] = {}
        self._begun: dict[str, list[tuple[str, str]]] = {}
        for code, words in sectors.items():
            for term in words.terms:
                first, *rest = _split(term)
                if first.endswith("*"):
                    self._begun.setdefault(first[:-1], []).append((term, code))
                else:
                    self._whole.setdefault(first, []).append((rest, term, code))
        self._lengths = sorted({len(begun) for begun in self._begun})

    def find(self, article: Article) -> dict[str, Found]:
        """The terms in title and sentences, by code of every sector that has terms."""
        found = {code: Found() for code in self._bias}
        texts = [article.text[start:end] for start, end in article.sentences]
        for number, text in enumerate([article.title or "", *texts], -1):
            for term, code in self._terms(_WORD.findall(text.lower())):
                one = found[code]
                one.terms[term] += 1
                one.lead += number < _LEAD_SENTENCES
                if number >= 0:
                    one.sentences[number] += 1
        return found

    def features(self, found: Mapping[str, Found]) -> dict[str, tuple[float, float, float]]:
        """Lead, different terms and share of hits by code, as the weights above take them."""
        most = max((one.terms.total() for one in found.values()), default=0) or 1
        return {
            code: (math.log1p(one.lead), math.log1p(len(one.terms)), one.terms.total() / most)
            for code, one in found.items()
        }

    def log_odds(self, found: Mapping[str, Found]) -> dict[str, float]:
        """How likely the article is about each sector, by its words; 0 is even."""
        return {
            code: _CONSTANT
            + self._bias[code]
            + _LEAD * lead
            + _DISTINCT * distinct
            + _SHARE * share
            for code, (lead, distinct, share) in self.features(found).items()
        }

    def _terms(self, words: Sequence[str]) -> Iterable[tuple[str, str]]:
        for at, word in enumerate(words):
            for rest, term, code in self._whole.get(word, ()):
                following = words[at + 1 : at + 1 + len(rest)]
                if len(following) == len(rest) and all(map(_fits, rest, following)):
                    yield term, code
            for length in self._lengths:
                if length > len(word):
                    break
                yield from self._begun.get(word[:length], ())


def weigh_sectors(
    article: Article, grounded: Grounded, topics: Topics, odds: SectorOdds, most: int
) -> None:
    """Weigh the sectors that a model named against the article's words, in place.

    Those that both together make less likely than not are dropped with the reason; others
    are added, up to ``most`` in all, and recorded as repairs, with the sentence that holds most
    of their terms. The most likely stands first. Of sectors without terms, and of articles
    that are not English, the first few that the model named stay. If all would go, its first
    one stays.
    """
    named = [sector.code for sector in grounded.sectors]
    heeded = named[: odds.heeded]
    found = topics.find(article) if _is_english(article) else {}
    total = {
        code: value
        + (odds.unnamed if code not in heeded else odds.later if code != heeded[0] else odds.first)
        for code, value in topics.log_odds(found).items()
    }
    # Words of the title alone point at no sentence of the text.
    likely = [code for code, value in total.items() if value > 0 and found[code].sentences]
    stays = {code for code in heeded if code not in total or total[code] > 0}.union(likely)
    if not stays:
        stays = set(named[:1])
    kept = [sector for sector in grounded.sectors if sector.code in stays]
    for sector in grounded.sectors:
        if sector.code not in stays:
            grounded.dropped.append(
                Dropped(
                    field="sectors",
                    item=sector.model_dump(mode="json"),
                    reason="too few of the article's words are of this sector"
                    if sector.code in total
                    else f"beyond the {odds.heeded} that this prompt keeps, most central first",
                )
            )
    for code in sorted(set(likely).difference(named), key=lambda code: (-total[code], code)):
        if len(kept) < most:
            kept.append(_added(article, code, topics.labels[code], found[code].sentences))
            terms = ", ".join(term.rstrip("*") for term, _ in found[code].terms.most_common(4))
            reason = f"the article's words are of this sector: {terms}"
            grounded.repair("sectors", code, before=None, after=code, reason=reason)
    grounded.sectors = sorted(kept, key=lambda sector: -total.get(sector.code, odds.first))


def _added(article: Article, code: str, label: str, places: Counter[int]) -> Sector:
    best = max(places, key=lambda number: (places[number], -number))
    span = Span.of(article.text, *article.sentences[best])
    return Sector(code=code, label=label, evidence=(span,))


def _split(term: str) -> list[str]:
    """The words of a term as a text is split, the last with its asterisk."""
    words = _WORD.findall(term.lower())
    if term.endswith("*"):
        words[-1] += "*"
    return words


def _fits(wanted: str, word: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted


def _is_english(article: Article) -> bool:
    if article.language != "en":
        return False
    words = _WORD.findall(shown_text(article).lower())
    return sum(word in _COMMON for word in words) >= _ENGLISH * len(words)
