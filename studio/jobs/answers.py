"""The K answers to each prompt, drawn from one or several policies, no two of them alike."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from studio.likeness import likeness
from studio.lm.generate import stable_seed
from studio.store.records import Prompt

TRIES = 4  # of an answer, until the policy says something new

Drawn = tuple[str, bool]  # a text, and whether it ended by itself
Policy = Callable[[Sequence[Prompt], int, int], Iterable[Drawn]]
"""`policy(prompts, k, seed)` draws k answers to each prompt; answer i belongs to prompt i // k.

One that is asked elsewhere begins at once and waits only when its answers are read.
"""


@dataclass(frozen=True)
class Answer:
    """`policy` is the place of its policy among those that were asked."""

    text: str
    finished: bool
    policy: int
    seed: int


def draw_answers(
    prompts: Sequence[Prompt], k: int, policies: Sequence[Policy], seed: int
) -> list[list[Answer]]:
    """K answers to each prompt; fewer, or none, where the policies have no K that differ.

    An answer that says the same as another of its set is drawn again with another seed. All
    depends on `seed` and the prompt alone, not on the prompts beside it.
    """
    askers = [share_out(k, len(policies), stable_seed(seed, p.id)) for p in prompts]
    places: list[list[Answer | None]] = [[None] * k for _ in prompts]
    said: list[set[str]] = [set() for _ in prompts]
    for attempt in range(TRIES):
        asked = []
        for number, policy in enumerate(policies):
            # what the first policy says first is what it would say alone
            drawn_with = stable_seed(seed, number, attempt) if number or attempt else seed
            for count, lacking in _lacking(askers, places, number).items():
                given = policy([prompts[row] for row, _ in lacking], count, drawn_with)
                asked.append((number, drawn_with, lacking, given))
        drawn: dict[tuple[int, int], Answer] = {}
        for number, drawn_with, lacking, given in asked:
            texts = iter(given)
            for row, open_places in lacking:
                for place in open_places:
                    drawn[row, place] = Answer(*next(texts), number, drawn_with)
        for (row, place), answer in sorted(drawn.items(), key=lambda item: item[0]):
            if (meaning := likeness(answer.text)) not in said[row]:
                said[row].add(meaning)
                places[row][place] = answer
    return [[answer for answer in row if answer is not None] for row in places]


def share_out(k: int, policies: int, seed: int) -> list[int]:
    """Which policy gives the answer at each of the K places: as evenly as can be, shuffled.

    Neither a policy's place among the others nor the place of an answer tells anything.
    """
    chance = random.Random(seed)
    order = chance.sample(range(policies), policies)
    shared = [order[place % policies] for place in range(k)]
    chance.shuffle(shared)
    return shared


def _lacking(
    askers: Sequence[Sequence[int]], places: Sequence[Sequence[Answer | None]], number: int
) -> dict[int, list[tuple[int, list[int]]]]:
    """The rows with places that policy `number` has still to fill, by how many there are."""
    found: dict[int, list[tuple[int, list[int]]]] = defaultdict(list)
    for row, (asker, filled) in enumerate(zip(askers, places, strict=True)):
        own = (place for place, who in enumerate(asker) if who == number)
        if at := [place for place in own if filled[place] is None]:
            found[len(at)].append((row, at))
    return found
