"""Wrong use of ``--engine ray``, and what is not imported before it is needed."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from summarizer.cli._provider_batch import ProviderBatch
from summarizer.cli._ray import run_on_ray
from summarizer.cli._run import Request, run
from summarizer.errors import SettingsError, UsageError

ROOT = Path(__file__).resolve().parents[2]


def request(**given: Any) -> Request:
    defaults: dict[str, Any] = {
        "inputs": ["a.txt"],
        "format": None,
        "out": Path("out"),
        "into_folder": True,
        "settings": {"model": "acme/writer", "base_url": "http://127.0.0.1:9/v1"},
    }
    return Request(**{**defaults, **given})


@pytest.mark.parametrize(
    ("given", "out", "said"),
    [
        ({"into_folder": False}, "briefs.jsonl", r"say --out briefs\.jsonl/"),
        ({"into_folder": False}, None, "say --out DIR/"),
        ({"max_cost": 1.0}, "out/", "--max-cost: not with --engine ray"),
        ({"max_tokens": 1}, "out/", "--max-tokens: not with --engine ray"),
        ({"strict": True}, "out/", "--strict: not with --engine ray"),
        ({"posted": ProviderBatch(None, True)}, "out/", "--provider-batch: not with --engine ray"),
        ({"posted": ProviderBatch(Path("b"), False)}, "out/", "--provider-batch: not with"),
        ({"format": "html"}, "out/", "--format html: --engine ray writes"),
        ({"inputs": ["-"]}, "out/", "cannot read standard input"),
    ],
)
def test_what_it_cannot_do_is_wrong_usage(
    given: dict[str, Any], out: str | None, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        run_on_ray(request(**given), out)


def test_the_local_engine_writes_no_tables() -> None:
    with pytest.raises(SettingsError, match="--format parquet: only --engine ray"):
        run(request(format="parquet"))


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "ray" else find(name)
    )
    with pytest.raises(UsageError, match=r"need ray: pip install 'summarizer\[ray\]'"):
        run_on_ray(request(), "out/")


def test_ray_is_imported_when_it_is_used() -> None:
    code = (
        "import sys, summarizer.ray, summarizer.cli._ray\n"
        "print([name for name in ('ray', 'pyarrow', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
