"""The sector taxonomy: a TOML file of codes, labels and their place in ISIC Rev. 4."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import Counter
from functools import cached_property
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator

from summarizer._content import prompts_folder
from summarizer._faults import first_fault
from summarizer.domain import Frozen
from summarizer.errors import TaxonomyError
from summarizer.grounding import SectorWords, Topics

SHIPPED = "sectors"

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,40}$")]

# Words in letters and digits; an asterisk, at the end of the last, stands for any ending.
_TERM = re.compile(r"\w+(?:[ '’-]\w+)*\*?")


def _check_term(term: str) -> str:
    if not _TERM.fullmatch(term):
        raise ValueError(f'{term!r} is no term: words, the last perhaps with an asterisk ("farm*")')
    return term


Term = Annotated[str, Field(max_length=60), AfterValidator(_check_term)]


class Group(Frozen):
    """A node that only groups sectors."""

    code: Code
    label: Annotated[str, Field(min_length=1, max_length=80)]
    parent: Code | None = None


class SectorEntry(Group):
    """A code that articles are labelled with.

    ``isic``: sections, divisions, groups or classes of ISIC Rev. 4 ("C", "C10", "O8422").
    ``terms`` and ``bias``: see :class:`~summarizer.grounding.SectorWords`.
    """

    isic: Annotated[tuple[str, ...], Field(min_length=1)]
    description: Annotated[str, Field(max_length=200)] = ""
    bias: Annotated[float, Field(ge=-20, le=20)] = 0.0
    terms: tuple[Term, ...] = ()

    @model_validator(mode="after")
    def _isic_codes_are_well_formed(self) -> Self:
        for code in self.isic:
            if not re.fullmatch(r"[A-U]\d{0,4}", code):
                raise ValueError(f"{code!r} is no ISIC Rev. 4 code (a letter A-U, then 0-4 digits)")
        return self

    @model_validator(mode="after")
    def _terms_are_told_once(self) -> Self:
        for term, times in Counter(term.casefold() for term in self.terms).items():
            if times > 1:
                raise ValueError(f"term {term!r} is listed twice; case does not matter")
        return self


class Taxonomy(Frozen):
    """Codes with labels, grouped by ``parent``; the order of the file is kept."""

    name: Annotated[str, Field(min_length=1)]
    version: Annotated[str, Field(min_length=1)]
    group: tuple[Group, ...] = ()
    sector: Annotated[tuple[SectorEntry, ...], Field(min_length=1, max_length=200)]

    @model_validator(mode="after")
    def _codes_form_a_tree(self) -> Self:
        parents: dict[str, str | None] = {}
        for node in (*self.group, *self.sector):
            if node.code in parents:
                raise ValueError(f"code {node.code!r} is listed twice")
            parents[node.code] = node.parent
        for code in parents:
            seen = {code}
            at = parents[code]
            while at is not None:
                if at not in parents:
                    raise ValueError(f"{code!r} has the parent {at!r}, which is not listed")
                if at in seen:
                    raise ValueError(f"{code!r} is its own ancestor")
                seen.add(at)
                at = parents[at]
        return self

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The assignable codes, in the file's order."""
        return tuple(entry.code for entry in self.sector)

    @cached_property
    def labels(self) -> dict[str, str]:
        """Label by assignable code."""
        return {entry.code: entry.label for entry in self.sector}

    @cached_property
    def topics(self) -> Topics:
        """The sectors' terms, ready to be looked for in articles."""
        words = {entry.code: SectorWords(entry.terms, entry.bias) for entry in self.sector}
        return Topics(words, self.labels)

    @cached_property
    def sha256(self) -> str:
        """Hash of the content, whatever the file's layout and comments."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    def ancestors(self, code: str) -> tuple[str, ...]:
        """``code`` and the groups above it, nearest first.

        Raises:
            KeyError: the code is not in the taxonomy.
        """
        parents = {node.code: node.parent for node in (*self.group, *self.sector)}
        path = [code]
        while (parent := parents[path[-1]]) is not None:
            path.append(parent)
        return tuple(path)


def load_taxonomy(source: str | Path | None = None) -> Taxonomy:
    """Read a taxonomy: a file, the name of a shipped one, or the default.

    Raises:
        TaxonomyError: missing, not TOML, or malformed.
    """
    path = Path(source) if source is not None else None
    if path is None or (path.suffix == "" and not path.exists()):
        path = prompts_folder() / "taxonomies" / f"{source or SHIPPED}.toml"
    try:
        with path.open("rb") as file:
            return Taxonomy.model_validate(tomllib.load(file))
    except FileNotFoundError:
        raise TaxonomyError(
            f"no taxonomy {str(source)!r}; give a TOML file like prompts/taxonomies/sectors.toml"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise TaxonomyError(f"taxonomy {path}: cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise TaxonomyError(f"taxonomy {path}: not TOML: {error}") from None
    except ValidationError as error:
        where, message = first_fault(error)
        raise TaxonomyError(f"taxonomy {path}: {where}: {message}") from None
