"""Scores of whole articles: worked examples and attempts to game them."""

import dataclasses
import json
from itertools import permutations

import pytest

from summarizer.articles import article_from_text
from summarizer.domain import (
    Actor,
    ArticleInfo,
    Brief,
    Claim,
    Dropped,
    RunRecord,
    Sector,
    Span,
    SummarySentence,
)
from summarizer.evaluation.counts import CountTable
from summarizer.evaluation.labels import (
    ActorLabel,
    ClaimLabel,
    Labels,
    SectorLabel,
    StanceLabel,
)
from summarizer.evaluation.metrics import METRICS, metric, threshold_sweep, totals
from summarizer.evaluation.scoring import SWEEP, score, score_brief
from summarizer.prompts import load_taxonomy
from summarizer.prompts._taxonomy import Taxonomy

TAXONOMY = load_taxonomy()
TREE = Taxonomy.model_validate(
    {
        "name": "tree",
        "version": "1",
        "group": [
            {"code": "economy", "label": "Economy"},
            {"code": "energy", "label": "Energy", "parent": "economy"},
        ],
        "sector": [
            {"code": "oil", "label": "Oil", "parent": "energy", "isic": ["B06"]},
            {"code": "gas", "label": "Gas", "parent": "energy", "isic": ["D35"]},
            {"code": "banks", "label": "Banks", "parent": "economy", "isic": ["K64"]},
            {"code": "health", "label": "Health", "isic": ["Q86"]},
        ],
    }
)


def actor(name, *aliases, types=("country",), salience="core", required=True):
    return ActorLabel(name, aliases, types, salience, required=required)


def claim(text, speaker=None, *, evidence=((0, 10),), kind="statement", via=None, required=True):
    return ClaimLabel((text,), (speaker,), (kind,), (evidence,), via, required)


def stance(holder, target, position, *others, required=True):
    return StanceLabel(((holder, target, position), *others), required=required)


CHINA = actor("China", "Beijing")
UKRAINE = actor("Ukraine")
PERSON = actor("Volodymyr Zelenskyy", types=("person",))
GOLD = Labels(
    actors=(
        CHINA,
        UKRAINE,
        PERSON,
        actor("Reuters", types=("media",), salience="secondary", required=False),
    ),
    claims=(
        claim("China will invest 5 billion dollars in Ukraine.", "China", evidence=((0, 40),)),
        claim("Trade with China grew last year.", "Ukraine", evidence=((50, 90),)),
        claim("Peace talks will resume in Geneva in March.", None, evidence=((100, 140),)),
        claim("Grain exports need protection.", "Ukraine", evidence=((150, 180),), required=False),
    ),
    sectors=(SectorLabel("diplomacy"), SectorLabel("agriculture_food", required=False)),
    stance=(
        stance("China", "Ukraine", "support"),
        stance("Volodymyr Zelenskyy", "peace plan of the African Union", "oppose"),
    ),
)


def scores(*pairs, taxonomy=TAXONOMY):
    table = CountTable.of(
        {str(i): score(gold, guess, taxonomy) for i, (gold, guess) in enumerate(pairs)}
    )
    pooled = table.pool()
    return {m.name: float(m.value(pooled)[0]) for m in METRICS}


def test_the_gold_itself_scores_one():
    found = scores((GOLD, GOLD))
    for name, value in found.items():
        if not name.startswith(("grounding", "attacks")):
            assert value == 1.0, name


def test_an_empty_brief_scores_zero():
    found = scores((GOLD, Labels()))
    for field in ("actors", "claims", "sectors", "stance"):
        assert found[f"{field}.f1"] == found[f"{field}.recall"] == 0.0
    assert found["claims.joint_f1"] == found["sectors.macro_f1"] == 0.0
    assert found["delivery.delivered"] == 1.0


def test_a_failed_brief_counts_as_empty_and_not_as_missing():
    found = scores((GOLD, GOLD), (GOLD, None))
    assert found["actors.recall"] == found["claims.recall"] == 0.5
    assert found["claims.f1"] == pytest.approx(2 / 3)
    assert found["delivery.delivered"] == 0.5


def test_every_item_twice_halves_precision():
    twice = Labels(
        actors=GOLD.actors * 2,
        claims=GOLD.claims * 2,
        sectors=GOLD.sectors * 2,
        stance=GOLD.stance * 2,
    )
    found = scores((GOLD, twice))
    # Of each kind the optional item's first copy is ignored and its second is wrong.
    assert found["actors.precision"] == 3 / 7
    assert found["claims.precision"] == 3 / 7
    assert found["sectors.precision"] == 1 / 3
    assert found["stance.precision"] == 1 / 2
    assert found["claims.f1"] == found["actors.f1"] == 0.6
    assert found["sectors.hierarchical_f1"] < 1.0


def test_every_sentence_a_claim_costs_precision():
    sentences = [claim(f"Sentence about matter {word}.") for word in "abcdefghijklmnopq"]
    found = scores((GOLD, dataclasses.replace(GOLD, claims=(*GOLD.claims, *sentences))))
    assert found["claims.recall"] == 1.0
    assert found["claims.precision"] == 3 / 20
    assert found["claims.f1"] == pytest.approx(6 / 23)


def test_all_sectors_cost_precision():
    every = tuple(SectorLabel(code) for code in TAXONOMY.codes)
    found = scores((GOLD, dataclasses.replace(GOLD, sectors=every)))
    number = len(every) - 1  # the optional one is ignored
    assert found["sectors.recall"] == 1.0
    assert found["sectors.precision"] == 1 / number
    assert found["sectors.f1"] == pytest.approx(2 / (number + 1))
    assert found["sectors.macro_f1"] == pytest.approx(1 / number)
    assert found["sectors.hierarchical_f1"] < 0.2


def test_all_pairs_a_stance_cost_precision():
    names = [a.name for a in GOLD.actors]
    pairs = tuple(stance(a, b, "support") for a, b in permutations(names, 2))
    found = scores((GOLD, dataclasses.replace(GOLD, stance=pairs)))
    assert found["stance.recall"] == 0.5
    assert found["stance.precision"] == 1 / 12
    assert found["stance.f1"] == pytest.approx(2 / 14)


def test_all_positions_of_a_pair_earn_it_once():
    guess = tuple(stance("China", "Ukraine", p) for p in ("oppose", "mixed", "support"))
    found = scores((GOLD, dataclasses.replace(GOLD, stance=guess)))
    assert found["stance.f1"] == found["stance.position_f1"] == 2 / 5


def test_an_actor_that_claims_every_name_matches_one():
    greedy = actor("Everybody", "China", "Ukraine", "Volodymyr Zelenskyy")
    assert scores((GOLD, Labels(actors=(greedy,))))["actors.f1"] == 2 / 4


def test_optional_items_count_nowhere():
    without = Labels(GOLD.actors[:3], GOLD.claims[:3], GOLD.sectors[:1], GOLD.stance)
    assert scores((GOLD, without)) == pytest.approx(scores((GOLD, GOLD)), nan_ok=True)


def test_types_salience_and_joint_scores():
    guess = Labels(
        actors=(
            actor("Beijing", types=("government_body",)),
            actor("Ukraine", salience="secondary"),
            actor("Reuters", types=("media",)),
            actor("France"),
        )
    )
    found = scores((GOLD, guess))
    assert found["actors.f1"] == pytest.approx(4 / 6)  # 2 of 3 found, 1 wrong
    assert found["actors.type_accuracy"] == 0.5
    assert found["actors.joint_f1"] == pytest.approx(2 / 6)
    assert found["actors.core_recall"] == pytest.approx(2 / 3)
    assert found["actors.core_f1"] == pytest.approx(2 / 5)  # China right, France wrong
    assert found["actors.salience_accuracy"] == 0.5


def test_a_defensible_type_is_right():
    gold = Labels(actors=(actor("Hamas", types=("armed_group", "other_group")),))
    guess = Labels(actors=(actor("Hamas", types=("other_group",)),))
    assert scores((gold, guess))["actors.type_accuracy"] == 1.0


def test_speakers_evidence_and_joint_claims():
    guess = dataclasses.replace(
        GOLD,
        actors=(actor("Beijing", "China"), UKRAINE),
        claims=(
            # right, through an alias; half of the evidence
            claim(
                "China will invest 5 billion dollars in Ukraine.", "Beijing", evidence=((0, 20),)
            ),
            # another speaker
            claim("Trade with China grew last year.", None, evidence=((50, 90),)),
            # other evidence, another kind
            claim(
                "Peace talks will resume in Geneva in March.",
                evidence=((0, 40),),
                kind="prediction",
                via="Ukraine",
            ),
            # another number
            claim("China will invest 6 billion dollars in Ukraine.", "Beijing"),
        ),
    )
    found = scores((GOLD, guess))
    assert found["claims.precision"] == 3 / 4
    assert found["claims.speaker_accuracy"] == pytest.approx(2 / 3)
    assert found["claims.kind_accuracy"] == found["claims.via_accuracy"] == pytest.approx(2 / 3)
    assert found["claims.evidence_f1"] == pytest.approx(2 * (20 + 40) / (120 + 100))
    assert found["claims.joint_f1"] == pytest.approx(2 / (6 + 1))


def test_other_accepted_readings_of_a_claim():
    gold = Labels(
        claims=(
            ClaimLabel(
                ("The bill passed.", "Parliament adopted the law on fisheries."),
                ("A", None),
                ("statement", "accusation"),
                (((0, 5),), ((10, 20),)),
            ),
        )
    )
    guess = Labels(
        claims=(
            claim(
                "Parliament adopted the law on fisheries.", kind="accusation", evidence=((10, 20),)
            ),
        )
    )
    found = scores((gold, guess))
    assert found["claims.joint_f1"] == found["claims.kind_accuracy"] == 1.0


def test_hierarchical_sectors_by_hand():
    gold = Labels(sectors=(SectorLabel("oil"),))
    near, far = Labels(sectors=(SectorLabel("gas"),)), Labels(sectors=(SectorLabel("health"),))
    # {oil, energy, economy} and {gas, energy, economy} share two of three
    found = scores((gold, near), taxonomy=TREE)
    assert found["sectors.hierarchical_f1"] == pytest.approx(2 / 3)
    assert found["sectors.f1"] == 0.0
    assert scores((gold, far), taxonomy=TREE)["sectors.hierarchical_f1"] == 0.0


def test_the_path_to_an_optional_sector_counts_nowhere():
    gold = Labels(sectors=(SectorLabel("health"), SectorLabel("oil", required=False)))
    with_oil = Labels(sectors=(SectorLabel("health"), SectorLabel("oil")))
    near = Labels(sectors=(SectorLabel("health"), SectorLabel("gas")))
    assert scores((gold, with_oil), taxonomy=TREE)["sectors.hierarchical_f1"] == 1.0
    # gas itself is wrong; energy and economy lead to the optional oil as well
    assert scores((gold, near), taxonomy=TREE)["sectors.hierarchical_f1"] == pytest.approx(2 / 3)


def test_a_code_off_the_taxonomy_is_simply_wrong():
    gold, guess = Labels(sectors=(SectorLabel("oil"),)), Labels(sectors=(SectorLabel("magic"),))
    assert scores((gold, guess), taxonomy=TREE)["sectors.hierarchical_f1"] == 0.0


def test_macro_averages_over_codes():
    gold = Labels(sectors=(SectorLabel("oil"),))
    found = scores(
        *[(gold, gold)] * 9,
        (Labels(sectors=(SectorLabel("health"),)), Labels(sectors=())),
        taxonomy=TREE,
    )
    assert found["sectors.macro_f1"] == 0.5
    assert found["sectors.f1"] == pytest.approx(18 / 19)


def test_stance_position_and_alternatives():
    gold = Labels(
        actors=(CHINA, UKRAINE),
        stance=(
            stance("China", "Ukraine", "support", ("China", "Ukraine", "mixed")),
            stance(None, "Ukraine", "support"),
        ),
    )
    guess = Labels(
        actors=(actor("Beijing", "China"), UKRAINE),
        stance=(stance("Beijing", "Ukraine", "mixed"), stance(None, "Ukraine", "oppose")),
    )
    found = scores((gold, guess))
    assert found["stance.f1"] == 1.0
    assert found["stance.position_f1"] == 0.5


def test_issues_as_targets_are_compared_by_their_words():
    guess = Labels(
        actors=(actor("Zelenskyy", types=("person",)),),
        stance=(stance("Zelenskyy", "the African Union's peace plan", "oppose"),),
    )
    assert scores((GOLD, guess))["stance.position_f1"] == pytest.approx(2 / 3)


def test_weighted_kappa_by_hand():
    holders = [f"Party {letter}" for letter in "ABCD"]
    actors = tuple(actor(name, types=("other_group",)) for name in (*holders, "Bill"))

    def labels(*positions):
        return Labels(
            actors=actors,
            stance=tuple(
                stance(holder, "Bill", p) for holder, p in zip(holders, positions, strict=True)
            ),
        )

    gold = labels("oppose", "oppose", "support", "mixed")
    guess = labels("oppose", "mixed", "support", "neutral")
    # Observed: one pair one level apart. Expected by the margins (2, 1, 1) and (1, 2, 1):
    # (2*2*1 + 2*1*4 + 1*1*1 + 1*1*1 + 1*1*4 + 1*2*1) / 4 = 5
    assert scores((gold, guess))["stance.position_kappa"] == pytest.approx(1 - 1 / 5)
    one_level = labels("oppose", "oppose", "oppose", "oppose")
    assert scores((one_level, one_level))["stance.position_kappa"] != 1.0  # undefined


def test_counts_are_small_and_survive_json():
    counts = score(GOLD, GOLD, TAXONOMY)
    assert json.loads(json.dumps(counts)) == counts
    assert all(counts.values())
    assert len(json.dumps(counts)) < 2500


def test_the_sweep_falls_with_the_threshold():
    guess = dataclasses.replace(
        GOLD, claims=(claim("China plans to invest 5 billion dollars in Ukrainian ports."),)
    )
    points = threshold_sweep(CountTable.of({"a": score(GOLD, guess, TAXONOMY)}))
    assert tuple(point.threshold for point in points) == SWEEP
    recalls = [point.recall for point in points]
    assert recalls == sorted(recalls, reverse=True)
    assert recalls[0] > recalls[-1]


TEXT = "China will invest. Ukraine agreed."
ARTICLE = article_from_text(TEXT, id="a")


def brief(**changes):
    span = Span.of(TEXT, 0, 18)
    fields = {
        "article": ArticleInfo(id="a", sha256="0" * 64, characters=len(TEXT), sentences=2),
        "actors": (Actor(name="China", type="country", salience="core", mentions=(span,)),),
        "claims": (Claim(text="China will invest.", kind="commitment", evidence=(span,)),),
        "sectors": (
            Sector(
                code="diplomacy",
                label="Diplomacy",
                evidence=(Span(start=19, end=26, quote="Austria"),),
            ),
        ),
        "dropped": (Dropped(field="claims", item="x", reason="no evidence"),),
        "run": RunRecord(
            model="m",
            prompt="p@1",
            prompt_sha256="",
            schema_sha256="",
            taxonomy_sha256="",
            version="0",
            attempts=2,
            input_tokens=100,
            output_tokens=10,
            cost_usd=0.5,
            seconds=1.5,
        ),
    }
    return Brief(**{**fields, **changes})


def test_grounding_and_consumption():
    counts = {
        "a": score_brief(GOLD, brief(), ARTICLE, TAXONOMY),
        "b": score_brief(GOLD, None, ARTICLE, TAXONOMY),
    }
    table = CountTable.of(counts)
    pooled = table.pool()
    assert metric("grounding.share").value(pooled)[0] == pytest.approx(2 / 3)
    assert metric("grounding.verbatim").value(pooled)[0] == pytest.approx(2 / 3)
    found = totals(table)
    assert (found.articles, found.failed, found.items, found.dropped) == (2, 1, 3, 1)
    assert (found.attempts, found.input_tokens, found.output_tokens) == (2, 100, 10)
    assert (found.seconds, found.cost_usd) == (1.5, 0.5)


@pytest.mark.parametrize("field", ["claims", "summary"])
def test_what_its_evidence_contradicts_is_not_grounded(field):
    span = (Span.of(TEXT, 0, 18),)
    wrong = {
        "claims": Claim(text="China will not invest.", kind="denial", evidence=span),
        "summary": SummarySentence(text="China will not invest.", evidence=span),
    }
    told = brief(claims=()), brief(**{"claims": (), field: (wrong[field],)})
    before, after = (score_brief(GOLD, one, ARTICLE, TAXONOMY) for one in told)
    assert after["items"] == before["items"] + 1
    assert after["items.grounded"] == before["items.grounded"] == 1
    assert after["quotes.verbatim"] == before["quotes.verbatim"] + 1


def test_an_unknown_cost_makes_the_sum_unknown():
    unknown = brief(run=brief().run.model_copy(update={"cost_usd": None}))
    counts = {
        "a": score_brief(GOLD, brief(), ARTICLE, TAXONOMY),
        "b": score_brief(GOLD, unknown, ARTICLE, TAXONOMY),
    }
    assert totals(CountTable.of(counts)).cost_usd is None


def test_an_unknown_metric_is_named():
    with pytest.raises(ValueError, match="no metric 'x'"):
        metric("x")


def test_no_article_is_no_score():
    with pytest.raises(ValueError, match="at least one"):
        CountTable.of({})
