"""Loading and checking a prompt: a versioned folder of templates and examples.

::

    prompts/NAME/VERSION/
        prompt.toml        what it is, its wire format and its questions
        system.j2          the system message
        article.j2         the article, shown once and first
        STAGE.j2           one question for each stage
        repair.j2          the question for failing items, where `repair` is set
        told.j2            whether the article tells a stance, where `check_stance` is set
        examples/*.json    worked examples, checked before any token is spent

A prompt is named ``NAME`` (newest version), ``NAME@VERSION`` or by its folder. A version
may change until it is released; run records name its hash beside it.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass, field, fields
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Annotated, Any, cast

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from summarizer._content import prompts_folder
from summarizer._faults import first_fault
from summarizer.domain import Article, ItemField
from summarizer.drafts import (
    Bounds,
    Calibrations,
    DraftItem,
    Limits,
    StanceCheck,
    WireFormat,
    from_labels,
    read_answer,
)
from summarizer.drafts.keyed import KEYED
from summarizer.drafts.rows import ROWS
from summarizer.errors import AnswerError, PromptError
from summarizer.grounding import Grounded, SectorOdds, ground

# What templates may ask for; the system message is the same for every article.
_VARIABLES = {"article", "taxonomy", "limits"}
WIRES: dict[str, WireFormat] = {wire.name: wire for wire in (ROWS, KEYED)}


class Stage(BaseModel):
    """One question and the fields of the brief that its answer fills."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    fields: tuple[ItemField, ...] = Field(min_length=1)
    max_tokens: int = Field(default=1500, ge=16, le=16_000)


class _Metadata(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    description: str
    wire: str
    stages: tuple[Stage, ...] = Field(min_length=1)
    limits: dict[str, Annotated[int, Field(ge=1, le=2000)]] = Field(default_factory=dict)
    reask: int = Field(default=1, ge=0, le=5)
    reask_at: float = Field(default=0.0, ge=0, le=1)
    repair: int = Field(default=0, ge=0, le=5)
    list_tellers: bool = False
    list_officials: bool = False
    attribute: bool = False
    list_reported: int = Field(default=0, ge=0, le=100)
    oppose_accused: bool = False
    weigh_sectors: SectorOdds | None = None
    confidence: Calibrations = Field(default_factory=Calibrations)
    check_stance: StanceCheck | None = None


class _ExampleFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    note: str = ""
    title: str | None = None
    published: str | None = None
    sentences: tuple[Annotated[str, Field(min_length=1)], ...] = Field(min_length=1)
    labels: dict[str, list[dict[str, JsonValue]]]


@dataclass(frozen=True)
class Example:
    """A worked example: an article as sentences, and what to answer."""

    name: str
    sentences: tuple[str, ...]
    items: dict[ItemField, list[DraftItem]]
    title: str | None = None
    published: str | None = None

    @cached_property
    def article(self) -> Article:
        """The example's sentences as an article, joined by spaces."""
        ends = list(accumulate(len(sentence) + 1 for sentence in self.sentences))
        starts = [0, *ends[:-1]]
        return Article(
            id=self.name,
            text=" ".join(self.sentences),
            sentences=tuple((start, end - 1) for start, end in zip(starts, ends, strict=True)),
        )


@dataclass(frozen=True)
class Prompt:
    """A loaded, checked prompt. ``sha256`` covers every file of its folder.

    An answer is asked for again, at most ``reask`` times, when more than the
    share ``reask_at`` of its items is invalid. Items that their evidence does not
    carry are asked for again, at most ``repair`` times.

    What code does to the answers, by the article's own words: with ``list_tellers``, who
    speaks by name joins the actors, with ``list_officials`` who is named with an office;
    with ``attribute``, claims get the speaker that their sentence names where the model
    gave none, or one that it does not name, or did not know of the other; what else actors
    are reported to say becomes claims, up to ``list_reported`` in all (0: none); with
    ``oppose_accused``, accusations add the stance of their speaker; with ``weigh_sectors``,
    sectors are weighed. ``confidence`` says what the probabilities of the model's choices
    are worth; with ``check_stance``, the model is asked which of its stances the article tells.
    """

    name: str
    version: str
    description: str
    wire: WireFormat
    stages: tuple[Stage, ...]
    limits: Limits
    reask: int
    reask_at: float
    repair: int
    list_tellers: bool
    list_officials: bool
    attribute: bool
    list_reported: int
    oppose_accused: bool
    weigh_sectors: SectorOdds | None
    confidence: Calibrations
    check_stance: StanceCheck | None
    sha256: str
    templates: dict[str, str] = field(repr=False)
    examples: tuple[Example, ...] = ()

    @property
    def label(self) -> str:
        return f"{self.name}@{self.version}"

    @cached_property
    def environment(self) -> ImmutableSandboxedEnvironment:
        """A sandbox: templates are data that users exchange."""
        return ImmutableSandboxedEnvironment(
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
            autoescape=False,
        )

    @cached_property
    def _compiled(self) -> dict[str, Template]:
        """Templates by name, compiled at their first use: every article expands them."""
        return {}

    def expand(self, template: str, **variables: Any) -> str:
        """Expand one of the prompt's templates.

        Raises:
            PromptError: the template is broken or asks for a variable there is not.
        """
        try:
            if template not in self._compiled:
                source = self.templates[template]
                self._compiled[template] = self.environment.from_string(source)
            return self._compiled[template].render(**variables).strip("\n")
        except Exception as error:
            # Whatever a template does (divide by zero, a huge range), it is the prompt's fault.
            problem = " ".join(str(error).split()) or type(error).__name__
            raise PromptError(f"prompt {self.label}: {template}.j2: {problem}") from None


def prompt_names() -> tuple[str, ...]:
    """Names of the shipped prompts."""
    return tuple(
        sorted({path.parent.parent.name for path in prompts_folder().glob("*/*/prompt.toml")})
    )


def load_prompt(name: str | Path, codes: tuple[str, ...]) -> Prompt:
    """Load the prompt ``name`` and check it against the sector ``codes``.

    Raises:
        PromptError: unknown, incomplete, or an example that breaks the rules.
    """
    folder = _folder(str(name))
    where = f"prompt {folder.parent.name}@{folder.name}"
    try:
        data = tomllib.loads((folder / "prompt.toml").read_text("utf-8"))
        metadata = _Metadata.model_validate(data)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PromptError(f"{where}: prompt.toml: {error}") from None
    except ValidationError as error:
        key, message = first_fault(error)
        raise PromptError(f"{where}: prompt.toml: {key}: {message}") from None
    if metadata.wire not in WIRES:
        raise PromptError(f"{where}: unknown wire {metadata.wire!r}; known: {', '.join(WIRES)}")
    unknown = set(metadata.limits) - {f.name for f in fields(Limits)}
    if unknown:
        raise PromptError(f"{where}: prompt.toml: unknown limits {', '.join(sorted(unknown))}")
    asked = [name for stage in metadata.stages for name in stage.fields]
    if len(asked) != len(set(asked)):
        raise PromptError(f"{where}: two stages ask for the same field")
    given = metadata.confidence
    if (given.actors or given.claims or given.stance) and not given.model:
        raise PromptError(
            f"{where}: prompt.toml: confidence: name the model that it was measured of"
        )
    if metadata.check_stance is not None and given.stance is None:
        raise PromptError(f"{where}: prompt.toml: check_stance needs a [confidence.stance]")
    if metadata.check_stance is not None and metadata.repair:
        raise PromptError(f"{where}: prompt.toml: check_stance and repair exclude each other")
    templates: dict[str, str] = {}
    wanted = ["system", "article", *(stage.name for stage in metadata.stages)]
    wanted += ["repair"] * bool(metadata.repair)
    wanted += ["told"] * (metadata.check_stance is not None)
    for template in wanted:
        path = folder / f"{template}.j2"
        try:
            templates[template] = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise PromptError(f"{where}: {path.name}: {error}") from None
    prompt = Prompt(
        name=folder.parent.name,
        version=folder.name,
        description=metadata.description,
        wire=WIRES[metadata.wire],
        stages=metadata.stages,
        limits=Limits(**metadata.limits),
        reask=metadata.reask,
        reask_at=metadata.reask_at,
        repair=metadata.repair,
        list_tellers=metadata.list_tellers,
        list_officials=metadata.list_officials,
        attribute=metadata.attribute,
        list_reported=metadata.list_reported,
        oppose_accused=metadata.oppose_accused,
        weigh_sectors=metadata.weigh_sectors,
        confidence=metadata.confidence,
        check_stance=metadata.check_stance,
        sha256=_hash(folder),
        templates=templates,
        examples=tuple(_example(path, where) for path in sorted(folder.glob("examples/*.json"))),
    )
    for template in templates:
        _check_template(prompt, template)
    for example in prompt.examples:
        _check(example, prompt, codes)
    return prompt


def _check_template(prompt: Prompt, template: str) -> None:
    """Find a broken template now, not after the first question has been paid for."""
    where = f"prompt {prompt.label}: {template}.j2"
    try:
        unknown = find_undeclared_variables(prompt.environment.parse(prompt.templates[template]))
    except TemplateError as error:
        raise PromptError(f"{where}: {error}") from None
    known = {"system": _VARIABLES - {"article"}, "repair": {"failing", "limits"}}
    known["told"] = {"stances"}
    unknown -= known.get(template, _VARIABLES)
    if unknown:
        raise PromptError(f"{where}: unknown variable {', '.join(sorted(unknown))}")


def _folder(name: str) -> Path:
    if (Path(name) / "prompt.toml").is_file():
        return Path(name).resolve()
    base, _, version = name.partition("@")
    root = prompts_folder() / base
    versions = sorted(
        (path.parent for path in root.glob("*/prompt.toml")),
        key=lambda path: [int(part) if part.isdigit() else 0 for part in path.name.split(".")],
    )
    if not base or "/" in base or not versions:
        raise PromptError(
            f"no prompt {name!r}; there are {', '.join(prompt_names())}, or name a folder "
            "that holds a prompt.toml"
        )
    if not version:
        return versions[-1]
    for path in versions:
        if path.name == version:
            return path
    raise PromptError(
        f"prompt {base!r} has no version {version!r}; it has "
        + ", ".join(path.name for path in versions)
    )


def _hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in {".toml", ".j2", ".json"}):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _example(path: Path, where: str) -> Example:
    try:
        data = _ExampleFile.model_validate_json(path.read_bytes())
        items = from_labels(cast("dict[str, list[dict[str, Any]]]", data.labels))
    except ValidationError as error:
        key, message = first_fault(error)
        raise PromptError(f"{where}: {path.name}: {key}: {message}") from None
    except KeyError as error:
        raise PromptError(f"{where}: {path.name}: a label lacks the key {error}") from None
    except TypeError as error:
        raise PromptError(f"{where}: {path.name}: a label of the wrong kind: {error}") from None
    return Example(path.stem, data.sentences, items, data.title, data.published)


def _check(example: Example, prompt: Prompt, codes: tuple[str, ...]) -> None:
    """An example must be a valid answer itself: it is what the model will imitate."""
    actors = [item for item in example.items["actors"] if hasattr(item, "aliases")]
    names = tuple(cast("Any", actor).name for actor in actors)
    for stage in prompt.stages:
        bounds = Bounds(
            text=example.article.text,
            sentences=len(example.sentences),
            codes=codes,
            names=None if "actors" in stage.fields and len(stage.fields) == 1 else names,
            limits=prompt.limits,
        )
        model = prompt.wire.answer_model(stage.fields)
        try:
            raw = prompt.wire.encode({name: example.items[name] for name in stage.fields})
            _, rejected, _ = read_answer(model, raw, bounds)
        except (AnswerError, KeyError, IndexError) as error:
            raise PromptError(
                f"prompt {prompt.label}: example {example.name}: {stage.name}: {error}"
            ) from None
        for name, items in rejected.items():
            item, reason = items[0]
            shown = json.dumps(item, ensure_ascii=False)
            raise PromptError(
                f"prompt {prompt.label}: example {example.name}: {name}: {shown}: {reason}"
            )
    found = Grounded()
    ground(example.article, example.items, dict.fromkeys(codes, "sector"), found)
    for fault in (*found.dropped, *found.repaired):
        shown = json.dumps(fault.item, ensure_ascii=False)
        raise PromptError(
            f"prompt {prompt.label}: example {example.name}: {fault.field}: {shown}: {fault.reason}"
        )
