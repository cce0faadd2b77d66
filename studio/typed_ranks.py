"""A ranking made by typing a rank for each answer, one after another.

The rule, thought through for three kinds of people:

* Who types only digits reads the answers from the first to the last and types the rank of each:
  `2 1 1 3`. The answer goes to its rank at once, among the others as they stand; the same rank
  twice is a tie; the focus goes on to the next answer that has no typed rank yet, in the order in
  which all stood when the typing began, since the answers move meanwhile. K digits rank K answers
  (K - 1 do without ties, for the last one then stands where it belongs).
* Who moves answers with arrows or the mouse is never surprised by a focus that jumps or by a tie
  that nobody asked for: the first change of another kind ends the typing, and from then on a digit
  puts the answer in focus alone at that rank, and the focus stays on it.
* Who errs takes the digit back by undo, which brings the focus back to that answer too, or types
  another one for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from studio.ranking import Ranking


@dataclass(frozen=True)
class TypedRanks:
    """The ranks typed so far, on a ranking as it stood before."""

    began: Ranking
    ranks: tuple[tuple[int, int], ...] = ()  # (id, rank from 1)

    def give(self, id: int, rank: int) -> TypedRanks:
        """Give an id a rank, in place of the one that it may have."""
        self.began.rank_of(id)  # raises ValueError for a stranger
        others = tuple(pair for pair in self.ranks if pair[0] != id)
        return TypedRanks(self.began, (*others, (id, rank)))

    @property
    def ranking(self) -> Ranking:
        """Typed ids at their ranks, as far as there are others to fill the ranks before them.

        The others keep their order and their ties. Once all have a rank, only the order of the
        ranks counts: `1 2 2 3`, `1 2 2 4` and `2 5 5 9` are the same.
        """
        typed = dict(self.ranks)
        kept = (tuple(id for id in group if id not in typed) for group in self.began.groups)
        waiting = [group for group in kept if group]
        groups: list[tuple[int, ...]] = []
        for rank in sorted(set(typed.values())):
            fill = max(0, rank - 1 - len(groups))
            groups += waiting[:fill]
            del waiting[:fill]
            groups.append(tuple(id for id in self.began.order if typed.get(id) == rank))
        return Ranking((*groups, *waiting))

    def next_after(self, id: int) -> int | None:
        """The next id without a typed rank, from the top again after the last; None if none is."""
        order = self.began.order
        at = order.index(id)
        typed = dict(self.ranks)
        return next((other for other in order[at:] + order[:at] if other not in typed), None)

    @property
    def complete(self) -> bool:
        """Whether every rank is decided: all typed, or all but one."""
        return len(self.ranks) + 1 >= len(self.began.order) > 1
