"""A gold folder for the tests of the label page: one short article, readings as needed."""

from __future__ import annotations

import datetime
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gold_samples import TEXT, sample, sample_article

from summarizer.evaluation.gold import Gold
from summarizer.evaluation.gold_files import write_gold
from summarizer.evaluation.label import AdjudicationDesk, Desk, LabelServer, ReadingDesk
from summarizer.evaluation.label._wire import items_to_wire
from summarizer.prompts import load_taxonomy

ARTICLE = "blue-air"
TODAY = datetime.date(2031, 2, 3)
TAXONOMY = load_taxonomy(None)


def reading_desk(folder: Path, reader: str = "a") -> ReadingDesk:
    return ReadingDesk(folder, TAXONOMY, reader, today=lambda: TODAY)


def adjudication_desk(folder: Path, who: str = "a third") -> AdjudicationDesk:
    return AdjudicationDesk(folder, TAXONOMY, who, today=lambda: TODAY)


def sent(gold: Gold, **changes: Any) -> dict[str, Any]:
    """What the page sends for ``gold``."""
    return {
        "text_sha256": sample_article().sha256,
        "guidelines": gold.guidelines,
        "notes": "",
        "who": gold.readers[0].who,
        "adjudicator": gold.adjudicator,
        "labels": json.loads(json.dumps(items_to_wire(gold, TEXT))),
        **changes,
    }


def gold_folder(root: Path, text: str = TEXT) -> Path:
    """A folder with the article ``blue-air`` and guidelines, version 7.1, beside it."""
    folder = root / "gold"
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / f"{ARTICLE}.txt").write_text(
        f"title: Blue Air grounded\n---\n{text}", "utf-8"
    )
    (root / "LABELLING.md").write_text("# Labelling guidelines, version 7.1\n\nRead it.\n", "utf-8")
    return folder


def reading(reader: str, **changes: Any) -> Gold:
    """The sample as one reader's reading."""
    people = [{"id": reader, "who": f"person {reader}"}]
    return sample(**{"status": "reading", "readers": people, "adjudicator": None, **changes})


def save_reading(folder: Path, gold: Gold) -> Path:
    path = folder / "readings" / f"{gold.article}.{gold.readers[0].id}.yaml"
    write_gold(gold, path)
    return path


@contextmanager
def serving(desk: Desk) -> Iterator[str]:
    """The address of a running server for ``desk``."""
    server = LabelServer(desk)
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield server.url
    finally:
        server.close()
        thread.join()
