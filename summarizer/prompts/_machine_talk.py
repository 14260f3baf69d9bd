"""Sentences that talk to machines: they are no news, and the model does not see them.

An article may hold what its author wants a language model to obey: turns of a chat
template, an answer in our form, an order to whoever labels it. ``docs/injection.md``
says how well each kind is found. What is set aside is told in the brief, with the reason;
ordinary prose is left alone even where it speaks of prompts, lists or orders.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from summarizer.domain import Article
from summarizer.prompts._neutral import MARK, SPEAKER, hidden_letters, visible

#: Sentences between two marks of a chat template that belong to what the marks enclose.
_ENCLOSED = 3

_TEXT = r"(?:article|text|story|piece|report|document|news)"
_FIELDS = r"(?:actors?|claims?|sectors?|stances?|summary|summaries|salience)"

_TOKENS = re.compile(
    r"""[<＜﹤]\s*[|｜][^<>\n]{1,40}[|｜]?\s*[>＞﹥]              # <|im_start|>
    | </?(?:s|bos|eos|start_of_turn|end_of_turn|think|instructions?|system|user|assistant
        |(?:tool|function)_?\w*)>
    | \[/?(?:INST|SYS|[A-Z]+(?:_[A-Z]+)+)\] | <<\s*/?SYS\s*>>
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TURNS = re.compile(
    r"""(?i:^\s*\#{1,6}\s*(?:system|user|assistant|human|instructions?|input|response|output)\s*[:：])
    | (?i:^\s*system\ (?:prompt|message)\s*[:：])
    """,
    re.VERBOSE | re.MULTILINE,
)

_ANSWER = re.compile(
    rf"""[\[{{]\s*"[^"\n]*"\s*[:,\]}}]                           # {{"key": or ["a",
    | "\w{{1,20}}"\s*:\s*["\[{{\d] | "\s*[\]}}]+\s*[,}}\]]\s*["\[{{\]}}]      # ": [ or "],[
    | "\s*,\s*"[^"\n]*"\s*,\s*\d+\s*[\]}}]
    | </?{_FIELDS}\b[^<>]*>
    | \b{_FIELDS}\s*\+?=\s*\S | \|\s*{_FIELDS}\s*:
    | ^\s*\|(?:.*\|)?\s*(?:holder|target|position|speaker|salience|supports?|opposes?)\s*\|
    | ^\s*[-*]?\s*(?:holder|salience|stances?|sectors?|actors?)\s*[:=]\s*\S
    | ^\s*[\[［【⟦〔〖]\s*\d{{1,3}}\s*[\]］】⟧〕〗]\s*\S          # a number as ours have
    | ^\s*(?:(?:example|article|correct\ \w+|expected\ \w+)\s*[:=]\s*){{2,}}
    | ^\s*(?:correct|expected|right)\ (?:answer|output|{_FIELDS})\s*[:=]
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)

_UNSEEN = re.compile(
    r"""style\s*=\s*["'][^"']*(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0)
    | <!-- | ^\s*\[//\]\s*:\s*\#""",
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)

# Latin letters beside look-alikes of other scripts in one word; letters that stand apart.
_MIXED = re.compile(
    r"\b(?:[A-Za-z]+[\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff]+[A-Za-z])\w*"
)
_MOST_MIXED = 3
_LOOK_ALIKE = re.compile("[\u0370-\u04ff]")
_SPACED = re.compile(r"(?:\b[A-Za-z]\s+){10,}")

_FORGET = re.compile(
    r"""(?:^|[:;,.–—(]\s*|\b(?:and|please|must|now|then)\ )
        (?:ignore|disregard|forget|override|bypass)\b[^.!?]{0,30}
        \b(?:previous|prior|above|earlier|preceding|all|your|any|system|these|those|the)\b[^.!?]{0,30}
        \b(?:instructions?|prompts?|rules|guidelines|directions|definitions)\b""",
    re.VERBOSE | re.MULTILINE,
)
# These look at lower case. What only somebody who labels an article has to do with.
_LABELS = re.compile(
    rf"""\b(?:
        (?:list|lists|section|field|array|row|table|entry|column)s?\ of\ (?:the\ )?{_FIELDS}
        | {_FIELDS}\ (?:list|section|field|array|entry|entries|table|rows?|labels?|codes?|column)
        | (?:summary|summaries|brief|labels?|analysis|classification|extraction)\ of\ this\ {_TEXT}
        | this\ {_TEXT}(?:'s|’s)\ (?:{_FIELDS}|labels?|brief)
        | as\ (?:an?\ )?(?:(?:core|secondary)\ actor | (?:claim|actor|stance)\ (?:by|of))
        | (?:analys[ei]s|questions?)\ (?:of|about)\ this\ (?:article|text|document|report)
        | system\ prompt | your\ (?:prompt|instructions|rules) | sentence\ \d+ | salience | json
        | (?:set|give|change|write|record)\ the\ stance\ of | list\ (?:the\ )?{_FIELDS}
    )\b""",
    re.VERBOSE,
)
# What news of oil, courts, insurers, films and markets has too: it counts only in a sentence
# that speaks of this text, or that is an order and no report of one.
_NEWS_TOO = re.compile(
    rf"""\b(?:
        (?:the|your)\ (?:output|schema|brief) | your\ answers? | the\ (?:actors|claims|sectors)
        | (?:summary|summaries|brief|labels?|analysis|classification|extraction)\ of\ the\ {_TEXT}
        | the\ {_TEXT}(?:'s|’s)\ (?:{_FIELDS}|labels?|brief)
        | as\ (?:an?\ )?(?:claim|actor|stance) | the\ stance\ of
        | (?:to|in|under|as)\ the\ sectors?\ \w+
        | (?:actor|stance|claim|sector)\b(?=[^.!?]{{0,40}}$)
    )\b""",
    re.VERBOSE,
)
_THIS_TEXT = re.compile(r"\bthis (?:article|text|story|piece|document)\b")
# Verbs that are names or nouns as often ("Mark", "State", "Report") are left out.
_IMPERATIVE = re.compile(
    r"""^[\s(*•-]*(?:(?:step\ \d+|q|note|important|correction|rule|instruction|task)s?:\s*)?
        (?:(?:please|always|then|now|and)\ )*(?:(?:do\ not|don['’]t|never)\ )?
        (?:add|include|assign|classify|mention|summari[sz]e|extract|omit|remove|insert|put|respond
        |treat|replace|attribute|give|write|ensure|make\ sure
        |(?:answer|drop|use|list|label|reply|leave|follow)(?!\ (?:of|to|in|by|for)\b))\b""",
    re.VERBOSE,
)
_TOLD = re.compile(
    r"\b(?:sa(?:id|ys?|ying)|t(?:old|ells?)|wrote|writes|urged|asked|added|warned|demanded)\b"
)
_ORDER = re.compile(
    r"""\b(?:must|shall|should|have\ to|has\ to|had\ to|need\ to|needs\ to|is\ to\ be|are\ to\ be
        |please|be\ sure|make\ sure|ensure|remember\ to|note\ that|you\ (?:will|are)|your)\b
    | (?:^|[:;,–—(]\s*|\bthen\ |\band\ )(?:add|list|record|note|write|output|include|assign|classify
        |label|mark|tag|state|mention|summari[sz]e|extract|omit|drop|remove|set|insert|put|return
        |answer|respond|reply|print|repeat|treat|count|name|report|leave|replace|use|begin|start|attribute|decode|follow|give)\b""",
    re.VERBOSE,
)
_LABELLING = re.compile(
    r"""\b(?:add|list|record|note|write|output|include|assign|classif|label|mark|tag|state
        |mention|summari[sz]|extract|omit|drop|remove|insert|put|return|answer|respond|reply|print
        |repeat|treat|count|name|report|exactly|read|say|contain|enter|set|replace|appear|give|begin|attribute|follow|leave|use|analys)\w*\b""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A sentence that the model was not shown: characters of the text, and why."""

    start: int
    end: int
    reason: str


def set_aside(article: Article) -> tuple[Article, tuple[SetAside, ...]]:
    """The article without the sentences that talk to machines, and those sentences.

    The text stays as it is, and so do all offsets. An article of nothing else is left whole.
    """
    found = {
        n: why
        for n, (start, end) in enumerate(article.sentences)
        if (why := machine_talk(article.text[start:end])) is not None
    }
    if not found:
        return article, ()
    marks = [n for n, why in found.items() if why == _TEMPLATES]
    for one, other in itertools.pairwise(marks):
        if other - one <= _ENCLOSED:
            found.update({n: _TEMPLATES for n in range(one, other) if n not in found})
    kept = tuple(span for n, span in enumerate(article.sentences) if n not in found)
    if not kept:
        return article, ()
    left = tuple(SetAside(*article.sentences[n], found[n]) for n in sorted(found))
    return article.model_copy(update={"sentences": kept}), left


_TEMPLATES = "it imitates a chat template"


_FORGETTING = ("ignore", "disregard", "forget", "override", "bypass")
_TERMS = re.compile(
    "actor|claim|sector|stance|summar|salience|json|label|analys|schema|brief|output"
    "|prompt|your|answer|sentence|question|classif|extract"
)


def machine_talk(sentence: str) -> str | None:
    """Why a sentence talks to machines rather than to readers; ``None`` for prose."""
    if hidden_letters(sentence):
        return "invisible characters stand between its letters"
    if (sentence.count(" ") * 3 > len(sentence) and _SPACED.search(sentence)) or (
        not sentence.isascii()
        and _LOOK_ALIKE.search(sentence)
        and len(_MIXED.findall(sentence)) >= _MOST_MIXED
    ):
        return "its words are spelt so that a filter does not know them"
    shown = visible(sentence)
    # Most sentences have none of the characters or words that the patterns look for.
    if MARK.search(shown):
        if _TOKENS.search(shown) or _TURNS.search(shown) or SPEAKER.search(shown):
            return _TEMPLATES
        if _UNSEEN.search(shown):
            return "its style or a comment hides it from readers"
        if _ANSWER.search(shown):
            return "it imitates an answer or the numbering of sentences"
    low = shown.lower()
    if any(word in low for word in _FORGETTING) and _FORGET.search(low):
        return "it orders a machine to forget what it was told"
    if _TERMS.search(low) and _ORDER.search(low) and _LABELLING.search(low) and _is_labels(low):
        return "it orders how the article is to be labelled"
    return None


def _is_labels(low: str) -> bool:
    """Whether an order, in lower case, is about labels and not about what they are named after."""
    if _LABELS.search(low):
        return True
    if not _NEWS_TOO.search(low):
        return False
    return bool(_THIS_TEXT.search(low) or (_IMPERATIVE.search(low) and not _TOLD.search(low)))
