"""Write ``brief.schema.json``, the published JSON Schema of a brief, beside this file."""

from __future__ import annotations

import json
from pathlib import Path

from summarizer.domain import Brief

PATH = Path(__file__).with_name("brief.schema.json")


def schema_text() -> str:
    """The schema as the file holds it."""
    return json.dumps(Brief.json_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PATH.write_text(schema_text(), "utf-8")
    print(PATH)
