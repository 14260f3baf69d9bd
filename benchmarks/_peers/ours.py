"""This project's own briefs, as its users get them."""

from __future__ import annotations

import time

from benchmarks._peers.answers import Answer, System, one_line
from summarizer import Summarizer
from summarizer.batch import rules_sha256
from summarizer.domain import Article
from summarizer.errors import ArticleError, ModelError
from summarizer.models._engine import Engine


def ours(name: str, made: Summarizer, engine: Engine) -> System:
    """A system that asks ``made``, whose model runs on ``engine``."""

    def ask(article: Article) -> Answer:
        started = time.perf_counter()
        try:
            brief = made.brief(article)
        except (ModelError, ArticleError) as error:
            usage = error.usage
            raw = getattr(error, "raw", "")
            return Answer(
                system=name,
                article=article.id,
                seconds=round(time.perf_counter() - started, 3),
                calls=usage.attempts if usage else 0,
                input_tokens=usage.input_tokens if usage else 0,
                output_tokens=usage.output_tokens if usage else 0,
                error=one_line(error),
                raw=(raw,) if raw else (),
            )
        return Answer(
            system=name,
            article=article.id,
            seconds=round(time.perf_counter() - started, 3),
            calls=brief.run.attempts,
            input_tokens=brief.run.input_tokens,
            output_tokens=brief.run.output_tokens,
            payload=brief.model_dump(mode="json"),
        )

    def warm() -> None:
        with engine.request():
            pass

    identity = getattr(made.model, "identity", made.model.name)
    setup = {
        "model": identity,
        "prompt": made.prompt.sha256,
        "taxonomy": made.taxonomy.sha256,
        "settings": made.settings.model_dump(
            mode="json", include={"attempts", "temperature", "seed", "context"}
        ),
        "source": rules_sha256(),
    }
    return System(name, setup, ask, warm, made.close)
