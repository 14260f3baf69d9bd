"""The card: chosen on one half, measured on the other."""

import json

import pytest

from summarizer.evaluation.pairs import Pair, main, markdown, measure, read_pairs, split
from summarizer.evaluation.similarity import StemOverlap

NOUNS = ("bridge", "harbour", "school", "railway", "hospital", "museum", "airport", "tunnel")


def synthetic():
    """Per article: a rewording, another claim, and the same words with another number."""
    pairs = []
    for number, noun in enumerate(NOUNS, 3):
        text = f"The {noun} will open in {number} months, the mayor of Springfield announced."
        reworded = f"Springfield's mayor says that the {noun} opens {number} months from now."
        other = "Farmers blocked motorways to protest against falling milk prices."
        wrong = text.replace(str(number), str(number + 20))
        for b, same in ((reworded, True), (other, False), (wrong, False)):
            pairs.append(Pair(a=text, b=b, same=same, article=noun))
    return tuple(pairs)


def test_no_article_is_in_both_halves():
    tuning, held_out = split(synthetic())
    assert {p.article for p in tuning}.isdisjoint(p.article for p in held_out)
    assert len(tuning) == len(held_out) == 12
    assert split(tuple(reversed(synthetic())))[0] == tuple(reversed(tuning))


def test_the_card_tells_good_from_bad():
    card = measure(synthetic())
    assert (card.pairs, card.same, card.articles) == (24, 8, 8)
    by = {(r.similarity, r.vetoes): r for r in card.results}
    with_vetoes, without = by["stems", True], by["stems", False]
    assert with_vetoes.f1.value == with_vetoes.precision.low == 1.0
    assert without.precision.value == 0.5  # another number passes
    assert card.chosen.vetoes
    assert 0 < card.chosen.threshold <= 1


def test_an_interval_is_wide_where_articles_differ():
    hard = tuple(
        pair.model_copy(update={"same": not pair.same}) if pair.article in NOUNS[::3] else pair
        for pair in synthetic()
    )
    (result, _) = measure(hard, candidates=[StemOverlap()]).results
    assert result.precision.low < result.precision.value < result.precision.high


def test_the_program_writes_both_files(tmp_path):
    source = tmp_path / "pairs.jsonl"
    lines = [{**pair.model_dump(), "note": "kept out"} for pair in synthetic()]
    source.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    out, page = tmp_path / "card.json", tmp_path / "card.md"
    assert main([str(source), "--json", str(out), "--markdown", str(page)]) == 0
    card = json.loads(out.read_text("utf-8"))
    assert card["chosen"]["similarity"] in page.read_text("utf-8")
    assert len(card["pairs_sha256"]) == 64
    assert len(card["results"]) == 10


def test_the_program_prints_by_default(tmp_path, capsys):
    source = tmp_path / "pairs.jsonl"
    source.write_text("\n".join(p.model_dump_json() for p in synthetic()), "utf-8")
    assert main([str(source)]) == 0
    assert "| stems | yes |" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            b'{"a": "x", "b": "y", "same": "yes", "article": "1"}',
            r"line 1 is not a pair .*: same: Input should be a valid boolean$",
        ),
        (b"\n[]", "line 2 is not a pair"),
        (b"{", "line 1 is not a pair"),
    ],
)
def test_a_line_that_is_no_pair_is_named(data, message):
    with pytest.raises(ValueError, match=message):
        read_pairs(data)


def test_one_article_cannot_be_split(tmp_path, capsys):
    source = tmp_path / "pairs.jsonl"
    source.write_text(synthetic()[0].model_dump_json(), "utf-8")
    assert main([str(source)]) == 2
    assert "cannot be split" in capsys.readouterr().err
    assert main([str(tmp_path / "missing")]) == 2


def test_a_half_without_same_pairs_is_undefined():
    different = tuple(pair for pair in synthetic() if not pair.same)
    card = measure(different, candidates=[StemOverlap()])
    assert card.results[0].recall.value is None
    assert "undefined" in markdown(card)
