"""Text from models and people, made safe to lay out: never markup, no invisible controls."""

from __future__ import annotations

import re

LONGEST_UNBROKEN = 500  # characters without a space that one line may hold

_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_UNBROKEN = re.compile(rf"\S{{{LONGEST_UNBROKEN}}}")


def displayable(text: str) -> str:
    """The text with one kind of newline and with control characters made visible."""
    text = _NEWLINES.sub("\n", text)
    text = _CONTROLS.sub(lambda found: _picture(found[0]), text)
    return _SURROGATES.sub("\ufffd", text)


def breakable(text: str) -> str:
    """As `displayable`, with endless words cut into lines, so that laying it out stays quick."""
    return _UNBROKEN.sub(lambda found: found[0] + "\n", displayable(text))


def first_line(text: str, limit: int = 60) -> str:
    """The beginning of a text on one line, for menus and messages."""
    line = " ".join(displayable(text[: 4 * limit]).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def count_words(text: str) -> int:
    """How many runs of characters between spaces."""
    return len(text.split())


def _picture(control: str) -> str:
    return "\u2421" if control == "\x7f" else chr(0x2400 + ord(control))
