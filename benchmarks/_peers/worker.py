"""LangExtract in a process of its own: JSON lines in, JSON lines out.

It imports nothing of this project, so that it may run under another Python, in which
LangExtract and what it needs are installed. The first line sets it up, every further line
is a text; see ``lang_extract.py`` beside it.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import warnings
from typing import Any


def main() -> None:
    """Serve texts until standard input ends."""
    # Whatever a library prints must not get between the lines.
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    warnings.simplefilter("ignore")

    def say(**line: Any) -> None:
        out.write(json.dumps(line, ensure_ascii=False) + "\n")
        out.flush()

    try:
        from importlib.metadata import version

        # Not installed where the types are checked.
        lx: Any = importlib.import_module("langextract")
        factory: Any = importlib.import_module("langextract.factory")
        from openai.resources.chat.completions import Completions
    except ImportError as error:
        say(missing=str(error))
        return

    setup = json.loads(sys.stdin.readline())
    calls: list[dict[str, Any]] = []
    create = Completions.create

    def counted(self: Any, **request: Any) -> Any:
        request.setdefault("timeout", setup["timeout"])
        response = create(self, **request)
        usage, choice = response.usage, response.choices[0]
        calls.append(
            {
                "input": usage.prompt_tokens if usage else 0,
                "output": usage.completion_tokens if usage else 0,
                "finish": choice.finish_reason,
                "text": choice.message.content,
            }
        )
        return response

    # LangExtract keeps no account of tokens: the client that it calls does.
    Completions.create = counted
    config = factory.ModelConfig(
        model_id=setup["model"],
        provider="OpenAILanguageModel",
        provider_kwargs={
            "api_key": setup["key"],
            "base_url": setup["address"],
            "temperature": 0.0,
            "max_output_tokens": setup["max_tokens"],
            "seed": 0,
            # The engine has one slot: more workers would only wait for each other.
            "max_workers": 1,
        },
    )
    example = lx.data.ExampleData(
        text=setup["example"]["text"],
        extractions=[
            lx.data.Extraction(one["class"], one["text"], attributes=one["attributes"])
            for one in setup["example"]["extractions"]
        ],
    )
    # Providers are imported when the first model is made: not on the first article's time.
    try:
        factory.create_model(config, examples=[example], use_schema_constraints=True)
    except Exception as error:
        say(missing=f"{type(error).__name__}: {error}")
        return
    say(ready=version("langextract"))
    for line in sys.stdin:
        calls.clear()
        found, problem = [], None
        try:
            done = lx.extract(
                text_or_documents=json.loads(line)["text"],
                prompt_description=setup["description"],
                examples=[example],
                config=config,
                max_char_buffer=setup["buffer"],
                max_workers=1,
                show_progress=False,
            )
            found = [_plain(one) for one in done.extractions or ()]
        except Exception as error:  # every failure of the peer is a result
            problem = f"{type(error).__name__}: {' '.join(str(error).split())[:400]}"
        say(extractions=found, calls=calls, error=problem)


def _plain(extraction: Any) -> dict[str, Any]:
    interval = extraction.char_interval
    return {
        "class": extraction.extraction_class,
        "text": extraction.extraction_text,
        "attributes": extraction.attributes or {},
        "start": interval.start_pos if interval else None,
        "end": interval.end_pos if interval else None,
        "status": extraction.alignment_status.value if extraction.alignment_status else None,
    }


if __name__ == "__main__":
    main()
