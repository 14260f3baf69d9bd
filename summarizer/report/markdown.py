"""A brief as Markdown: every item with the article's words under it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from summarizer._unseen import plain
from summarizer.domain import POSITION_WORDS, Brief, Claim, Span, Stance, SummarySentence
from summarizer.report._words import byline, doubt, heading, run_line, unsure_type

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def escape(text: str) -> str:
    """The text on one line with everything escaped that Markdown would act on."""
    line = _SPECIAL.sub(r"\\\1", plain(text)).replace("&", "&amp;")
    # A number with a dot, a dash or a plus at the start would begin a list.
    return re.sub(r"^(\d+)([.)])|^([-+])", lambda m: f"{m[1] or ''}\\{m[2] or m[3]}", line)


def to_markdown(brief: Brief) -> str:
    """The brief as a Markdown document."""
    lines = [f"# {escape(heading(brief))}", ""]
    if byline(brief):
        lines += [escape(byline(brief)), ""]
    if brief.summary:
        lines += ["## Summary", ""]
        for sentence in brief.summary:
            # Where the summary is the article's own sentence, quoting it again tells nothing.
            own = [span for span in sentence.evidence if span.quote != sentence.text]
            lines += [f"- {escape(sentence.text)}{_doubt(sentence)}", *_quotes(own)]
        lines.append("")
    if brief.actors:
        lines += [
            "## Actors",
            "",
            "| actor | type | role | mentions |",
            "| --- | --- | --- | --- |",
        ]
        for actor in brief.actors:
            name = f"**{escape(actor.name)}**" if actor.salience == "core" else escape(actor.name)
            if actor.aliases:
                name += f" ({escape(', '.join(actor.aliases))})"
            kind = " ".join([actor.type.replace("_", " "), escape(unsure_type(actor))]).rstrip()
            lines.append(f"| {name} | {kind} | {escape(actor.role)} | {len(actor.mentions)} |")
        lines.append("")
    if brief.claims:
        lines += ["## Claims", ""]
        for claim in brief.claims:
            speaker = escape(claim.speaker) if claim.speaker else "the article"
            via = f", via {escape(claim.via)}" if claim.via else ""
            told = f"{escape(claim.text)} ({speaker}{via}: {claim.kind})"
            lines += [f"- {told}{_doubt(claim)}"]
            lines += _quotes(claim.evidence)
        lines.append("")
    if brief.sectors:
        lines += ["## Sectors", ""]
        for sector in brief.sectors:
            lines += [f"- {escape(sector.label)} ({escape(sector.code)})"]
            lines += _quotes(sector.evidence)
        lines.append("")
    if brief.stance:
        lines += ["## Stance", ""]
        for stance in brief.stance:
            holder = escape(stance.holder) if stance.holder else "The article"
            stands = f"{holder} {POSITION_WORDS[stance.position]} {escape(stance.target)}"
            lines.append(f"- {stands}{_doubt(stance)}")
            lines += _quotes(stance.evidence)
        lines.append("")
    if brief.dropped:
        lines += ["## Dropped", ""]
        for drop in brief.dropped:
            item = json.dumps(drop.item, ensure_ascii=False)
            lines.append(f"- {escape(drop.field)}: {escape(item)}: {escape(drop.reason)}")
        lines.append("")
    if brief.repaired:
        lines += ["## Repaired", ""]
        for repair in brief.repaired:
            change = f"{json.dumps(repair.before, ensure_ascii=False)} → "
            change += json.dumps(repair.after, ensure_ascii=False)
            lines.append(f"- {escape(repair.item)}: {escape(change)}: {escape(repair.reason)}")
        lines.append("")
    lines += [f"*{escape(run_line(brief.run))}*", ""]
    return "\n".join(lines)


def _doubt(item: SummarySentence | Claim | Stance) -> str:
    return f" {escape(doubt(item))}" if doubt(item) else ""


def _quotes(spans: Iterable[Span]) -> list[str]:
    return [f"  > {escape(span.quote)}" for span in spans]
