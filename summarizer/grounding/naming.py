"""What a name names, by its own words: a person, a place, a body and of which kind."""

from __future__ import annotations

import re

from summarizer.domain import ActorType
from summarizer.grounding.support._tables import TABLES
from summarizer.grounding.support._words import words_of
from summarizer.matching.forms import normal_form, person_form
from summarizer.matching.words import listed

#: Days of the week and months.
DATES = listed(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december"
)
#: Words that begin a sentence with a capital and are no part of a name.
NO_NAMES = frozenset(DATES) | frozenset(
    listed(
        "the a an it he she they we i you this that these those his her their its our my there "
        "when while after before as according however also but and or if in on at by for some "
        "many most both no not one two three what who where why how since with from to such each "
        "although despite during then now other others earlier later yesterday today meanwhile "
        "reports report officials experts analysts witnesses sources police scientists "
        "researchers critics"
    )
)
# Words of a name that tell what it names.
_KIND_WORDS: dict[ActorType, str] = {
    "international_org": (
        "United Nations|European (?:Union|Commission|Parliament|Central Bank)|NATO|OPEC"
        "|World (?:Bank|Health Organi[sz]ation|Trade Organi[sz]ation)|African Union"
        "|Arab League|International (?:Monetary Fund|Criminal Court|Atomic Energy Agency)"
    ),
    "armed_group": "Taliban|Hamas|Hezbollah|Qaeda|Islamic State|Boko Haram",
    "government_body": (
        "Ministry|Department|Bureau|Police|Army|Navy|(?:Supreme|High|District|Federal) Court"
        r"|Court of \w+|Parliament|Senate|Congress|Administration|Government|Treasury"
        "|Coast Guard|Air Force"
    ),
    "company": (
        "Inc|Corp|Corporation|Ltd|Company|Airlines|Airways|Air|Motors?|Bank|Technologies"
        "|Industries|Holdings|Pharmaceuticals|Petroleum"
    ),
    "media": r"\w+ (?:Times|News|Press|Herald|Gazette|Radio|TV|Telegraph|Tribune|Post)",
    "other_group": (
        "University|College|Institute|Association|Foundation|Union|Society|Party|Cent(?:er|re)"
        "|Federation|Hospital|Alliance|Coalition|Movement|Campaign|Network"
    ),
}
_KINDS: dict[ActorType, re.Pattern[str]] = {
    kind: re.compile(rf"\b(?:{words})\b") for kind, words in _KIND_WORDS.items()
}
# No person, though nothing above says what kind of body it is.
_BODY = re.compile(
    r"\b(?:Agency|Commission|Council|Committee|Office|Services?|Board|Authority|Organi[sz]ation"
    r"|Forces?|Nations|House|States|Kingdom|Republic|Street|City|County|Province|Agreement|Act"
    r"|Cup|Championship|Project|Report|Survey|Study|Science|Index|Day|Treaty|Protocol|Summit"
    r"|War|Tower|Bridge|Hotel|Pictures|Bros|Palace|Park|Building|Airport|Stadium|Hurricane"
    r"|League|Group|International|Watch|Cross|Church|Court|School|Front|Bank)\b|['’]s\b"
)
#: Titles that are written with a full stop, as alternatives of a pattern.
ABBREVIATED = "Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Maj|Col|Capt|Lt|Sgt|Cmdr"
OFFICE = re.compile(
    rf"^(?:{ABBREVIATED}|Secretary|Minister|President|Commissioner|Director|Mayor|Chairman|Chief"
    r"|Executive|Counsel|Inspector|Coach|Captain|Sheriff|Candidate|Act(?:or|ress)|Governor"
    r"|Senator|Ambassador|General|Spokes\w+"
    r"|Judge|Jr|Sr|Officer|Speaker|Leader|Manager|Editor|Chancellor|Secretary-General)\b"
)
_PORTFOLIO = re.compile(
    r"\b(?:of|for) (?:State|Defen[cs]e|Justice|Finance|Health|Energy|Commerce|Labou?r|Agriculture"
    r"|Education|Transport(?:ation)?) "
)
_TOPONYM = re.compile(
    r"^(?:New|North|South|East|West|San|Los|Las|Port|Fort|Mount|Lake|Great|Hong)$"
)


def is_titled(name: str) -> bool:
    """Whether a title or an office stands before the name and belongs to it."""
    return any(map(OFFICE.search, name.split()[:-1])) and without_titles(name) != name


def without_titles(name: str) -> str:
    """The name without all that comes before it: "US Secretary of State Mike Pompeo"."""
    words = _PORTFOLIO.sub("", name).split()
    office = [number for number, word in enumerate(words[:-1]) if OFFICE.search(word)]
    own = words[max(office, default=-1) + 1 :]
    bare = person_form(" ".join(own))
    while len(own) > 1 and bare and normal_form(own[0])[:1] != bare[:1]:
        del own[0]
    return " ".join(own)


def is_body(name: str) -> bool:
    """Whether a word of the name is one of organisations, agreements or the like."""
    return bool(_BODY.search(name)) or any(pattern.search(name) for pattern in _KINDS.values())


def is_place(name: str) -> bool:
    """Whether the name is a country's, a people's or a capital's, or ends with one."""
    stems = tuple(words_of(word)[0].stem for word in name.split())
    return stems in TABLES.places or stems[-1:] in TABLES.places


def is_person_name(name: str) -> bool:
    """Whether a person may be named so; "Goldman Sachs" may, and only the text tells."""
    own = without_titles(name).split()
    plain = not any(len(word) > 2 and word.isupper() for word in own)
    links = {"of", "for"} & set(own)
    place = is_place(" ".join(own)) or _TOPONYM.search(own[0])
    body = is_body(" ".join(own)) or place or OFFICE.search(own[-1])
    return 2 <= len(own) <= 5 and plain and not links and not body


def kind_of_body(name: str) -> ActorType | None:
    """What kind of body a name names by its words; ``None`` where they do not tell."""
    if OFFICE.search(name.split()[-1]) or re.search(r"['’]s\b", name):
        return None
    return next((kind for kind, pattern in _KINDS.items() if pattern.search(name)), None)
