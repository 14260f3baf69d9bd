"""Modality: may, will and did are three things; so are planned and done."""

from __future__ import annotations

from summarizer.grounding.support._cues import PLAN_NOUNS
from summarizer.grounding.support._reading import Reading
from summarizer.grounding.support._result import Effect, Reason
from summarizer.grounding.support.overlap import Pairing

#: (statement, evidence) -> what the pair allows; ``None`` moods are plain assertions.
_VERDICTS: dict[tuple[str | None, str | None], Effect] = {
    (None, "may"): "contradicted", (None, "likely"): "contradicted",
    (None, "will"): "unverified", (None, "should"): "contradicted",
    (None, "plan"): "contradicted", (None, "hedge"): "unverified", (None, "if"): "unverified",
    ("will", "may"): "contradicted", ("will", "likely"): "unverified",
    ("will", "should"): "contradicted", ("will", "plan"): "unverified",
    ("will", None): "unverified", ("will", "hedge"): "unverified",
    ("may", "will"): "contradicted", ("may", None): "unverified", ("may", "should"): "unverified",
    ("may", "plan"): "unverified",
    ("likely", None): "unverified", ("likely", "may"): "unverified",
    ("likely", "will"): "unverified",
    ("should", None): "contradicted", ("should", "will"): "contradicted",
    ("should", "may"): "unverified",
    ("plan", None): "contradicted", ("plan", "may"): "unverified",
    ("hedge", None): "unverified", ("if", None): "unverified",
}  # fmt: skip
#: Cues that leave room for any wish or demand: they stand for "should" under a speaker.
_WISHES = frozenset({"should", "plan", "may"})


def check_modality(pairing: Pairing, *, attributed: bool) -> list[Reason]:
    """Compare the moods of the predicates that both sides have.

    ``attributed``: the statement is a speaker's, so that "A accused B of X" carries A's "B did X".
    """
    statement, evidence = pairing.statement, pairing.evidence
    if not any(statement.mood) and not any(evidence.mood):
        return []
    softest: Reason | None = None
    for i, spots in pairing.at.items():
        word = statement.words[i]
        if statement.name[i] or word.numeric is not None or (word.mood and not word.verb):
            continue
        here = statement.mood[i]
        if any(evidence.mood[spot] == here for spot in spots):
            continue
        j = spots[0] if len(spots) == 1 else pairing.best(i, spots)[0]
        there = evidence.mood[j]
        direct_here = here is not None and _direct(statement, i)
        direct_there = there is not None and _direct(evidence, j)
        if not (direct_here or (direct_there and here is None)):
            continue
        if not (statement.predicate[i] and (evidence.predicate[j] or evidence.words[j].verb)) and (
            not (evidence.predicate[j] and word.verb) and not (direct_here and direct_there)
        ):
            continue
        if here is None and evidence.mood_at[j] in pairing.used:
            continue  # the statement has the cue's own word
        if there is None and statement.mood_at[i] in pairing.at:
            continue  # or the evidence has the statement's: "agreed to", "their agreement to"
        if here == "will" and statement.parity[i] and _refused(evidence, j):
            continue  # who declines to comment will not comment
        effect = _VERDICTS.get((here, there))
        if effect is None:
            continue
        if attributed and here is None and there in ("hedge", "will"):
            continue
        if here is None and there == "should" and i and statement.words[i - 1].low == "to":
            continue  # who orders somebody to pay does not say that they paid
        if here is None and there in ("may", "likely", "hedge") and _believed(statement, i):
            continue  # "they believe that it fell" for "it probably fell, they think"
        if there is None and here is not None and _elsewhere(evidence, j, here):
            continue
        if here is None and there is not None and _elsewhere(statement, i, there):
            continue
        if (
            effect == "contradicted"
            and here is not None
            and there is None
            and not evidence.words[j].past
        ):
            effect = "unverified"
        cue_here = statement.surfaces[statement.mood_at[i]] if here else "plain"
        cue_there = evidence.surfaces[evidence.mood_at[j]] if there else "plain"
        reason = Reason(
            "modality", effect,
            f"{statement.surfaces[i]!r} is {cue_here!r} here and {cue_there!r} there",
            statement.surfaces[i], evidence.surfaces[j],
        )  # fmt: skip
        if effect == "contradicted":
            return [reason]
        softest = softest or reason
    if softest is None:
        softest = _unanchored(pairing) or _supposed(pairing) or _considered(pairing)
    return [softest] if softest else []


def _believed(statement: Reading, i: int) -> bool:
    """Whether the statement has it as what somebody believes."""
    return any(
        word.low in _BELIEF and statement.sentence[k] == statement.sentence[i]
        for k, word in enumerate(statement.words[:i])
    )


_BELIEF = frozenset(
    {"believe", "believes", "believed", "think", "thinks", "thought", "suspect", "suspects",
     "suspected", "suggest", "suggests", "fear", "fears"}
)  # fmt: skip
_CONDITIONS = frozenset({"if", "unless", "should", "provided", "without", "whether", "depend"})
_SUPPOSED = frozenset({"would", "could", "might"})


def _supposed(pairing: Pairing) -> Reason | None:
    """What would happen if something did, told as what will."""
    statement, evidence = pairing.statement, pairing.evidence
    if evidence.lows.isdisjoint(("if", "unless")) or not (
        statement.lows.isdisjoint(_CONDITIONS) and statement.lows.isdisjoint(_SUPPOSED)
    ):
        return None
    conditions = {
        evidence.sentence[k]
        for k, word in enumerate(evidence.words)
        if word.low in ("if", "unless")
    }
    for i, spots in pairing.at.items():
        if not (statement.predicate[i] and len(spots) == 1):
            continue
        j = spots[0]
        before = {word.low for word in evidence.words[max(j - 3, 0) : j]}
        if evidence.sentence[j] in conditions and before & _SUPPOSED:
            return Reason("modality", "unverified",
                          f"{evidence.surfaces[j]!r} is only supposed there",
                          statement.surfaces[i], evidence.surfaces[j])  # fmt: skip
    return None


def _considered(pairing: Pairing) -> Reason | None:
    """A deed whose noun or gerund the evidence only has as somebody's thought or suspicion."""
    statement, evidence = pairing.statement, pairing.evidence
    if any(statement.mood):
        return None
    for i, spots in pairing.at.items():
        if not statement.predicate[i] or statement.words[i].framing:
            continue
        moods = {_thought(evidence, j) for j in spots}
        if moods and None not in moods:
            cue = next(iter(moods))
            return Reason("modality", "unverified",
                          f"{statement.surfaces[i]!r} is plain here and {cue!r} there",
                          statement.surfaces[i], cue or "")  # fmt: skip
    return None


def _thought(evidence: Reading, j: int) -> str | None:
    """The verb of thought that governs ``j``, if one does: within its clause, before it."""
    words = evidence.words
    for k in range(j - 1, max(j - 12, -1), -1):
        word = words[k]
        if word.mark or word.breaks or evidence.sentence[k] != evidence.sentence[j]:
            return None
        if word.stem in _THOUGHTS or word.low in _NEARLY:
            return evidence.surfaces[k]
    return None


_THOUGHTS = frozenset(
    {
        "consid",
        "consider",
        "mull",
        "weigh",
        "contempl",
        "suspect",
        "believ",
        "unconfirm",
        "rumour",
        "rumor",
    }
)
_NEARLY = frozenset({"close_to", "near_to", "on_the_verge_of", "on_the_brink_of", "in_talks_to"})


def _unanchored(pairing: Pairing) -> Reason | None:
    """A "may" of the statement for which the evidence has nothing that makes it less than sure.

    Words of the evidence that the statement has, too, ("is expected", "may be expected") make
    nothing less sure than they are.
    """
    if _MAY.isdisjoint(pairing.statement.lows):
        return None
    doubts = any(
        other.mood in _UNSURE and (j not in pairing.used or other.low in _MAY)
        for j, other in enumerate(pairing.evidence.words)
    )
    told = any(word.stem == "report" for word in pairing.evidence.words)
    for i, word in enumerate(pairing.statement.words):
        if word.low in _HEARSAY and told:
            continue
        if word.low in _MAY and word.mood is not None and not doubts and not _month(pairing, i):
            return Reason("modality", "unverified",
                          f"nothing in the evidence makes it {word.low!r}", word.low)  # fmt: skip
    return None


def _month(pairing: Pairing, i: int) -> bool:
    return pairing.statement.upper[i] and not pairing.statement.initial[i]


_HEARSAY = frozenset({"reportedly", "allegedly"})
_MAY = _HEARSAY | {"may", "might", "could", "possibly", "perhaps", "maybe"}
_UNSURE = frozenset({"may", "likely", "hedge", "if", "plan"})


#: So many words an object may have between what is asked of it and the asking.
_OBJECT = 9


def _refused(evidence: Reading, j: int) -> bool:
    return any(first <= j < end for _, first, end in evidence.denials)


def _direct(reading: Reading, i: int) -> bool:
    """Whether only auxiliaries and adverbs stand between the cue and its predicate."""
    cue = reading.mood_at[i]
    if reading.mood[i] == "if":
        return reading.clause[cue] == reading.clause[i]  # all of the clause is only supposed
    words = reading.words
    if reading.mood[i] == "should" and i and words[i - 1].low == "to":
        # "called on the chancellor to resign"
        return i - cue <= _OBJECT and reading.clause[cue] == reading.clause[i]
    return i - cue <= 6 and not any(
        (reading.words[k].content and not reading.words[k].low.endswith("ly"))
        or reading.words[k].pronoun
        for k in range(cue + 1, i)
    )


def _elsewhere(reading: Reading, j: int, mood: str) -> bool:
    """Whether the sentence has a cue of this mood outside the predicate's own clause."""
    kinds = _WISHES if mood == "should" else {mood}
    words = reading.words
    return any(
        word.mood in kinds
        and reading.sentence[k] == reading.sentence[j]
        and (word.low not in PLAN_NOUNS or (k + 1 < len(words) and words[k + 1].low == "to"))
        for k, word in enumerate(words)
    )
