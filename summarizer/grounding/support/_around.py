"""What stands about a number: bounds, what is counted, what is done."""

from __future__ import annotations

from summarizer.grounding.support._reading import Reading


def written(reading: Reading, start: int, end: int) -> str:
    return " ".join(reading.surfaces[start:end])


def pronominal(reading: Reading, i: int) -> bool:
    """Whether "one" is no count: "one of the", "one another", "no one"."""
    words = reading.words
    following = words[i + 1].low if i + 1 < len(words) else "."
    return following in ("of", "another", "day", "can", "must", "should", "that", "which", "is",
                         ".", ",", "and", "to", "in", "who", "side", "by") or (
        i > 0 and words[i - 1].low in ("no", "any", "every", "this", "that", "the")
    )  # fmt: skip


def bound(reading: Reading, start: int, end: int) -> str | None:
    words = reading.words
    for j in range(start - 1, max(start - 5, -1), -1):
        word = words[j]
        if word.comparator is not None and word.comparator != "only":
            return word.comparator
        if word.content and word.numeric is None and not word.low.isascii():
            break
        if word.low in (".", ",", ";") or (word.content and word.low not in ("us#",)):
            break
    for j in range(end, min(end + 3, len(words))):
        if words[j].comparator in ("min", "max") and words[j].low.startswith("or_"):
            return words[j].comparator
    return None


def nouns(reading: Reading, end: int) -> tuple[str, ...]:
    words = reading.words
    keys: list[str] = []
    seen = 0
    for j in range(end, min(end + 6, len(words))):
        word = words[j]
        if word.numeric is not None or word.breaks or word.low in (".", ",", ";", "and", "or"):
            break
        if word.content and not reading.upper[j]:
            keys.extend(word.keys)
            seen += 1
            if seen == 2:
                break
    return tuple(keys)


def deeds(reading: Reading, start: int) -> tuple[str, ...]:
    """Keys of the nearest content word before a number, in its clause."""
    for j in range(start - 1, max(start - 6, -1), -1):
        word = reading.words[j]
        if word.breaks or word.low in (".", ",", ";", "and") or word.numeric is not None:
            break
        if word.content and word.comparator is None and not reading.name[j]:
            return word.keys
    return ()
