"""The profile asks the engine as the pipeline does."""

from __future__ import annotations

import pytest

from benchmarks.engine_profile import sampling
from summarizer.settings import Settings


def test_answers_are_sampled_as_the_pipeline_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"logprobs": True, "top_logprobs": 1}
    assert sampling() == {"temperature": 0, "seed": Settings().seed, **told}
    monkeypatch.setenv("SUMMARIZER_SEED", "5")
    assert sampling()["seed"] == 5
