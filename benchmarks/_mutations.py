"""Changes to a claim by rule: mutants that say something else, paraphrases that do not.

The word lists here are the benchmark's own; the checker has not seen them.
"""
# ruff: noqa: E501  (tables of words, a rule a line)

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Source:
    """A claim with its evidence, as labelled by a reader.

    ``actors`` are (name, aliases, type) of its article, ``strangers`` names of other articles,
    ``elsewhere`` claims of other articles with the actors they name.
    """

    article: str
    text: str
    evidence: tuple[str, ...]
    speaker: str | None
    aliases: tuple[str, ...]
    published: str | None
    full_text: str
    actors: tuple[tuple[str, tuple[str, ...], str], ...] = ()
    strangers: tuple[tuple[str, str], ...] = ()
    elsewhere: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """One statement over evidence; ``faithful`` says whether it should be accepted."""

    article: str
    mutation: str
    faithful: bool
    original: str
    statement: str
    evidence: tuple[str, ...]
    speaker: str | None
    aliases: tuple[str, ...]
    published: str | None
    full_text: str = field(repr=False)


_WORDS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine",
          10: "ten", 11: "eleven", 12: "twelve", 15: "fifteen", 20: "twenty", 30: "thirty",
          40: "forty", 50: "fifty", 100: "one hundred"}  # fmt: skip
_VALUES = {word: value for value, word in _WORDS.items()}
_FIGURE = re.compile(r"(?<![\w.,$€£-])\$?\d[\d,]*(?:\.\d+)?(?![\w.,]*\d|-)")
_MONTH = r"(January|February|March|April|May|June|July|August|September|October|November|December)"


def number(source: Source, rng: random.Random) -> str | None:
    """Another value for one number or year."""
    spots = list(_FIGURE.finditer(source.text))
    words = [m for m in re.finditer(r"\b(" + "|".join(_VALUES) + r")\b", source.text)
             if m[0] != "one hundred"]  # fmt: skip
    if not spots and not words:
        return None
    spot = rng.choice(spots + words)
    old = spot[0]
    if old.lower() in _VALUES:
        others = [word for word in _VALUES if word != old.lower()]
        new = rng.choice(others)
    else:
        sign = "$" if old.startswith("$") else ""
        plain = old.lstrip("$")
        digits = plain.replace(",", "")
        if "." in digits:
            value = f"{float(digits) + rng.choice([1.3, 2.4, 10.1]):.1f}"
        elif len(digits) == 4 and "," not in plain and digits[:2] in ("19", "20"):
            value = str(int(digits) + rng.choice([-3, -2, -1, 1, 2]))
        else:
            base = int(digits)
            value = str(base + rng.choice([1, 2, 7, max(1, base // 3)]))
            if "," in plain:
                value = f"{int(value):,}"
        new = sign + value
    changed = source.text[: spot.start()] + new + source.text[spot.end() :]
    if re.search(rf"(?<!\d){re.escape(new)}(?!\d)", " ".join(source.evidence)):
        return None  # by chance the evidence may say this too
    return changed


_UNITS = [
    ("million", "billion"), ("billion", "million"), ("thousand", "million"),
    ("percent", "percentage points"), ("per cent", "percentage points"),
    ("%", " percentage points"),
    ("kilometres", "miles"), ("kilometers", "miles"), ("km", "miles"), ("miles", "kilometres"),
    ("metres", "feet"), ("feet", "metres"), ("tons", "kilograms"), ("tonnes", "kilograms"),
    ("hours", "days"), ("days", "weeks"), ("weeks", "months"), ("months", "years"),
    ("years", "months"), ("minutes", "hours"), ("$", "€"), ("€", "$"), ("£", "€"),
    ("dollars", "euros"), ("euros", "dollars"), ("pounds", "dollars"),
]  # fmt: skip


def unit(source: Source, rng: random.Random) -> str | None:
    """The same value in another unit, scale or currency."""
    for old, new in rng.sample(_UNITS, len(_UNITS)):
        edge = r"\b" if old.isalpha() else ""
        count = r"(?<=\d )" if old.isalpha() else ""
        pattern = (
            rf"{count}{edge}{re.escape(old)}{edge}"
            if old not in "$€£"
            else rf"{re.escape(old)}(?=\d)"
        )
        if old == "%":
            pattern = r"(?<=\d)\s?%"
        if re.search(pattern, source.text):
            return re.sub(pattern, new, source.text, count=1)
    return None


_AUX = r"\b(will|would|is|are|was|were|has|have|had|should|may|might|could|must)\b"
_PAST = {
    "rose": "rise", "fell": "fall", "won": "win", "lost": "lose", "said": "say", "took": "take",
    "made": "make", "gave": "give", "found": "find", "left": "leave", "went": "go", "came": "come",
    "met": "meet", "held": "hold", "led": "lead", "began": "begin", "became": "become",
    "agreed": "agree", "voted": "vote", "killed": "kill", "announced": "announce",
    "attacked": "attack", "arrested": "arrest", "supported": "support", "rejected": "reject",
    "signed": "sign", "called": "call", "received": "receive", "issued": "issue", "passed": "pass",
    "approved": "approve", "caused": "cause", "died": "die", "resigned": "resign",
    "returned": "return", "started": "start", "ended": "end", "opened": "open", "closed": "close",
    "crashed": "crash", "struck": "strike", "sent": "send", "broke": "break", "told": "tell",
    "asked": "ask", "played": "play", "joined": "join", "launched": "launch", "paid": "pay",
}  # fmt: skip


def negation(source: Source, rng: random.Random) -> str | None:
    """ "not" put in or taken out."""
    text = source.text
    if match := re.search(r"\b(will|would|is|are|was|were|has|have|had|should|could|did|does|do"
                          r"|must|may|might|can) not ", text):  # fmt: skip
        if match[1] in ("did", "does", "do"):
            return None
        return text[: match.end(1)] + " " + text[match.end() :]
    if "cannot " in text:
        return text.replace("cannot ", "can ", 1)
    if re.search(r"\b(no|not|never|none|without|neither|nor|n't)\b", text):
        return None
    if match := re.search(_AUX, text):
        if text[match.end() : match.end() + 1] != " ":
            return None
        return f"{text[: match.end()]} not{text[match.end() :]}"
    for match in re.finditer(r"\b[a-z]+\b", text):
        if match[0] in _PAST and match.start() > 2:
            return f"{text[: match.start()]}did not {_PAST[match[0]]}{text[match.end() :]}"
    return None


_TURNS = [
    ("rose", "fell"), ("rise", "fall"), ("increased", "decreased"), ("increase", "decrease"),
    ("grew", "shrank"), ("higher", "lower"), ("more", "fewer"), ("won", "lost"), ("win", "lose"),
    ("supports", "opposes"), ("supported", "opposed"), ("support", "oppose"),
    ("approved", "rejected"), ("accepted", "rejected"), ("bought", "sold"), ("buy", "sell"),
    ("began", "ended"), ("begin", "end"), ("started", "stopped"), ("start", "stop"),
    ("joined", "left"), ("arrived", "departed"), ("arrested", "released"), ("guilty", "innocent"),
    ("legal", "illegal"), ("before", "after"), ("largest", "smallest"), ("highest", "lowest"),
    ("first", "last"), ("allow", "ban"), ("allowed", "banned"), ("praised", "criticised"),
    ("condemned", "praised"), ("defended", "attacked"), ("success", "failure"),
    ("confirmed", "denied"), ("strong", "weak"), ("better", "worse"), ("good", "bad"),
    ("above", "below"), ("north", "south"), ("east", "west"), ("opened", "closed"),
    ("safe", "dangerous"), ("raised", "lowered"), ("improve", "worsen"), ("peace", "war"),
    ("majority", "minority"), ("profit", "loss"), ("expand", "reduce"), ("appointed", "dismissed"),
    ("increases", "decreases"), ("agreed", "refused"), ("succeeded", "failed"),
    ("defeated", "lost to"), ("gained", "lost"), ("public", "private"), ("early", "late"),
    ("cut", "raised"), ("strengthen", "weaken"), ("advance", "retreat"), ("enter", "leave"),
]  # fmt: skip


def direction(source: Source, rng: random.Random) -> str | None:
    """A word by its opposite."""
    turns = _TURNS + [(b, a) for a, b in _TURNS]
    hits = [(old, new) for old, new in turns if re.search(rf"\b{old}\b", source.text)]
    if not hits:
        return None
    old, new = rng.choice(hits)
    if old == "more" and re.search(r"more than|no more|any ?more", source.text):
        new = "less"
    return re.sub(rf"\b{old}\b", new, source.text, count=1)


def _named(source: Source) -> list[tuple[str, str, str]]:
    """(form in the claim, name, type) of the article's actors that the claim names."""
    found: list[tuple[str, str, str]] = []
    for name, aliases, kind in source.actors:
        for form in sorted({name, *aliases}, key=len, reverse=True):
            if (
                form[:1].isupper()
                and not form.startswith("The ")
                and re.search(rf"(?<!\w){re.escape(form)}(?!\w)", source.text)
            ):
                found.append((form, name, kind))
                break
    return found


def _swap_in(text: str, form: str, new: str) -> str:
    return re.sub(rf"(?<!\w){re.escape(form)}(?!\w)", lambda _: new, text)


def _overlapping(a: str, b: str) -> bool:
    mine = {word.lower() for word in re.findall(r"\w{3,}", a)}
    return bool(mine & {word.lower() for word in re.findall(r"\w{3,}", b)})


def entity_of_article(source: Source, rng: random.Random) -> str | None:
    """A name by that of another actor of the same article."""
    named = _named(source)
    rng.shuffle(named)
    for form, name, kind in named:
        others = [
            other
            for other, aliases, other_kind in source.actors
            if other != name
            and other[:1].isupper()
            and not any(other in (f, n) for f, n, _ in named)
            and not any(_overlapping(a, form) or a in source.text for a in (other, *aliases))
            and other_kind == kind
        ]
        if others:
            return _swap_in(source.text, form, rng.choice(others))
    return None


def entity_foreign(source: Source, rng: random.Random) -> str | None:
    """A name by that of an actor of another article."""
    named = _named(source)
    rng.shuffle(named)
    for form, _, kind in named:
        others = [
            other for other, other_kind in source.strangers
            if other_kind == kind and other[:1].isupper() and other not in source.full_text
        ]  # fmt: skip
        if others:
            return _swap_in(source.text, form, rng.choice(others))
    return None


def fabrication(source: Source, rng: random.Random) -> str | None:
    """A claim of another article about an actor of this one."""
    own = [name for name, _, _ in source.actors if name[:1].isupper() and name in source.full_text]
    pool = [(text, names) for text, names in source.elsewhere if names]
    if not own or not pool:
        return None
    text, names = rng.choice(pool)
    return _swap_in(text, rng.choice(names), rng.choice(own))


def agent_patient(source: Source, rng: random.Random) -> str | None:
    """Two names on the two sides of a verb of doing change places."""
    forms = [form for form, _, _ in _named(source)]
    verbs = (r"\w*(attacked|accused|criticised|criticized|beat|defeated|killed|invaded|met|sued|bought"
             r"|acquired|arrested|praised|condemned|told|asked|urged|supports?|supported|backed|opposed"
             r"|blamed|threatened|warned|bombed|helped|named|appointed|beats|sold|gave|sent|followed"
             r"|replaced|led|owns|criticises|denounced|rejected|invited|charged|called)")  # fmt: skip
    for one in forms:
        for other in forms:
            if one == other or one in other or other in one:
                continue
            pattern = (
                rf"(?<!\w){re.escape(one)}(?P<mid>(?:\W+\w+){{0,2}}?\W+{verbs}\b(?:\W+\w+){{0,3}}?\W+)"
                rf"{re.escape(other)}(?!\w)"
            )
            if match := re.search(pattern, source.text):
                if re.search(r"\b(met|and)\b", match["mid"]):
                    continue
                return (
                    source.text[: match.start()] + other + match["mid"] + one
                    + source.text[match.end() :]
                )  # fmt: skip
    return None


def modality(source: Source, rng: random.Random) -> str | None:
    """may for will, will for may, a plan for the deed."""
    text = source.text
    for old, new in (
        ("will", "may"), ("may", "will"), ("might", "will"), ("could", "will"),
        ("should", "will"), ("must", "may"), ("plans to", "may"), ("plan to", "will definitely"),
        ("intends to", "has begun to"), ("has been", "may be"), ("have been", "may be"),
        ("was", "may be"), ("were", "could be"), ("is", "may be"), ("are", "might be"),
        ("has", "may have"),
    ):  # fmt: skip
        if match := re.search(rf"\b{old}\b (?!not)", text):
            if old == "may" and text[match.start()] == "M":
                continue
            return f"{text[: match.start()]}{new} {text[match.end() :]}"
    for match in re.finditer(r"\b[a-z]+\b", text):
        if match[0] in _PAST and match.start() > 2:
            how = rng.choice(["may", "will", "plans to"])
            return f"{text[: match.start()]}{how} {_PAST[match[0]]}{text[match.end() :]}"
    return None


def speaker(source: Source, rng: random.Random) -> str | None:
    """Another actor of the article as the one who says it."""
    if source.speaker is None:
        return None
    mine = {source.speaker, *source.aliases}
    others = [
        name for name, aliases, kind in source.actors
        if kind not in ("armed_group", "media") and not any(
            _overlapping(a, b) for a in (name, *aliases) for b in mine
        )
    ]  # fmt: skip
    return rng.choice(others) if others else None


MUTATIONS: dict[str, Callable[[Source, random.Random], str | None]] = {
    "number": number,
    "unit": unit,
    "negation": negation,
    "direction": direction,
    "entity: of the article": entity_of_article,
    "entity: foreign": entity_foreign,
    "fabrication": fabrication,
    "modality": modality,
    "agent-patient": agent_patient,
    "speaker": speaker,
}


def mutants(source: Source, rng: random.Random) -> Iterator[Pair]:
    """Every mutation that applies to the claim, once each."""
    for name, change in MUTATIONS.items():
        changed = change(source, rng)
        if changed is None or changed == source.text:
            continue
        if name == "speaker":
            aliases = next((a for n, a, _ in source.actors if n == changed), ())
            yield pair_of(source, name, False, source.text, changed, aliases)
        else:
            yield pair_of(source, name, False, changed, source.speaker, source.aliases)


def pair_of(
    source: Source,
    mutation: str,
    faithful: bool,
    statement: str,
    speaker: str | None,
    aliases: tuple[str, ...],
) -> Pair:
    """A pair over the source's own evidence."""
    return Pair(
        article=source.article, mutation=mutation, faithful=faithful, original=source.text,
        statement=statement, evidence=source.evidence, speaker=speaker, aliases=aliases,
        published=source.published, full_text=source.full_text,
    )  # fmt: skip
