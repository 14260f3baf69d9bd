"""Assertions on briefs and runs, for the tests of a project that uses this package.

Claims, names and stances are compared by the scorers that judge gold, so a test does not
break when a model says the same in other words. Every function raises
:class:`AssertionError` with all that is wrong, one line each.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np

from summarizer.articles import article_from_text
from summarizer.domain import Article, Brief, Position
from summarizer.evaluation import record
from summarizer.evaluation.comparison import Comparison, FieldVerdict, Verdict, compare
from summarizer.evaluation.contradictions import contradictions as contradicted
from summarizer.evaluation.labels import ClaimLabel, StanceLabel, of_brief
from summarizer.evaluation.matching import match
from summarizer.evaluation.names import ActorNames
from summarizer.evaluation.scored import common, count_run, load_references
from summarizer.evaluation.scoring import Scoring, claim_similarities
from summarizer.evaluation.similarity import CLAIM_THRESHOLD
from summarizer.evaluation.stances import TARGET_THRESHOLD, match_stance
from summarizer.evaluation.suites import load_suite
from summarizer.prompts import load_taxonomy

ExpectedClaim = str | tuple[str | None, str]
"""A claim's text, or (speaker, text); the speaker ``None`` is the article itself."""

ExpectedStance = tuple[str | None, str, Position]


def assert_grounded(brief: Brief, article: Article | str, *, contradictions: bool = True) -> None:
    """The brief is of ``article``, and every item of it stands on the article's words.

    Args:
        brief: what is checked.
        article: the article, or its text as it was briefed.
        contradictions: also refuse summary sentences and claims that their own evidence
            contradicts, by the rules of :func:`summarizer.grounding.support.check_support`.

    Raises:
        AssertionError: another text, a quote that is not at its offsets, a contradiction.
    """
    __tracebackhide__ = True
    _raise(_not_grounded(brief, article, contradictions=contradictions))


def assert_claims(
    brief: Brief,
    expected: Sequence[ExpectedClaim],
    *,
    others: bool = True,
    threshold: float = CLAIM_THRESHOLD,
) -> None:
    """The brief makes every expected claim, with its speaker where one is given.

    Args:
        brief: what is checked.
        expected: claims in any wording; each needs a claim of the brief for itself.
            A number, a negation or a direction that differs is another claim.
        others: whether the brief may make further claims.
        threshold: similarity from which two claims are the same.

    Raises:
        AssertionError: names each claim that is missing, with the closest one there is.
    """
    __tracebackhide__ = True
    _raise(_wrong_claims(brief, expected, others=others, threshold=threshold))


def assert_brief(
    brief: Brief,
    *,
    article: Article | str | None = None,
    actors: Collection[str] = (),
    claims: Sequence[ExpectedClaim] = (),
    sectors: Collection[str] = (),
    stance: Sequence[ExpectedStance] = (),
) -> None:
    """The brief has all of this; it may have more.

    Args:
        brief: what is checked.
        article: with it, grounding is checked as by :func:`assert_grounded`.
        actors: names, any form that the brief lists.
        claims: as for :func:`assert_claims`.
        sectors: codes.
        stance: (holder, target, position); the holder ``None`` is the article itself.

    Raises:
        AssertionError: with everything that is missing or not grounded.
    """
    __tracebackhide__ = True
    problems = [] if article is None else _not_grounded(brief, article, contradictions=True)
    names = ActorNames((), of_brief(brief).actors)
    listed = [actor.name for actor in brief.actors]
    for name in actors:
        if not any(names.same(name, other) for other in listed):
            problems.append(f"no actor {name!r}; there are {', '.join(listed) or 'none'}")
    problems += _wrong_claims(brief, claims, others=True, threshold=CLAIM_THRESHOLD)
    codes = [sector.code for sector in brief.sectors]
    problems += [
        f"no sector {code!r}; there are {', '.join(codes) or 'none'}"
        for code in sectors
        if code not in codes
    ]
    problems += _missing_stances(brief, stance)
    _raise(problems)


def gate_suite(
    run: record.Run | Path | str,
    baseline: record.Run | Path | str,
    *,
    suite: str | None = None,
    data: Path | None = None,
    taxonomy: str | None = None,
    margin: float | None = None,
    partial: bool = False,
    inconclusive: Literal["fail", "pass"] = "fail",
) -> Comparison:
    """The run is as good as the baseline, as ``evals compare`` judges it.

    Args:
        run: a record or its file.
        baseline: likewise: what the run is measured by.
        suite: name or TOML file; the suite that the baseline is of when not given.
        data: file of an external suite.
        taxonomy: TOML file of sector codes, when it is not the shipped one.
        margin: loss that is tolerated, in place of the suite's.
        partial: allow a run that lacks articles of the baseline.
        inconclusive: what to do where the articles are too few to tell.

    Raises:
        AssertionError: regressed, inconclusive, or articles are missing.
        UsageError: a record, suite or file that cannot be read.
    """
    __tracebackhide__ = True
    ours = run if isinstance(run, record.Run) else record.load(Path(run))
    theirs = baseline if isinstance(baseline, record.Run) else record.load(Path(baseline))
    chosen = load_suite(suite or theirs.suite)
    gold, codes = load_references(chosen, data), load_taxonomy(taxonomy)
    limits = chosen.comparison_gate()
    if margin is not None:
        limits = replace(limits, margin=margin)
    before, after = count_run(theirs, gold, codes), count_run(ours, gold, codes)
    if not partial and (missing := sorted(set(before.articles) - set(after.articles))):
        raise AssertionError(
            f"the run lacks {len(missing)} articles of the baseline, {missing[0]!r} first"
        )
    found = compare(*common(before, after), limits)
    tolerated = found.verdict is Verdict.INCONCLUSIVE and inconclusive == "pass"
    if found.verdict is not Verdict.PASS and not tolerated:
        lines = [f"{found.verdict.value} over {found.articles} articles"]
        _raise([*lines, *(_said(field) for field in found.fields)])
    return found


def _raise(problems: Sequence[str]) -> None:
    __tracebackhide__ = True
    if problems:
        raise AssertionError("\n".join(problems))


def _said(field: FieldVerdict) -> str:
    found = field.difference
    a, b = ("–" if value is None else f"{value:.3f}" for value in (found.a, found.b))
    return f"{field.metric}: {a} -> {b}, {field.verdict.value}: {field.reason}"


def _not_grounded(brief: Brief, article: Article | str, *, contradictions: bool) -> list[str]:
    if isinstance(article, str):
        article = article_from_text(article, id=brief.article.id)
    if brief.article.sha256 != article.sha256:
        return [
            f"the brief is of another text: {brief.article.sha256[:12]}…, "
            f"{article.id!r} has {article.sha256[:12]}…"
        ]
    problems = [
        f"{path}: {span.quote!r} is not at [{span.start}, {span.end}), there is "
        f"{article.text[span.start : span.end]!r}"
        for path, span in brief.spans()
        if article.text[span.start : span.end] != span.quote
    ]
    if contradictions:
        problems += [
            f"{found.path}: {found.text!r}: {'; '.join(found.reasons)}"
            for found in contradicted(brief, article)
        ]
    return problems


def _wrong_claims(
    brief: Brief, expected: Sequence[ExpectedClaim], *, others: bool, threshold: float
) -> list[str]:
    wanted = [(False, None, one) if isinstance(one, str) else (True, *one) for one in expected]
    labels = of_brief(brief)
    names = ActorNames((), labels.actors)
    gold = [ClaimLabel((text,), (speaker,), ("statement",), ()) for _, speaker, text in wanted]
    alike = claim_similarities(gold, labels.claims, Scoring(claim_threshold=threshold))
    rightly_said = np.array(
        [
            [not told or names.same(speaker, claim.speakers[0]) for claim in labels.claims]
            for told, speaker, _ in wanted
        ],
        dtype=bool,
    ).reshape(alike.shape)
    matching = match(np.where(rightly_said, alike, 0.0), threshold=threshold)
    found = {pair.gold for pair in matching.pairs}
    problems = [
        f"no claim {text!r}"
        + (f" by {speaker or 'the article'}" if told else "")
        + _closest(brief, alike[i])
        for i, (told, speaker, text) in enumerate(wanted)
        if i not in found
    ]
    if not others:
        used = {pair.predicted for pair in matching.pairs}
        problems += [
            f"unexpected claim {claim.text!r} by {claim.speaker or 'the article'}"
            for j, claim in enumerate(brief.claims)
            if j not in used
        ]
    return problems


def _closest(brief: Brief, row: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> str:
    if not len(row) or not row.any():
        return "; none is like it"
    claim = brief.claims[int(row.argmax())]
    return f"; closest: {claim.text!r} by {claim.speaker or 'the article'} ({row.max():.2f})"


def _missing_stances(brief: Brief, expected: Sequence[ExpectedStance]) -> list[str]:
    labels = of_brief(brief)
    gold = [StanceLabel((one,)) for one in expected]
    matching = match_stance(gold, labels.stance, ActorNames((), labels.actors), TARGET_THRESHOLD)
    position = {pair.gold: labels.stance[pair.predicted].readings[0][2] for pair in matching.pairs}
    problems: list[str] = []
    for number, (holder, target, wanted) in enumerate(expected):
        who = holder or "the article"
        if number not in position:
            problems.append(f"no stance of {who} towards {target!r}")
        elif position[number] != wanted:
            problems.append(f"{who} towards {target!r}: {position[number]}, not {wanted}")
    return problems


__all__ = [
    "ExpectedClaim",
    "ExpectedStance",
    "assert_brief",
    "assert_claims",
    "assert_grounded",
    "gate_suite",
]
