"""The report in Chromium: filters, keyboard, lighting, print, accessibility, hostility."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import report_samples as samples

from summarizer.evaluation.agreement import agreement
from summarizer.evaluation.report import to_html
from summarizer.evaluation.scored import score_run
from summarizer.prompts import load_taxonomy

if TYPE_CHECKING:
    from chromium import Open
    from playwright.sync_api import Page

# The browser's fixtures are shared with the page of briefs.
pytest_plugins = ["chromium"]

Findings = Callable[["Page"], list[str]]
TAXONOMY = load_taxonomy()
SIZES = {"phone": (390, 1400), "desktop": (1440, 1000)}


@cache
def report(kind: str) -> str:
    if kind == "hostile":
        gold = (samples.hostile(),)
        runs = [samples.hostile_run(letter) for letter in "ab"]
        return to_html([score_run(run, gold, TAXONOMY) for run in runs], gold, TAXONOMY)
    gold = samples.shipped() if kind == "all" else samples.four()
    runs = [
        samples.run_of(gold, samples.few_mistakes, tag="first", cost=0.001),
        samples.run_of(gold, samples.many_mistakes, tag="second", failed=["wn340"]),
    ]
    readers = agreement(samples.FOLDER, TAXONOMY).table
    scored = [score_run(run, gold, TAXONOMY) for run in runs[: 1 if kind == "one" else 2]]
    return to_html(scored, gold, TAXONOMY, readers=readers)


def shown(page: Page) -> list[str]:
    return page.locator(".article:visible").evaluate_all("all => all.map(one => one.id)")


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


@pytest.mark.parametrize(
    ("kind", "size", "scheme"),
    [
        ("one", "desktop", "light"),
        ("two", "desktop", "dark"),
        ("two", "desktop", "light"),
        ("two", "phone", "dark"),
        ("hostile", "phone", "light"),
        ("hostile", "desktop", "dark"),
    ],
)
def test_axe_finds_nothing(
    open_page: Open, findings: Findings, kind: str, size: str, scheme: str
) -> None:
    page = open_page(report(kind), SIZES[size], scheme).page
    page.locator(".article").first.evaluate("one => one.open = true")
    page.locator(".article tr[data-keys]").first.click()
    assert page.locator("tr.lit").count() == 1
    assert findings(page) == []
    open_all(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]


@pytest.mark.parametrize("kind", ["two", "hostile"])
def test_nothing_is_asked_of_the_network_and_no_attack_runs(open_page: Open, kind: str) -> None:
    opened = open_page(report(kind))
    page = opened.page
    open_all(page)
    for row in page.locator("tr[data-keys]").all()[:8]:
        row.hover()
    page.locator("[name=find]").fill("<script>")
    assert page.evaluate("window.hit") is None
    assert opened.messages == []
    assert opened.requests == [opened.address]
    assert page.evaluate("getComputedStyle(document.body).display") == "block"
    assert page.locator("script").count() == 1


def test_the_policy_stops_what_escaping_would_miss(open_page: Open) -> None:
    """A page that was broken on purpose: the injected script does not run."""
    broken = report("two").replace("</main>", "<img src=x onerror='hit=1'><script>hit=2</script>")
    opened = open_page(broken)
    assert opened.page.evaluate("window.hit") is None
    assert any("Content Security Policy" in message for message in opened.messages)


def test_filters(open_page: Open) -> None:
    page = open_page(report("all")).page
    assert len(shown(page)) == 40
    page.get_by_label("Worst 10").check()
    worst = shown(page)
    assert len(worst) == 10
    failed = page.locator(".article", has=page.get_by_text("B failed"))
    assert worst[0] == failed.get_attribute("id")
    assert "10 of 40 articles" in page.locator("[data-count]").inner_text()
    page.locator("[name=of]").select_option("a")
    assert shown(page) != worst
    page.get_by_label("All", exact=True).check()
    page.get_by_label("Find").fill("mahan")
    assert shown(page) == [page.locator(".article", has_text="Mahan Air").first.get_attribute("id")]


def test_differs_shows_what_differs(open_page: Open) -> None:
    gold = samples.four()
    one = samples.run_of(gold, samples.few_mistakes)
    other = samples.run_of(gold[:1], samples.many_mistakes)
    mixed = one.model_copy(update={"results": (*other.results, *one.results[1:])})
    scored = [score_run(run, gold, TAXONOMY) for run in (one, mixed)]
    page = open_page(to_html(scored, gold, TAXONOMY)).page
    page.get_by_label("Differs").check()
    assert shown(page) == ["a1"]
    page.locator("#a1 > summary").click()
    every = page.locator("#a1 tr[data-keys]:visible").count()
    page.get_by_label("only items that differ").check()
    some = page.locator("#a1 tr[data-keys]:visible").count()
    assert 0 < some < every
    assert some == int(page.locator("#a1").get_attribute("data-differs") or 0)


def test_losses_come_first_and_undefined_ones_last(open_page: Open) -> None:
    gold = samples.four()
    one, other = samples.run_of(gold), samples.run_of(gold[1:], failed=["wn340"])
    scored = [score_run(run, gold, TAXONOMY) for run in (one, other)]
    page = open_page(to_html(scored, gold, TAXONOMY)).page
    page.locator("[name=of]").select_option("loss")
    page.locator("[name=order]").select_option("low")
    assert shown(page) == ["a3", "a2", "a4", "a1"]
    page.locator("[name=order]").select_option("high")
    assert shown(page)[-1] == "a1"


def test_the_keyboard_reaches_the_evidence(open_page: Open) -> None:
    page = open_page(report("two")).page
    page.locator("#a1 > summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("#a1").get_attribute("open") is not None
    link = page.locator("#a1 .claims .places a").first
    link.focus()
    row = page.locator("#a1 .claims tr.lit")
    assert row.count() == 1
    assert page.locator("#a1 mark.lit-g").count() > 0
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.localName === 'mark'")
    target = (link.get_attribute("href") or "").removeprefix("#")
    assert page.evaluate("document.activeElement.id") == target
    page.keyboard.press("Escape")
    assert page.locator(".lit").count() == 0


def test_a_row_lights_the_evidence_of_its_items(open_page: Open) -> None:
    page = open_page(report("two")).page
    page.locator("#a1 > summary").click()
    row = page.locator("#a1 .claims tr[data-keys*='ac']").last
    keys = set((row.get_attribute("data-keys") or "").split())
    row.hover()
    lit = page.locator("#a1 mark.lit").evaluate_all("all => all.map(one => one.dataset.k)")
    assert lit
    assert all(keys & set(each.split()) for each in lit)
    unlit = page.locator("#a1 mark[data-k]:not(.lit)")
    others = unlit.evaluate_all("all => all.map(one => one.dataset.k)")
    assert not any(keys & set(each.split()) for each in others)


def test_lines_lead_from_gold_to_what_was_found(open_page: Open) -> None:
    """Each matched pair has a line that meets both boxes; what was missed has none."""
    page = open_page(report("two")).page
    page.locator("#a1 > summary").click()
    for row in page.locator("#a1 .claims tr[data-keys]").all():
        cells = row.locator("td").all()
        gold, a = cells[0], cells[1]
        wire = a.locator(".wire:not(.passes)")
        found = any(
            name in (a.get_attribute("class") or "").split()
            for name in ("hit", "partial", "optional")
        )
        assert wire.count() == found
        if not found:
            continue
        line = wire.locator("line").bounding_box()
        left, right = gold.locator(".box").bounding_box(), a.locator(".box").bounding_box()
        assert line
        assert left
        assert right
        assert abs(line["x"] - (left["x"] + left["width"])) < 2
        assert abs(line["x"] + line["width"] - right["x"]) < 2
        assert right["y"] < line["y"] < right["y"] + right["height"]


def test_a_link_from_outside_opens_its_article(open_page: Open) -> None:
    opened = open_page(report("two"))
    opened.page.goto(opened.address + "#a2")
    opened.page.wait_for_selector("#a2[open]")


def test_without_script_everything_is_there(browser: object, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(report("two"), "utf-8")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    assert page.locator(".filters").is_hidden()
    page.locator("#a1 > summary").click()
    assert page.locator("#a1 .rows").first.is_visible()
    context.close()


def test_print_is_light_and_holds_what_is_open(open_page: Open) -> None:
    page = open_page(report("two"), scheme="dark").page
    page.locator("#a1 > summary").click()
    page.emulate_media(media="print")
    assert page.locator(".filters").is_hidden()
    assert page.locator("#a1 .text").is_visible()
    assert page.locator("#a2 .text").is_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_forty_articles_and_two_runs_stay_light() -> None:
    assert len(report("all").encode()) < 5_000_000
