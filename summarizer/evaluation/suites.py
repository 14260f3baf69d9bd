"""A suite: which gold, which fields are judged, which gate. A small TOML file.

::

    name = "gold"
    gold = "../gold"               # folder, from the suite's own place
    metrics = ["actors.f1", …]     # judged by compare and gate, first to last

    [gate]
    baseline = "../baselines/gold.json"
    margin = 0.03                  # a smaller loss is no regression

    [gate.floors]                  # least scores, whatever the baseline has
    "actors.f1" = 0.86

An external suite has ``external = "ADAPTER"`` in place of ``gold``; the user gives its
file, and ``metrics`` are some that the set's labels can judge. A suite of attacks has
``attacks = "FOLDER"``; see :mod:`summarizer.evaluation.attacks`.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from summarizer._content import evals_folder
from summarizer._faults import first_fault
from summarizer.domain import Frozen
from summarizer.errors import UsageError
from summarizer.evaluation.attacks import JUDGED as JUDGED_OF_ATTACKS
from summarizer.evaluation.comparison import Gate
from summarizer.evaluation.external import ADAPTERS, ALWAYS_JUDGED
from summarizer.evaluation.metrics import BY_NAME


class SuiteError(UsageError):
    """A suite that does not exist or makes no sense."""


DEFAULT_MARGIN = 0.03


class GateFile(Frozen):
    """The gate of a suite; see :class:`~summarizer.evaluation.comparison.Gate`."""

    baseline: str
    margin: Annotated[float, Field(ge=0, le=1)] = DEFAULT_MARGIN
    floors: Annotated[
        dict[str, Annotated[float, Field(ge=0, le=1)]],
        Field(default_factory=dict, description="least score by metric"),
    ]


class Suite(Frozen):
    """A loaded suite."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    description: str = ""
    gold: str | None = None
    external: Annotated[str | None, Field(description="adapter of an external set")] = None
    attacks: Annotated[str | None, Field(description="folder of attacks")] = None
    only: Annotated[tuple[str, ...], Field(description="article ids; empty: all")] = ()
    metrics: Annotated[tuple[str, ...], Field(min_length=1)]
    gate: GateFile | None = None
    folder: Path = Path()

    def gold_folder(self) -> Path:
        """The folder of gold.

        Raises:
            SuiteError: an external suite has none, nor has one of attacks.
        """
        if self.attacks is not None:
            raise SuiteError(f"suite {self.name}: it is of attacks, so it has no gold")
        if self.gold is None:
            raise SuiteError(
                f"suite {self.name}: it is external, so there is no gold of it here; "
                "evals run and compare take its file with --data FILE"
            )
        return (self.folder / self.gold).resolve()

    def attacks_folder(self) -> Path:
        """The folder of attacks.

        Raises:
            SuiteError: it is a suite of another kind.
        """
        if self.attacks is None:
            raise SuiteError(f"suite {self.name}: it has no attacks")
        return (self.folder / self.attacks).resolve()

    def baseline_path(self) -> Path:
        """The record that ``--gate`` compares with.

        Raises:
            SuiteError: the suite has no gate.
        """
        if self.gate is None:
            raise SuiteError(f"suite {self.name}: it has no [gate]; add one with a baseline")
        return (self.folder / self.gate.baseline).resolve()

    def comparison_gate(self) -> Gate:
        """What two runs of this suite are judged by."""
        margin = self.gate.margin if self.gate else DEFAULT_MARGIN
        return Gate(metrics=self.metrics, margin=margin)


def suite_names() -> tuple[str, ...]:
    """Names of the shipped suites."""
    return tuple(sorted(path.stem for path in (evals_folder() / "suites").glob("*.toml")))


def load_suite(name: str) -> Suite:
    """A shipped suite by name, or a TOML file.

    Raises:
        SuiteError: missing or malformed.
    """
    path = Path(name)
    if path.suffix != ".toml":
        path = evals_folder() / "suites" / f"{name}.toml"
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        suite = Suite.model_validate({**data, "folder": path.parent})
    except FileNotFoundError:
        raise SuiteError(
            f"no suite {name!r}; there are {', '.join(suite_names())}, or name a TOML file"
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SuiteError(f"suite {path}: {error}") from None
    except ValidationError as error:
        where, message = first_fault(error)
        raise SuiteError(f"suite {path}: {where}: {message}") from None
    floors = suite.gate.floors if suite.gate else {}
    if unknown := [name for name in (*suite.metrics, *floors) if name not in BY_NAME]:
        raise SuiteError(
            f"suite {path}: unknown metric {unknown[0]!r}; known: {', '.join(BY_NAME)}"
        )
    kinds = (suite.gold, suite.external, suite.attacks)
    if sum(kind is not None for kind in kinds) != 1:
        raise SuiteError(f"suite {path}: give one of gold, external and attacks")
    if suite.external is not None:
        _check_external(suite, path)
    for name in suite.metrics:
        field = name.split(".", 1)[0]
        if (suite.attacks is not None and field not in JUDGED_OF_ATTACKS) or (
            suite.attacks is None and field == "attacks"
        ):
            kind = "attacks" if suite.attacks is not None else "labels"
            raise SuiteError(f"suite {path}: {kind} cannot judge {name}")
    return suite


def _check_external(suite: Suite, path: Path) -> None:
    adapter = ADAPTERS.get(suite.external or "")
    if adapter is None:
        raise SuiteError(
            f"suite {path}: no adapter {suite.external!r}; there are {', '.join(ADAPTERS)}"
        )
    for name in suite.metrics:
        if name not in adapter.judges and name.split(".", 1)[0] not in ALWAYS_JUDGED:
            raise SuiteError(
                f"suite {path}: the labels of {suite.external} cannot judge {name}; they can "
                f"judge {', '.join(sorted(adapter.judges))}"
            )
