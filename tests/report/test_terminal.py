"""Briefs on a terminal and as Markdown: what strangers wrote is shown, never obeyed."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from brief_samples import made_by_hand
from rich.console import Console

from summarizer.articles import article_from_text
from summarizer.domain import Actor, Brief, Dropped, Repair
from summarizer.report.markdown import to_markdown
from summarizer.report.terminal import print_brief

# Clears the screen; renames the window; the same by one-character introducer.
HOSTILE = ("\x1b[2J", "\x1b]0;owned\x07", "\x9b2J")


def hostile_brief() -> Brief:
    first, second, third = HOSTILE
    article = article_from_text(
        f"title: Blue{first} Air\n---\n"
        f"Norland{second} grounded Blue{third} Air. [bold]It is unsafe[/bold], Norland said.",
        id="air",
    )
    norland = f"Norland{second}"
    brief = made_by_hand(
        article,
        {
            "summary": [{"text": f"Blue{third} Air is grounded.", "evidence": [1]}],
            "claims": [
                {
                    "text": f"It is{first} unsafe.",
                    "speaker": None,
                    "kind": "statement",
                    "evidence": [2],
                }
            ],
            "stance": [
                {
                    "holder": None,
                    "target": norland,
                    "position": "oppose",
                    "evidence": [1],
                }
            ],
        },
    )
    return brief.model_copy(
        update={
            "dropped": (Dropped(field="actors", item={"name": first}, reason=f"no {first}"),),
            "repaired": (Repair(item="a", field="text", before=first, after=third, reason=second),),
        }
    )


def on_a_terminal(brief: Brief) -> str:
    file = io.StringIO()
    print_brief(brief, Console(file=file, width=200, color_system=None))
    return file.getvalue()


@pytest.mark.parametrize("write", [on_a_terminal, to_markdown])
def test_controls_are_shown_by_number_and_never_sent(write: Callable[[Brief], str]) -> None:
    shown = write(hostile_brief()).replace("\\", "")
    assert not set(shown) & set("\x07\x1b\x9b")
    assert "Norland[U+001B]]0;owned[U+0007] grounded Blue[U+009B]2J Air." in shown
    assert "Blue[U+001B][2J Air" in shown
    assert "It is[U+001B][2J unsafe." in shown


def test_words_that_look_like_markup_stand_as_they_are() -> None:
    assert "[bold]It is unsafe[/bold]" in on_a_terminal(hostile_brief())


@pytest.mark.parametrize("write", [on_a_terminal, to_markdown])
def test_what_is_more_likely_wrong_is_marked(write: Callable[[Brief], str]) -> None:
    brief = hostile_brief()
    [stance], [claim] = brief.stance, brief.claims
    unsure = stance.model_copy(update={"confidence": 0.31, "grade": "unverified"})
    whose = claim.model_copy(update={"confidence": 0.32, "grade": "exact"})
    sure = claim.model_copy(update={"confidence": 0.5, "grade": "exact"})
    mention = claim.evidence
    kind = Actor(name="Norland", type="country", salience="core", mentions=mention, confidence=0.33)
    told = {"stance": (unsure,), "claims": (whose, sure), "actors": (kind,)}
    shown = write(brief.model_copy(update=told)).replace("\\", "")
    assert " [unverified, confidence 0.31]" in shown
    assert " [speaker: confidence 0.32]" in shown
    assert "country [confidence 0.33]" in shown
    assert shown.count("confidence") == 3
