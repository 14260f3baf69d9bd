"""The record of :mod:`benchmarks.choices` as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np

from benchmarks._calibration import (
    Flags,
    Numbers,
    area,
    cross_validated,
    fitted,
    log_loss,
    share_of_others,
    weighed,
)
from benchmarks._markdown import markdown_table

Trial = Mapping[str, Any]
SUREST = 40
LEAST = (0.1, 0.2, 0.3)
_COUNTS = ("required", "found", "extra", "tokens")
_WAYS = (("written",), ("told",), ("asked",), ("written", "told"), ("written", "asked"))


def report(trials: Sequence[Trial]) -> str:
    """The trials one by one, stances by every way of asking, lists of actors, and the fits."""
    choices = [trial for trial in trials if "right" in trial]
    lists = [trial for trial in trials if "right" not in trial]
    parts = [_choices(choices), _stances(choices), _lists(lists), _fits(choices)]
    return "\n\n".join(part for part in parts if part)


def _choices(choices: Sequence[Trial]) -> str:
    rows: list[list[str]] = []
    for (name, by), some in _grouped(choices):
        if name == "stances":
            continue
        right = _right(some)
        row = [name, by, f"{len(some)}", f"{right.mean():.3f}", "", "", "", ""]
        if all("" in trial["chances"] for trial in some):
            chances = _column(some, "")
            row[4] = f"{chances.mean():.3f}"
            if not right.all() and right.any():  # else there is nothing to order
                row[5] = f"{area(chances, right):.2f}"
            if len(some) > SUREST:
                surest = right[np.argsort(-chances, kind="stable")[:SUREST]]
                row[6] = f"{surest.mean():.2f}"
        masses = [trial["mass"] for trial in some if trial["mass"] is not None]
        if masses:
            row[7] = f"{np.mean(masses):.2f}"
        rows.append(row)
    head = ("tried", "by", "choices", "right", "mean probability", "AUC")
    return markdown_table((*head, f"right of {SUREST} surest", "probability of all options"), rows)


def _stances(choices: Sequence[Trial]) -> str:
    some = [trial for trial in choices if trial["name"] == "stances"]
    of = [trial["article"] for trial in some]
    if len(set(of)) < 2:
        return ""
    right = _right(some)
    share = share_of_others(right, of)
    rows: list[list[str]] = []
    for way in _WAYS:
        columns = [_column(some, name) for name in way]
        chances = cross_validated(right, of, *columns)
        # Of one column the order needs no fit.
        order = columns[0] if len(columns) == 1 else chances
        row = [" and ".join(way), f"{len(some)}", f"{right.mean():.3f}"]
        row += [f"{area(order, right):.2f}", f"{log_loss(chances, right):.3f}"]
        row.append(f"{log_loss(share, right):.3f}")
        for least in LEAST:
            low = right[chances < least]
            row.append(f"{len(low)}, {low.sum()}")
        rows.append(row)
    yes = int((_column(some, "told") >= 0.5).sum())
    head = ("stances by", "choices", "right", "AUC", "log loss", "of telling all the share")
    table = markdown_table((*head, *(f"below {least:g}, right of them" for least in LEAST)), rows)
    return f"{table}\n\nTold: yes to {yes} of {len(some)}."


def _lists(lists: Sequence[Trial]) -> str:
    rows: list[list[str]] = []
    for (name, by), some in _grouped(lists):
        total = {key: sum(trial[key] for trial in some) for key in _COUNTS}
        f1 = 2 * total["found"] / (total["found"] + total["extra"] + total["required"])
        typed = [trial for trial in some if trial["types_right"] is not None]
        labelled = sum(trial["listed"] - trial["extra"] for trial in typed)
        types = sum(trial["types_right"] for trial in typed) / max(labelled, 1)
        rows.append(
            [
                name,
                by,
                f"{len(some)}",
                f"{f1:.2f}",
                f"{total['found']} of {total['required']}",
                f"{types:.2f}" if typed else "",
                f"{total['tokens'] / len(some):.0f}",
            ]
        )
    head = "actors", "by", "articles", "F1", "required ones found", "types right", "tokens"
    return markdown_table(head, rows)


def _fits(choices: Sequence[Trial]) -> str:
    found: list[str] = []
    claims = [trial for trial in choices if trial["name"] == "claims, written"]
    if claims:
        line = fitted(_right(claims), _column(claims, ""))
        found.append(_toml("confidence.claims", ("intercept", "slope"), line))
    some = [trial for trial in choices if trial["name"] == "stances"]
    if some:
        line = fitted(_right(some), _column(some, "written"))
        found.append(_toml("confidence.stance", ("intercept", "slope"), line))
        written = weighed(line, _column(some, "written"))
        weights = fitted(_right(some), written, _column(some, "told"))
        found.append(_toml("check_stance", ("intercept", "written", "told"), weights))
    return "\n\n".join(found)


def _right(some: Sequence[Trial]) -> Flags:
    return np.array([trial["right"] for trial in some])


def _column(some: Sequence[Trial], name: str) -> Numbers:
    return np.array([trial["chances"][name] for trial in some])


def _grouped(trials: Sequence[Trial]) -> list[tuple[tuple[str, str], list[Trial]]]:
    def key(trial: Trial) -> tuple[str, str]:
        return trial["name"], trial["by"]

    return [(name, list(some)) for name, some in groupby(sorted(trials, key=key), key)]


def _toml(name: str, keys: Sequence[str], values: Numbers) -> str:
    lines = [f"{key} = {value:.3f}" for key, value in zip(keys, values, strict=True)]
    return "\n".join([f"[{name}]", *lines])
