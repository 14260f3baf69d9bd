"""The adapter was trained on no article that it is judged on."""

from __future__ import annotations

from conftest import ROOT

from summarizer._content import evals_folder
from summarizer.evaluation.gold_files import load_gold
from training.seen import fingerprint

SEEN = frozenset((ROOT / "training" / "seen.txt").read_text("ascii").split())
# Wikinews, "Senate panel votes 12-9 against troop increase in Iraq", 24 January 2007,
# CC BY 2.5: https://en.wikinews.org/wiki/Senate_panel_votes_12-9_against_troop_increase_in_Iraq
TRAINED_ON = "The Senate Foreign Relations Committee is made up of 11 Democrats and 10 Republicans."


def test_what_was_trained_on_is_known() -> None:
    assert len(SEEN) > 3000
    assert fingerprint(TRAINED_ON) in SEEN
    assert fingerprint(TRAINED_ON.lower().replace(".", "!")) in SEEN
    assert fingerprint(TRAINED_ON.replace("10", "12")) not in SEEN
    assert fingerprint("Too short to tell.") is None


def test_no_gold_article_was_trained_on() -> None:
    gold = load_gold(evals_folder() / "gold")
    shared = [
        (item.article.id, sentence)
        for item in gold
        for start, end in item.article.sentences
        if fingerprint(sentence := item.article.text[start:end]) in SEEN
    ]
    assert len(gold) == 40
    assert shared == []
