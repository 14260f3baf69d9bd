"""Wordings that all pages share."""

from __future__ import annotations

from summarizer.domain import Actor, Brief, Claim, RunRecord, Stance, SummarySentence


def heading(brief: Brief) -> str:
    """The article's title, or its id."""
    return brief.article.title or brief.article.id


def byline(brief: Brief) -> str:
    """Date, source and address, as far as known."""
    parts = (brief.article.published, brief.article.source, brief.article.url)
    return " · ".join(part for part in parts if part)


def doubt(item: SummarySentence | Claim | Stance) -> str:
    """Grade and confidence in brackets where they are such that a reader should know."""
    said = [] if item.grade in (None, "exact", "supported") else [item.grade]
    if not isinstance(item, SummarySentence) and is_unsure(item.confidence):
        of = "speaker: " if isinstance(item, Claim) else ""
        said.append(f"{of}confidence {item.confidence:.2f}")
    return f"[{', '.join(said)}]" if said else ""


def unsure_type(actor: Actor) -> str:
    """The confidence of an actor's type in brackets, where a reader should know it."""
    return f"[confidence {actor.confidence:.2f}]" if is_unsure(actor.confidence) else ""


def is_unsure(confidence: float | None) -> bool:
    """Whether an item is more likely wrong than right."""
    return confidence is not None and confidence < 0.5


def run_line(run: RunRecord) -> str:
    """How the brief was made, in one line."""
    cost = f", ${run.cost_usd:.4f}" if run.cost_usd is not None else ""
    return (
        f"{run.model}, prompt {run.prompt}, {run.seconds:.1f} s, "
        f"{run.input_tokens:,} tokens in, {run.output_tokens:,} out{cost}{_pieces(run)}"
    )


def _pieces(run: RunRecord) -> str:
    """In how many pieces a long article was read, and how many of them are missing."""
    if run.pieces == 1:
        return ""
    failed = f", {run.failed_pieces} of them failed" if run.failed_pieces else ""
    return f", {run.pieces} pieces{failed}"
