"""What of this package shapes a brief, as one hash: code and the tables it goes by."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
# These carry briefs, show them or judge them; all else counts, what is added later too.
# The prompts and taxonomies that a wheel holds in _data have hashes of their own.
_NO_PART = frozenset(
    {"batch", "cli", "evaluation", "provider_batch", "ray", "report", "store.py", "testing.py"}
    | {"_data"}
)


@cache
def rules_sha256() -> str:
    """Hash of the code and data of this package that shape a brief; read once a process.

    The version of the package does not tell an edited lexicon from the shipped one.
    """
    return hash_of(shaping_files(_PACKAGE))


def shaping_files(package: Path) -> dict[str, Path]:
    """The files below ``package`` that shape a brief, by their place in it."""
    kinds = {".py", ".toml", ".json"}
    places = (path.relative_to(package) for path in package.rglob("*") if path.suffix in kinds)
    return {place.as_posix(): package / place for place in places if place.parts[0] not in _NO_PART}


def hash_of(files: dict[str, Path]) -> str:
    """SHA-256 of names and contents, in the order of the names."""
    digest = hashlib.sha256()
    for name, path in sorted(files.items()):
        content = path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
