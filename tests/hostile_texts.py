"""Texts that attack the page that shows them: markup, scripts, templates, unseen characters."""

from __future__ import annotations

from typing import Any

from summarizer.articles import article_from_text
from summarizer.domain import Article

TEMPLATE = "{{ 7 * 7 }}{% for x in y %}"
ATTACKS = (
    "<script>window.hit = 1</script>",
    "</script><script>window.hit = 2</script>",
    "<img src=x onerror='window.hit = 3'>",
    '" onmouseover="window.hit = 4" x="',
    "</style><style>body { display: none }</style>",
    TEMPLATE,
    "<!-- <iframe src='https://evil.example/'></iframe>",
    "&lt;b&gt;&#x3c;svg/onload=window.hit=5&#x3e;",
    "</textarea></title></svg></option></select></details><svg onload='window.hit = 6'>",
)
TURNED = "Invoice \u202egpj.exe\u202c and \u2066hidden\u2069 \u200bzero\ufeff width\x07 bell"


def hostile_article(huge: str, **changes: Any) -> Article:
    """An article whose every text attacks; ``huge`` is a word that is too long for a line."""
    body = "\n\n".join(
        [*(f"Attack: {attack} is said." for attack in ATTACKS), f"{TURNED}.", f"{huge}."]
    )
    return Article.model_validate(
        {
            **article_from_text(body, id="hostile").model_dump(),
            "title": "".join(ATTACKS) + TURNED,
            "source": ATTACKS[3] + TURNED,
            "url": "javascript:window.hit=7",
            "published": '2031-01-01" onfocus="window.hit=8" autofocus="',
            **changes,
        }
    )
