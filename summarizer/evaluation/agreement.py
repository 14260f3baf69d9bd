"""How far two readers agree, by the same scorers that judge a model: the human ceiling.

One reader is scored as if the other were gold. Which of them plays gold does
not matter for F1, but optional items do, so both directions are counted and
summed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from summarizer.errors import UsageError
from summarizer.evaluation.counts import CountTable
from summarizer.evaluation.gold_files import GoldArticle, load_gold, load_readings
from summarizer.evaluation.labels import Labels
from summarizer.evaluation.metrics import METRICS
from summarizer.evaluation.names import ActorNames
from summarizer.evaluation.scoring import match_actors, match_claims, score
from summarizer.evaluation.stances import TARGET_THRESHOLD, match_stance
from summarizer.evaluation.statistics import Interval, bootstrap, krippendorff_alpha
from summarizer.prompts import Taxonomy

SALIENCES = ("secondary", "core")


@dataclass(frozen=True)
class Agreement:
    """Scores of one reader against the other with intervals; alphas, None where undefined."""

    articles: int
    table: CountTable
    scores: Mapping[str, Interval]
    alphas: Mapping[str, float | None]


def as_prediction(labels: Labels, gold: Labels) -> Labels:
    """One reader's labels as if a model had made them, to be scored against ``gold``.

    Only the preferred reading counts. What the reader marked optional is not held
    against them where gold lacks it, as it would not be if the roles were changed.
    """
    names = ActorNames(gold.actors, labels.actors)
    actors = {pair.predicted for pair in match_actors(gold.actors, names).pairs}
    claims = {pair.predicted for pair in match_claims(gold.claims, labels.claims).pairs}
    codes = {sector.code for sector in gold.sectors}
    stances = {
        pair.predicted
        for pair in match_stance(gold.stance, labels.stance, names, TARGET_THRESHOLD).pairs
    }
    return Labels(
        actors=tuple(
            replace(a, types=a.types[:1])
            for i, a in enumerate(labels.actors)
            if a.required or i in actors
        ),
        claims=tuple(
            replace(
                c,
                texts=c.texts[:1],
                speakers=c.speakers[:1],
                kinds=c.kinds[:1],
                evidence=c.evidence[:1],
            )
            for i, c in enumerate(labels.claims)
            if c.required or i in claims
        ),
        sectors=tuple(s for s in labels.sectors if s.required or s.code in codes),
        stance=tuple(
            replace(s, readings=s.readings[:1])
            for i, s in enumerate(labels.stance)
            if s.required or i in stances
        ),
        summary=labels.summary,
    )


def agreement(folder: Path, taxonomy: Taxonomy) -> Agreement:
    """Agreement of the two readings of every gold article in ``folder``.

    Raises:
        UsageError: an article does not have exactly two readings.
    """
    counts: dict[str, Counter[str]] = {}
    units: dict[str, list[tuple[object, object]]] = {}
    for item in load_gold(folder):
        readings = load_readings(folder, item.article.id)
        if len(readings) != 2:
            raise UsageError(f"{item.article.id}: {len(readings)} readings; agreement needs two")
        found: Counter[str] = Counter()
        for gold, other in (readings, readings[::-1]):
            found.update(score(gold.labels, as_prediction(other.labels, gold.labels), taxonomy))
        counts[item.article.id] = found
        _collect(units, readings[0], readings[1], taxonomy)
    table = CountTable.of(counts)
    alphas = {
        "actors.type": krippendorff_alpha(units.get("type", [])),
        "actors.salience": krippendorff_alpha(
            units.get("salience", []), "ordinal", values=SALIENCES
        ),
        "claims.kind": krippendorff_alpha(units.get("kind", [])),
        "claims.speaker": krippendorff_alpha(units.get("speaker", [])),
        "sectors.code": krippendorff_alpha(units.get("sector", [])),
    }
    return Agreement(len(counts), table, bootstrap(table, METRICS), alphas)


def _collect(
    units: dict[str, list[tuple[object, object]]],
    first: GoldArticle,
    second: GoldArticle,
    taxonomy: Taxonomy,
) -> None:
    """The values that both readers gave to the same thing, for Krippendorff's alpha."""
    a, b = first.labels, second.labels
    names = ActorNames(a.actors, b.actors)
    for pair in match_actors(a.actors, names).pairs:
        left, right = a.actors[pair.gold], b.actors[pair.predicted]
        units.setdefault("type", []).append((left.types[0], right.types[0]))
        units.setdefault("salience", []).append((left.salience, right.salience))
    for pair in match_claims(a.claims, b.claims).pairs:
        one, other = a.claims[pair.gold], b.claims[pair.predicted]
        units.setdefault("kind", []).append((one.kinds[0], other.kinds[0]))
        said = names.same(one.speakers[0], other.speakers[0])
        speaker = one.speakers[0] or "the article"
        units.setdefault("speaker", []).append(
            (speaker, speaker if said else f"other: {other.speakers[0] or 'the article'}")
        )
    codes = {s.code for s in a.sectors if s.required}, {s.code for s in b.sectors if s.required}
    for code in taxonomy.codes:
        units.setdefault("sector", []).append((code in codes[0], code in codes[1]))
