"""The key of a brief: a hash of everything that shapes it."""

from __future__ import annotations

import hashlib
import json

from summarizer._summarizer import Summarizer
from summarizer.articles import ArticleText
from summarizer.batch._rules import rules_sha256
from summarizer.pipeline import package_version
from summarizer.store import key_of


class BriefKeys:
    """Keys of articles under one configuration.

    Attributes:
        configuration: hash of what all articles share: prompt, schema, taxonomy,
            model with its options, attempts, context window, version of this package
            and its rules.
    """

    def __init__(self, summarizer: Summarizer) -> None:
        plan = summarizer.plan
        self.configuration = key_of(
            kind="brief",
            model=summarizer.model.identity,
            name=plan.model,
            prompt=plan.prompt.sha256,
            label=plan.prompt.label,
            schema=plan.schema_sha256,
            taxonomy=plan.taxonomy.sha256,
            attempts=plan.attempts,
            context=plan.context,
            version=package_version(),
            rules=rules_sha256(),
        )

    def of(self, text: ArticleText) -> bytes:
        """The key of an article: its text and all that the brief says of it."""
        metadata = (text.id, text.title, text.source, text.url, text.published, text.language)
        shown = json.dumps([text.sha256, *metadata], ensure_ascii=False).encode()
        return hashlib.sha256(self.configuration + shown).digest()
