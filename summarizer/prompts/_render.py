"""From prompt and article to the messages of each question.

Everything that does not change stands first (system, examples, article, earlier
answers), so that a server can reuse what it has computed for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from summarizer.domain import Article, ItemField, Stance
from summarizer.drafts import DraftItem
from summarizer.prompts._neutral import neutral, neutral_answer
from summarizer.prompts._prompt import Prompt, Stage
from summarizer.prompts._taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str

    def as_dict(self) -> dict[str, str]:
        return {"role": self.role, "content": self.content}


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was answered: its stage and the answer in the wire format."""

    stage: Stage
    answer: str


@dataclass(frozen=True, slots=True)
class Question:
    """A stage's question with all that goes before it."""

    stage: Stage
    messages: tuple[Message, ...]


def render(
    prompt: Prompt,
    taxonomy: Taxonomy,
    article: Article,
    stage: Stage,
    turns: Sequence[Turn] = (),
) -> Question:
    """The messages that ask ``stage`` of ``article`` after the earlier ``turns``."""
    shared = _shared(prompt, taxonomy)
    questions = question_leads(prompt)
    # Earlier answers repeat words of the article.
    given = [Turn(turn.stage, neutral_answer(turn.answer, questions)) for turn in turns]
    view = _article_view(article, questions)
    return Question(
        stage,
        (*_opening(prompt, shared), *_conversation(prompt, view, given, shared, stage)),
    )


def render_repair(
    prompt: Prompt, taxonomy: Taxonomy, article: Article, failing: Sequence[Mapping[str, Any]]
) -> tuple[Message, ...]:
    """The messages that ask for failing items anew, behind article and nothing else.

    ``failing``: ``field``, ``text``, ``reasons`` and ``sentences`` of each.
    """
    shared = _shared(prompt, taxonomy)
    leads = question_leads(prompt)
    shown = [
        {
            **item,
            "text": neutral(item["text"], leads),
            "reasons": [neutral(reason, leads) for reason in item["reasons"]],
        }
        for item in failing
    ]
    asked = (
        prompt.expand("article", article=_article_view(article, leads), **shared),
        prompt.expand("repair", failing=shown, limits=prompt.limits),
    )
    return (*_opening(prompt, shared), Message("user", "\n\n".join(asked)))


def render_told(
    prompt: Prompt, asked: Question, answer: str, stances: Sequence[Stance]
) -> tuple[Message, ...]:
    """The messages that ask which of ``stances`` the article tells, behind the last ``answer``."""
    leads = question_leads(prompt)
    shown = [
        {
            "holder": "the article" if stance.holder is None else neutral(stance.holder, leads),
            "position": stance.position,
            "target": neutral(stance.target, leads),
        }
        for stance in stances
    ]
    said = Message("assistant", neutral_answer(answer, leads))
    return (*asked.messages, said, Message("user", prompt.expand("told", stances=shown)))


def _shared(prompt: Prompt, taxonomy: Taxonomy) -> dict[str, Any]:
    return {"taxonomy": taxonomy, "limits": prompt.limits}


def _opening(prompt: Prompt, shared: Mapping[str, Any]) -> list[Message]:
    """What stands before any article: system prompt and examples."""
    messages = [Message("system", prompt.expand("system", **shared))]
    questions = question_leads(prompt)
    for example in prompt.examples:
        view = _view(example.title, example.published, example.sentences, questions)
        answers = [Turn(s, _answer(prompt, s, example.items)) for s in prompt.stages]
        messages += _conversation(prompt, view, answers, shared)
    return messages


def _conversation(
    prompt: Prompt,
    view: Mapping[str, Any],
    turns: Sequence[Turn],
    shared: Mapping[str, Any],
    ask: Stage | None = None,
) -> list[Message]:
    messages: list[Message] = []
    stages = [turn.stage for turn in turns] + ([ask] if ask is not None else [])
    for number, stage in enumerate(stages):
        question = prompt.expand(stage.name, article=view, **shared)
        if number == 0:
            question = prompt.expand("article", article=view, **shared) + "\n\n" + question
        messages.append(Message("user", question))
        if number < len(turns):
            messages.append(Message("assistant", turns[number].answer))
    return messages


def _answer(prompt: Prompt, stage: Stage, items: Mapping[ItemField, list[DraftItem]]) -> str:
    return prompt.wire.encode({name: items[name] for name in stage.fields})


# The first words of a question, as its template has them.
_LEAD = re.compile(r"\w[^.:?!{}\n]*")
_SHORTEST_LEAD = 3  # words; fewer would be found in any text
# Longer ones are payloads; a title is cut, and what is too long for a date is none.
_LONGEST_TITLE = 300
_LONGEST_DATE = 60


def question_leads(prompt: Prompt) -> tuple[str, ...]:
    """How the prompt's questions begin: what an article must not seem to ask."""
    asked = [*(stage.name for stage in prompt.stages), "told"]
    leads = [_LEAD.match(prompt.templates.get(name, "")) for name in asked]
    found = [lead[0].strip() for lead in leads if lead]
    return tuple(lead for lead in found if len(lead.split()) >= _SHORTEST_LEAD)


def _article_view(article: Article, questions: Sequence[str]) -> dict[str, Any]:
    sentences = [article.text[start:end] for start, end in article.sentences]
    return _view(article.title, article.published, sentences, questions)


def _view(
    title: str | None, published: str | None, sentences: Sequence[str], questions: Sequence[str]
) -> dict[str, Any]:
    """What templates see of an article, with nothing in it that a server would obey."""
    title = neutral(title, questions) if title else ""
    published = neutral(published, questions) if published else ""
    if len(title) > _LONGEST_TITLE:
        title = title[:_LONGEST_TITLE].rstrip() + " …"
    return {
        "title": title or None,
        "published": published if 0 < len(published) <= _LONGEST_DATE else None,
        "sentences": [
            {"number": number, "text": neutral(text, questions)}
            for number, text in enumerate(sentences, 1)
        ],
    }
