"""Changes of wording that leave what a claim says as it is."""
# ruff: noqa: E501  (tables of words, a rule a line)

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from benchmarks._mutations import (  # fmt: skip
    _MONTH,
    _PAST,
    _VALUES,
    _WORDS,
    Pair,
    Source,
    _named,
    _swap_in,
    pair_of,
)

# Patterns and what may stand for them: only where the context leaves one reading.
_SYNONYMS = [
    ("rose(?! to)", "climbed"), ("fell", "dropped"), ("said", "stated"), ("began", "started"),
    (r"(?<!has )(?<!have )(?<!had )(?<!get )started(?= (?:on|in|at|to)\b)", "began"),
    ("ended", "finished"), (r"about(?= [\d$£€])", "approximately"), (r"around(?= \d)", "about"),
    ("nearly", "almost"), ("approximately", "about"), ("bought", "purchased"),
    (r"attempted(?= to\b)", "tried"), (r"tried(?= to\b)", "attempted"), ("large", "big"),
    ("company", "firm"), ("largest", "biggest"), ("resigned", "stepped down"),
    (r"children(?!['’])", "kids"), ("injured", "wounded"), ("wounded", "injured"),
    ("troops", "soldiers"), ("soldiers", "troops"), ("because(?! of)", "since"),
    (r"(?<!is )(?<!are )(?<!was )(?<!were )(?<!be )due to", "because of"),
    ("arrested", "detained"), (r"show(?= that\b)", "indicate"), (r"shows(?= that\b)", "demonstrates"),
    ("also", "additionally"), ("currently", "at present"),
    (r"need(?= (?:a|an|the|more)\b)", "require"), (r"needs(?= (?:a|an|the|more)\b)", "requires"),
    ("allow(?! for)", "permit"), ("allowed(?! for)", "permitted"),
    (r"(?:(?<=to )|(?<=will ))ban", "prohibit"), ("banned", "prohibited"),
    ("(?<!an )agreement", "deal"), ("(?<=he )deal", "agreement"), (r"announced(?= that\b)", "declared"),
    ("destroyed", "demolished"), ("wants to", "wishes to"), ("(?<!a )former", "ex-"),
    ("car", "vehicle"), ("cars", "vehicles"), ("(?<!a )plane", "aircraft"),
    ("(?<=he )aircraft", "plane"), ("(?<!so )(?<!how )(?<!as )many(?! of)", "numerous"),
    (r"(?:(?<=to )|(?<=will ))start", "begin"), ("begin", "start"),
    ("(?<!an )important", "significant"), ("difficult", "hard"), ("dangerous", "hazardous"),
    ("(?<!an )investigation", "probe"), ("investigate", "look into"), ("workers", "employees"),
    ("employees", "workers"), ("talks", "negotiations"), ("negotiations", "talks"),
    ("the entire", "the whole"), ("several", "a number of"), ("(?<=he )law", "legislation"),
    ("(?<=he )legislation", "law"), ("country", "nation"), ("nation", "country"),
]  # fmt: skip


def synonym(source: Source, rng: random.Random) -> str | None:
    """One word or phrase by another of the same meaning."""
    patterns = [(rf"(?<![\w-]){old}(?![\w-])", new) for old, new in _SYNONYMS]
    hits = [(old, new) for old, new in patterns if re.search(old, source.text)]
    if not hits:
        return None
    old, new = rng.choice(hits)
    new_text = re.sub(old, new, source.text, count=1)
    return new_text.replace("ex- ", "ex-")


def number_words(source: Source, rng: random.Random) -> str | None:
    """Figures for words and the other way round; % for percent; bn for billion."""
    text = source.text
    options: list[str] = []
    if match := re.search(
        r"(?<![\w.,$€£-])(\d{1,2}|100)(?![\w.,:/-]*\d|[-–/]|(?:st|nd|rd|th)\b)", text
    ):
        value = int(match[1])
        before = text[: match.start()].split()
        if value in _WORDS and not (before and before[-1][:1].isupper() and before[-1] != before[0]
                                    ) and not re.match(r"\s?(%|[A-Z])", text[match.end() :]):  # fmt: skip
            options.append(text[: match.start()] + _WORDS[value] + text[match.end() :])
    if match := re.search(r"\b(" + "|".join(_VALUES) + r")\b(?! of)", text):
        options.append(text[: match.start()] + str(_VALUES[match[0]]) + text[match.end() :])
    if re.search(r"\d percent\b", text):
        options.append(re.sub(r"(\d) percent\b", r"\1%", text))
    if re.search(r"\d\s?%", text):
        options.append(re.sub(r"(\d)\s?%", r"\1 per cent", text))
    if match := re.search(r"(\d+(?:\.\d+)?) billion\b", text):
        options.append(text.replace(match[0], f"{float(match[1]) * 1000:,.0f} million"))
    if match := re.search(r"(?<=\d) million\b", text):
        options.append(text[: match.start()] + "m" + text[match.end() :])
    if match := re.search(r"\b(\d{1,3}),000\b(?!,)", text):
        options.append(text.replace(match[0], f"{match[1]} thousand"))
    return rng.choice(options) if options else None


def voice(source: Source, rng: random.Random) -> str | None:
    """Active for passive: "X was struck by Y" becomes "Y struck X"."""
    match = re.match(
        r"^(?P<patient>(?:(?!which|that|who|,|and|not)[\w' -])+?) (?P<be>was|were) "
        r"(?P<verb>\w+ed|\w+en|shot|hit|struck|led|held|made|found|built) by "
        r"(?P<agent>[\w' ]+?)(?P<rest>(?: (?:on|in|at|after|during|near|as) .*)?)\.$",
        source.text,
    )
    if match:
        patient, agent = match["patient"], match["agent"]
        if not re.match(r"[A-Z]\w+ [A-Z]|[A-Z][a-z]+$", patient):
            patient = patient[0].lower() + patient[1:]
        past = {v: v for v in _PAST}.get(match["verb"], match["verb"])
        past = {"taken": "took", "given": "gave", "written": "wrote", "driven": "drove",
                "beaten": "beat", "broken": "broke", "stolen": "stole", "chosen": "chose",
                "shaken": "shook", "seen": "saw", "spoken": "spoke"}.get(past, past)  # fmt: skip
        return f"{agent[0].upper()}{agent[1:]} {past} {patient}{match['rest']}."
    forms = [form for form, _, _ in _named(source)]
    for one in forms:
        if match := re.match(
            rf"^(?P<agent>(?:The )?{re.escape(one)}) (?P<verb>attacked|accused|arrested|announced|approved"
            r"|rejected|condemned|killed|released|signed|launched|destroyed|invaded|defeated|published"
            r"|issued|criticised|cancelled|suspended|ordered|acquired|banned|introduced|confirmed) "
            r"(?P<patient>(?:the|a|an|two|three|several) [\w' -]+?)(?P<rest>(?: (?:on|in|at|after|during) "
            r"[^,]*)?)\.$",
            source.text,
        ):  # fmt: skip
            patient = match["patient"]
            be = "were" if patient.split()[0] in ("two", "three", "several") or (
                patient.endswith("s") and not patient.endswith("ss")
            ) else "was"  # fmt: skip
            agent = match["agent"]
            agent = "the " + agent[4:] if agent.startswith("The ") else agent
            return (
                f"{patient[0].upper()}{patient[1:]} {be} {match['verb']} by {agent}{match['rest']}."
            )
    return None


def reordered(source: Source, rng: random.Random) -> str | None:
    """A clause or an adverbial moved to the other end."""
    text = source.text
    if match := re.match(
        r"^(On|In|After|Before|During|Since|Because|If|When|While|As|According to|Despite) ([^,]+), "
        r"([^,]+)\.$",
        text,
    ):
        main = match[3]
        return f"{main[0].upper()}{main[1:]} {match[1].lower()} {match[2]}."
    if match := re.match(
        rf"^([^,]+?) (on (?:{_MONTH} \d+|\w+day)|in \d{{4}}|because [^,]+|after [^,]+|if [^,]+"
        r"|when [^,]+|since \d{4}|before [^,]+)\.$",
        text,
    ):
        moved, main = match[2], match[1]
        keep = re.match(r"[A-Z]\w*(?: [A-Z]|'s)|[A-Z]{2}|" + "|".join(
            re.escape(form) for form, _, _ in _named(source)
        ), main) if _named(source) else re.match(r"[A-Z]\w* [A-Z]|[A-Z]{2}", main)  # fmt: skip
        main = main if keep else main[0].lower() + main[1:]
        if re.match(r"[a-z]+", main) is None and not keep:
            return None
        return f"{moved[0].upper()}{moved[1:]}, {main}."
    return None


def typography(source: Source, rng: random.Random) -> str | None:
    """Curly for straight quotation marks, long for short dashes, contracted negation."""
    text = source.text
    for old, new in ((" is not ", " isn’t "), (" did not ", " didn’t "), (" will not ", " won’t "),
                     (" was not ", " wasn’t "), (" does not ", " doesn’t "),
                     (" cannot ", " can’t "), (" are not ", " aren’t ")):  # fmt: skip
        if old in text:
            return text.replace(old, new)
    if '"' in text:
        return re.sub(r'"([^"]*)"', r"“\1”", text)
    if "'" in text:
        return text.replace("'", "’")
    return None


_SPELLING = [
    ("organization", "organisation"), ("organisation", "organization"), ("defense", "defence"),
    ("defence", "defense"), ("center", "centre"), ("centre", "center"), ("labor", "labour"),
    ("program", "programme"), ("programme", "program"), ("criticized", "criticised"),
    ("criticised", "criticized"), ("recognize", "recognise"), ("canceled", "cancelled"),
    ("cancelled", "canceled"), ("color", "colour"), ("kilometers", "kilometres"),
    ("meters", "metres"), ("traveled", "travelled"), ("favor", "favour"), ("honor", "honour"),
    ("neighboring", "neighbouring"), ("authorized", "authorised"), ("apologize", "apologise"),
]  # fmt: skip


def spelling(source: Source, rng: random.Random) -> str | None:
    """British for American spelling and the other way round."""
    for old, new in _SPELLING:
        if re.search(rf"\b{old}\b", source.text):
            return re.sub(rf"\b{old}\b", new, source.text)
    return None


def alias(source: Source, rng: random.Random) -> str | None:
    """A name by another form that the evidence itself uses."""
    evidence = " ".join(source.evidence)
    for form, name, _ in _named(source):
        for actor, aliases, _ in source.actors:
            if actor != name:
                continue
            others = [
                other for other in (actor, *aliases)
                if other != form and other[:1].isupper() and other not in form and form not in other
                and not other.startswith("The ")
                and re.search(rf"(?<!\w){re.escape(other)}(?!\w)", evidence)
            ]  # fmt: skip
            if others:
                return _swap_in(source.text, form, others[0])
    return None


def dates(source: Source, rng: random.Random) -> str | None:
    """3 May 2011 for May 3, 2011."""
    if match := re.search(rf"\b{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?(, (\d{{4}}))?\b", source.text):
        year = f" {match[4]}" if match[4] else ""
        return (
            f"{source.text[: match.start()]}{match[2]} {match[1]}{year}{source.text[match.end() :]}"
        )
    return None


PARAPHRASES: dict[str, Callable[[Source, random.Random], str | None]] = {
    "as labelled": lambda source, rng: source.text,
    "number words": number_words,
    "synonym": synonym,
    "voice": voice,
    "reordered": reordered,
    "typography": typography,
    "spelling": spelling,
    "alias": alias,
    "date form": dates,
}


def paraphrases(source: Source, rng: random.Random) -> Iterator[Pair]:
    """Every paraphrase that applies to the claim, once each."""
    for name, change in PARAPHRASES.items():
        changed = change(source, rng)
        if changed is None or (changed == source.text and name != "as labelled"):
            continue
        yield pair_of(source, name, True, changed, source.speaker, source.aliases)
