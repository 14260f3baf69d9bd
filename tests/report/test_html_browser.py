"""The page in Chromium: linking, keyboard, filters, print, accessibility, hostility."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from brief_samples import Pair, hostile, invented, seed

from summarizer.report import to_html

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytest_plugins = ["chromium"]

PHONE, DESKTOP = (390, 844), (1366, 860)
Open = Callable[..., Any]
Findings = Callable[["Page"], list[str]]
# Tall enough that no part of the panel is scrolled away: axe judges what it can see.
TALL = {"phone": (390, 9000), "desktop": (1366, 5000)}
PAGES: dict[str, Callable[[], list[Pair]]] = {
    "one": lambda: [seed()],
    "several": lambda: [seed(), *invented()],
    "hostile": lambda: [hostile()],
    "hostile several": lambda: [hostile(), *invented()],
}


def keys(lit: Locator, name: str) -> set[str]:
    return set(" ".join(lit.evaluate_all(f"all => all.map(one => one.dataset.{name})")).split())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", TALL)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(
    open_page: Open, findings: Findings, name: str, size: str, scheme: str
) -> None:
    opened = open_page(to_html(PAGES[name]()), TALL[size], scheme)
    page = opened.page
    assert findings(page) == []
    if "several" in name:
        page.locator("[data-card] a").first.click()
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.locator("[data-brief]:visible .text mark").first.click()
    assert page.locator("[data-brief]:visible .lit").count() > 1
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= TALL[size][0]


def test_axe_would_find_something(open_page: Open, findings: Findings) -> None:
    broken = to_html([seed()]).replace('<html lang="en">', "<html>")
    assert [one for one in findings(open_page(broken).page) if one.startswith("html-has-lang")]


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_asked_of_the_network_and_no_attack_runs(open_page: Open, name: str) -> None:
    opened = open_page(to_html(PAGES[name]()))
    page = opened.page
    if "several" in name:
        page.locator("[data-card] a").first.click()
    brief = page.locator("[data-brief]:visible")
    for mark in (brief.locator(".text mark").first, brief.locator("[data-item]").first):
        mark.hover()
        mark.click()
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert opened.requests == [opened.address]
    assert opened.messages == []
    assert page.evaluate("window.hit") is None
    assert page.evaluate("getComputedStyle(document.body).display") == "block"


def test_the_policy_stops_a_script_that_got_in(open_page: Open) -> None:
    html = to_html([seed()]).replace("</main>", "<script>window.hit = 1</script></main>")
    opened = open_page(html)
    assert opened.page.evaluate("window.hit") is None
    assert any("Content Security Policy" in message for message in opened.messages)


def test_an_item_lights_its_evidence_and_nothing_else(open_page: Open) -> None:
    page = open_page(to_html([seed()])).page
    page.locator("[data-item=claims-3]").hover()
    lit = page.locator(".text mark.lit")
    assert "".join(lit.all_inner_texts()) == (
        "he had instructed Ukraine’s foreign intelligence service to monitor the cooperation "
        "“more substantively”"
    )
    assert keys(page.locator("[data-item].lit"), "item") == {"claims-3"}
    assert page.locator(".refs a.lit").all_inner_texts() == ["C3"]
    page.locator("[data-heading]").hover()
    assert page.locator(".lit").count() == 0


def test_a_passage_lights_every_item_made_from_it(open_page: Open) -> None:
    page = open_page(to_html([seed()])).page
    page.locator(".text mark", has_text="China").first.hover()
    assert keys(page.locator("[data-item].lit"), "item") == {
        "summary-1",
        "actors-2",
        "claims-1",
        "sectors-1",
        "stance-2",
    }
    names = set(page.locator(".text mark.lit").all_inner_texts())
    assert names == {"China", "Beijing"}, "in the text only the narrowest item is lit"


def test_the_drawing_is_linked_with_its_stances(open_page: Open) -> None:
    page = open_page(to_html([seed()])).page
    page.locator(".sign").first.hover()
    assert keys(page.locator("[data-item].lit"), "item") == {"stance-1"}
    assert len(page.locator(".node.lit").all()) == 2
    page.locator(".node", has_text="China").first.hover()
    assert keys(page.locator("[data-item].lit"), "item") == {"stance-3", "stance-4"}


def test_the_keyboard_alone_goes_both_ways(open_page: Open) -> None:
    page = open_page(to_html([seed()])).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('[data-item=claims-3]') !== null"):
            break
    assert keys(page.locator("[data-item].lit"), "item") == {"claims-3"}, "focus lights"
    assert page.locator(".text mark.lit").count() > 0
    page.keyboard.press("Enter")
    target = page.locator("mark:target")
    assert target.inner_text().startswith("he had instructed")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "C3", "reading goes on there"
    page.keyboard.press("Enter")
    assert page.locator("[data-item]:target").get_attribute("data-item") == "claims-3"
    page.keyboard.press("Escape")
    assert page.locator(".lit").count() == 0


def test_what_is_dropped_is_folded_and_unfolds_by_keyboard(open_page: Open) -> None:
    page = open_page(to_html([seed()])).page
    reason = page.get_by_text("an outlet that only reports the story is not an actor")
    assert not reason.is_visible()
    page.locator("summary", has_text="Dropped").focus()
    page.keyboard.press("Enter")
    assert reason.is_visible()
    assert not page.get_by_text("the office belongs to the role").is_visible()
    page.locator("summary", has_text="Repaired").press("Enter")
    assert page.get_by_text("the office belongs to the role").is_visible()


def test_on_a_phone_a_tap_on_the_text_shows_what_was_made_from_it(open_page: Open) -> None:
    page = open_page(to_html([seed()]), PHONE).page
    peek = page.locator("[data-peek]")
    assert not peek.is_visible()
    page.locator(".text mark", has_text="remains unabated").click()
    assert peek.is_visible()
    assert "Global security must not be undermined" in peek.inner_text()
    page.keyboard.press("Escape")
    assert not peek.is_visible()


def test_same_brief_twice_stays_apart(open_page: Open) -> None:
    page = open_page(to_html([seed(), seed()])).page
    page.evaluate("document.querySelectorAll('[data-brief]').forEach(one => one.hidden = false)")
    second = page.locator("[data-brief]").nth(1)
    second.locator("[data-item=claims-3]").hover()
    assert second.locator(".lit").count() > 1
    assert page.locator("[data-brief]").nth(0).locator(".lit").count() == 0


def shown(page: Page) -> list[str]:
    return page.locator("[data-card]:visible h2").all_inner_texts()


AIR, HARVEST, DAM = "Blue Air grounded", "Süddorf’s harvest fails", "A dam for the Ebb"


@pytest.mark.parametrize(
    ("choices", "titles"),
    [
        ({}, [AIR, HARVEST, DAM]),
        ({"actor": "Norland"}, [AIR, HARVEST, DAM]),  # by an alias in the third
        ({"actor": "Ada Berg"}, [AIR]),
        ({"sector": "Agriculture"}, [HARVEST]),
        ({"position": "supports"}, [HARVEST, DAM]),
        ({"position": "opposes", "target": "the dam"}, [DAM]),
        ({"position": "supports", "target": "Blue Air"}, []),
        ({"from": "2031-02-04"}, [HARVEST]),
        ({"to": "2031-02-04"}, [AIR]),
        ({"from": "2031-02-03", "to": "2031-03-09"}, [AIR, HARVEST]),
        ({"words": "suddorf HALF"}, [HARVEST]),
        ({"words": "publish report"}, [AIR]),  # only in the article's text
        ({"words": "publish dam"}, []),
        ({"actor": "Norland", "words": "charge"}, [AIR]),
    ],
)
def test_filters(open_page: Open, choices: dict[str, str], titles: list[str]) -> None:
    page = open_page(to_html(invented())).page
    for name, value in choices.items():
        field = page.locator(f"[name={name}]")
        if name in {"actor", "sector", "position", "target"}:
            field.select_option(label=value)
        else:
            field.fill(value)
    assert shown(page) == titles
    status = page.locator("[data-count]").inner_text()
    if not titles:
        assert status.startswith("No brief matches")
    elif len(titles) < 3:
        assert status == f"{len(titles)} of 3 briefs"
    page.get_by_role("button", name="Clear").click()
    page.locator("[data-card][hidden]").first.wait_for(state="detached")
    assert shown(page) == [AIR, HARVEST, DAM]


def test_from_the_index_to_a_brief_and_back_by_keyboard(open_page: Open) -> None:
    page = open_page(to_html(invented())).page
    assert page.locator("[data-brief]:visible").count() == 0
    page.get_by_role("link", name=HARVEST).press("Enter")
    page.locator("[data-index]").wait_for(state="hidden")
    assert page.locator("[data-brief]:visible .title").all_inner_texts() == [HARVEST]
    assert page.title() == HARVEST
    assert page.evaluate("document.activeElement.textContent") == HARVEST
    page.locator("[data-brief]:visible .back a").press("Enter")
    page.locator("[data-index]").wait_for(state="visible")
    assert page.evaluate("document.activeElement.textContent") == HARVEST
    assert page.locator("[data-brief]:visible").count() == 0


def test_without_script_everything_can_be_read(browser: Any, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(to_html(invented()), "utf-8")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    assert page.locator("[data-brief]:visible").count() == 3
    assert not page.locator("[data-filters]").is_visible()
    context.close()


def test_print_is_light_complete_and_unfolded(open_page: Open) -> None:
    page = open_page(to_html([seed()]), DESKTOP, "dark").page
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    ink = page.evaluate("getComputedStyle(document.body).color")
    assert all(int(part) < 80 for part in re.findall(r"\d+", ink))
    assert page.evaluate(
        "(panel => panel.scrollHeight <= panel.clientHeight + 1)"
        "(document.querySelector('[data-panel]'))"
    )
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.get_by_text("an outlet that only reports the story is not an actor").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0
    pdf = page.pdf(prefer_css_page_size=True)
    pages = len(re.findall(rb"/Type\s*/Page\b", pdf))
    assert 2 <= pages <= 4


def test_marks_differ_without_colour(open_page: Open) -> None:
    page = open_page(to_html([seed()])).page
    lines = page.locator(".legend mark").evaluate_all(
        "all => all.map(one => { const s = getComputedStyle(one);"
        " return [s.borderBottomStyle, s.borderBottomWidth, s.textDecorationLine].join() })"
    )
    assert len(lines) == 5
    assert len(set(lines)) == 5
