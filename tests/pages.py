"""What pages of the documentation show, for tests that run it."""

from __future__ import annotations

import re

from conftest import ROOT


def python_blocks(page: str) -> list[str]:
    """The Python examples of a page of ``docs/``, in order."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    return re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
