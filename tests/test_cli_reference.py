"""docs/cli.md is what the commands say of themselves."""

import runpy
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"


def test_reference_is_up_to_date() -> None:
    made = runpy.run_path(str(DOCS / "make_cli.py"))["reference"]()
    written = (DOCS / "cli.md").read_text(encoding="utf-8")
    assert written == made, "run: python docs/make_cli.py"
