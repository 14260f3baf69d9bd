"""What Ray Data is asked for: how rows are cut, how many actors, with what each."""

from __future__ import annotations

from typing import Any

import pytest

from summarizer.errors import UsageError
from summarizer.ray import _dataset
from summarizer.ray._dataset import brief_rows, default_batch, engine_cores
from summarizer.ray._recipe import Recipe

REMOTE = {"base_url": "http://127.0.0.1:9/v1"}


class Asked:
    """A dataset that only writes down what is asked of it."""

    def repartition(self, **cut: Any) -> Asked:
        self.cut = cut
        return self

    def map_batches(self, actor: Any, **more: Any) -> Asked:
        self.more = more
        return self


def asked(model: str = "acme/writer", *, actors: Any = 2, **settings: Any) -> Asked:
    recipe = Recipe(model, settings=settings).checked()
    dataset: Any = Asked()
    brief_rows(dataset, recipe, actors=actors, completed=None)
    return dataset


@pytest.mark.parametrize(("jobs", "batch"), [(1, 4), (8, 16), (64, 128), (1000, 2000)])
def test_batches_are_large_enough_for_the_requests_and_no_larger(jobs: int, batch: int) -> None:
    assert default_batch(jobs) == batch
    dataset = asked(jobs=jobs, **REMOTE)
    # Cut: sixty rows at eight jobs are four batches, for four actors to take. Put
    # together: as many files of one article each are as many.
    assert dataset.cut == {"target_num_rows_per_block": batch}
    assert dataset.more["batch_size"] == batch


def test_limits_on_the_rate_are_for_all_actors_together() -> None:
    dataset = asked(actors=(1, 4), requests_per_minute=100, tokens_per_minute=None, **REMOTE)
    settings = dataset.more["fn_constructor_kwargs"]["recipe"].settings
    assert settings.requests_per_minute == 25
    assert settings.tokens_per_minute is None


@pytest.mark.parametrize(
    ("threads", "sizes", "expected"),
    [
        (None, [8, 4], (3, 3)),
        (2, [8, 8], (2, 2)),
        (8, [8, 8], (8, 7)),
        (99, [8], (99, 7)),
        (4, [4, 8], (4, 3)),
        (32, [2, 64], (32, 32)),
        (None, [2], (1, 1)),
        (None, [1], (1, 0)),
    ],
)
def test_the_embedded_engine_never_gets_all_cores_of_a_node(
    threads: int | None, sizes: list[int], expected: tuple[int, int]
) -> None:
    assert engine_cores(threads, sizes) == expected
    assert expected[1] not in sizes


def test_cores_are_set_aside_for_the_embedded_engine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    nodes = [{"Resources": {"CPU": 4.0}}, {"Resources": {}}]
    monkeypatch.setattr(_dataset, "nodes", lambda: nodes)
    local = asked("local", threads=4)
    assert local.more["num_cpus"] == 3
    assert local.more["fn_constructor_kwargs"]["recipe"].settings.threads == 4
    assert asked("local").more["fn_constructor_kwargs"]["recipe"].settings.threads == 3
    assert asked(**REMOTE).more["num_cpus"] == 0


def test_a_batch_of_nothing_is_wrong_usage() -> None:
    recipe = Recipe("acme/writer", settings=REMOTE).checked()
    dataset: Any = Asked()
    with pytest.raises(UsageError, match="batch: 0 is less than one article"):
        brief_rows(dataset, recipe, actors=1, completed=None, batch=0)
