"""Fingerprints of what the adapter was trained on, so that anybody can check what it was not.

    python -m training.seen --data wikinews.jsonl --out training/seen.txt

A line is the start of the SHA-256 of one sentence of nine words or more, its case and
punctuation ignored. The held-back articles are in it too.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

from summarizer.evaluation.lint import sentence_key, training_sentences


def fingerprint(sentence: str) -> str | None:
    """The fingerprint of a sentence; ``None`` for one of fewer than nine words."""
    key = sentence_key(sentence)
    return None if key is None else hashlib.sha256(key.encode()).hexdigest()[:16]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    with given.data.open(encoding="utf-8") as lines:
        keys = training_sentences(lines, str(given.data))
    found = sorted({print_ for key in keys if (print_ := fingerprint(key)) is not None})
    given.out.write_text("\n".join(found) + "\n", "ascii")


if __name__ == "__main__":
    main()
