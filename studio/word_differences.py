"""Which words two texts have in common, and which only one of them has."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

# Above these, lines are compared instead, and then only the two ends: in the worst case the time
# grows with the product of the lengths, and with how often the same word is in both.
MOST_PRODUCT = 1_500_000  # words, spaces and marks of one text, times those of the other
MOST_PAIRS = 8_000  # of equal words
MOST_CHARACTERS = 100_000

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")

Kind = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Kind
    text: str


def word_differences(before: str, after: str) -> list[Piece]:
    """How `before` becomes `after`.

    The pieces that are not added give `before`, those that are not removed give `after`. Texts
    too long or too repetitive to be compared by words in a moment are compared more coarsely.
    """
    for pattern in (_WORDS, _LINES):
        pieces = _by(pattern, before, after)
        if pieces is not None:
            return pieces
    return _by_their_ends(before, after)


def _by_their_ends(before: str, after: str) -> list[Piece]:
    start = _shared(before, after)
    before, first, after = before[start:], before[:start], after[start:]
    end = _shared(before[::-1], after[::-1])
    last = before[len(before) - end :]
    middle = (before[: len(before) - end], after[: len(after) - end])
    return _filled(
        Piece("same", first),
        Piece("removed", middle[0]),
        Piece("added", middle[1]),
        Piece("same", last),
    )


def _by(pattern: re.Pattern[str], before: str, after: str) -> list[Piece] | None:
    if max(len(before), len(after)) > MOST_CHARACTERS:
        return None
    old, new = pattern.findall(before), pattern.findall(after)
    counts = Counter(word for word in new if not word.isspace())
    pairs = sum(counts[word] for word in old)
    if pairs > MOST_PAIRS or len(old) * len(new) > MOST_PRODUCT:
        return None
    matcher = SequenceMatcher(str.isspace, old, new, autojunk=False)
    return _filled(*_pieces(matcher, old, new))


def _pieces(matcher: SequenceMatcher[str], old: list[str], new: list[str]) -> Iterator[Piece]:
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(old[old_from:old_to]))
        else:
            yield Piece("removed", "".join(old[old_from:old_to]))
            yield Piece("added", "".join(new[new_from:new_to]))


def _filled(*pieces: Piece) -> list[Piece]:
    return [piece for piece in pieces if piece.text]


def _shared(one: str, other: str) -> int:
    """How many characters both begin with; slices are compared, which is quick at any length."""
    lengths = range(1, min(len(one), len(other)) + 1)
    return bisect_left(lengths, True, key=lambda n: one[:n] != other[:n])
