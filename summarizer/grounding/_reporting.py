"""Words that report speech, and those that only look like them.

Everything here is about one sentence whose quotation marks are straight.
"""

from __future__ import annotations

import re

from summarizer.matching.words import listed

_VERBS = listed(
    "accused accuses acknowledged acknowledges admits admitted alleged alleges announced "
    "announces argue argued argues asked asks asserted asserts assumed assumes believe "
    "believed believes blamed blames cautioned characterised characterized claim commented "
    "comments complained complains condemned condemns confirm confirmed confirms contended "
    "contends criticised criticises criticized criticizes declared declares deems demanded "
    "demands denied denies deny described describes disputed disputes emphasised emphasises "
    "emphasized emphasizes encouraged estimate estimated estimates expect expected expects "
    "explained explains expressed fear feared fears forecast hinted hope hoped hopes "
    "implied implies indicated indicates insisted insists joked lamented mentioned mentions "
    "noted notes pleaded pledged pledges praised praises predicted predicts promised "
    "promises proposed proposes quoted reasserted reassured recommended recommends "
    "reiterated reiterates rejected rejects remarked replied reported reports requested "
    "responded said say says speaking spoke stated states stressed stresses suggested "
    "suggests tells testified think thinks threatened threatens told tweeted urged urges "
    "vowed vows warn warned warns welcomed"
)
# Verbs that also mean deeds: only with what makes them speech before or behind them.
_DOUBLE = "|".join(
    listed(
        "added adds advised advises concluded concludes continued continues maintained maintains "
        "observed observes revealed reveals writes wrote"
    )
)
_THAT = (
    r"\s*(?:[,.:\"]|$|\s(?:that|how|why|if|when|while|he|she|it|they|we|there|this)\b"
    r"|\s(?:\w+\s){0,5}\w+:)"
)
_DEEDS = (
    rf"(?:{_DOUBLE})\b(?={_THAT})",
    r"(?<=\" )(?:added|adds|concluded|continued|maintained|observed|writes|wrote)\b",
    r"(?:called|calls)\s+(?:for|on|upon|it|the|them|him|her)\b",
    r"(?:branded|called|calls|dubbed|labelled|labeled)\b(?=[^.\"]{1,60}\")",
    r"(?:claimed|claims)(?!\s+by)",
    r"(?:gave|issued|made|released)\s+an?\s+(?:\w+\s+)?(?:statement|warning)\b",
    r"(?:puts|put)\s+(?:the|its)\s+(?:\w+\s+)?(?:blame|cost|figure|loss|number|toll|total)\b",
    r"(?:discovered|finds|found|shows|showed)\s+that\b",
    r"appeal(?:ed|s)\s+(?:to|for)\b",
    r"continue[sd]?\s+to\s+(?:argue|claim|deny|insist|say)\b",
    r"fired\s+back\b",
    r"point(?:s|ed)?\s+out\b",
    r"put\s+it\b",
    r"went\s+on\s+(?:to\s+(?:add|call|describe|explain|note|say|state|tell)|by\s+\w+ing)\b",
)
_PARTICIPLES = listed(
    "accusing adding admitting alleging announcing arguing asserting calling claiming commenting "
    "concluding declaring demanding denying describing explaining insisting noting promising "
    "quoting reporting saying stating stressing suggesting telling threatening urging vowing "
    "warning"
)

VERB = re.compile(rf"(?<![\w-])(?:{'|'.join((*_VERBS, *_DEEDS, *_PARTICIPLES))})\b(?!-)")
"""A verb that may report speech; see :func:`reports`."""

ACCORDING = re.compile(r"\b(?:[Aa]ccording to|[Ii]n the words of|[Qq]uoting|[Aa]s reported by)\s")
"""The speaker stands behind it."""

_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|been|being|be|gets?|got|stands?|stood|felt)\s+(?:(?:\w+ly|not|never"
    r"|neither|also|later|then|once|since|already|again|now|still|even|twice|often)\s+)?$"
)
# "Otto Lang, accused of fraud"; "criticised by the Union".
_REDUCED_PASSIVE = re.compile(
    r"(?:(?:accused|suspected)\s+of|(?:blamed|condemned|criticised|criticized|praised)\s+(?:for|by)"
    r"|described\s+(?:as|by)|(?:urged|told)\s+to|(?:announced|confirmed|denied|disputed|proposed"
    r"|quoted|recommended|rejected|reported|requested|revealed|threatened)\s+by)\b"
)

QUOTED_AS = re.compile(
    r"\b(?:is|are|was|were)\s+(?:also\s+)?(?:quoted|cited|reported)\b[^\"]{0,60}?\bas\s+$"
)
"""Smith "is quoted by the Post as" saying: Smith speaks."""

QUOTING_AS = re.compile(
    r"(?<!is )(?<!are )(?<!was )(?<!were )\b(?P<verb>quoted|cited|quotes|cites)\s(?!by)"
    r"[^\"]{1,90}\bas\s+$"
)
"""The Post "quoted Smith as" saying: Smith speaks."""

# Characters before a word that the patterns below may need.
_NEAR = 240
# "An estimated 3,000", "these claims", "according to reports".
_DETERMINED = re.compile(
    r"\b(?:an?|the|of|his|her|its|their|our|these|those|such|some|several|many|any|no)\s+$",
    re.IGNORECASE,
)
_BEFORE_NOUN = re.compile(
    r"\b(?:to|news|media|press|in|with|from|for|despite|other|further|this|brief|initial|early"
    r"|earlier|member)\s+$",
    re.IGNORECASE,
)
# "Arrested for threatening her"; "families demanding answers" (but "a statement saying").
_OF_NOUN = re.compile(
    r"(?<![\w-])(?!(?:and|but|or|by|after|before|while|when|as|then|also|in|statement|letter|tweet"
    r"|post|message|speech|release|out|back|is|was|been|be|are|were|on|to|\w+ly)\b)"
    r"[a-z][\w-]*\s+$"
)
# "To warn him" tells of a purpose.
_INFINITIVE = re.compile(r"\bto\s+(?:\w+ly\s+)?$")
# "Believed to be pirates": what others believe of them.
_REDUCED = re.compile(
    r"(?:believed|thought|expected|estimated|predicted|reported|claimed)\s+to\s+(?:be|have|win)\b"
)


def ending(pattern: re.Pattern[str], sentence: str, at: int) -> re.Match[str] | None:
    """What a pattern that closes with ``$`` finds right before ``at``, without reading far."""
    return pattern.search(sentence, max(0, at - _NEAR), at)


def is_passive(sentence: str, verb: re.Match[str]) -> bool:
    """Whether who speaks stands behind it with "by", if anywhere."""
    before = ending(_PASSIVE, sentence, verb.start())
    return before is not None or _REDUCED_PASSIVE.match(sentence, verb.start()) is not None


def reports(sentence: str, word: re.Match[str]) -> bool:
    """Whether what :data:`VERB` found is a verb with somebody who speaks."""
    at = word.start()
    if ending(_DETERMINED, sentence, at) or _REDUCED.match(sentence, at):
        return False
    if ending(_INFINITIVE, sentence, at) and not word[0].endswith(("ed", "s", "ing")):
        return False
    if is_participle(word[0]) and ending(_OF_NOUN, sentence, at):
        return False
    return not (word[0].endswith("s") and ending(_BEFORE_NOUN, sentence, at))


def is_participle(verb: str) -> bool:
    """Whether it is of another verb's subject: "Smith rejected the plan, saying"."""
    return verb.split()[0] in _PARTICIPLES
