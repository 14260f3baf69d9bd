"""Hand-written pairs by topic, one JSON object a line in ``cases.jsonl``.

``expect``: ``accept``, ``not accept`` (anything but) or ``contradicted``. ``limit`` names what
the rules do not see; such a pair must fail, so that it is noticed when they learn it.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from summarizer.grounding.support import check_support

CASES: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases.jsonl").read_text("utf-8").splitlines()
]
ACCEPTED = {
    "accept": {"exact", "supported"},
    "not accept": {"unverified", "contradicted", "unsupported"},
    "contradicted": {"contradicted"},
}


def marked(case: dict[str, Any]) -> Any:
    limit = case.get("limit")
    marks = [pytest.mark.xfail(reason=limit, strict=True)] if limit else []
    return pytest.param(case, id=f"{case['topic']}: {case['statement']}", marks=marks)


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    found = check_support(
        case["statement"],
        case["evidence"],
        speaker=case.get("speaker"),
        aliases=case.get("aliases", ()),
        published=case.get("published"),
        article=case.get("article"),
    )
    assert found.grade in ACCEPTED[case["expect"]], [str(reason) for reason in found.reasons]


def test_the_pairs_cover_both_sides_and_few_are_given_up() -> None:
    wanted = Counter(case["expect"] for case in CASES)
    assert len(CASES) >= 300
    assert min(wanted.values()) >= 40
    assert sum("limit" in case for case in CASES) <= len(CASES) // 50
