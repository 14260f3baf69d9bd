"""Sectors by their code, stances by holder and target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from summarizer.domain import Dropped, Position, Repair, Sector, Stance
from summarizer.matching.forms import Form, normal_form
from summarizer.pipeline.merging.confidence import together
from summarizer.pipeline.merging.parts import rank, united

SECTOR_SHARE = 0.1
"""Share of the pieces that must name a sector; less is a passing mention."""

CLEAR_SHARE = 0.75
"""Share of the pieces above which their position is the holder's, whatever others say."""


def merge_sectors(
    placed: Sequence[tuple[int, Sector]], pieces: int
) -> tuple[list[Sector], list[Dropped]]:
    """One sector for each code with all its evidence, what most pieces name first.

    Those of less than a tenth of the pieces are dropped.
    """
    by_code: dict[str, list[tuple[int, Sector]]] = {}
    for piece, sector in sorted(placed, key=lambda one: one[0]):
        by_code.setdefault(sector.code, []).append((piece, sector))
    kept: list[Sector] = []
    dropped: list[Dropped] = []
    # Stable: among equals the order of the first piece, most central first.
    for found in sorted(by_code.values(), key=lambda found: -len({piece for piece, _ in found})):
        evidence = united(span for _, sector in found for span in sector.evidence)
        sector = found[0][1].model_copy(update={"evidence": evidence})
        votes = len({piece for piece, _ in found})
        if votes >= SECTOR_SHARE * pieces:
            kept.append(sector)
            continue
        dropped.append(
            Dropped(
                field="sectors",
                item=sector.model_dump(mode="json"),
                reason=f"named in {votes} of {pieces} pieces: a passing mention",
            )
        )
    return kept, dropped


def merge_stances(
    placed: Sequence[tuple[int, Stance]],
) -> tuple[list[Stance], list[Repair], list[Dropped]]:
    """One stance for each holder and target, in order of place.

    Where pieces differ, the position of more than three quarters of them holds; support
    here and opposition there is otherwise ``mixed``; neutrality that is stated gives way
    to a side that is taken. The grade is the worst of those whose position holds.
    """
    groups: dict[tuple[str | None, Form | str], list[tuple[int, Stance]]] = {}
    dropped: list[Dropped] = []
    for piece, stance in sorted(placed, key=lambda one: (_order(one[1]), one[0])):
        if stance.holder == stance.target:
            dropped.append(
                Dropped(
                    field="stance",
                    item=stance.model_dump(mode="json"),
                    reason=f"piece {piece}: holder and target are the same actor",
                )
            )
            continue
        key = (stance.holder, normal_form(stance.target) or stance.target)
        groups.setdefault(key, []).append((piece, stance))
    stances: list[Stance] = []
    repaired: list[Repair] = []
    for group in groups.values():
        votes = Counter[Position](stance.position for _, stance in group)
        position = _position(votes)
        meant = [s for _, s in group if s.position == position or position not in votes]
        worst = min(meant, key=lambda stance: rank(stance.grade))
        stances.append(
            worst.model_copy(
                update={
                    "position": position,
                    "target": group[0][1].target,
                    "confidence": together(s.confidence for s in meant if s.position == position),
                    "evidence": united(span for _, s in group for span in s.evidence),
                }
            )
        )
        if len(votes) > 1:
            holder = stances[-1].holder or "the article"
            repaired.append(
                Repair(
                    field="stance",
                    item=f"{holder}, {stances[-1].target}",
                    before=[{"piece": piece, **s.model_dump(mode="json")} for piece, s in group],
                    after=position,
                    reason="the pieces give different positions",
                )
            )
    return sorted(stances, key=_order), repaired, dropped


def _order(stance: Stance) -> tuple[int, int, str, str]:
    first = stance.evidence[0]
    return first.start, first.end, stance.target, stance.holder or ""


def _position(votes: Counter[Position]) -> Position:
    top, most = max(votes.items(), key=lambda vote: (vote[1], vote[0]))
    if most > CLEAR_SHARE * votes.total():
        return top
    if "mixed" in votes or {"support", "oppose"} <= set(votes):
        return "mixed"
    return "support" if "support" in votes else "oppose"
