"""What the support check answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from summarizer.domain import Grade

Check = Literal[
    "number", "date", "negation", "direction", "modality", "quantity", "entity", "roles",
    "attribution", "overlap", "language",
]  # fmt: skip
Effect = Literal["contradicted", "unsupported", "unverified", "note"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding of one check.

    ``statement`` and ``evidence`` are the words concerned ("" where there are none).
    ``effect`` is the best grade that this finding leaves open; a ``note`` leaves all.
    """

    check: Check
    effect: Effect
    message: str
    statement: str = ""
    evidence: str = ""

    def __str__(self) -> str:
        return f"{self.check}: {self.message}"


@dataclass(frozen=True, slots=True)
class Support:
    """Whether evidence carries a statement.

    ``grade``:

    * ``exact``: the statement's words stand in the evidence, in its order;
    * ``supported``: nothing contradicts and the evidence holds its content words;
    * ``unverified``: nothing contradicts, too little in common to vouch for it;
    * ``contradicted``: the evidence says otherwise;
    * ``unsupported``: the evidence does not say it.

    ``overlap``: share of the statement's content found in the evidence, 0 to 1.
    """

    grade: Grade
    reasons: tuple[Reason, ...] = ()
    overlap: float = 0.0

    @property
    def accepted(self) -> bool:
        """Whether the evidence vouches for the statement."""
        return self.grade in ("exact", "supported")

    @property
    def rejected(self) -> bool:
        """Whether the statement must not stand as it is."""
        return self.grade in ("contradicted", "unsupported")
