"""What a model that remembers says the second time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from transport_samples import question

from summarizer.domain import Usage
from summarizer.errors import AnswerError
from summarizer.models import CachedModel, answer_key
from summarizer.store import Store
from summarizer.testing import ScriptedModel


@pytest.mark.parametrize("cut", [False, True])
def test_an_answer_that_was_cut_off_stays_so(tmp_path: Path, cut: bool) -> None:
    fault = AnswerError("of no use", raw="{", usage=Usage(attempts=1), cut=cut)
    with Store(tmp_path / "store") as store:
        model = CachedModel(ScriptedModel([fault]), store)
        for _ in range(2):
            with pytest.raises(AnswerError, match="of no use") as caught:
                model.ask(question())
            assert caught.value.cut is cut


def test_entries_of_before_probabilities_were_kept_are_asked_anew(tmp_path: Path) -> None:
    raw = '{"sectors":[]}'
    entry = {"raw": raw, "usage": {}, "error": None, "cut": False}
    with Store(tmp_path / "store") as store:
        model = CachedModel(ScriptedModel([raw]), store)
        store.put(answer_key(model.identity, question()), json.dumps(entry))
        for _ in range(2):
            assert model.ask(question()).raw == raw
