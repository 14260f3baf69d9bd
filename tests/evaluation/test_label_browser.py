"""The label page in Chromium: labelling, adjudication, blindness, conflicts, hostility."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from gold_samples import TEXT, sample
from hostile_texts import ATTACKS
from label_samples import (
    ARTICLE,
    TODAY,
    adjudication_desk,
    gold_folder,
    reading,
    reading_desk,
    save_reading,
    serving,
)

from summarizer.evaluation.gold_files import load_gold, load_readings, read_gold, write_gold
from summarizer.evaluation.label import Desk
from summarizer.evaluation.lint import lint_folder
from summarizer.prompts import load_taxonomy

# The browser's fixtures are those of the brief page.
pytest.register_assert_rewrite("chromium")

from chromium import DESKTOP, PHONE, Opened  # noqa: E402  (registered above first)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytest_plugins = ["chromium"]

Findings = Callable[["Page"], list[str]]
Visit = Callable[..., Opened]
# Tall enough that nothing is scrolled away: axe judges what it can see.
TALL = (1366, 4000)
NOTICE = ".notice"


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Serve a desk and open it: ``visit(desk, "#blue-air", size=DESKTOP, scheme="light")``."""
    contexts: list[Any] = []
    servers: list[Any] = []

    def visit(
        desk: Desk,
        fragment: str = f"#{ARTICLE}",
        size: tuple[int, int] = DESKTOP,
        scheme: str = "light",
    ) -> Opened:
        server = serving(desk)
        url = server.__enter__()
        servers.append(server)
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=scheme
        )
        context.set_default_timeout(60_000)
        contexts.append(context)
        opened = Opened(context.new_page(), url + fragment)
        opened.page.locator("h1:not(:text('Opening'))").wait_for()
        return opened

    yield visit
    for context in contexts:
        context.close()
    for server in servers:
        server.__exit__(None, None, None)


def entry(page: Page, field: str, index: int = -1) -> Locator:
    return page.locator(f"section[data-as={field}] .entry").nth(index)


def add(page: Page, field: str, noun: str) -> Locator:
    page.get_by_role("button", name=f"Add {noun}", exact=True).click()
    return entry(page, field)


def press(page: Page, *sentences: int) -> None:
    for number in sentences:
        page.locator(".number").nth(number - 1).click()


def select(page: Page, words: str, occurrence: int = 1) -> None:
    """Select words in the article as a drag would."""
    page.evaluate(
        """([words, occurrence]) => {
            for (const span of document.querySelectorAll(".text span")) {
                const at = span.textContent.indexOf(words);
                if (at < 0 || --occurrence) continue;
                const range = document.createRange();
                range.setStart(span.firstChild, at);
                range.setEnd(span.firstChild, at + words.length);
                const selection = getSelection();
                selection.removeAllRanges();
                selection.addRange(range);
                return;
            }
            throw new Error(`not found: ${words}`);
        }""",
        [words, occurrence],
    )
    page.locator(".picked", has_text=words[:20]).wait_for()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def wait_saved(page: Page) -> None:
    page.locator("#status", has_text="Saved.").wait_for()
    assert page.locator(".state").inner_text().startswith("Saved")


def label_everything(page: Page) -> None:
    """Label the sample article as its sample gold has it."""
    page.get_by_label("Who reads").fill("person a")
    page.get_by_label("Notes").fill("short")
    one = add(page, "summary", "sentence")
    one.locator("textarea").fill("Norland banned it.")
    select(page, "Norland banned Blue Air")
    page.get_by_role("button", name="Words as evidence").click()

    select(page, "Norland")
    page.get_by_role("button", name="New actor").click()
    one = entry(page, "actors")
    assert one.get_by_label("Name").input_value() == "Norland"
    one.get_by_label("Type").select_option("country")
    one.get_by_label("Salience").select_option("core")
    one.get_by_label("Role").fill("bans it")
    one = add(page, "actors", "actor")
    one.get_by_label("Name").fill("Blue Air")
    select(page, "The airline")
    page.get_by_role("button", name="Other form of actor").click()
    one.get_by_label("Type").select_option("company")
    one.get_by_label("Salience").select_option("core")
    one.get_by_label("Role").fill("is banned")
    one = add(page, "actors", "actor")
    one.get_by_label("Name").fill("Ada Berg")
    one.get_by_label("Type").select_option("person")
    one.get_by_label("Salience").select_option("secondary")
    one.get_by_label("Role").fill("minister")
    one.get_by_label("Required").uncheck()
    one.get_by_role("button", name="Add another defensible reading").click()
    one.get_by_role("group", name="Other reading 1").get_by_label("Type").select_option(
        "government_body"
    )

    select(page, "is unsafe")
    page.get_by_role("button", name="New claim").click()
    one = entry(page, "claims")
    one.locator("textarea").first.fill("Blue Air is unsafe.")
    one.get_by_label("Speaker").select_option("Ada Berg")
    one.get_by_label("Kind").select_option("accusation")
    for number, (name, choice) in enumerate(
        [("Speaker", "the article itself"), ("Kind", "statement")], 1
    ):
        one.get_by_role("button", name="Add another defensible reading").click()
        other = one.get_by_role("group", name=f"Other reading {number}", exact=True)
        other.get_by_label(name).select_option(label=choice)
    one = add(page, "claims", "claim")
    one.locator("textarea").first.fill("The airline did nothing wrong.")
    one.get_by_label("Speaker").select_option("Blue Air")
    one.get_by_label("Kind").select_option("denial")
    press(page, 5)
    one.get_by_label("Required").uncheck()

    one = add(page, "sectors", "sector")
    one.get_by_label("Sector").select_option("transport")
    press(page, 1)
    one = add(page, "stance", "stance")
    one.get_by_label("Holder").select_option("Norland")
    one.get_by_label("Target").fill("Blue Air")
    one.get_by_label("Position").select_option("oppose")
    # Evidence by its words, for those who cannot or do not select.
    one.get_by_label("Add evidence by its words").fill("Norland banned Blue Air on Monday.")
    one.get_by_label("Add evidence by its words").press("Enter")
    for number, (name, choice) in enumerate([("Holder", "Ada Berg"), ("Position", "mixed")], 1):
        one.get_by_role("button", name="Add another defensible reading").click()
        other = one.get_by_role("group", name=f"Other reading {number}", exact=True)
        other.get_by_label(name).select_option(choice)


def test_from_nothing_to_gold(visit: Visit, tmp_path: Path) -> None:
    folder = gold_folder(tmp_path)
    opened = visit(reading_desk(folder))
    page = opened.page
    label_everything(page)
    save(page)
    wait_saved(page)
    (first,) = load_readings(folder, ARTICLE)
    assert first.gold == reading("a", guidelines="7.1", notes="short", labelled=TODAY)

    # The second reader sees a claim that the first has not, and one speaker otherwise.
    theirs = json.loads(reading("b").model_dump_json(exclude_unset=True))
    theirs["actors"][2]["name"] = "Berg"
    theirs["claims"][0] |= {"speaker": "Berg", "kind": "statement"}
    theirs["claims"][0].pop("alternatives")
    theirs["stance"][0].pop("alternatives")
    theirs["claims"].append(
        {
            "text": "Blue Air flies 12 jets.",
            "speaker": None,
            "kind": "statement",
            "evidence": ["Blue Air flies 12 jets."],
        }
    )
    save_reading(
        folder, reading("b", **{key: theirs[key] for key in ("actors", "claims", "stance")})
    )
    decided = visit(adjudication_desk(folder))
    page = decided.page
    assert "2" not in page.locator(".state").inner_text().split(" · ")[0]
    entry(page, "actors", 2).get_by_role("button", name="Take left").click()
    entry(page, "claims", 0).get_by_role("button", name="Merge").click()
    entry(page, "claims", 1).get_by_role("button", name="Drop").click()
    entry(page, "claims", 2).get_by_role("button", name="Take right").click()
    page.get_by_role("button", name="Merge all undecided pairs").click()
    assert "all decided" in page.locator(".state").inner_text()
    page.get_by_label("Adjudicator").fill("a third")
    save(page)
    wait_saved(page)
    (joined,) = load_gold(folder)
    gold = joined.gold
    assert (gold.adjudicator, [one.who for one in gold.readers]) == (
        "a third",
        ["person a", "person b"],
    )
    assert [actor.name for actor in gold.actors] == ["Norland", "Blue Air", "Ada Berg"]
    assert [claim.text for claim in gold.claims] == [
        "Blue Air is unsafe.",
        "Blue Air flies 12 jets.",
    ]
    merged, alone = gold.claims
    # The right reader's "Berg" is the decided "Ada Berg": no difference, unlike the kind.
    assert merged.speaker == "Ada Berg"
    assert {"kind": "statement"} in [
        one.model_dump(exclude_unset=True) for one in merged.alternatives
    ]
    assert all(one.speaker != "Berg" for one in merged.alternatives)
    assert (merged.required, alone.required) == (True, False)
    assert lint_folder(folder, load_taxonomy(None).codes) == []
    assert opened.messages == decided.messages == []


def test_a_blind_reader_s_page_has_nothing_of_the_others(visit: Visit, tmp_path: Path) -> None:
    folder = gold_folder(tmp_path)
    claims = [{**sample().model_dump(exclude_unset=True)["claims"][0], "text": "SECRET claim."}]
    save_reading(folder, reading("a", notes="SECRET note", claims=claims))
    write_gold(sample(notes="SECRET gold", claims=claims), folder / f"{ARTICLE}.yaml")
    save_reading(folder, reading("c"))

    def everything(desk: Desk) -> str:
        opened = visit(desk, "")
        page, bodies = opened.page, []
        page.on("response", lambda response: bodies.append(response.text()))
        page.reload()
        page.locator(".articles a").click()
        page.locator(".text").wait_for()
        page.get_by_role("button", name="Add claim").click()
        save(page)
        page.locator(NOTICE).wait_for()
        assert len(bodies) > 8
        return "\n".join([page.content(), *bodies])

    blind = everything(reading_desk(folder, "b"))
    assert TEXT[:30] in blind
    assert "SECRET" not in blind
    assert "person a" not in blind
    # The same look at the adjudicator's page finds it: the test can fail.
    assert "SECRET claim." in everything(adjudication_desk(folder))


def test_problems_stand_beside_the_item_before_saving(visit: Visit, tmp_path: Path) -> None:
    folder = gold_folder(tmp_path)
    page = visit(reading_desk(folder)).page
    page.get_by_label("Who reads").fill("person a")
    one = add(page, "claims", "claim")
    assert one.locator(".problem").count() == 0
    save(page)
    page.locator(NOTICE, has_text="Not saved: 4 things have to be mended first").wait_for()
    assert not (folder / "readings").exists()
    speaker = one.get_by_label("Speaker")
    assert speaker.get_attribute("aria-invalid") == "true"
    described = speaker.get_attribute("aria-describedby")
    assert "choose who" in page.locator(f"#{described}").inner_text()
    page.get_by_role("button", name="Show the first").click()
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"

    one.locator("textarea").first.fill("word " * 31)
    speaker.select_option(label="the article itself")
    one.get_by_label("Kind").select_option("statement")
    press(page, 4)
    one.locator(".problem", has_text="31 words, the guidelines allow 30").wait_for()
    assert one.locator("[data-blocking=true]").count() == 0
    save(page)
    page.locator(NOTICE, has_text="1 remark by lint").wait_for()
    assert not (folder / "readings").exists()
    page.get_by_role("button", name="Save all the same").click()
    wait_saved(page)
    assert read_gold(folder / "readings" / f"{ARTICLE}.a.yaml").claims[0].speaker is None


def test_a_conflict_is_said_and_nothing_overwritten(visit: Visit, tmp_path: Path) -> None:
    folder = gold_folder(tmp_path)
    path = save_reading(folder, reading("a"))
    path.write_text(path.read_text("utf-8").replace("stance:", "# kept\nstance:"), "utf-8")
    page = visit(reading_desk(folder)).page
    page.get_by_label("Notes").fill("first edit")
    save(page)
    wait_saved(page)
    assert "# kept" in path.read_text("utf-8")
    page.get_by_label("Notes").fill("mine")
    other = path.read_text("utf-8").replace("first edit", "by hand")
    path.write_text(other, "utf-8")
    save(page)
    page.locator(NOTICE, has_text="changed on disk").wait_for()
    assert path.read_text("utf-8") == other
    assert page.get_by_label("Notes").input_value() == "mine"
    page.get_by_role("button", name="Discard mine and load the file").click()
    page.locator(".state", has_text="Saved").wait_for()
    assert page.get_by_label("Notes").input_value() == "by hand"


def test_editing_keeps_names_in_step_and_can_be_undone(visit: Visit, tmp_path: Path) -> None:
    folder = gold_folder(tmp_path)
    path = save_reading(folder, reading("a"))
    opened = visit(reading_desk(folder))
    page = opened.page
    entry(page, "actors", 1).locator(".line").click()
    entry(page, "actors", 1).get_by_label("Name").fill("The airline")
    entry(page, "actors", 1).get_by_label("Other forms").fill("Blue Air")
    entry(page, "claims", 1).locator(".line").click()
    assert entry(page, "claims", 1).get_by_label("Speaker").input_value() == "The airline"
    entry(page, "claims", 1).get_by_role("button", name="Remove", exact=True).click()
    assert page.locator("section[data-as=claims] .entry").count() == 1
    page.get_by_role("button", name="Undo").click()
    assert page.locator("section[data-as=claims] .entry").count() == 2
    # Leaving with unsaved work asks; the test's browser answers "stay".
    page.get_by_role("link", name="All articles").click()
    for _ in range(100):  # the browser tells of its question when it gets round to it
        if opened.messages:
            break
        page.wait_for_timeout(50)
    assert opened.messages == [
        "There are unsaved changes. Leave this article without them?",
    ]
    assert page.locator(".text").count() == 1
    page.keyboard.press("Control+s")
    wait_saved(page)
    saved = read_gold(path)
    assert saved.actors[1].name == "The airline"
    assert saved.claims[1].speaker == "The airline"
    assert saved.stance[0].target == "The airline"


def test_evidence_by_keyboard_alone(visit: Visit, tmp_path: Path) -> None:
    folder = gold_folder(tmp_path)
    save_reading(folder, reading("a"))
    page = visit(reading_desk(folder)).page
    line = entry(page, "sectors", 0).locator(".line")
    line.focus()
    page.keyboard.press("Enter")
    assert line.get_attribute("aria-expanded") == "true"
    entry(page, "sectors", 0).get_by_role("button", name="Go to the text").focus()
    page.keyboard.press("Enter")
    focused = "document.activeElement.textContent"
    assert page.evaluate(focused) == "1"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.evaluate(focused) == "2"
    assert page.locator(".number").nth(1).get_attribute("aria-pressed") == "true"
    assert entry(page, "sectors", 0).locator(".quotes li").count() == 2
    page.keyboard.press("Escape")
    assert page.evaluate(focused) == "Go to the text"
    page.keyboard.press("Control+s")
    wait_saved(page)
    (saved,) = load_readings(folder, ARTICLE)
    assert [TEXT[start:end] for start, end in saved.labels.sectors[0].evidence] == [
        "Norland banned Blue Air on Monday.",
        "“It is unsafe,” minister Ada Berg said.",
    ]


def test_a_hostile_article_stays_text_and_offsets_stay_right(
    visit: Visit, findings: Findings, tmp_path: Path
) -> None:
    turned = "Pay 😀 \u202egpj.exe\u202c to Ada\u200b Berg 😀 now."
    text = "\n\n".join([*(f"Attack: {attack} is said." for attack in ATTACKS), turned])
    folder = gold_folder(tmp_path, text)
    article = reading_desk(folder).article(ARTICLE)
    nasty = "".join(ATTACKS)
    items = {
        "text_sha256": article.sha256,
        "notes": nasty,
        "summary": [{"text": nasty, "evidence": [turned]}],
        "actors": [
            {"name": nasty, "aliases": ATTACKS, "type": "person", "role": "x", "salience": "core"}
        ],
        "claims": [
            {"text": one, "speaker": nasty, "kind": "denial", "evidence": [turned]}
            for one in ATTACKS
        ],
        "sectors": [{"code": ATTACKS[0], "evidence": [turned]}],
        "stance": [{"holder": nasty, "target": nasty, "position": "oppose", "evidence": [turned]}],
    }
    for name in ("a", "b"):
        people = [{"id": name, "who": nasty}]
        save_reading(folder, reading(name, readers=people, **items))
    read = visit(reading_desk(folder), size=TALL)
    decided = visit(adjudication_desk(folder), size=TALL)
    decided.page.get_by_role("button", name="Merge all undecided pairs").click()
    for opened in (read, decided):
        page = opened.page
        for field in ("actors", "claims", "stance"):
            entry(page, field, 0).locator(".line").click()
        assert page.evaluate("window.hit") is None
        assert (
            page.evaluate("document.querySelectorAll('.text script, .text img, .text svg').length")
            == 0
        )
        assert page.evaluate("document.scripts.length") == 1
        assert opened.messages == []
        assert all(one.startswith(opened.address.partition("#")[0]) for one in opened.requests)
        assert "\u202e" not in page.inner_text("body")
        assert findings(page) == []
    page = read.page
    assert page.locator(".text .unseen").all_inner_texts() == ["U+202E", "U+202C", "U+200B"]
    # From inside the code of the first hidden character to the last word but one.
    entry(page, "sectors", 0).locator(".line").click()
    page.evaluate(
        """() => {
            const last = [...document.querySelectorAll(".text p:last-child span")];
            const range = document.createRange();
            range.setStart(last.find((one) => one.matches(".unseen")).firstChild, 2);
            const end = last.at(-1).firstChild;
            range.setEnd(end, end.data.indexOf(" now"));
            getSelection().removeAllRanges();
            getSelection().addRange(range);
        }"""
    )
    page.get_by_role("button", name="Words as evidence").click()
    page.locator(".state", has_text="Unsaved").wait_for()
    save(page)
    page.get_by_role("button", name="Save all the same").click()
    wait_saved(page)
    saved = read_gold(folder / "readings" / f"{ARTICLE}.a.yaml")
    assert saved.sectors[0].evidence == (turned, "\u202egpj.exe\u202c to Ada\u200b Berg 😀")


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", DESKTOP[0]), ("dark", DESKTOP[0]), ("light", PHONE[0])]
)
def test_axe_finds_nothing(
    visit: Visit, findings: Findings, tmp_path: Path, scheme: str, width: int
) -> None:
    folder = gold_folder(tmp_path)
    save_reading(folder, reading("a"))
    size = (width, 9000)

    def sound(page: Page) -> None:
        assert findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    page = visit(reading_desk(folder), "", size, scheme).page
    sound(page)
    page = visit(reading_desk(folder), size=size, scheme=scheme).page
    for line in page.locator(".line").all():
        line.click()
    sound(page)
    page.get_by_role("button", name="Add claim").click()
    press(page, 1, 3)
    save(page)
    page.locator(NOTICE).wait_for()
    sound(page)
    save_reading(folder, reading("b", sectors=[], claims=[]))
    page = visit(adjudication_desk(folder), size=size, scheme=scheme).page
    sound(page)
    page.get_by_role("button", name="Merge all undecided pairs").click()
    entry(page, "stance", 0).locator(".line").click()
    entry(page, "claims", 0).get_by_role("button", name="Drop").click()
    sound(page)


def test_axe_would_find_something(visit: Visit, findings: Findings, tmp_path: Path) -> None:
    page = visit(reading_desk(gold_folder(tmp_path))).page
    page.evaluate("document.querySelector('label').remove()")
    assert any(one.startswith("label") for one in findings(page))


def test_the_page_uses_colours_that_its_base_defines(visit: Visit, tmp_path: Path) -> None:
    page = visit(reading_desk(gold_folder(tmp_path))).page
    missing = page.evaluate(
        """async () => {
            const css = await (await fetch("label.css")).text();
            const used = new Set(css.match(/var\\(--[a-z-]+/g).map((one) => one.slice(4)));
            const root = getComputedStyle(document.documentElement);
            return [...used].filter(
                (name) => !name.startsWith("--own") && !root.getPropertyValue(name));
        }"""
    )
    assert missing == []
