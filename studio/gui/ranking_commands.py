"""The commands for comparing answers: those of each way to do so, and of reading in full.

Only one page of the Rank screen is seen at a time, so that the pages can use the same keys.
"""

from __future__ import annotations

from studio.gui.command import Command
from studio.store.ratings import BEST, WORST
from studio.translatable import QT_TRANSLATE_NOOP

# name and words of each page
PAGES = (
    ("list", QT_TRANSLATE_NOOP("commands", "Rank: list")),
    ("board", QT_TRANSLATE_NOOP("commands", "Rank: board")),
    ("grades", QT_TRANSLATE_NOOP("commands", "Rank: grades")),
    ("graded", QT_TRANSLATE_NOOP("commands", "Rank: board after the grades")),
    ("pair", QT_TRANSLATE_NOOP("commands", "Rank: pairs")),
    ("thumbs", QT_TRANSLATE_NOOP("commands", "Rank: good or bad")),
    ("reading", QT_TRANSLATE_NOOP("commands", "Rank: reading in full")),
)
RANKS = 9  # that have a key
FLAG_KEYS = "ABCDEFGHIJKLMOPQRTUVWXYZ"  # without N and S, which are of the screen

BOARD = ("board", "graded")
CARDS = ("list", *BOARD, "thumbs")


def _on(pages: tuple[str, ...], name: str, text: str, *keys: str, number: int = 0) -> Command:
    return Command(name, text, keys, screens=("rank",), number=number, pages=pages)


def _row(
    pages: tuple[str, ...], prefix: str, text: str, keys: str, first: int = 1
) -> list[Command]:
    numbered = enumerate(keys, start=first)
    return [_on(pages, f"{prefix}{n}", text, key, number=n) for n, key in numbered]


def _digits(first: int, last: int) -> str:
    return "".join(map(str, range(first, last + 1)))


RANKING_COMMANDS = (
    _on(
        CARDS,
        "rank.focus_previous",
        QT_TRANSLATE_NOOP("commands", "Focus the answer above"),
        *("Up", "K"),
    ),
    _on(
        CARDS,
        "rank.focus_next",
        QT_TRANSLATE_NOOP("commands", "Focus the answer below"),
        *("Down", "J"),
    ),
    _on(
        BOARD,
        "rank.focus_left",
        QT_TRANSLATE_NOOP("commands", "Focus the answer in the column before"),
        "Left",
    ),
    _on(
        BOARD,
        "rank.focus_right",
        QT_TRANSLATE_NOOP("commands", "Focus the answer in the next column"),
        "Right",
    ),
    _on(("list",), "rank.move_up", QT_TRANSLATE_NOOP("commands", "Move the answer up"), "Alt+Up"),
    _on(
        ("list",),
        "rank.move_down",
        QT_TRANSLATE_NOOP("commands", "Move the answer down"),
        "Alt+Down",
    ),
    _on(
        BOARD,
        "rank.move_left",
        QT_TRANSLATE_NOOP("commands", "Move the answer one rank up"),
        "Shift+Left",
    ),
    _on(
        BOARD,
        "rank.move_right",
        QT_TRANSLATE_NOOP("commands", "Move the answer one rank down"),
        "Shift+Right",
    ),
    *_row(
        ("list", *BOARD),
        "rank.place_",
        QT_TRANSLATE_NOOP("commands", "Give the answer rank {number}"),
        _digits(1, RANKS),
    ),
    _on(BOARD, "rank.unrank", QT_TRANSLATE_NOOP("commands", "Back to those to be ranked"), "0"),
    _on(("list",), "rank.tie", QT_TRANSLATE_NOOP("commands", "Tie with the answer above"), "T"),
    _on(("list",), "rank.untie", QT_TRANSLATE_NOOP("commands", "Untie"), "U"),
    _on(
        (*CARDS, "reading"),
        "rank.read",
        QT_TRANSLATE_NOOP("commands", "Read the answer in full"),
        "Space",
    ),
    *_row(
        ("grades",),
        "rank.grade_",
        QT_TRANSLATE_NOOP("commands", "Give the answer grade {number}"),
        _digits(WORST, BEST),
        WORST,
    ),
    *_row(
        ("grades",),
        "rank.flag_",
        QT_TRANSLATE_NOOP("commands", "Say yes to flag {number}, or take it back"),
        FLAG_KEYS,
    ),
    _on(
        ("grades",),
        "rank.previous_answer",
        QT_TRANSLATE_NOOP("commands", "Grade the answer before"),
        "Left",
    ),
    _on(
        ("grades",),
        "rank.next_answer",
        QT_TRANSLATE_NOOP("commands", "Grade the answer after"),
        "Right",
    ),
    _on(
        ("graded",),
        "rank.grade_again",
        QT_TRANSLATE_NOOP("commands", "From the order back to the grades"),
        "R",
    ),
    _on(
        ("pair",),
        "rank.left_better",
        QT_TRANSLATE_NOOP("commands", "The left answer is better"),
        *("Left", "1"),
    ),
    _on(
        ("pair",),
        "rank.right_better",
        QT_TRANSLATE_NOOP("commands", "The right answer is better"),
        *("Right", "2"),
    ),
    _on(
        ("pair",),
        "rank.both_equal",
        QT_TRANSLATE_NOOP("commands", "Both are equal"),
        *("Down", "3", "="),
    ),
    _on(("thumbs",), "rank.good", QT_TRANSLATE_NOOP("commands", "The answer is good"), *"+1"),
    _on(("thumbs",), "rank.bad", QT_TRANSLATE_NOOP("commands", "The answer is bad"), *"-2"),
    _on(("thumbs",), "rank.unmark", QT_TRANSLATE_NOOP("commands", "Take the mark back"), "0"),
    _on(
        ("reading",),
        "rank.read_previous",
        QT_TRANSLATE_NOOP("commands", "Read the answer before"),
        "Left",
    ),
    _on(
        ("reading",),
        "rank.read_next",
        QT_TRANSLATE_NOOP("commands", "Read the answer after"),
        "Right",
    ),
    _on(
        ("reading",),
        "rank.differences",
        QT_TRANSLATE_NOOP("commands", "Show the differences from the answer above"),
        "D",
    ),
    *_row(
        ("reading",),
        "rank.compare_",
        QT_TRANSLATE_NOOP("commands", "Show the differences from answer {number}"),
        _digits(1, RANKS),
    ),
)
