"""The types that data takes on its way: article in, grounded brief out.

All of them are frozen. The JSON shape of a brief is fixed by its
``schema_version``; keys may be added to it, never change their meaning.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

SCHEMA_VERSION = "1.0"

ActorType = Literal[
    "person",
    "country",
    "government_body",
    "company",
    "international_org",
    "armed_group",
    "media",
    "other_group",
]
Salience = Literal["core", "secondary"]
ClaimKind = Literal["statement", "accusation", "denial", "prediction", "commitment", "demand"]
Position = Literal["support", "oppose", "mixed", "neutral"]
Grade = Literal["exact", "supported", "unverified", "contradicted", "unsupported"]
ItemField = Literal["summary", "actors", "claims", "sectors", "stance"]

POSITION_WORDS: dict[Position, str] = {
    "support": "supports",
    "oppose": "opposes",
    "mixed": "is divided over",
    "neutral": "is neutral towards",
}

ITEM_FIELDS: tuple[ItemField, ...] = ("summary", "actors", "claims", "sectors", "stance")

NonEmpty = Annotated[str, Field(min_length=1)]


class Frozen(BaseModel):
    """Base of all domain types: immutable, and strict about unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Span(Frozen):
    """A piece of an article: half-open offsets in Unicode code points.

    ``article.text[start:end] == quote`` holds for every span of a brief.
    """

    start: Annotated[int, Field(ge=0)]
    end: int
    quote: NonEmpty

    @model_validator(mode="after")
    def _quote_fills_the_offsets(self) -> Self:
        if self.end - self.start != len(self.quote):
            raise ValueError(
                f"span [{self.start}, {self.end}) has {self.end - self.start} characters "
                f"but its quote has {len(self.quote)}"
            )
        return self

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Span:
        """Cut the span ``[start, end)`` out of ``text``.

        Raises:
            ValueError: the offsets are empty, reversed or outside the text.
        """
        if not 0 <= start < end <= len(text):
            raise ValueError(f"no span [{start}, {end}) in a text of {len(text)} characters")
        return cls(start=start, end=end, quote=text[start:end])


class ArticleInfo(Frozen):
    """What a brief keeps of its article: everything but the text."""

    id: NonEmpty
    title: str | None = None
    source: str | None = None
    url: str | None = None
    published: Annotated[str | None, Field(description="date as the article gives it")] = None
    language: Annotated[str, Field(description="ISO 639-1 code")] = "en"
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="of the text, UTF-8")]
    characters: Annotated[int, Field(ge=1)]
    sentences: Annotated[int, Field(ge=1, description="number of sentences")]


class Article(Frozen):
    """A text with its sentences: what every offset of its brief refers to.

    ``sentences`` are half-open offsets into ``text``, in order, not overlapping.
    Sentence *numbers* (in prompts, drafts and gold) count them from 1.
    """

    id: NonEmpty
    text: NonEmpty
    sentences: Annotated[tuple[tuple[int, int], ...], Field(min_length=1)]
    title: str | None = None
    source: str | None = None
    url: str | None = None
    published: str | None = None
    language: str = "en"

    @model_validator(mode="after")
    def _sentences_lie_in_the_text(self) -> Self:
        last = 0
        for number, (start, end) in enumerate(self.sentences, 1):
            if not last <= start < end <= len(self.text):
                raise ValueError(
                    f"sentence {number} at [{start}, {end}) overlaps its predecessor or "
                    f"leaves the text of {len(self.text)} characters"
                )
            last = end
        return self

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the stored text, UTF-8, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def info(self) -> ArticleInfo:
        """The article without its text."""
        return ArticleInfo(
            id=self.id,
            title=self.title,
            source=self.source,
            url=self.url,
            published=self.published,
            language=self.language,
            sha256=self.sha256,
            characters=len(self.text),
            sentences=len(self.sentences),
        )

    def sentence(self, number: int) -> str:
        """The text of sentence ``number``, counted from 1.

        Raises:
            IndexError: there is no such sentence.
        """
        if not 1 <= number <= len(self.sentences):
            raise IndexError(f"no sentence {number}: the article has {len(self.sentences)}")
        start, end = self.sentences[number - 1]
        return self.text[start:end]


Evidence = Annotated[tuple[Span, ...], Field(min_length=1)]

# ``grade`` says how far its evidence carries an item (see summarizer.grounding.support),
# None where nothing was checked; ``reasons`` what keeps it from exact or supported.
# ``confidence`` is the measured probability that the model's choice is right, by the
# probabilities of its tokens; None where the server does not tell them, where code made the
# choice, or where the prompt does not say what they are worth.
Confidence = Annotated[float, Field(ge=0, le=1)]


class SummarySentence(Frozen):
    """One sentence of the summary with the words of the article that carry it."""

    text: NonEmpty
    evidence: Evidence
    grade: Grade | None = None
    reasons: tuple[str, ...] = ()


class Actor(Frozen):
    """Somebody who acts, speaks or is acted upon in the article.

    The grade is the role's, the confidence the type's.
    """

    name: NonEmpty
    aliases: tuple[NonEmpty, ...] = ()
    type: ActorType
    role: str = ""
    salience: Salience
    mentions: Evidence
    grade: Grade | None = None
    reasons: tuple[str, ...] = ()
    confidence: Confidence | None = None


class Claim(Frozen):
    """One proposition that somebody (or the article itself: ``None``) asserts.

    The grade is the text's, the confidence the speaker's.
    """

    text: NonEmpty
    speaker: str | None = None
    via: str | None = None
    kind: ClaimKind
    evidence: Evidence
    grade: Grade | None = None
    reasons: tuple[str, ...] = ()
    confidence: Confidence | None = None


class Sector(Frozen):
    """A sector of the economy or of public policy that the article is about."""

    code: NonEmpty
    label: NonEmpty
    evidence: Evidence


class Stance(Frozen):
    """Who stands for or against whom or what; the confidence is that of all three."""

    holder: str | None = None
    target: NonEmpty
    position: Position
    evidence: Evidence
    grade: Grade | None = None
    reasons: tuple[str, ...] = ()
    confidence: Confidence | None = None


class Dropped(Frozen):
    """Something that the model proposed and the brief does not contain.

    With ``field`` ``sentence``: a sentence that the model was not shown (``item`` is its
    span); with ``article``: a piece of a long article that got no answer.
    """

    field: str
    item: JsonValue
    reason: NonEmpty
    grade: Grade | None = None


class Repair(Frozen):
    """Something that code changed in an item before it entered the brief."""

    field: str
    item: Annotated[str, Field(description="name or text of the item in the brief")]
    before: JsonValue
    after: JsonValue
    reason: NonEmpty


class Usage(Frozen):
    """What one or several model calls consumed.

    ``cost_usd`` is ``None`` where the price is unknown; it is never guessed.
    """

    attempts: Annotated[int, Field(ge=0, description="requests sent, retries included")] = 0
    input_tokens: Annotated[int, Field(ge=0)] = 0
    output_tokens: Annotated[int, Field(ge=0)] = 0
    cost_usd: Annotated[float | None, Field(ge=0)] = None
    seconds: Annotated[float, Field(ge=0, description="spent on it")] = 0.0

    def __add__(self, other: Usage) -> Usage:
        known = [cost for cost in (self.cost_usd, other.cost_usd) if cost is not None]
        empty = Usage()
        if self == empty:
            return other
        if other == empty:
            return self
        return Usage(
            attempts=self.attempts + other.attempts,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cost_usd=sum(known) if len(known) == 2 else None,
            seconds=self.seconds + other.seconds,
        )


class RunRecord(Usage):
    """How a brief came to be: the hashes of everything that shaped the answer."""

    model: NonEmpty
    prompt: Annotated[str, Field(description="name@version of the prompt")]
    prompt_sha256: str
    schema_sha256: str
    taxonomy_sha256: str
    version: Annotated[str, Field(description="of this package")]
    proposed: Annotated[int, Field(ge=0, description="items that the model gave")] = 0
    kept: Annotated[int, Field(ge=0, description="items in the brief")] = 0
    repaired: Annotated[int, Field(ge=0, description="changes made to items")] = 0
    dropped: Annotated[int, Field(ge=0, description="items that were left out")] = 0
    pieces: Annotated[int, Field(ge=1, description="in which the article was read")] = 1
    failed_pieces: Annotated[int, Field(ge=0, description="pieces that are not in the brief")] = 0


class Brief(Frozen):
    """Who is involved, what is claimed and by whom, in which sectors, for or against whom."""

    schema_version: Literal["1.0"] = SCHEMA_VERSION
    article: ArticleInfo
    summary: tuple[SummarySentence, ...] = ()
    actors: tuple[Actor, ...] = ()
    claims: tuple[Claim, ...] = ()
    sectors: tuple[Sector, ...] = ()
    stance: tuple[Stance, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    repaired: tuple[Repair, ...] = ()
    run: RunRecord

    @model_validator(mode="after")
    def _names_refer_to_listed_actors(self) -> Self:
        names = Counter(actor.name for actor in self.actors)
        for name, count in names.items():
            if count > 1:
                raise ValueError(f"two actors are named {name!r}")
        for claim in self.claims:
            for role, name in (("speaker", claim.speaker), ("via", claim.via)):
                if name is not None and name not in names:
                    raise ValueError(f"{role} {name!r} of a claim is not a listed actor")
        for stance in self.stance:
            if stance.holder is not None and stance.holder not in names:
                raise ValueError(f"holder {stance.holder!r} of a stance is not a listed actor")
        return self

    def spans(self) -> Iterator[tuple[str, Span]]:
        """Every span of the brief with the path of the item it belongs to."""
        for field in ITEM_FIELDS:
            for index, item in enumerate(getattr(self, field)):
                found: tuple[Span, ...] = item.mentions if field == "actors" else item.evidence
                for span in found:
                    yield f"{field}[{index}]", span

    def doubtful(self) -> tuple[str, ...]:
        """Paths of the items that their evidence does not vouch for."""
        return tuple(
            f"{field}[{index}]"
            for field in ITEM_FIELDS
            for index, item in enumerate(getattr(self, field))
            if getattr(item, "grade", None) not in (None, "exact", "supported")
        )

    def verify(self, article: Article) -> None:
        """Check that this brief is of ``article`` and that every quote is the article's words.

        Raises:
            ValueError: another text, or a span whose quote is not at its offsets.
        """
        if self.article.sha256 != article.sha256:
            raise ValueError(
                f"the brief is of a text with SHA-256 {self.article.sha256[:12]}…, "
                f"{article.id!r} has {article.sha256[:12]}…"
            )
        for path, span in self.spans():
            there = article.text[span.start : span.end]
            if there != span.quote:
                raise ValueError(
                    f"{path}: the article has {there!r} at [{span.start}, {span.end}), "
                    f"the quote says {span.quote!r}"
                )

    def to_json(self, *, indent: int | None = None) -> str:
        """The brief as JSON, non-ASCII characters as they are."""
        return self.model_dump_json(indent=indent)

    @classmethod
    def from_json(cls, data: str | bytes) -> Brief:
        """Read what :meth:`to_json` wrote.

        Raises:
            pydantic.ValidationError: the data is not a brief.
        """
        return cls.model_validate_json(data)

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """The JSON Schema of a brief, as published in ``docs/brief.schema.json``."""
        schema = cls.model_json_schema(mode="serialization")
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
