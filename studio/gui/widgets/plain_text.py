"""Text from models and people, made safe to lay out: never markup, no invisible controls."""

from __future__ import annotations

import re
import unicodedata

LONGEST_UNBROKEN = 500  # characters without a space that one line may hold
PAGE_CHARACTERS = 8_000  # laid out at once: well under 50 ms

_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_INTERNAL = re.compile("[\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")  # Qt has uses of its own
_UNBROKEN = re.compile(rf"\S{{{LONGEST_UNBROKEN}}}")
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")  # embeddings, overrides, isolates


def displayable(text: str) -> str:
    """The text with one kind of newline and with control characters made visible."""
    text = _NEWLINES.sub("\n", text)
    text = _CONTROLS.sub(lambda found: _picture(found[0]), text)
    return _INTERNAL.sub("\ufffd", text)


def breakable(text: str) -> str:
    """As `displayable`, with endless words cut into lines, so that laying it out stays quick."""
    return _UNBROKEN.sub(lambda found: found[0] + "\n", displayable(text))


def first_line(text: str, limit: int = 60) -> str:
    """The beginning of a text on one line, for menus and messages.

    It stands among other words, so nothing in it may change their order.
    """
    line = " ".join(displayable(text[: 4 * limit]).split())
    line = _DIRECTIONS.sub("", line)
    line = line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
    backwards = any(unicodedata.bidirectional(one) in ("R", "AL", "AN") for one in line)
    return f"\u2068{line}\u2069" if backwards else line


def pages_of(text: str, limit: int = PAGE_CHARACTERS) -> list[str]:
    """The text in pieces of at most `limit` characters, cut after a line or a word if possible.

    Joined, they give the text back; there is at least one.
    """
    pages, at = [], 0
    while len(text) - at > limit:
        half = at + limit // 2
        cut = max(text.rfind("\n", half, at + limit), text.rfind(" ", half, at + limit)) + 1
        cut = cut or at + limit
        pages.append(text[at:cut])
        at = cut
    return [*pages, text[at:]]


def count_words(text: str) -> int:
    """How many runs of characters between spaces."""
    return len(text.split())


def _picture(control: str) -> str:
    return "\u2421" if control == "\x7f" else chr(0x2400 + ord(control))
