"""The drawing of who stands for or against whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.report.html._graph import SIGNS, Relation, lay_out

NAMES = st.text(alphabet="abc 語ü", min_size=1, max_size=60)
RELATIONS = st.lists(
    st.builds(Relation, st.uuids().map(str), NAMES, NAMES, st.sampled_from(sorted(SIGNS))),
    min_size=1,
    max_size=12,
)


def test_no_stance_no_graph() -> None:
    assert lay_out([]) is None


@given(RELATIONS)
def test_layout_is_deterministic_within_bounds_and_boxes_stay_apart(
    relations: list[Relation],
) -> None:
    graph = lay_out(relations)
    assert graph is not None
    assert graph == lay_out(relations)
    assert [line.key for line in graph.lines] == [relation.key for relation in relations]
    assert sorted(k for node in graph.nodes for k in node.keys) == sorted(
        2 * [relation.key for relation in relations]
    )
    for node in graph.nodes:
        assert node.x >= 0
        assert node.x + node.width <= graph.width
        assert node.y >= 0
        assert node.y + node.height <= graph.height
    for number, a in enumerate(graph.nodes):
        for b in graph.nodes[number + 1 :]:
            assert a.x != b.x or abs(a.y - b.y) >= a.height


def test_lines_that_need_not_cross_do_not() -> None:
    pairs = [("a", "z"), ("b", "y"), ("c", "z"), ("a", "x")]
    graph = lay_out([Relation(f"{h}{t}", h, t, "support") for h, t in pairs])
    assert graph is not None
    height = {(node.name, node.x > 100): node.y for node in graph.nodes}
    ends = [(height[h, False], height[t, True]) for h, t in pairs]
    assert not any(a[0] < b[0] and a[1] > b[1] for a in ends for b in ends)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("China", ("China",)),
        ("Ukraine’s foreign intelligence service", ("Ukraine’s foreign", "intelligence service")),
        (
            "the plan of the government of the day to build",
            ("the plan of the", "government of the …"),
        ),
        ("x" * 5000, ("x" * 19 + "…",)),
        ("国" * 30, ("国" * 9 + "…",)),
    ],
)
def test_names_fit_their_box(name: str, lines: tuple[str, ...]) -> None:
    graph = lay_out([Relation("1", name, "t", "oppose")])
    assert graph is not None
    assert graph.nodes[0].name == name
    assert graph.nodes[0].lines == lines
