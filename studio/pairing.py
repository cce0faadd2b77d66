"""Which two responses to compare next, so that few comparisons put all of them into order.

Merge insertion (L. R. Ford and S. M. Johnson, A Tournament Problem, 1959; D. E. Knuth, The Art of
Computer Programming 3, 5.3.1). Responses that are found equal go on as one, which only spares
questions; and no question is asked whose answer follows from others, so no answer contradicts.
"""

from __future__ import annotations

import random
from collections.abc import Generator, Iterator, Sequence
from math import ceil, log2

FIRST, EQUAL, SECOND = 1, 0, -1  # verdicts: which of the two asked about is better
Group = tuple[int, ...]
_Questions = Generator[tuple[int, int], int, list[Group]]


def next_question(ids: Sequence[int], verdicts: Sequence[int]) -> tuple[int, int] | None:
    """The pair to ask about after these verdicts; None when all are in order."""
    return _replay(ids, verdicts)[0]


def order_found(ids: Sequence[int], verdicts: Sequence[int]) -> tuple[Group, ...]:
    """All ids, best first, equal ones in one group; empty while a question is open."""
    return _replay(ids, verdicts)[1]


def verdicts_for(ids: Sequence[int], groups: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """The verdicts that lead to groups, which hold each id once."""
    rank = {id: place for place, group in enumerate(groups) for id in group}
    verdicts: tuple[int, ...] = ()
    while (pair := next_question(ids, verdicts)) is not None:
        first, second = rank[pair[0]], rank[pair[1]]
        verdicts = (*verdicts, (first < second) - (first > second))
    return verdicts


def swapped(ids: Sequence[int], pair: tuple[int, int]) -> bool:
    """Whether the second of a pair stands on the left.

    By chance, but always the same: no side is better than the other by the method.
    """
    return random.Random(f"{tuple(ids)} {pair}").random() < 0.5


def sides_chosen(ids: Sequence[int], groups: Sequence[Sequence[int]]) -> list[bool]:
    """Of each pair that was asked about and was not found equal: whether the left one was better.

    `groups` hold each id once. No question's answer follows from others, so the groups tell which
    were asked and what was said.
    """
    chosen: list[bool] = []
    verdicts = verdicts_for(ids, groups)
    for place, verdict in enumerate(verdicts):
        pair = next_question(ids, verdicts[:place])
        assert pair is not None
        if verdict != EQUAL:
            chosen.append((verdict == FIRST) != swapped(ids, pair))
    return chosen


def most_questions(count: int) -> int:
    """How many comparisons `count` responses take at most."""
    return sum(ceil(log2(3 * k / 4)) for k in range(2, count + 1))


def _replay(
    ids: Sequence[int], verdicts: Sequence[int]
) -> tuple[tuple[int, int] | None, tuple[Group, ...]]:
    questions = _sorted([(id,) for id in ids])
    try:
        pair = next(questions)
        for verdict in verdicts:
            pair = questions.send(verdict)
    except StopIteration as done:
        return None, tuple(done.value)
    return pair, ()


def _sorted(groups: list[Group]) -> _Questions:
    """Asks about pairs of ids; returns the groups best first, equal ones joined."""
    if len(groups) < 2:
        return groups
    losers: list[Group] = []
    winner_of: dict[Group, Group] = {}
    for first, second in zip(groups[::2], groups[1::2], strict=False):
        verdict = yield first[0], second[0]
        if verdict == EQUAL:
            losers.append(first + second)
        else:
            winner, loser = (first, second) if verdict == FIRST else (second, first)
            losers.append(loser)
            winner_of[loser] = winner
    chain = yield from _sorted(losers)
    # The winners in the order of those they beat, and at last the one without a partner
    in_order = [loser for group in chain for loser in losers if loser[0] in group]
    waiting: list[tuple[Group | None, int | None]] = [
        (winner_of.get(loser), loser[0]) for loser in in_order
    ]
    if len(groups) % 2:
        waiting.append((groups[-1], None))
    for place in _insertion_order(len(waiting)):
        item, beaten = waiting[place]
        if item is not None:
            yield from _insert(item, beaten, chain)
    return chain


def _insert(
    item: Group, beaten: int | None, chain: list[Group]
) -> Generator[tuple[int, int], int, None]:
    """Find by halving where an item belongs above the one it is known to beat."""
    low = 0
    high = next((i for i, group in enumerate(chain) if beaten in group), len(chain))
    while low < high:
        middle = (low + high) // 2
        verdict = yield item[0], chain[middle][0]
        if verdict == EQUAL:
            chain[middle] += item
            return
        low, high = (low, middle) if verdict == FIRST else (middle + 1, high)
    chain.insert(low, item)


def _insertion_order(count: int) -> Iterator[int]:
    """0, 2 1, 4 3, 10 … 5: each block looks through as many as its questions can tell apart."""
    begin, end, power = 0, 1, 2
    while begin < count:
        yield from reversed(range(begin, min(end, count)))
        power *= 2
        begin, end = end, power - end
