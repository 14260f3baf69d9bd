"""``evals run``: the one place where evaluation meets a model."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarizer._content import content_root
from summarizer._summarizer import Summarizer
from summarizer.cli._progress import ProgressLine
from summarizer.domain import Article, Brief
from summarizer.evaluation import record
from summarizer.evaluation.run import run_articles
from summarizer.evaluation.scored import Reference, references_sha256
from summarizer.models import CachedModel, LanguageModel, RecordedAnswers, UnaskedModel
from summarizer.settings import resolve
from summarizer.store import Store

if TYPE_CHECKING:
    from summarizer.evaluation.suites import Suite


def record_path(suite: str, out: Path | None) -> Path:
    """Where a run's record goes: ``out``, or a file of ``runs/`` that is named by the time.

    Git is told to ignore ``runs/`` where the folder is made here: records quote articles.

    Raises:
        RecordError: it could not be written there.
    """
    stamp = record.now().replace(":", "").replace("-", "")[:15]
    folder = Path("runs")
    path = out or folder / f"{suite}-{stamp}.json"
    new = path.parent == folder and not folder.exists()
    record.check_writable(path)
    if new:
        try:
            (folder / ".gitignore").write_text("*\n", "utf-8")
        except OSError as error:
            raise record.RecordError(f"{folder}/.gitignore: cannot be written: {error}") from None
    return path


def load_answered(path: Path) -> record.Run:
    """A record that has answers to replay.

    Raises:
        RecordError: it has none, or cannot be read.
    """
    found = record.load(path)
    if not found.answers:
        raise record.RecordError(
            f"run record {path}: it has no answers of the model to replay (baselines and older "
            "records have none); --rescore scores the briefs that it has"
        )
    return found


def record_of(
    suite: Suite,
    gold: tuple[Reference, ...],
    flags: dict[str, Any],
    path: Path,
    *,
    repeat: int,
    tag: str | None,
    fresh: bool,
    replay: record.Run | None = None,
) -> record.Run:
    """Brief the suite's articles and save what came out at ``path``.

    With ``replay`` no model is asked: its answers are grounded anew.

    Raises:
        UsageError: the configuration is at fault, or the record cannot be written; what was
            answered is remembered, so that the same command goes on.
    """
    settings = resolve(**flags)
    if replay is not None:
        entries = {key: answer.model_dump_json() for key, answer in replay.answers.items()}
        known = RecordedAnswers(answers=entries)
        run = _run(suite, gold, flags, known, jobs=settings.jobs, repeat=repeat, tag=tag)
        record.save(run, path)
        return run
    name = "answers-fresh.db" if fresh else "answers.db"
    with Store(settings.cache / name) as store:
        known = RecordedAnswers(store)
        run = _run(suite, gold, flags, known, jobs=settings.jobs, repeat=repeat, tag=tag)
        record.save(run, path)
        if fresh:
            # Only now: a run that was killed goes on where it was.
            store.clear()
    return run


def _run(
    suite: Suite,
    gold: tuple[Reference, ...],
    flags: dict[str, Any],
    answers: RecordedAnswers,
    *,
    jobs: int,
    repeat: int,
    tag: str | None,
) -> record.Run:
    articles = [item.article for item in gold]
    results: list[record.Result] = []
    with (
        ProgressLine(len(articles) * repeat, name="evals") as progress,
        closing(_Makers(flags, answers, progress)) as makers,
    ):
        for done in run_articles(articles, makers.brief, jobs=jobs, repeat=repeat):
            results.append(done.result)
            progress.counted(done.result.id, done.result.error)
        plan = makers.of(0).plan
    commit, dirty = record.code_state(content_root())
    return record.Run(
        suite=suite.name,
        tag=tag,
        created=record.now(),
        origin=record.Origin(
            model=plan.model,
            prompt=plan.prompt.label,
            prompt_sha256=plan.prompt.sha256,
            schema_sha256=plan.schema_sha256,
            taxonomy_sha256=plan.taxonomy.sha256,
            gold_sha256=references_sha256(gold),
            scorers_sha256=record.scorers_sha256(),
            packages=record.packages(),
            python=record.python_version(),
            commit=commit,
            dirty=dirty,
        ),
        results=tuple(sorted(results, key=lambda result: (result.id, result.repeat))),
        answers={
            key: record.Answered.model_validate_json(entry)
            for key, entry in sorted(answers.used.items())
        },
    )


class _Makers:
    """One summarizer for each repeat, differing in seed and in what is remembered."""

    def __init__(
        self,
        flags: dict[str, Any],
        answers: RecordedAnswers,
        progress: ProgressLine,
    ) -> None:
        self._flags = flags
        self._answers = answers
        self._progress = progress
        self._made: dict[int, Summarizer] = {}
        self._lock = threading.Lock()

    def of(self, repeat: int) -> Summarizer:
        with self._lock:
            if repeat not in self._made:
                flags = dict(self._flags)
                if repeat:
                    flags["seed"] = repeat
                self._made[repeat] = Summarizer(
                    flags.pop("model"),
                    wrap=lambda model: self._answering(model, repeat),
                    weights_progress=self._progress.weights,
                    **flags,
                )
            return self._made[repeat]

    def _answering(self, model: LanguageModel, repeat: int) -> LanguageModel:
        asked = UnaskedModel(model) if self._answers.alone else model
        return CachedModel(asked, self._answers, repeat=repeat)

    def brief(self, article: Article, repeat: int) -> Brief:
        return self.of(repeat).brief(article, watch=self._progress.watch(article.id))

    def close(self) -> None:
        for summarizer in self._made.values():
            summarizer.close()
