"""Where a dragged card would land. Pure geometry, no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

EDGE_SHARE, EDGE_LEAST, EDGE_MOST = 0.3, 10, 40


@dataclass(frozen=True)
class Drop:
    """Into the tie of the group at `group`, or alone before it (after the last: its count)."""

    group: int
    tie: bool


def drop_at(y: int, spans: Sequence[tuple[int, int]], own: int, alone: bool) -> Drop | None:
    """The drop for a pointer at height `y`; None where nothing would change.

    `spans` are top and bottom of each group from the best to the worst, `own` the group of the
    dragged card, `alone` whether it is the only one there. The upper and lower edge of a group
    and the gaps mean order, its middle means a tie.
    """
    for group, (top, bottom) in enumerate(spans):
        edge = min(max(EDGE_LEAST, EDGE_SHARE * (bottom - top)), EDGE_MOST)
        if y < top + edge:
            return _between(group, own, alone)
        if y <= bottom - edge:
            return None if group == own else Drop(group, tie=True)
    return _between(len(spans), own, alone)


def _between(group: int, own: int, alone: bool) -> Drop | None:
    if alone and group in (own, own + 1):
        return None
    return Drop(group, tie=False)
