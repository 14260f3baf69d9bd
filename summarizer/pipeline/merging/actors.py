"""Who is who over the pieces: one actor for everybody who is named in several.

- Actors of one name are one actor, whatever type each piece gave them.
- A name that exactly one other actor has as an alias is that actor, and so is a
  person's name that is part of exactly one other person's ("Zelenskyy", "George Bush").
  Where two could be meant ("Berg" beside Ada Berg and Carl Berg) nobody is, and the
  record says so.
- Two actors of one piece are never joined: who wrote that piece's brief saw both.
- A shared alias alone joins nobody ("the Commission"), nor does a description ("the
  company", "the Ukrainian leader"): over a long text it means several.

A joined actor has the fullest name, the type that most pieces gave, and the role that
its evidence carries best. It is core where at least a quarter of the pieces say so:
whom one chapter of twenty cannot be told without, the whole can.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from summarizer.domain import Actor, ActorType, Article, Repair, Salience
from summarizer.matching.forms import Form, is_part, normal_form, person_form
from summarizer.pipeline.merging.confidence import together
from summarizer.pipeline.merging.mentions import disjoint, identifies, mentioned_everywhere
from summarizer.pipeline.merging.parts import Part, rank

CORE_SHARE = 0.25
"""Share of the pieces that must call an actor core."""

Names = dict[tuple[int, str], str]
"""(number of the piece, name in it) to the name in the whole."""


@dataclass
class Cast:
    """The actors of the whole, what became of the pieces' names, and what was changed."""

    actors: list[Actor] = field(default_factory=list[Actor])
    names: Names = field(default_factory=Names)
    repaired: list[Repair] = field(default_factory=list[Repair])

    owners: dict[Form, set[str]] = field(default_factory=dict[Form, set[str]])

    def known_as(self, form: str) -> str | None:
        """The actor whose name or identifying alias ``form`` is, if only one could be meant."""
        owners = self.owners.get(normal_form(form), ())
        return next(iter(owners)) if len(owners) == 1 else None

    def index(self) -> None:
        """Enter who is known by which form."""
        for actor in self.actors:
            for form in {normal_form(actor.name), *_aliases([actor])} - {()}:
                self.owners.setdefault(form, set()).add(actor.name)


@dataclass(frozen=True, slots=True)
class _Node:
    piece: int
    actor: Actor

    @property
    def form(self) -> Form:
        return person_form(self.actor.name) if self.person else normal_form(self.actor.name)

    @property
    def person(self) -> bool:
        return self.actor.type == "person"


def merge_actors(parts: Sequence[Part], article: Article) -> Cast:
    """Join the actors of the ``parts``; the order of the parts does not matter."""
    nodes = [_Node(part.number, actor) for part in parts for actor in part.actors]
    nodes.sort(key=lambda node: (node.actor.mentions[0].start, node.actor.name, node.piece))
    groups = _same_names(nodes)
    doubts = _join_by_alias(groups)
    cast = Cast()
    for group in groups:
        actor = _joined(group, len(parts), cast)
        cast.actors.append(actor)
        for reason in (doubts[id(node)] for node in group if id(node) in doubts):
            cast.repaired.append(
                Repair(field="actors", item=actor.name, before=None, after=None, reason=reason)
            )
            break
    _settle_aliases(cast)
    cast.actors = mentioned_everywhere(cast.actors, article)
    cast.index()
    cast.actors.sort(
        key=lambda actor: (actor.salience != "core", actor.mentions[0].start, actor.name)
    )
    return cast


def _pieces(group: Iterable[_Node]) -> set[int]:
    return {node.piece for node in group}


def _apart(one: Iterable[_Node], other: Iterable[_Node]) -> bool:
    """Some piece lists both, so they are not the same."""
    return not _pieces(one).isdisjoint(_pieces(other))


def _same_names(nodes: Sequence[_Node]) -> list[list[_Node]]:
    """Groups of one name: first letter by letter, then in the same form."""
    by_name: dict[str, list[_Node]] = {}
    for node in nodes:
        by_name.setdefault(node.actor.name, []).append(node)
    groups: list[list[_Node]] = []
    by_form: dict[Form, list[list[_Node]]] = {}
    for group in by_name.values():
        form = normal_form(group[0].actor.name)
        for known in by_form.get(form, []) if form else []:
            if not _apart(known, group):
                known += group
                break
        else:
            by_form.setdefault(form, []).append(group)
            groups.append(group)
    return groups


def _join_by_alias(groups: list[list[_Node]]) -> dict[int, str]:
    """Join groups, in place, whose name another one's alias or longer name says.

    Returns for nodes (by id) that could be one of several why they were left.
    """
    known = _Known(groups)
    doubts: dict[int, str] = {}
    # Long names first: "Bush" meets one George W. Bush, not also a George Bush.
    for group in sorted(groups, key=lambda group: -max(len(node.form) for node in group)):
        others = known.meant_by(group)
        if len(others) == 1 and not _apart(others[0], group):
            others[0].extend(group)
            known.joined[id(group)] = others[0]
        elif len(others) > 1:
            names = sorted({_fullest(other) for other in others})
            doubts[id(group[0])] = f"may be {' or '.join(names)}: kept apart"
    groups[:] = [group for group in groups if id(group) not in known.joined]
    return doubts


class _Known:
    """Who is known by which alias or, of people, by which last word of the name."""

    def __init__(self, groups: Iterable[list[_Node]]) -> None:
        self.joined: dict[int, list[_Node]] = {}
        self._by_alias: dict[Form, list[list[_Node]]] = {}
        self._by_last: dict[str, list[tuple[Form, list[_Node]]]] = {}
        for group in groups:
            for form in _aliases(node.actor for node in group):
                self._by_alias.setdefault(form, []).append(group)
            for form in {node.form for node in group if node.person} - {()}:
                self._by_last.setdefault(form[-1], []).append((form, group))

    def meant_by(self, group: list[_Node]) -> list[list[_Node]]:
        """The other groups, persons for a person, that a name of this one could mean."""
        person = any(node.person for node in group)
        found: dict[int, list[_Node]] = {}
        for form in {node.form for node in group} - {()}:
            near = [*self._by_alias.get(form, ())]
            if person:
                near += [
                    one for long, one in self._by_last.get(form[-1], ()) if is_part(form, long)
                ]
            for other in near:
                while id(other) in self.joined:
                    other = self.joined[id(other)]
                if other is not group and any(node.person for node in other) == person:
                    found[id(other)] = other
        return [*found.values()]


def _aliases(actors: Iterable[Actor]) -> set[Form]:
    """The forms of the aliases that tell an actor from others."""
    return {
        form
        for actor in actors
        for alias in actor.aliases
        if identifies(alias)
        for form in (normal_form(alias), *((person_form(alias),) * (actor.type == "person")))
        if form
    }


def _fullest(group: Sequence[_Node]) -> str:
    """The name that most words make, of those that no piece calls an alias; the commonest."""
    uses = Counter(node.actor.name for node in group)
    aliases = {normal_form(alias) for node in group for alias in node.actor.aliases}
    names = [name for name in uses if normal_form(name) not in aliases] or [*uses]
    places = {node.actor.name: node.actor.mentions[0].start for node in reversed(group)}
    return min(names, key=lambda name: (-len(name.split()), -uses[name], places[name], name))


def _joined(group: list[_Node], pieces: int, cast: Cast) -> Actor:
    """One actor of a group, entered under every name that it has in a piece."""
    name = _fullest(group)
    for node in group:
        cast.names[node.piece, node.actor.name] = name
    best = min(
        group,
        key=lambda node: (
            -rank(node.actor.grade) if node.actor.role else 9,
            node.actor.salience != "core",
            -len(node.actor.mentions),
            node.piece,
            node.actor.name,
        ),
    ).actor
    core = len(_pieces(node for node in group if node.actor.salience == "core"))
    salience: Salience = "core" if core and core >= CORE_SHARE * pieces else "secondary"
    kind = _type(group)
    alike = [node.actor.confidence for node in group if node.actor.type == kind]
    joined = Actor(
        name=name,
        aliases=tuple(_other_forms(group, name)),
        type=kind,
        role=best.role,
        salience=salience,
        mentions=disjoint(span for node in group for span in node.actor.mentions),
        grade=best.grade,
        reasons=best.reasons,
        confidence=together(alike),
    )
    said = [_as_said(node.actor) for node in group]
    if any(one != _as_said(joined) for one in said):
        cast.repaired.append(
            Repair(
                field="actors",
                item=name,
                before=[{"piece": node.piece, **_as_said(node.actor)} for node in group],
                after=dict(_as_said(joined)),
                reason="one actor of what the pieces say: the fullest name, the commonest type, "
                f"the best supported role, core in {core} of {pieces} pieces",
            )
        )
    return joined


def _as_said(actor: Actor) -> dict[str, str]:
    return {
        "name": actor.name,
        "type": actor.type,
        "role": actor.role,
        "salience": actor.salience,
    }


def _type(group: Sequence[_Node]) -> ActorType:
    """What most pieces say; among equals what more mentions say, then the first."""
    votes, mentions = Counter[ActorType](), Counter[ActorType]()
    for node in group:
        votes[node.actor.type] += 1
        mentions[node.actor.type] += len(node.actor.mentions)
    first = {node.actor.type: -number for number, node in reversed([*enumerate(group)])}
    return max(votes, key=lambda kind: (votes[kind], mentions[kind], first[kind]))


def _other_forms(group: Sequence[_Node], name: str) -> Iterator[str]:
    """Every other form once, the pieces' names first."""
    seen = {normal_form(name)}
    forms = [node.actor.name for node in group]
    for form in (*forms, *(alias for node in group for alias in node.actor.aliases)):
        if normal_form(form) not in seen:
            seen.add(normal_form(form))
            yield form


def _settle_aliases(cast: Cast) -> None:
    """An alias that is another actor's name is that actor's alone."""
    owners = {normal_form(actor.name): actor.name for actor in cast.actors}
    for number, actor in enumerate(cast.actors):
        kept: list[str] = []
        for alias in actor.aliases:
            owner = owners.get(normal_form(alias), actor.name)
            if owner == actor.name:
                kept.append(alias)
                continue
            cast.repaired.append(
                Repair(
                    field="actors",
                    item=actor.name,
                    before=alias,
                    after=None,
                    reason=f"the alias is a name of {owner!r}",
                )
            )
        cast.actors[number] = actor.model_copy(update={"aliases": tuple(kept)})
