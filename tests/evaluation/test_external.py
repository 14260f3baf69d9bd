"""Sets that others labelled: what becomes of their labels, and what is judged by them."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from external_samples import GUM, LINES, PLOVER, QUOTE, SALIENCE, SEESAW, TEXT, at, write_lines
from suite_samples import brief_of, run_of

from summarizer.domain import Brief, Position
from summarizer.evaluation.external import (
    ADAPTERS,
    ExternalArticle,
    ExternalError,
    external_sha256,
    load_external,
    score_external,
)
from summarizer.evaluation.labels import ActorLabel, ClaimLabel, Labels, StanceLabel
from summarizer.evaluation.metrics import BY_NAME
from summarizer.evaluation.record import Result
from summarizer.evaluation.scored import score_run
from summarizer.evaluation.suites import load_suite
from summarizer.prompts import load_taxonomy

TAXONOMY = load_taxonomy()


def item(adapter: str, tmp_path: Path, line: dict[str, Any] | None = None) -> ExternalArticle:
    path = write_lines(tmp_path / f"{adapter}.jsonl", [line or LINES[adapter]])
    return load_external(adapter, path)[0]


def actor(name: str, *types: Any, salience: Any = "core") -> ActorLabel:
    return ActorLabel(name, (), types or ("other_group",), salience)


def claim(text: str, speaker: str | None, start: int = 0, end: int = 10) -> ClaimLabel:
    return ClaimLabel((text,), (speaker,), ("statement",), (((start, end),),))


def stance(holder: str | None, target: str, position: Position) -> StanceLabel:
    return StanceLabel(((holder, target, position),))


def counts(found: ExternalArticle, labels: Labels | None) -> dict[str, float]:
    brief: Brief | None = None if labels is None else brief_of(found.article, labels)
    return dict(score_external(found, brief, TAXONOMY))


def required(labels: Labels) -> Labels:
    """What the set asks for, as a brief would give it (every type the set accepts first)."""
    return Labels(
        actors=labels.actors,
        claims=tuple(c for c in labels.claims if c.required),
        stance=tuple(s for s in labels.stance if s.required),
    )


@pytest.mark.parametrize("adapter", sorted(ADAPTERS))
def test_a_brief_that_says_what_the_labels_say_is_right_in_all_that_is_judged(
    adapter: str, tmp_path: Path
) -> None:
    found = item(adapter, tmp_path)
    run = run_of(
        [Result(id=found.article.id, brief=brief_of(found.article, required(found.labels)))]
    )
    scored = score_run(run, [found], TAXONOMY)
    judged = {metric.name for metric in scored.judged}
    assert judged >= set(load_suite(adapter).metrics)
    assert judged >= {"grounding.share", "delivery.delivered"}
    undefined = {"stance.position_kappa"}  # one level only
    values = {name: scored.scores[name].value for name in judged - undefined}
    assert values == dict.fromkeys(values, 1.0)
    others = set(BY_NAME) - judged
    assert {scored.scores[name].value for name in others} == {None}
    assert "sectors.f1" in others


@pytest.mark.parametrize("adapter", sorted(ADAPTERS))
def test_a_failed_brief_counts_as_empty(adapter: str, tmp_path: Path) -> None:
    found = item(adapter, tmp_path)
    failed, empty = counts(found, None), counts(found, Labels())
    assert failed["failed"] == 1
    assert failed["actors.fn"] == empty["actors.fn"] > 0
    scored = score_run(run_of([Result(id=found.article.id, error="x")]), [found], TAXONOMY)
    for name in load_suite(adapter).metrics:
        assert scored.scores[name].value in (0.0, None)


@pytest.mark.parametrize("adapter", sorted(ADAPTERS))
def test_only_fields_that_are_judged_are_counted(adapter: str, tmp_path: Path) -> None:
    found = item(adapter, tmp_path)
    everything = Labels(
        actors=(actor("Norland"),),
        claims=(claim("The sky is blue.", "Norland"),),
        stance=(stance("Norland", "the sky", "oppose"),),
    )
    fields = {metric.split(".")[0] for metric in found.judges}
    kept = {key.split(".")[0].split("@")[0] for key in counts(found, everything)}
    assert kept & {"actors", "claims", "sectors", "stance"} <= fields


class TestGum:
    def test_attributions_of_speech_are_required_and_beliefs_optional(self, tmp_path: Path) -> None:
        claims = item("gum", tmp_path).labels.claims
        assert [(c.speakers, c.required) for c in claims if c.text.startswith("the ban")] == [
            (("Pilots",), False)
        ]
        assert [c.speakers for c in claims if c.required] == [("Ada Berg",)]

    def test_a_quotation_of_two_sentences_is_found_by_either_and_extended_by_the_other(
        self, tmp_path: Path
    ) -> None:
        found = item("gum", tmp_path)
        first, second = "The airline is unsafe for its passengers.", "Its engines are older than"
        one = claim(first, "Ada Berg", *at(first))
        other = claim(f"{second} forty years.", "Ada Berg", *at(f"{second} forty years"))
        actors = (actor("Ada Berg", "person"),)
        for said in ((one,), (other,), (one, other)):
            got = counts(found, Labels(actors=actors, claims=said))
            assert got["claims.tp"] == got["claims.speaker_ok"] == 1
            assert "claims.fp" not in got
            assert "claims.fn" not in got
            assert got["claims.joint_tp"] == 1

    def test_the_evidence_may_be_the_words_or_their_whole_sentences(self, tmp_path: Path) -> None:
        [required_claim] = [c for c in item("gum", tmp_path).labels.claims if c.required]
        assert (tuple(at(QUOTE)),) in required_claim.evidence
        whole = required_claim.evidence[0]
        assert whole[0][0] < at(QUOTE)[0]
        assert len(whole) == 2

    def test_claims_in_the_articles_own_voice_are_not_judged(self, tmp_path: Path) -> None:
        found = item("gum", tmp_path)
        own = Labels(claims=(claim("Blue Air was founded in Ostia.", None),))
        assert "claims.fp" not in counts(found, own)
        said = Labels(actors=(actor("Ostia"),), claims=(claim("It will rain.", "Ostia"),))
        assert counts(found, said)["claims.fp"] == 1

    def test_places_and_the_unnamed_are_optional_actors(self, tmp_path: Path) -> None:
        actors = {a.name: a for a in item("gum", tmp_path).labels.actors}
        assert {name for name, a in actors.items() if a.required} == {"Blue Air", "Ada Berg"}
        assert actors["Ada Berg"].aliases == ("Minister Ada Berg",)
        assert actors["Blue Air"].salience == "core"

    def test_a_core_actor_that_summaries_do_not_mention_costs_precision(
        self, tmp_path: Path
    ) -> None:
        found = item("gum", tmp_path)
        got = counts(found, Labels(actors=(actor("Ada Berg", "person"), actor("Somebody"))))
        assert got["actors.core_predicted"] == 1  # Somebody is not labelled, so not judged
        assert got["actors.core_gold"] == 1
        assert "actors.core_found" not in got


class TestSalience:
    def test_what_is_no_name_is_optional_and_what_is_no_title_left_out(
        self, tmp_path: Path
    ) -> None:
        actors = {a.name: a for a in item("salience", tmp_path).labels.actors}
        assert {name for name, a in actors.items() if a.required} == {
            "Norland",
            "Blue Air",
            "Ostia",
        }
        assert set(actors) == {"Norland", "Blue Air", "Air", "Airline", "Ostia"}
        assert actors["Norland"].aliases == ("Norland (country)",)

    def test_a_mention_within_a_longer_one_is_no_alias(self, tmp_path: Path) -> None:
        line = copy.deepcopy(SALIENCE)
        line["labels"]["actors"][4]["mentions"] = [at("Blue")]
        actors = {a.name: a for a in item("salience", tmp_path, line).labels.actors}
        assert "Blue" not in actors["Ostia"].aliases

    def test_actors_that_the_set_does_not_list_are_not_judged(self, tmp_path: Path) -> None:
        found = item("salience", tmp_path)
        listed = Labels(actors=(actor("Norland"), actor("Blue Air")))
        more = replace(listed, actors=(*listed.actors, actor("Ada Berg", "person")))
        same = {"actors.core_tp", "actors.core_predicted", "actors.core_gold"}
        a, b = counts(found, listed), counts(found, more)
        assert {key: a[key] for key in same} == {key: b[key] for key in same}
        assert a["actors.core_tp"] == a["actors.core_gold"] == 2


class TestPlover:
    def test_one_sentence_is_an_article(self, tmp_path: Path) -> None:
        found = item("plover", tmp_path)
        assert found.article.sentences == ((0, len(PLOVER["text"])),)

    def test_actors_whose_type_or_name_is_not_in_the_sentence_are_optional(
        self, tmp_path: Path
    ) -> None:
        actors = item("plover", tmp_path).labels.actors
        assert [a.name for a in actors if a.required] == ["Norland", "Blue Air"]

    @pytest.mark.parametrize(
        ("holder", "target", "position", "expected"),
        [
            ("Norland", "Blue Air", "oppose", {"tp": 1, "position_ok": 1}),
            ("Norland", "Blue Air", "support", {"tp": 1}),
            ("Blue Air", "Norland", "oppose", {"fp": 1, "fn": 1}),
            ("Court", "Blue Air", "oppose", {"fn": 1}),
            (None, "Blue Air", "oppose", {"fn": 1}),
            ("Norland", "the protests", "oppose", {"fn": 1}),
        ],
    )
    def test_stances_between_the_labelled_actors_are_judged(
        self, tmp_path: Path, holder: Any, target: str, position: Any, expected: dict[str, int]
    ) -> None:
        names = ("Norland", "Blue Air", "Court")
        labels = Labels(
            actors=tuple(actor(n) for n in names), stance=(stance(holder, target, position),)
        )
        got = counts(item("plover", tmp_path), labels)
        keys = ("tp", "fp", "fn", "position_ok")
        assert {k: got[f"stance.{k}"] for k in keys if f"stance.{k}" in got} == expected

    def test_an_event_that_implies_no_stance_judges_none(self, tmp_path: Path) -> None:
        line = copy.deepcopy(PLOVER)
        line["labels"]["stance"] = []
        labels = Labels(
            actors=(actor("Norland"), actor("Blue Air")),
            stance=(stance("Norland", "Blue Air", "support"),),
        )
        got = counts(item("plover", tmp_path, line), labels)
        assert not [key for key in got if key.startswith("stance")]


class TestSeesaw:
    def test_a_sentiment_of_one_voice_or_of_the_absent_is_optional(self, tmp_path: Path) -> None:
        labels = item("seesaw", tmp_path).labels
        assert {s.readings[0]: s.required for s in labels.stance} == {
            ("Norland", "Blue Air", "oppose"): True,
            ("Adelaide Berg", "the ban", "support"): True,
            ("Blue Air", "Norland", "oppose"): False,
        }
        # Her surname is in the text, "National Air Council" is not; a topic is no actor.
        assert {a.name: a.required for a in labels.actors} == {
            "Norland": True,
            "Adelaide Berg": True,
            "Blue Air": True,
            "National Air Council": False,
        }

    @pytest.mark.parametrize(
        ("holder", "target", "position", "wrong"),
        [
            (None, "Blue Air", "oppose", 0),  # the author's slant
            ("Berg", "aviation", "support", 0),  # a target that is not listed
            ("Norland", "Berg", "neutral", 0),  # the set has no neutral
            ("Norland", "Berg", "oppose", 1),
        ],
    )
    def test_what_the_set_cannot_say_is_not_wrong(
        self, tmp_path: Path, holder: Any, target: str, position: Any, wrong: int
    ) -> None:
        people = ("Norland", "Blue Air")
        labels = Labels(
            actors=(*(actor(n) for n in people), actor("Berg", "person")),
            stance=(stance(holder, target, position),),
        )
        assert counts(item("seesaw", tmp_path), labels).get("stance.fp", 0) == wrong

    def test_canonical_names_are_found_under_what_newspapers_write(self, tmp_path: Path) -> None:
        line = copy.deepcopy(SEESAW)
        line["text"] = TEXT + " The GOP praised it."
        party = {"name": "Republican Party", "type": "organization", "mentions": [],
                 "salient": True, "level": "main"}  # fmt: skip
        line["labels"]["actors"].append(party)
        got = counts(item("seesaw", tmp_path, line), Labels(actors=(actor("GOP"),)))
        assert got["actors.tp"] == 1


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("", "no articles"),
        ("{", ":1: not JSON"),
        ('\n{"id": "x"}', ":2: source: Field required"),
        ([SEESAW], ":1: source is 'seesaw'; this suite reads 'gum_news'"),
        ([GUM, GUM], ":2: a second article 'gum-1'"),
        ([{**GUM, "text": "…"}], ":1: sentences"),
        ([{**GUM, "text": TEXT[:40]}], ":1: no span"),
        ([{**GUM, "labels": {"actors": [], "claims": [{}]}}], ":1: claims.0.speaker"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, lines: Any, problem: str) -> None:
    path = tmp_path / "x.jsonl"
    if isinstance(lines, str):
        path.write_text(lines, "utf-8")
    else:
        write_lines(path, lines)
    with pytest.raises(ExternalError) as error:
        load_external("gum", path)
    assert problem in str(error.value)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_unknown_adapter_and_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ExternalError, match="gum, salience, plover, seesaw"):
        load_external("sick", tmp_path / "x")
    with pytest.raises(ExternalError, match="cannot be read"):
        load_external("gum", tmp_path / "x")


def test_a_line_separator_within_a_text_does_not_break_the_line(tmp_path: Path) -> None:
    line = {**PLOVER, "text": PLOVER["text"] + "\u2028More."}
    assert "\u2028" in item("plover", tmp_path, line).article.text


def test_the_hash_is_of_texts_and_labels_whatever_their_order(tmp_path: Path) -> None:
    second = {**GUM, "id": "gum-2"}
    both = load_external("gum", write_lines(tmp_path / "a", [GUM, second]))
    assert external_sha256(both) == external_sha256(both[::-1]) != external_sha256(both[:1])
    changed = copy.deepcopy(GUM)
    changed["labels"]["actors"][1]["salient"] = False
    other = load_external("gum", write_lines(tmp_path / "b", [changed]))
    assert external_sha256(other) != external_sha256(both[:1])
