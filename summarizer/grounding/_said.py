"""What a sentence says that somebody said, cut out of it.

Only forms that come apart safely are read; a sentence of another form gives nothing. Half a
statement, another's, or one that is denied is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.grounding._reporting import ACCORDING, VERB, ending, is_participle

# Verbs whose object is what is said, with or without "that".
_SAYING = re.compile(
    r"say|sa(?:ys|id|ying)|add(?:s|ed|ing)|stat(?:es?|ed|ing)|claim(?:s|ed|ing)?|told|tells"
    r"|believe[sd]?|thinks?|insist(?:s|ed|ing)|argu(?:es?|ed|ing)|explain(?:s|ed|ing)|not(?:es|ed)"
    r"|comment(?:s|ed|ing)|remarked|replied|responded|continue[sd]|conclude[sd]|went on to \w+",
    re.IGNORECASE,
)
_TOLD = re.compile(r"told|tells|telling|warn", re.IGNORECASE)
# Verbs with which nobody says that something is so.
_NOT_SAYING = re.compile(
    r"den(?:y|ie[sd]|ying)|reject|disput|refut|hope|hoping|fear|doubt|wish|wonder|question|ask"
    r"|jok|assum",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"(?:\b(?:not|never|nor|cannot|hardly|barely|scarcely|no longer|may|might|could|should)"
    r"|n['’]t)\s+(?:(?:\w+ly|have|or|even|once)\s+){0,3}$",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"\b(?:neither|no one|nobody|nothing|none|at no (?:point|time))\b[^,;]*$", re.IGNORECASE
)
# "When Berg said …, nobody believed her": what is said ends somewhere in the sentence.
_CLAUSE = re.compile(
    r"\b(?:who|which|that)\s+(?:\w+\s+){0,2}$"
    r"|^\W*(?:if|unless|had|did|does|do|has|after|when|whenever|although|though|despite|while"
    r"|whilst|because|since|as|once|before)\b[^,;]*$",
    re.IGNORECASE,
)
# "Berg left, saying …"; without a comma the words are part of something else.
_LOOSE = re.compile(r"(?:,|\b(?:statement|letter|speech|tweet|interview|by))\s+(?:\w+ly\s+)?$")
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_WHEN = (
    rf"(?:(?:{_DAY}|(?:this|that) (?:week|month|year|day|morning|afternoon|evening|night)"
    r"|on|in|at|to|during|after"
    r"|before|earlier|later|last|late|early|yesterday|today|via|through|over|reporters|journalists"
    r"|parliament|lawmakers|investors|him|her|them|us)\b(?!['’]s))"
)
# What may stand between the verb and what is said: when, where, to whom.
_ASIDE = rf"(?:,?\s+{_WHEN}[^\":;,]{{0,80}},?)?"
_LISTENER = r"(?:\s+[^\":;,]{1,60})?"
_THAT, _QUOTED = (
    {
        told: re.compile(rf"{between}{what}", re.DOTALL)
        for told, between in ((False, _ASIDE), (True, _LISTENER))
    }
    # A title or a word in marks is no quotation: "said \"The Mill\" that won …".
    for what in (
        r"\s+that,?\s+(?P<said>.+)$",
        r"\s*[:,]?\s*(?P<said>\"(?=[^\"]*\s[^\"]*\s)(?![^\"]*\"\s+that\b).+)$",
    )
)
_BARE = re.compile(
    rf"(?:\s+(?:on )?{_DAY},?)?\s+(?!(?:{_WHEN}|of|about|for|as|by|from|and|but"
    r"|or|against|only|what|why|how|with|so|yes"
    r"|no|nothing|little|anything|some|sorry|goodbye|thanks|the same|had|has|have|was|were|is|are"
    r"|would|will|could|can|should|may|might|did)\b)(?P<said>[^\s,:].+)$",
    re.DOTALL,
)
# "…, the minister said on Monday."; "…, said the minister on Monday."
_CLOSING = re.compile(r"^(?P<said>.{20,}),\s(?P<who>[^,\"]{0,60}\s)?$", re.DOTALL)
_ENDING = re.compile(rf"\s*[.]?$|\s+{_WHEN}[^,]{{0,60}}$")
_LINKING = re.compile(
    r"\b(?:as|and|but|while|whilst|though|although|which|who|because|or|after|when|what|that|if"
    r"|where|how)\b"
)
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|does"
    r"|do|did)\b|n['’]t\b|^(?:he|she|it|they|we|I|there|this)\b"
)
# "According to Berg, the mayor, …" and "According to the judge, Ann Berg, …".
_APPOSED = re.compile(
    r"(?:who|whose|which)\b|(?:(?:an?|the|its|his|her)\b|[A-Z])"
    r"(?:(?!\b(?:is|are|was|were|has|have|had|will|would|can|may|includ\w+|\w+ed)\b)[^,]){1,60},\s"
)
_GOES_ON = re.compile(r"\"|(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must)\b")
_LONGEST_NAME = 8
# Where the words of others or of the article begin.
_CUT = re.compile(
    r",\s(?:adding|saying|noting|citing|stating|warning|claiming|explaining|whilst|whereas"
    r"|while(?![^,]{1,20},)|but|though|although|according to|which"
    r"|an? (?:claim|statement|view|charge|remark))\b"
    r"|\s(?:and|but)\s(?:(?:also|later|then|still|\w+ly)\s)?(?:said|says|told|tells|added|adds"
    r"|asked|urged|concluded|called|noted|stated|warned|denied|insisted)\b|;|\s\("
)
_ANOTHER = re.compile(r",\s[^,\"]{1,80}\s(?:said|says|told|wrote)\b")
_CUT_OFF = re.compile(r"\b(?:and|but|or|because|that|while|as|than|of|to|in|the|an?|what|who)$")
# The next part of a quotation that attributing words interrupt.
_INTERRUPTED = re.compile(r"[,.:]\s*$|\b(?:said|says)\s*$")
_LINKED = re.compile(r"(?:and|but|so|because|for|which|who|or)\b")
_PRONOUN = re.compile(r"(?P<pronoun>he|she)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence with straight marks, and its attributing words at [start, end).

    ``names`` are those of who speaks, ``others`` the names of other persons of the article.
    """

    sentence: str
    start: int
    end: int
    names: Sequence[str]
    others: Sequence[str]
    person: bool

    @property
    def words(self) -> str:
        return self.sentence[self.start : self.end]

    @property
    def tail(self) -> str:
        return self.sentence[self.end :]


def said(by: Saying) -> str | None:
    """What somebody says in the sentence, without quotation marks, or nothing."""
    if is_participle(by.words) and not ending(_LOOSE, by.sentence, by.start):
        return None
    if _NOT_SAYING.match(by.words) or ending(_NEGATED, by.sentence, by.start):
        return None
    found = _within_marks(by)
    if found is None:
        found = _own_words(by)
    return None if found is None else " ".join(found.replace('"', "").split()).strip(" ,;:")


def _within_marks(by: Saying) -> str | None:
    """The quotation of a sentence that opens with one, or within one; "" if not all is theirs."""
    sentence = by.sentence
    if sentence.count('"', 0, by.start) % 2 == 1:
        sentence = f'"{sentence}'
    elif not sentence.startswith('"'):
        return None
    at = by.start + len(sentence) - len(by.sentence)
    if VERB.search(sentence, sentence.find('"', 1), at):
        return ""
    parts = sentence.split('"')
    found = parts[1].strip()
    for between, part in zip(parts[2::2], parts[3::2], strict=False):
        if not _INTERRUPTED.search(between):
            break
        part = part.strip()
        if part[:1].islower() and not _LINKED.match(part):
            found = found.rstrip(",")
        found = f"{found} {part}"
    return found


def _own_words(by: Saying) -> str | None:
    """What is told without marks, or in marks behind the attributing words."""
    ahead = by.sentence[: by.start]
    if _NOBODY.search(ahead) or _CLAUSE.search(ahead) or by.sentence.rstrip().endswith("?"):
        return None
    found = _according(by) if ACCORDING.match(by.words) else _told(by)
    if found is None:
        return None
    cut = _CUT.search(found)
    if cut and not re.search(r"[\"—–]", found[: cut.start()]):
        found = found[: cut.start()]
    found = re.sub(r"\b(and|but) that\b", r"\1", found)
    if (
        found.startswith("(")
        or "‘" in found
        or _ANOTHER.search(found)
        or _CUT_OFF.search(found.strip(" ,;:."))
    ):
        return None
    return _named(by, found)


def _according(by: Saying) -> str | None:
    """ "According to Berg, …", "…, according to Berg." and "…, according to Berg, is …"."""
    whom, comma, rest = by.tail.partition(", ")
    front = by.sentence[: by.start].rstrip(" ,")
    if len(whom.split()) > _LONGEST_NAME:
        return None
    if not front:
        return rest if comma and not _APPOSED.match(rest) else None
    if not comma:
        return front
    return f"{front} {rest}" if _GOES_ON.match(rest) else None


def _told(by: Saying) -> str | None:
    """Berg said that …; Berg said: "…"; Berg said …; …, Berg said."""
    told = bool(_TOLD.match(by.words))
    if found := _THAT[told].match(by.tail):
        return found["said"]
    if not _SAYING.fullmatch(by.words):
        return None
    # "The mill is, Berg said, \"a trap\"": half of it stands before; "said \"no\" to it".
    if re.match(r",\s*\"[a-z]|\s\"\w+\"", by.tail):
        return None
    if found := _QUOTED[told].match(by.tail):
        return found["said"]
    closing = _CLOSING.match(by.sentence[: by.start])
    if closing and _is_speaker(by, closing["who"]):
        return closing["said"]
    found = None if told else _BARE.match(by.tail)
    if found is None or any(
        re.match(rf"(?:the\s)?{re.escape(n)},", found["said"]) for n in by.names
    ):
        return None
    plain = re.match("sa|add", by.words, re.IGNORECASE)
    return found["said"] if plain or _AUXILIARY.search(found["said"]) else None


def _is_speaker(by: Saying, who: str | None) -> bool:
    """Whether nothing but who speaks and when stands behind what is said."""
    if who:
        return (
            not _LINKING.search(who)
            and (any(name in who for name in by.names) or bool(_PRONOUN.match(who)))
            and _ENDING.match(by.tail) is not None
        )
    return "," not in by.tail and any(name in by.tail for name in by.names)


def _named(by: Saying, found: str) -> str | None:
    """Who speaks instead of a pronoun; nothing where somebody else may be meant."""
    pronoun = _PRONOUN.match(found)
    if pronoun is None:
        return found
    near = by.sentence[: by.end] + (by.tail[:60] if _TOLD.match(by.words) else "")
    speaks = re.search(r"\b(he|she)\s+(?:\w+\s+)?$", by.sentence[: by.start], re.IGNORECASE)
    another = speaks is not None and speaks[1].lower() != pronoun["pronoun"].lower()
    if not by.person or another or any(other in near for other in by.others):
        return None
    return f"{by.names[0]} {found[pronoun.end() :]}"
