"""Every way to compare answers: how a project chooses it, and the keys that compare four."""

from __future__ import annotations

from studio.gui.screens.rank import RankScreen
from tests.gui.window_keys import press_in_turn as press

# By the way: the project's options, the keys of a beginning, and those that complete it
WAYS: dict[str, tuple[dict[str, str], list[str], list[str]]] = {
    "list": ({}, ["Alt+Down"], ["Alt+Down"]),
    "board": ({"view": "board"}, ["2", "1"], ["3", "4"]),
    "rating": (
        {"mode": "rate_and_rank"},
        ["3"],
        ["Return", "5", "Return", "7", "Return", "1", "Return", "1", "2", "3", "4"],
    ),
    "pairwise": ({"mode": "pairwise"}, ["Left"], []),
    "thumbs": ({"mode": "thumbs"}, ["+"], ["+", "-", "-"]),
}


def begin(way: str) -> None:
    press(*WAYS[way][1])


def complete(way: str, screen: RankScreen) -> None:
    """What was begun, up to submitting it."""
    press(*WAYS[way][2])
    while way == "pairwise" and screen.way.missing():
        press("Left")
