"""Which names are the same actor."""

import pytest

from summarizer.evaluation.labels import ActorLabel
from summarizer.evaluation.names import ActorNames, name_similarities
from summarizer.matching.forms import normal_form, person_form


def actor(name, *aliases, kind="person"):
    return ActorLabel(name, aliases, (kind,), "core")


def same(a, b):
    return bool(name_similarities([a], [b])[0, 0] > 0)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (actor("the Taliban", kind="armed_group"), actor("Taliban", kind="armed_group")),
        (actor("U.S.", kind="country"), actor("US", kind="country")),
        (actor("Johnson & Johnson", kind="company"), actor("Johnson and Johnson", kind="company")),
        (actor("Recep Tayyip Erdoğan"), actor("recep tayyip erdogan")),
        (actor("China", "Beijing", kind="country"), actor("Beijing", kind="country")),
        (
            actor("China", "Beijing", kind="country"),
            actor("Chinese government", "Beijing", kind="country"),
        ),
        (actor("President Volodymyr Zelenskyy"), actor("Volodymyr Zelenskyy")),
        (actor("Martin Luther King Jr."), actor("Martin Luther King")),
        (actor("Volodymyr Zelenskyy"), actor("Zelenskyy")),
        (actor("George W. Bush"), actor("George Bush")),
        (actor("Ukrainian President Volodymyr Zelenskyy"), actor("Zelenskyy")),
    ],
)
def test_same_actor(a, b):
    assert same(a, b)
    assert same(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (actor("United Nations", kind="international_org"), actor("UN", kind="international_org")),
        (actor("General Motors", kind="company"), actor("Motors", kind="company")),
        (actor("North Korea", kind="country"), actor("Korea", kind="country")),
        (actor("George Bush"), actor("Laura Bush")),
        (actor("president of Iran"), actor("president of Iraq")),
        (actor("…"), actor("—")),
        (actor("Volodymyr Zelenskyy"), actor("Volodymyr")),
    ],
)
def test_another_actor(a, b):
    assert not same(a, b)
    assert not same(b, a)


def test_a_surname_that_could_be_two_people_matches_neither():
    bushes = [actor("George Bush"), actor("Laura Bush")]
    assert not name_similarities(bushes, [actor("Bush")]).any()
    assert not name_similarities([actor("Bush")], bushes).any()
    assert name_similarities(bushes, [*bushes, actor("Bush")]).sum() == 2.0


def test_a_whole_name_is_preferred_to_an_alias():
    gold = [actor("China", "Beijing", kind="country")]
    found = name_similarities(
        gold, [actor("Beijing", kind="country"), actor("China", kind="country")]
    )
    assert 0 < found[0, 0] < found[0, 1] == 1.0


def test_speakers_are_compared_through_both_lists():
    names = ActorNames(
        [actor("Volodymyr Zelenskyy", "the Ukrainian leader"), actor("China", kind="country")],
        [actor("Zelenskyy"), actor("Beijing", "China", kind="country")],
    )
    assert names.same("Volodymyr Zelenskyy", "Zelenskyy")
    assert names.same("China", "Beijing")
    assert not names.same("China", "Zelenskyy")
    assert names.same(None, None)
    assert not names.same(None, "Zelenskyy")
    assert not names.same("China", None)
    assert names.same("the Ukrainian leader", "Ukrainian leader")  # neither is a listed name
    assert names.same("China", "china")  # one of them is


def test_titles_go_only_before_names():
    assert person_form("Prime Minister Boris Johnson") == ("boris", "johnson")
    assert person_form("president of Iran") == ("president", "of", "iran")
    assert person_form("King") == ("king",)
    assert normal_form("The The") == ("the",)
    assert normal_form("?") == ()
