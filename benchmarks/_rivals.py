"""The systems that the benchmark compares: each is asked whether it accepts a pair."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks._mutations import Pair
from summarizer.grounding.support import check_support

#: A pair to "accepted", "rejected" or one of our grades.
System = Callable[[Pair], str]


def ours(pair: Pair) -> str:
    return check_support(
        pair.statement, pair.evidence, speaker=pair.speaker, aliases=pair.aliases,
        published=pair.published, article=pair.full_text,
    ).grade  # fmt: skip


def ours_alone(pair: Pair) -> str:
    """Ours with the evidence alone: no article, no date."""
    return check_support(
        pair.statement, pair.evidence, speaker=pair.speaker, aliases=pair.aliases
    ).grade


def rivals(names: list[str]) -> dict[str, System]:
    """The other systems; each answers "accepted" or "rejected"."""
    found: dict[str, System] = {}
    if "langextract" in names:
        from langextract import resolver
        from langextract.core.data import Extraction

        aligner = resolver.WordAligner()

        def langextract(strict: bool) -> System:
            def accept(pair: Pair) -> str:
                options: dict[str, Any] = (
                    {"enable_fuzzy_alignment": False, "accept_match_lesser": False}
                    if strict
                    else {}
                )
                (group,) = aligner.align_extractions(
                    [[Extraction("claim", pair.statement)]], " ".join(pair.evidence), **options
                )
                return "accepted" if group and group[0].char_interval else "rejected"

            return accept

        found["LangExtract, default"] = langextract(False)
        found["LangExtract, strict"] = langextract(True)
    if "instructor" in names:
        from instructor.dsl.citation import CitationMixin

        def citation(pair: Pair) -> str:
            kept = CitationMixin.model_validate(
                {"substring_quotes": [pair.statement]}, context={"context": " ".join(pair.evidence)}
            )
            return "accepted" if kept.substring_quotes else "rejected"

        found["instructor CitationMixin"] = citation
    if "rapidfuzz" in names:
        from rapidfuzz import fuzz

        def partial(pair: Pair) -> str:
            ratio = fuzz.partial_ratio(pair.statement.lower(), " ".join(pair.evidence).lower())
            return "accepted" if ratio >= 85 else "rejected"

        found["rapidfuzz partial_ratio >= 85"] = partial
    return found
