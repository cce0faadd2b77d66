"""A ranking in the making where some responses have no rank yet: one column for each rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Board:
    """Columns of ids: column 0 is to be ranked, column 1 the best; those in one are tied.

    There are as many ranks as ids; columns may be empty. A change that names an id or a column
    outside the board raises `ValueError`.
    """

    columns: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        ids = [id for column in self.columns for id in column]
        if len(set(ids)) != len(ids):
            raise ValueError("an id has several ranks")
        if len(self.columns) != len(ids) + 1:
            raise ValueError("there are not as many ranks as ids")

    @classmethod
    def of(cls, ids: Sequence[int], groups: Sequence[Sequence[int]] = ()) -> Board:
        """The groups at ranks 1, 2, …; the other ids are to be ranked."""
        ranked = {id for group in groups for id in group}
        filled = [tuple(id for id in ids if id not in ranked), *map(tuple, groups)]
        return cls(tuple(filled + [()] * (len(ids) + 1 - len(filled))))

    @property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """The ranked ids, best first, ranks that nobody has left out."""
        return tuple(column for column in self.columns[1:] if column)

    @property
    def unranked(self) -> tuple[int, ...]:
        return self.columns[0]

    @property
    def order(self) -> tuple[int, ...]:
        """All ids, column by column."""
        return tuple(id for column in self.columns for id in column)

    def column_of(self, id: int) -> int:
        for place, column in enumerate(self.columns):
            if id in column:
                return place
        raise ValueError(f"{id} is not on the board")

    def put(self, id: int, column: int) -> Board:
        """Let an id be the last of a column; where it is there already, nothing changes."""
        if not 0 <= column < len(self.columns):
            raise ValueError(f"there is no column {column}")
        if self.column_of(id) == column:
            return self
        rests = [tuple(other for other in found if other != id) for found in self.columns]
        rests[column] += (id,)
        return Board(tuple(rests))

    def sorted_by(self, quality: Mapping[int, int | None]) -> Board:
        """What is to be ranked with the higher quality first; what has none comes last."""
        waiting = sorted(self.unranked, key=lambda id: -(quality.get(id) or 0))
        return Board((tuple(waiting), *self.columns[1:]))
