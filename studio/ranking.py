"""A ranking of responses while a labeler makes it: groups of ids, best first, ties in one group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ranking:
    """A partition of ids into ranks. Every change gives a new ranking of the same ids.

    A change that names an id outside the ranking raises `ValueError`.
    """

    groups: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        if not all(self.groups):
            raise ValueError("a rank is empty")
        if len(set(self.order)) != len(self.order):
            raise ValueError("an id has several ranks")

    @classmethod
    def from_order(cls, ids: Iterable[int]) -> Ranking:
        """Each id alone in its rank."""
        return cls(tuple((id,) for id in ids))

    @property
    def order(self) -> tuple[int, ...]:
        """All ids from the best to the worst; those tied, in the order they are shown."""
        return tuple(id for group in self.groups for id in group)

    def rank_of(self, id: int) -> int:
        """The rank of an id, from 1."""
        return self._index_of(id) + 1

    def move(self, id: int, group_index: int) -> Ranking:
        """Let an id stand alone, before what is group `group_index` now; after all at their end."""
        self._index_of(id)
        at = min(max(group_index, 0), len(self.groups))
        above, below = _without(id, self.groups[:at]), _without(id, self.groups[at:])
        return Ranking((*above, (id,), *below))

    def tie(self, id: int, other_id: int) -> Ranking:
        """Let an id share the rank of another."""
        self._index_of(id)
        self._index_of(other_id)
        if id == other_id:
            return self
        groups = _without(id, self.groups)
        return Ranking(tuple((*group, id) if other_id in group else group for group in groups))

    def untie(self, id: int) -> Ranking:
        """Let an id stand alone, just below those it was tied with."""
        return self.move(id, self._index_of(id) + 1)

    def _index_of(self, id: int) -> int:
        for index, group in enumerate(self.groups):
            if id in group:
                return index
        raise ValueError(f"{id} is not in the ranking")


def _without(id: int, groups: Iterable[tuple[int, ...]]) -> tuple[tuple[int, ...], ...]:
    rests = (tuple(other for other in group if other != id) for group in groups)
    return tuple(rest for rest in rests if rest)
