"""The progress line: what was found last, by name."""

from __future__ import annotations

import pytest

from summarizer.cli._progress import ProgressLine
from summarizer.drafts import DraftActor, DraftClaim, DraftItem, DraftStance, DraftSummary
from summarizer.pipeline import Progress

BERG = DraftActor("Ada Berg", "person", "core")


def said_after(
    items: dict[str, list[DraftItem]], monkeypatch: pytest.MonkeyPatch, name: str = "a.txt"
) -> str:
    lines: list[str] = []
    line = ProgressLine(1, shown=True)
    monkeypatch.setattr(line, "say", lines.append)
    watch = line.watch(name)
    assert watch is not None
    watch(Progress("actors", "…", items))
    return lines[-1]


def test_the_first_actor_is_named_as_soon_as_it_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said_after({"actors": [BERG]}, monkeypatch).endswith(", 1 actors: Ada Berg")
    assert said_after({}, monkeypatch).endswith("tokens/s")


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (DraftClaim("Blue Air is unsafe.", "Ada Berg", "accusation", (2,)), "Blue Air is unsafe."),
        (DraftStance(None, "Blue Air", "oppose", (2,)), "the article opposes Blue Air"),
    ],
)
def test_the_newest_item_is_shown_in_words(
    item: DraftItem, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = said_after({"actors": [BERG], "claims": [item]}, monkeypatch)
    assert shown.endswith(f"1 actors, 1 claims: {words}")


def test_a_sentence_number_says_nothing_and_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said_after({"summary": [DraftSummary((1,))]}, monkeypatch).endswith(", 1 summary")


def test_long_words_are_cut_and_controls_are_never_sent(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    claim = DraftClaim("word " * 60, None, "statement", (1,))
    assert said_after({"claims": [claim]}, monkeypatch).endswith("…")
    line = ProgressLine(1, shown=False)
    line.error("a\x1b[2J:bomb:[b].txt: no such file")
    assert capsys.readouterr().err == "summarize: a[U+001B][2J:bomb:[b].txt: no such file\n"
