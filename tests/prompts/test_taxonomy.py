"""The taxonomy: the shipped one is whole, malformed ones are refused with the place."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT

from summarizer.errors import TaxonomyError
from summarizer.prompts import load_taxonomy

FILE = ROOT / "prompts" / "taxonomies" / "sectors.toml"
SMALL = """\
name = "small"
version = "1"
[[group]]
code = "all"
label = "Everything"
[[sector]]
code = "farms"
label = "Farms"
parent = "all"
isic = ["A", "C10"]
"""


def test_every_shipped_code_has_label_description_isic_and_a_group() -> None:
    taxonomy = load_taxonomy()
    assert len(taxonomy.codes) == len(set(taxonomy.codes)) >= 20
    for entry in taxonomy.sector:
        assert taxonomy.labels[entry.code] == entry.label
        assert entry.description
        assert entry.isic
        assert taxonomy.ancestors(entry.code)[0] == entry.code
        assert len(taxonomy.ancestors(entry.code)) >= 2
    groups = {group.code for group in taxonomy.group}
    assert groups.isdisjoint(taxonomy.codes)
    assert all(entry.parent in groups for entry in taxonomy.sector)


def test_the_codes_that_the_rulings_name_are_there() -> None:
    assert {
        "defence_security",
        "government",
        "environment",
        "trade_policy",
        "tourism_hospitality",
    } <= set(load_taxonomy().codes)


def test_the_hash_is_of_the_content_not_of_the_layout(
    edited_file: Callable[[str, str], Path],
) -> None:
    plain = load_taxonomy(edited_file("a.toml", SMALL))
    noted = load_taxonomy(edited_file("b.toml", "# a note\n\n" + SMALL))
    other = load_taxonomy(edited_file("c.toml", SMALL.replace("Farms", "Farming")))
    assert plain.sha256 == noted.sha256 != other.sha256


def test_ancestors_of_an_unknown_code() -> None:
    with pytest.raises(KeyError):
        load_taxonomy().ancestors("dragons")


def test_the_shipped_taxonomy_has_a_name() -> None:
    assert load_taxonomy("sectors") == load_taxonomy() == load_taxonomy(FILE)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t + "[[", "not TOML: "),
        (lambda t: "", "name: Field required"),
        (lambda t: t.replace('name = "small"\n', ""), "name: Field required"),
        (lambda t: t.split("[[sector]]")[0], "sector: Field required"),
        (lambda t: t.replace('"farms"', '"Farms!"'), r"sector\.0\.code: "),
        (lambda t: t.replace('"farms"', '"all"'), "code 'all' is listed twice"),
        (lambda t: t.replace('parent = "all"', 'parent = "none"'), "'farms' has the parent 'none'"),
        (lambda t: t.replace('parent = "all"', 'parent = "farms"'), "'farms' is its own ancestor"),
        (lambda t: t.replace('["A", "C10"]', "[]"), r"sector\.0\.isic: "),
        (lambda t: t.replace('"C10"', '"Z99"'), "'Z99' is no ISIC Rev. 4 code"),
        (lambda t: t.replace("isic =", "colour ="), r"sector\.0\."),
        (lambda t: t.replace('label = "Farms"', 'label = ""'), r"sector\.0\.label: "),
        (
            lambda t: t.replace("isic =", 'terms = ["farm", "*"]\nisic ='),
            r"terms\.1: '\*' is no term",
        ),
        (lambda t: t.replace("isic =", 'terms = ["far* mer"]\nisic ='), r"terms\.0: 'far\* mer'"),
        (lambda t: t.replace("isic =", 'terms = ["farm -*"]\nisic ='), r"terms\.0: 'farm -\*'"),
        (lambda t: t.replace("isic =", 'terms = ["\u0301"]\nisic ='), r"terms\.0: "),
        (
            lambda t: t.replace("isic =", 'terms = ["Ox", "ox"]\nisic ='),
            "term 'ox' is listed twice",
        ),
    ],
)
def test_malformed_taxonomies(
    edited_file: Callable[[str, str], Path], change: Callable[[str], str], message: str
) -> None:
    path = edited_file("mine.toml", change(SMALL))
    with pytest.raises(TaxonomyError, match=message) as caught:
        load_taxonomy(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_not_there_or_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(TaxonomyError, match="no taxonomy 'dragons'; give a TOML file"):
        load_taxonomy("dragons")
    with pytest.raises(TaxonomyError, match=r"no taxonomy '.*gone\.toml'"):
        load_taxonomy(tmp_path / "gone.toml")
    with pytest.raises(TaxonomyError, match="cannot be read: "):
        load_taxonomy(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b"name = '\xff'")
    with pytest.raises(TaxonomyError, match=re.escape("latin.toml")):
        load_taxonomy(tmp_path / "latin.toml")
