"""What choices of one or a few tokens are worth, by the probability that the model gives them.

    python -m benchmarks.choices FILE.jsonl --record RECORD.jsonl
    python -m benchmarks.choices --record RECORD.jsonl

The first has the default model brief the articles that training held back of FILE
(training/README.md), then asks in other ways for what it chose: types, speakers, positions
and actors as options of a question each, by the adapter and, of ``--base N`` articles, by the
model without it. Answers are kept in ``--store``, so that a run that was killed goes on. What
came of every choice is the record: a line of what it is of, then an article a line, and no
word of its text. Both print it as Markdown: the trials, and the logistic functions fitted to
them, which are ``[confidence]`` and ``[check_stance]`` of ``prompts/adapter``.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks._choices_report import report
from benchmarks._follow_up import Conversation
from benchmarks._held_back import held_back_lines, of_line
from benchmarks._trials import Listing, Trial, Written, by_adapter, by_base
from benchmarks.engine_profile import options
from summarizer import Summarizer
from summarizer.domain import Article, Brief
from summarizer.drafts import Calibration, Calibrations, StanceCheck, Told
from summarizer.models import Ask, CachedModel, Reply
from summarizer.models._engine import Engine, close_engines, usable_cores
from summarizer.pipeline import Plan, drive, long_steps
from summarizer.prompts import Message, load_prompt, render, set_aside
from summarizer.settings import resolve
from summarizer.store import Store
from training.examples import article_of


def at_its_word(plan: Plan) -> Plan:
    """The plan with every confidence the model's own probability, stances unchecked."""
    same = Calibration()
    confidence = Calibrations(model=plan.model, actors=same, claims=same, stance=same)
    return replace(plan, prompt=replace(plan.prompt, confidence=confidence, check_stance=None))


def as_told(plan: Plan) -> Plan:
    """The plan with the confidence of a stance the model's "yes" to whether it is told."""
    prompt = replace(at_its_word(plan).prompt, check_stance=StanceCheck(written=0, told=1))
    return replace(plan, prompt=prompt)


@dataclass
class Kept:
    """Hands questions to a model and keeps the last one that was answered."""

    summarizer: Summarizer
    ask: Ask | None = None
    raw: str = ""

    def __call__(self, ask: Ask) -> Reply:
        reply = self.summarizer.model.ask(ask)
        self.ask, self.raw = ask, reply.raw
        return reply

    def brief(self, article: Article, plan: Plan) -> Brief:
        return drive(long_steps(article, plan), self)

    @property
    def conversation(self) -> Ask:
        """What has been said; without the question that checks stances, if that was the last."""
        if self.ask is None:
            raise RuntimeError("nothing was answered")
        if issubclass(self.ask.answer, Told):
            return replace(self.ask, messages=self.ask.messages[:-1])
        said = Message("assistant", self.raw)
        return replace(self.ask, messages=(*self.ask.messages, said))


def written(summarizer: Summarizer, line: dict[str, Any]) -> tuple[Written, Ask]:
    """What the default model writes about an article, and the conversation so far.

    Raises:
        RuntimeError: the article was read in pieces, so that there is no one conversation.
    """
    article = article_of(line)
    kept = Kept(summarizer)
    brief = kept.brief(article, at_its_word(summarizer.plan))
    if brief.run.pieces > 1:
        raise RuntimeError(f"{article.id}: read in {brief.run.pieces} pieces; leave it out")
    told = kept.brief(article, as_told(summarizer.plan))
    return Written(article, of_line(line), brief, told), kept.conversation


def unasked(summarizer: Summarizer, article: Article, ask: Ask) -> Ask:
    """The article as the prompt for models without the adapter shows it, and nothing asked yet."""
    prompt = load_prompt("staged", summarizer.taxonomy.codes)
    shown, _ = set_aside(article)
    question = render(prompt, summarizer.taxonomy, shown, prompt.stages[0])
    *before, last = question.messages
    # The question is the last line.
    text, _, _ = last.content.rpartition("\n")
    heard = Message("assistant", "I have read it.")
    return replace(ask, messages=(*before, Message(last.role, text), heard))


def run(path: Path, record: Path, store: Path, base: int) -> None:
    """Brief, then ask; writes the record.

    Raises:
        OSError: the record cannot be written, which is found before any work.
    """
    record.parent.mkdir(parents=True, exist_ok=True)
    record.touch()
    lines = held_back_lines(path)
    with (
        Store(store) as answers,
        Summarizer("local", wrap=lambda model: CachedModel(model, answers)) as summarizer,
    ):
        briefed: list[tuple[Written, Ask]] = []
        for line in lines:
            briefed.append(written(summarizer, line))
            print(f"- {line['id']} briefed", flush=True)
        # One engine at a time.
        close_engines()
        engine = Engine(options(usable_cores(), 1))
        found: dict[str, list[Trial | Listing]] = {}
        for one, said in briefed:
            talk = Conversation(engine, answers, said, adapter=True)
            found[one.article.id] = list(by_adapter(one, talk))
            print(f"- {one.article.id} asked", flush=True)
        # All without the adapter after all with it: what is the same of their prompts stays known.
        for one, said in briefed[:base]:
            talk = Conversation(
                engine, answers, unasked(summarizer, one.article, said), adapter=False
            )
            found[one.article.id] += by_base(one, talk)
            print(f"- {one.article.id} asked without the adapter", flush=True)
        engine.close()
    told = [about(briefed[0][0].brief, lines)]
    told += [{"article": name, "trials": [asdict(t) for t in some]} for name, some in found.items()]
    record.write_text("".join(json.dumps(line) + "\n" for line in told), "utf-8")


def about(brief: Brief, lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What a record is of."""
    run = brief.run
    return {
        "model": run.model,
        "prompt": run.prompt,
        "prompt_sha256": run.prompt_sha256,
        "articles_sha256": hashlib.sha256(json.dumps(lines).encode()).hexdigest(),
        "version": run.version,
        "made": datetime.date.today().isoformat(),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("training", nargs="?", type=Path, metavar="FILE.jsonl")
    parser.add_argument("--record", required=True, type=Path, metavar="RECORD.jsonl")
    parser.add_argument("--store", type=Path, default=resolve().cache / "answers.db")
    parser.add_argument("--base", type=int, default=10, metavar="N")
    given = parser.parse_args(arguments)
    if given.training is not None:
        run(given.training, given.record, given.store, given.base)
    lines = given.record.read_text("utf-8").splitlines() if given.record.exists() else []
    if not lines:
        parser.error(f"{given.record}: no record yet; give the training file to make one")
    told, *articles = map(json.loads, lines)
    print(f"{told['model']}, {told['prompt']}, {told['made']}, {len(articles)} articles\n")
    print(report([{**t, "article": one["article"]} for one in articles for t in one["trials"]]))


if __name__ == "__main__":
    main()
