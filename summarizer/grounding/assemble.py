"""Draft items become grounded items: spans are cut by code, names are made to agree.

Nothing goes missing here: what cannot be grounded is returned with the reason,
and so is every change that was made to an item.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from pydantic import JsonValue
from pydantic_core import to_jsonable_python

from summarizer.domain import (
    Actor,
    Article,
    Claim,
    Dropped,
    ItemField,
    Repair,
    Sector,
    Span,
    Stance,
    SummarySentence,
)
from summarizer.drafts import (
    DraftActor,
    DraftClaim,
    DraftItem,
    DraftSector,
    DraftStance,
    DraftSummary,
    name_key,
)
from summarizer.grounding.mentions import find_mentions
from summarizer.grounding.shown import shown_text


@dataclass
class Grounded:
    """The grounded parts of a brief; lists grow as the model answers."""

    summary: list[SummarySentence] = field(default_factory=list[SummarySentence])
    actors: list[Actor] = field(default_factory=list[Actor])
    claims: list[Claim] = field(default_factory=list[Claim])
    sectors: list[Sector] = field(default_factory=list[Sector])
    stance: list[Stance] = field(default_factory=list[Stance])
    dropped: list[Dropped] = field(default_factory=list[Dropped])
    repaired: list[Repair] = field(default_factory=list[Repair])

    def drop(self, where: ItemField, item: DraftItem, reason: str) -> None:
        self.dropped.append(Dropped(field=where, item=as_json(item), reason=reason))

    def repair(
        self, where: ItemField, item: str, *, before: JsonValue, after: JsonValue, reason: str
    ) -> None:
        """Record what code changed in an item (by its name or text) and why."""
        self.repaired.append(
            Repair(field=where, item=item, before=before, after=after, reason=reason)
        )

    def count(self) -> int:
        """Items in all."""
        fields = (self.summary, self.actors, self.claims, self.sectors, self.stance)
        return sum(map(len, fields))

    def forms(self) -> dict[str, str]:
        """Every name and alias of the actors, case folded, to the actor's name."""
        forms: dict[str, str] = {}
        for actor in self.actors:
            for form in (actor.name, *actor.aliases):
                forms.setdefault(name_key(form), actor.name)
        return forms


def as_json(item: DraftItem) -> JsonValue:
    """A draft item as JSON, for the record of what was dropped."""
    told = dataclasses.asdict(item).items()
    fields = {name: value for name, value in told if name != "confidence" or value is not None}
    return cast("JsonValue", to_jsonable_python(fields))


def ground(
    article: Article,
    items: Mapping[ItemField, Sequence[DraftItem]],
    labels: Mapping[str, str],
    into: Grounded,
) -> None:
    """Ground ``items`` in ``article`` and add them to ``into``.

    Actors must come before the items that name them (in this call or an
    earlier one). ``labels`` are the taxonomy's labels by sector code.
    """
    for item in items.get("actors", ()):
        _actor(article, cast("DraftActor", item), into)
    forms = into.forms()
    for item in items.get("claims", ()):
        _claim(article, cast("DraftClaim", item), forms, into)
    for item in items.get("summary", ()):
        _summary(article, cast("DraftSummary", item), into)
    for item in items.get("sectors", ()):
        _sector(article, cast("DraftSector", item), labels, into)
    for item in items.get("stance", ()):
        _stance(article, cast("DraftStance", item), forms, into)


def evidence_spans(article: Article, numbers: Iterable[int]) -> tuple[Span, ...]:
    """The named sentences as spans, in order, each once.

    Raises:
        ValueError: there is no such sentence, or none is named.
    """
    wanted = sorted(set(numbers))
    if not wanted:
        raise ValueError("no evidence")
    for number in wanted:
        if not 1 <= number <= len(article.sentences):
            raise ValueError(f"the article has no sentence {number}")
    return tuple(Span.of(article.text, *article.sentences[number - 1]) for number in wanted)


def _actor(article: Article, draft: DraftActor, into: Grounded) -> None:
    name = " ".join(draft.name.split())
    before = name
    if name[:4].casefold() == "the " and find_mentions(shown_text(article), [name[4:]]):
        name = name[4:]
    exact = find_mentions(shown_text(article), [name])
    if not exact:
        into.drop("actors", draft, f"{draft.name!r} does not stand in the article as a name")
        return
    # The article's own letters: a mention may differ in case or apostrophe.
    name = " ".join(exact[0].quote.split())
    if name != before:
        into.repair(
            "actors", name, before=before, after=name, reason="the name as the article writes it"
        )
    _give_up_alias(article, name, draft, into)
    taken = into.forms()
    if name_key(name) in taken:
        into.drop("actors", draft, f"repeats the actor {taken[name_key(name)]!r}")
        return
    aliases: list[str] = []
    for alias in draft.aliases:
        form = " ".join(alias.split())
        found = find_mentions(shown_text(article), [form])
        reason = None
        if not found:
            reason = "the alias does not stand in the article"
        elif name_key(form) in taken:
            reason = f"the alias is a name of {taken[name_key(form)]!r}"
        if reason:
            into.repair("actors", name, before=alias, after=None, reason=reason)
        elif name_key(form) != name_key(name) and name_key(form) not in map(name_key, aliases):
            aliases.append(" ".join(found[0].quote.split()))
    into.actors.append(
        Actor(
            name=name,
            aliases=tuple(aliases),
            type=draft.type,
            role=" ".join(draft.role.split()),
            salience=draft.salience,
            mentions=find_mentions(shown_text(article), [name, *aliases]),
            confidence=draft.confidence,
        )
    )


def _give_up_alias(article: Article, name: str, draft: DraftActor, into: Grounded) -> None:
    """Take ``name`` from the aliases of a listed actor that cannot be the drafted one.

    A person and what they stand for ("Russia" as an alias of its president) are two actors
    where both are listed; other types are mixed up too often to tell two actors by them.
    """
    for number, actor in enumerate(into.actors):
        aliases = tuple(alias for alias in actor.aliases if name_key(alias) != name_key(name))
        if aliases == actor.aliases or name_key(actor.name) == name_key(name):
            continue
        if (actor.type == "person") == (draft.type == "person"):
            continue
        mentions = find_mentions(shown_text(article), (actor.name, *aliases))
        into.actors[number] = actor.model_copy(update={"aliases": aliases, "mentions": mentions})
        into.repair(
            "actors", actor.name, before=name, after=None, reason="listed as an actor of its own"
        )


def _evidence(
    article: Article,
    field: ItemField,
    draft: DraftClaim | DraftSummary | DraftSector | DraftStance,
    into: Grounded,
) -> tuple[Span, ...] | None:
    """The spans that a draft points at; without any, the draft is dropped."""
    try:
        return evidence_spans(article, draft.sentences)
    except ValueError as error:
        into.drop(field, draft, str(error))
        return None


def _claim(article: Article, draft: DraftClaim, forms: Mapping[str, str], into: Grounded) -> None:
    people: dict[str, str | None] = {}
    for role, name in (("speaker", draft.speaker), ("via", draft.via)):
        if name is not None and name_key(name) not in forms:
            into.drop("claims", draft, f"the {role} {name!r} is not a listed actor")
            return
        people[role] = None if name is None else forms[name_key(name)]
    if people["via"] is not None and people["via"] == people["speaker"]:
        into.repair(
            "claims",
            draft.text,
            before=people["via"],
            after=None,
            reason="nobody relays what they say themselves",
        )
        people["via"] = None
    text = " ".join(draft.text.split())
    if not text:
        into.drop("claims", draft, "the text is empty")
        return
    if any(text.casefold() == claim.text.casefold() for claim in into.claims):
        into.drop("claims", draft, "repeats an earlier claim")
        return
    evidence = _evidence(article, "claims", draft, into)
    if evidence is None:
        return
    into.claims.append(
        Claim(
            text=text,
            speaker=people["speaker"],
            via=people["via"],
            kind=draft.kind,
            evidence=evidence,
            confidence=draft.confidence,
        )
    )


def _summary(article: Article, draft: DraftSummary, into: Grounded) -> None:
    evidence = _evidence(article, "summary", draft, into)
    if evidence is None:
        return
    text = draft.text if draft.text is not None else " ".join(span.quote for span in evidence)
    text = " ".join(text.split())
    if not text:
        into.drop("summary", draft, "the text is empty")
        return
    if any(text.casefold() == sentence.text.casefold() for sentence in into.summary):
        into.drop("summary", draft, "repeats an earlier summary sentence")
        return
    into.summary.append(SummarySentence(text=text, evidence=evidence))


def _sector(
    article: Article, draft: DraftSector, labels: Mapping[str, str], into: Grounded
) -> None:
    if draft.code not in labels:
        into.drop("sectors", draft, f"{draft.code!r} is no code of the taxonomy")
        return
    if any(draft.code == sector.code for sector in into.sectors):
        into.drop("sectors", draft, "repeats an earlier sector")
        return
    evidence = _evidence(article, "sectors", draft, into)
    if evidence is None:
        return
    into.sectors.append(Sector(code=draft.code, label=labels[draft.code], evidence=evidence))


def _stance(article: Article, draft: DraftStance, forms: Mapping[str, str], into: Grounded) -> None:
    holder = draft.holder
    if holder is not None:
        if name_key(holder) not in forms:
            into.drop("stance", draft, f"the holder {holder!r} is not a listed actor")
            return
        holder = forms[name_key(holder)]
    target = " ".join(draft.target.split())
    if not target:
        into.drop("stance", draft, "the target is empty")
        return
    target = forms.get(name_key(target), target)
    if target == holder:
        into.drop("stance", draft, "holder and target are the same actor")
        return
    for earlier in into.stance:
        if earlier.holder == holder and name_key(earlier.target) == name_key(target):
            into.drop("stance", draft, "repeats an earlier stance of this holder to this target")
            return
    evidence = _evidence(article, "stance", draft, into)
    if evidence is None:
        return
    into.stance.append(
        Stance(
            holder=holder,
            target=target,
            position=draft.position,
            evidence=evidence,
            confidence=draft.confidence,
        )
    )
