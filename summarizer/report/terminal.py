"""A brief as a page for the terminal."""

from __future__ import annotations

import json

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from summarizer._unseen import plain
from summarizer.domain import POSITION_WORDS, Brief, Span
from summarizer.report._words import byline, doubt, heading, run_line, unsure_type

_POSITION_STYLE = {"support": "green", "oppose": "red", "mixed": "yellow", "neutral": "cyan"}


def print_brief(brief: Brief, console: Console) -> None:
    """Print the brief; text of the article is neither read as markup nor obeyed as a control."""
    console.print(_page(brief))


def _page(brief: Brief) -> Group:
    parts: list[RenderableType] = [_text(heading(brief), style="bold")]
    if byline(brief):
        parts.append(_text(byline(brief), style="dim"))
    if brief.summary:
        parts.append(_section("Summary"))
        parts += [_indented(_text(sentence.text)) for sentence in brief.summary]
    if brief.actors:
        parts.append(_section("Actors"))
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 2))
        for actor in brief.actors:
            name = _text(actor.name, style="bold" if actor.salience == "core" else "")
            if actor.aliases:
                name.append(f" ({plain(', '.join(actor.aliases))})", style="not bold dim")
            kind = " ".join([actor.type.replace("_", " "), unsure_type(actor)]).rstrip()
            table.add_row(name, _text(kind), _text(actor.role))
        parts.append(table)
    if brief.claims:
        parts.append(_section("Claims"))
        for claim in brief.claims:
            line = Text()
            line.append(plain(claim.speaker or "the article"), style="bold")
            if claim.via:
                line.append(f" via {plain(claim.via)}")
            line.append(f" ({claim.kind}): ", style="dim")
            line.append(plain(claim.text))
            line.append(f" {doubt(claim)}" if doubt(claim) else "", style="yellow")
            parts += [_indented(line), _evidence(claim.evidence)]
    if brief.sectors:
        parts.append(_section("Sectors"))
        for sector in brief.sectors:
            line = _text(sector.label)
            line.append(f"  {plain(sector.code)}", style="dim")
            parts.append(_indented(line))
    if brief.stance:
        parts.append(_section("Stance"))
        for stance in brief.stance:
            line = _text(stance.holder or "The article", style="bold")
            line.append(
                f" {POSITION_WORDS[stance.position]} ", style=_POSITION_STYLE[stance.position]
            )
            line.append(plain(stance.target))
            line.append(f" {doubt(stance)}" if doubt(stance) else "", style="yellow")
            parts += [_indented(line), _evidence(stance.evidence)]
    if brief.dropped:
        parts.append(_section("Dropped"))
        for drop in brief.dropped:
            item = json.dumps(drop.item, ensure_ascii=False)
            parts.append(_indented(_text(f"{drop.field}: {drop.reason}: {item}", style="dim")))
    if brief.repaired:
        parts.append(_section("Repaired"))
        for repair in brief.repaired:
            change = f"{repair.item}: {repair.before!r} → {repair.after!r}: {repair.reason}"
            parts.append(_indented(_text(change, style="dim")))
    parts += [Text(), _text(run_line(brief.run), style="dim")]
    return Group(*parts)


def _text(words: str, style: str = "") -> Text:
    return Text(plain(words), style=style)


def _section(title: str) -> Text:
    return Text(f"\n{title}", style="bold cyan")


def _indented(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, 2))


def _evidence(spans: tuple[Span, ...]) -> Padding:
    quotes = " … ".join(span.quote for span in spans)
    return Padding(_text(f"“{quotes}”", style="dim italic"), (0, 0, 0, 6))
