"""Two readings side by side, and what a third person makes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from summarizer.domain import Article
from summarizer.evaluation.gold import Gold
from summarizer.evaluation.gold_files import read_gold
from summarizer.evaluation.label._desk import Desk, NotOpenError
from summarizer.evaluation.label._wire import Wire, items_to_wire
from summarizer.prompts import Taxonomy


class AdjudicationDesk(Desk):
    """Articles that have two readings, and the gold that is decided from them."""

    mode = "adjudication"

    def __init__(
        self, folder: Path, taxonomy: Taxonomy, adjudicator: str = "", **options: Any
    ) -> None:
        """``adjudicator``: who decides, a reader's id or any words; the page asks again."""
        super().__init__(folder, taxonomy, **options)
        self.adjudicator = adjudicator

    def setup(self) -> Wire:
        return {**super().setup(), "reader": self.adjudicator}

    def path(self, identity: str) -> Path:
        return self.folder / f"{identity}.yaml"

    def state(self, identity: str) -> tuple[str, bool]:
        found = len(self._reading_paths(identity))
        if found != 2:
            return f"{found} reading{'s' * (found != 1)}, two are needed", True
        if self._is_own(identity):
            return "you read it; a third person decides", True
        return ("adjudicated" if self.path(identity).exists() else "to do"), False

    def readonly(self, identity: str) -> str | None:
        state, closed = self.state(identity)
        return state if closed else None

    def people(self, identity: str, gold: Gold | None, article: Article) -> Wire:
        if reason := self.readonly(identity):
            raise NotOpenError(f"{identity}: {reason}")
        # Not at the top: matching loads scipy, which a reading has no use for.
        from summarizer.evaluation.label._rows import rows

        readings = self._readings(identity)
        return {
            "adjudicator": (gold and gold.adjudicator) or self.adjudicator,
            "readings": [
                {
                    "id": reading.readers[0].id,
                    "who": reading.readers[0].who,
                    "notes": reading.notes or "",
                    "stale": reading.text_sha256 != article.sha256,
                    "labels": items_to_wire(reading, article.text),
                }
                for reading in readings
            ],
            "rows": rows(*readings, gold),
        }

    def identity(self, identity: str, data: Wire) -> Wire:
        return {
            "status": "adjudicated",
            "readers": [reading.readers[0].model_dump() for reading in self._readings(identity)],
            "adjudicator": data.get("adjudicator"),
        }

    def _reading_paths(self, identity: str) -> list[Path]:
        return sorted((self.folder / "readings").glob(f"{identity}.*.yaml"))

    def _readings(self, identity: str) -> tuple[Gold, Gold]:
        first, second = (read_gold(path) for path in self._reading_paths(identity))
        return first, second

    def _is_own(self, identity: str) -> bool:
        ids = {path.stem.rpartition(".")[2] for path in self._reading_paths(identity)}
        return self.adjudicator in ids
