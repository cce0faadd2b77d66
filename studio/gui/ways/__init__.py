"""The ways to compare answers, and which one an item is shown in."""

from __future__ import annotations

from importlib import import_module

from studio.config import LabelingOptions
from studio.gui.ways.base import Case, Content, Way

__all__ = ["Case", "Way", "new_way", "way_for"]

# name -> where its class is; imported when first needed, so that the window opens soon
_WAYS = {
    "list": ("list_way", "ListWay"),
    "board": ("board_way", "BoardWay"),
    "rating": ("rating_way", "RatingWay"),
    "pairwise": ("pairwise_way", "PairwiseWay"),
    "thumbs": ("thumbs_way", "ThumbsWay"),
}


def new_way(name: str) -> Way:
    module, kind = _WAYS[name]
    way: Way = getattr(import_module(f"studio.gui.ways.{module}"), kind)()
    return way


def way_for(content: Content, count: int, options: LabelingOptions) -> str:
    """The way that a draft was begun or a label was made in, else the project's.

    `count` is that of the set's answers: only the board and thumbs leave some without a rank.
    """
    if content.get("way") in _WAYS:
        return str(content["way"])
    if content.get("mode") in ("pairwise", "thumbs"):
        return str(content["mode"])
    if content.get("ratings"):
        return "rating"
    chosen = _of_project(options)
    if "groups" not in content:
        return chosen
    whole = sum(map(len, content["groups"])) == count
    if chosen in ("board", "rating"):
        return chosen
    return "list" if whole else "board"


def _of_project(options: LabelingOptions) -> str:
    if options.mode == "rank":
        # Nothing is left without a rank in a list.
        return "board" if options.allow_unranked or options.view == "board" else "list"
    return "rating" if options.mode == "rate_and_rank" else options.mode
