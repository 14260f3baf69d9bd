"""What choices of one or a few tokens are worth, by the probability that the model gives them.

    python -m benchmarks.choices FILE.jsonl --record RECORD.jsonl
    python -m benchmarks.choices --record RECORD.jsonl

The first has the default model brief the articles that training held back of FILE
(training/README.md), then asks in other ways for what it chose: types, speakers, positions
and actors as options of a question each, by the adapter and by the model without it. What
came of every choice goes into the record, an article a line and no word of its text; a run
that was killed goes on. Both print it as Markdown: the trials, and the logistic functions
fitted to them, which are ``[confidence]`` and ``[check_stance]`` of ``prompts/adapter``.
"""

from __future__ import annotations

import argparse
import datetime
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks._choices_report import report
from benchmarks._follow_up import Conversation
from benchmarks._held_back import held_back_lines, of_line
from benchmarks._trials import Written, trials
from benchmarks.engine_profile import options
from summarizer import Summarizer
from summarizer.domain import Article, Brief
from summarizer.drafts import Calibration, Calibrations, StanceCheck
from summarizer.models import Ask, CachedModel, Reply
from summarizer.models._engine import Engine, close_engines, usable_cores
from summarizer.pipeline import Plan, drive, long_steps
from summarizer.prompts import Message, load_prompt, render
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


def written(summarizer: Summarizer, line: dict[str, Any]) -> tuple[Written, Ask]:
    """What the default model writes about an article, and the conversation so far."""
    article = article_of(line)
    kept = Kept(summarizer)
    brief = kept.brief(article, at_its_word(summarizer.plan))
    assert kept.ask is not None
    said = replace(kept.ask, messages=(*kept.ask.messages, Message("assistant", kept.raw)))
    told = kept.brief(article, as_told(summarizer.plan))
    return Written(article, of_line(line), brief, told), said


def unasked(summarizer: Summarizer, article: Article, ask: Ask) -> Ask:
    """The article as the prompt for models without the adapter shows it, and nothing asked yet."""
    prompt = load_prompt("staged", summarizer.taxonomy.codes)
    *before, shown = render(prompt, summarizer.taxonomy, article, prompt.stages[0]).messages
    # The question is the last line.
    text, _, _ = shown.content.rpartition("\n")
    heard = Message("assistant", "I have read it.")
    return replace(ask, messages=(*before, Message(shown.role, text), heard))


def run(path: Path, record: Path, store: Path) -> None:
    """Brief, then ask; adds what is not in the record yet."""
    known = {json.loads(line)["article"] for line in _lines(record)[1:]}
    with (
        Store(store) as answers,
        Summarizer("local", wrap=lambda model: CachedModel(model, answers)) as summarizer,
    ):
        lines = [line for line in held_back_lines(path) if line["id"] not in known]
        briefed: list[tuple[Written, Ask]] = []
        for line in lines:
            briefed.append(written(summarizer, line))
            print(f"- {line['id']} briefed", flush=True)
        # One engine at a time.
        close_engines()
        engine = Engine(options(usable_cores(), 1))
        if not known and briefed:
            _add(record, about(briefed[0][0].brief))
        for one, said in briefed:
            plain = Conversation(engine, unasked(summarizer, one.article, said), adapter=False)
            found = trials(one, Conversation(engine, said, adapter=True), plain)
            _add(record, {"article": one.article.id, "trials": [asdict(each) for each in found]})
            print(f"- {one.article.id} asked", flush=True)
        engine.close()


def about(brief: Brief) -> dict[str, Any]:
    """What the record is of."""
    run = brief.run
    told = {"model": run.model, "prompt": run.prompt, "prompt_sha256": run.prompt_sha256}
    return {**told, "version": run.version, "made": datetime.date.today().isoformat()}


def _lines(record: Path) -> list[str]:
    return record.read_text("utf-8").splitlines() if record.exists() else []


def _add(record: Path, line: dict[str, Any]) -> None:
    with record.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def of_record(record: Path) -> Iterator[dict[str, Any]]:
    """Every trial of a record, with the article that it is of."""
    for line in map(json.loads, _lines(record)[1:]):
        for trial in line["trials"]:
            yield {**trial, "article": line["article"]}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("training", nargs="?", type=Path, metavar="FILE.jsonl")
    parser.add_argument("--record", required=True, type=Path, metavar="RECORD.jsonl")
    parser.add_argument("--store", type=Path, default=resolve().cache / "answers.db")
    given = parser.parse_args(arguments)
    if given.training is not None:
        run(given.training, given.record, given.store)
    elif not given.record.exists():
        parser.error(f"{given.record}: no such record; give the training file to make one")
    print(report(list(of_record(given.record))))


if __name__ == "__main__":
    main()
