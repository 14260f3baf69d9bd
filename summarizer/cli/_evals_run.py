"""``evals run``: the one place where evaluation meets a model."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarizer._content import content_root
from summarizer._summarizer import Summarizer
from summarizer.cli._progress import ProgressLine
from summarizer.domain import Article, Brief
from summarizer.evaluation import record
from summarizer.evaluation.run import run_articles
from summarizer.evaluation.scored import Reference, references_sha256
from summarizer.models import CachedModel
from summarizer.settings import resolve
from summarizer.store import Store

if TYPE_CHECKING:
    from summarizer.evaluation.suites import Suite


def runs_folder() -> Path:
    """``runs/`` in the working folder. Git is told to ignore it: records quote articles."""
    folder = Path("runs")
    if not folder.exists():
        folder.mkdir()
        (folder / ".gitignore").write_text("*\n", "utf-8")
    return folder


def record_of(
    suite: Suite,
    gold: tuple[Reference, ...],
    flags: dict[str, Any],
    *,
    repeat: int,
    tag: str | None,
    fresh: bool,
) -> record.Run:
    """Brief the suite's articles and write down what came out."""
    settings = resolve(**flags)
    store = Store(settings.cache / ("answers-fresh.db" if fresh else "answers.db"))
    articles = [item.article for item in gold]
    with ProgressLine(len(articles) * repeat, name="evals") as progress:
        makers = _Makers(flags, store, progress)
        results: list[record.Result] = []
        for done in run_articles(articles, makers.brief, jobs=settings.jobs, repeat=repeat):
            results.append(done.result)
            progress.counted(done.result.id, done.result.error)
        plan = makers.of(0).plan
        makers.close()
    if fresh:
        # Only now: a run that was killed goes on where it was.
        store.clear()
    store.close()
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
    )


class _Makers:
    """One summarizer for each repeat, differing in seed and in what is remembered."""

    def __init__(self, flags: dict[str, Any], store: Store, progress: ProgressLine) -> None:
        self._flags = flags
        self._store = store
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
                    wrap=lambda model: CachedModel(model, self._store, repeat=repeat),
                    weights_progress=self._progress.weights,
                    **flags,
                )
            return self._made[repeat]

    def brief(self, article: Article, repeat: int) -> Brief:
        return self.of(repeat).brief(article, watch=self._progress.watch(article.id))

    def close(self) -> None:
        for summarizer in self._made.values():
            summarizer.close()
