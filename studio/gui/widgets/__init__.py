"""Small widgets that several screens share."""

from studio.gui.widgets.basic import (
    Caption,
    Card,
    Heading,
    IconButton,
    Line,
    Mark,
    PrimaryButton,
    QuietButton,
    ReadingLabel,
    Title,
    set_line_height,
)
from studio.gui.widgets.notice import EmptyState, Notice, announce, error_words, words_for

__all__ = [
    "Caption",
    "Card",
    "EmptyState",
    "Heading",
    "IconButton",
    "Line",
    "Mark",
    "Notice",
    "PrimaryButton",
    "QuietButton",
    "ReadingLabel",
    "Title",
    "announce",
    "error_words",
    "set_line_height",
    "words_for",
]
