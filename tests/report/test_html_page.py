"""The document itself, without a browser."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from html.parser import HTMLParser

import pytest
from brief_samples import hostile, invented, seed
from hostile_texts import ATTACKS, TEMPLATE

from summarizer.report import to_html

VOID = {"meta", "input", "link", "br", "img"}


class Reader(HTMLParser):
    """All elements with their attributes; fails where tags do not nest."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        assert len(dict(attrs)) == len(attrs), f"{tag} has an attribute twice"
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def values(self, name: str) -> list[str]:
        return [attrs[name] or "" for _, attrs in self.elements if name in attrs]


@pytest.fixture(
    params=[
        lambda: [seed()],
        lambda: [seed(), *invented()],
        lambda: [hostile()],
        lambda: [hostile(), hostile(), seed()],
    ],
    ids=["one", "several", "hostile", "hostile twice"],
)
def html(request: pytest.FixtureRequest) -> str:
    return to_html(request.param())


def test_tags_nest_ids_are_unique_and_every_link_arrives(html: str) -> None:
    page = Reader(html)
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    inner = [href[1:] for href in page.values("href") if href.startswith("#")]
    assert inner
    assert set(inner) <= set(ids)


def test_nothing_is_loaded_and_nothing_is_inline_but_the_two_allowed_blocks(html: str) -> None:
    page = Reader(html)
    tags = [tag for tag, _ in page.elements]
    assert tags.count("script") == tags.count("style") == 1
    assert not {"link", "img", "iframe", "object", "embed", "base"} & set(tags)
    names = {name for _, attrs in page.elements for name in attrs}
    assert not [name for name in names if name.startswith("on")]
    assert not {"style", "src", "srcdoc", "action", "formaction", "autofocus"} & names
    style = html[html.index("<style>") : html.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style


def test_the_policy_allows_the_two_blocks_by_their_hashes_and_nothing_else(html: str) -> None:
    found = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert found
    policy = found[1].replace("&#39;", "'")
    hashes = []
    for tag in ("style", "script"):
        block = re.search(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        assert block
        digest = b64encode(hashlib.sha256(block[1].encode()).digest()).decode()
        hashes.append(f"{tag}-src 'sha256-{digest}'")
    assert policy.split("; ") == [
        "default-src 'none'",
        *hashes,
        "base-uri 'none'",
        "form-action 'none'",
    ]


def test_the_same_briefs_give_the_same_bytes() -> None:
    assert to_html([seed(), *invented()]) == to_html([seed(), *invented()])


def test_ids_of_two_pages_do_not_collide() -> None:
    first, second = (Reader(to_html([pair])).values("id") for pair in invented()[:2])
    assert not set(first) & set(second)


def test_hostile_words_stand_on_the_page_escaped() -> None:
    html = to_html([hostile()])
    for attack in (attack for attack in ATTACKS if "<" in attack):
        assert f">{attack}<" not in html
    assert "&lt;script&gt;window.hit = 1&lt;/script&gt;" in html
    assert TEMPLATE in html
    assert "\u202e" not in html
    assert 'href="javascript' not in html


def test_a_brief_of_another_text_is_refused() -> None:
    (brief, _), (_, other) = invented()[:2]
    with pytest.raises(ValueError, match="SHA-256"):
        to_html([(brief, other)])


def test_no_brief_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        to_html([])


def test_everything_of_a_brief_is_on_its_page() -> None:
    brief, article = seed()
    html = to_html([(brief, article)])
    words = [*(s.text for s in brief.summary), *(c.text for c in brief.claims)]
    words += [*(a.name for a in brief.actors), *(s.label for s in brief.sectors)]
    words += [d.reason for d in brief.dropped] + [r.reason for r in brief.repaired]
    for text in words:
        assert text.replace('"', "&#34;") in html
    assert html.count('class="grade" data-grade="supported"') == 6
    assert 'data-grade="unverified"' in html
    assert "“losing sovereignty” is not in the evidence" in html
    numbers = re.findall(r'<span class="number" aria-hidden="true">(\d+)</span>', html)
    assert [int(number) for number in numbers] == list(range(1, len(article.sentences) + 1))


def test_confidence_is_on_the_page_and_low_one_marked() -> None:
    brief, article = seed()
    assert "confidence" not in to_html([(brief, article)])
    first, second, *rest = brief.claims
    told = (
        first.model_copy(update={"confidence": 0.49}),
        second.model_copy(update={"confidence": 0.5}),
        *rest,
    )
    html = to_html([(brief.model_copy(update={"claims": told}), article)])
    assert re.findall(r"<span class=\"sure\"( data-low)?>([^<]+)<", html) == [
        (" data-low", "speaker: confidence 0.49"),
        ("", "speaker: confidence 0.50"),
    ]


def test_a_brief_without_items_is_still_a_page() -> None:
    brief, article = invented()[0]
    empty = brief.model_copy(
        update=dict.fromkeys(("summary", "actors", "claims", "sectors", "stance"), ())
    )
    assert "Nothing was found in this article." in to_html([(empty, article)])
