from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio import word_differences as module
from studio.word_differences import Piece, word_differences

WORDS = st.lists(st.sampled_from(["a", "frog", " ", "  ", "\n", ".", "Mond", "é"])).map("".join)
TEXTS = st.one_of(WORDS, st.text())


def joined(pieces: list[Piece], without: str) -> str:
    return "".join(piece.text for piece in pieces if piece.kind != without)


def check(before: str, after: str) -> None:
    pieces = word_differences(before, after)
    assert joined(pieces, "added") == before
    assert joined(pieces, "removed") == after
    assert all(piece.text for piece in pieces)


@given(before=TEXTS, after=TEXTS)
def test_joining_the_pieces_gives_back_both_texts(before, after):
    check(before, after)


@pytest.mark.parametrize("limit", ["MOST_PAIRS", "MOST_PRODUCT", "MOST_CHARACTERS"])
@given(before=TEXTS, after=TEXTS)
def test_a_coarser_comparison_gives_back_both_texts_too(limit, before, after):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, limit, 0)
        check(before, after)


@given(text=TEXTS)
def test_equal_texts_have_no_differences(text):
    assert word_differences(text, text) == ([Piece("same", text)] if text else [])


def test_whole_words_are_told_apart():
    assert word_differences("The green frog sat.", "The old frog sat down.") == [
        Piece("same", "The "),
        Piece("removed", "green"),
        Piece("added", "old"),
        Piece("same", " frog sat"),
        Piece("added", " down"),
        Piece("same", "."),
    ]


def test_texts_too_long_to_be_compared_by_words_are_compared_by_their_ends():
    same = "frog " * 50_000
    assert word_differences(same + "x" + same, same + "y" + same) == [
        Piece("same", same),
        Piece("removed", "x"),
        Piece("added", "y"),
        Piece("same", same),
    ]


@pytest.mark.parametrize(
    "words", [["the"] * 100_000, [f"w{n}" for n in range(600)], [f"w{n}" for n in range(100_000)]]
)
def test_the_worst_texts_are_compared_in_a_moment(words):
    other = list(words)
    random.Random(0).shuffle(other)
    began = time.process_time()
    check(" ".join(words), " ".join(other) + "!")
    assert time.process_time() - began < 2  # a tenth of it on an idle machine
