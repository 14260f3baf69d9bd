"""Is B as good as A? Pass, regressed, or inconclusive; never a guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from summarizer.evaluation.counts import CountTable
from summarizer.evaluation.metrics import metric
from summarizer.evaluation.statistics import (
    PERMUTATIONS,
    RESAMPLES,
    Difference,
    articles_to_settle,
    paired,
)

_SLACK = 1e-12


class Verdict(StrEnum):
    """What a comparison found."""

    PASS = "pass"
    REGRESSED = "regressed"
    INCONCLUSIVE = "inconclusive"

    @property
    def exit_code(self) -> int:
        """0 pass, 1 regressed, 3 inconclusive."""
        return {"pass": 0, "regressed": 1, "inconclusive": 3}[self.value]


@dataclass(frozen=True, slots=True)
class Gate:
    """What is compared and how much loss is tolerated.

    ``margin`` is the tolerated loss of a score (0.02 is two points of F1);
    ``margins`` overrides it by metric. With fewer than ``minimum_articles`` nothing is
    concluded: below six, no sign-flip test can reach 0.05, and an interval from a handful
    of articles is too narrow.
    """

    metrics: tuple[str, ...] = ("actors.f1", "claims.f1", "sectors.f1", "stance.f1")
    margin: float = 0.02
    margins: Mapping[str, float] = field(default_factory=dict[str, float])
    alpha: float = 0.05
    minimum_articles: int = 6
    resamples: int = RESAMPLES
    permutations: int = PERMUTATIONS
    seed: int = 0

    def __post_init__(self) -> None:
        if not self.metrics:
            raise ValueError("a gate needs at least one metric")
        for name in (*self.metrics, *self.margins):
            metric(name)
        for name, margin in {"margin": self.margin, **self.margins}.items():
            if not 0 <= margin <= 1:
                raise ValueError(f"the margin of {name} must be in [0, 1], not {margin}")

    def margin_of(self, name: str) -> float:
        return self.margins.get(name, self.margin)


@dataclass(frozen=True, slots=True)
class FieldVerdict:
    """The verdict on one metric, with the reason in words.

    ``more_articles``: how many more would probably settle an inconclusive comparison.
    """

    difference: Difference
    margin: float
    verdict: Verdict
    reason: str
    more_articles: int | None = None

    @property
    def metric(self) -> str:
        return self.difference.metric


@dataclass(frozen=True, slots=True)
class Comparison:
    """The verdicts on all metrics of a gate, and what follows from them."""

    articles: int
    fields: tuple[FieldVerdict, ...]

    @property
    def verdict(self) -> Verdict:
        """Regressed if any metric is, else inconclusive if any metric is, else pass.

        A metric that is undefined in both runs says nothing and is left out, unless
        all of them are.
        """
        verdicts = {
            found.verdict
            for found in self.fields
            if found.difference.a is not None or found.difference.b is not None
        }
        if Verdict.REGRESSED in verdicts:
            return Verdict.REGRESSED
        if Verdict.INCONCLUSIVE in verdicts or not verdicts:
            return Verdict.INCONCLUSIVE
        return Verdict.PASS

    @property
    def exit_code(self) -> int:
        return self.verdict.exit_code


def compare(a: CountTable, b: CountTable, gate: Gate | None = None) -> Comparison:
    """Judge run ``b`` against run ``a``, paired by article.

    A metric *passes* if the 95 % interval of B - A excludes a loss larger than the
    margin. It has *regressed* if that is not so, B scores lower, and the sign-flip test
    is significant after Holm's correction over the gate's metrics. Otherwise it is
    *inconclusive*: the data allow a loss beyond the margin and do not show a loss.

    Raises:
        ValueError: the runs do not cover the same articles.
    """
    gate = gate or Gate()
    differences = paired(
        a,
        b,
        [metric(name) for name in gate.metrics],
        resamples=gate.resamples,
        permutations=gate.permutations,
        seed=gate.seed,
    )
    return Comparison(len(a), tuple(_judge(found, gate, len(a)) for found in differences))


def _judge(found: Difference, gate: Gate, articles: int) -> FieldVerdict:
    margin = gate.margin_of(found.metric)
    open_ = Verdict.INCONCLUSIVE
    if found.difference is None or found.low is None:
        return FieldVerdict(found, margin, open_, "the score is undefined in at least one run")
    if articles < gate.minimum_articles:
        reason = f"{articles} articles are too few; at least {gate.minimum_articles} are needed"
        return FieldVerdict(
            found, margin, open_, reason, more_articles=gate.minimum_articles - articles
        )
    if found.low >= -margin - _SLACK:
        reason = f"a loss of more than {margin:.3g} is excluded"
        return FieldVerdict(found, margin, Verdict.PASS, reason)
    if found.difference < 0 and found.p_holm is not None and found.p_holm < gate.alpha:
        reason = f"lower by {-found.difference:.3f} (p = {found.p_holm:.2g}, Holm)"
        return FieldVerdict(found, margin, Verdict.REGRESSED, reason)
    reason = f"a loss of up to {-found.low:.3f} is possible, {margin:.3g} is tolerated"
    more = articles_to_settle(found, margin, articles)
    return FieldVerdict(found, margin, open_, reason, more_articles=more)
