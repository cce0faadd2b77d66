"""When two answers say the same."""

from __future__ import annotations

_PUNCTUATION = ".,;:!?…\"'`´()[]«»„“”‘’‚。，！？、"  # around words, not in them


def likeness(text: str) -> str:
    """The same for two answers of the same words.

    White space, capitals, the order of the words and the punctuation around them do not count.
    """
    words = sorted(word.strip(_PUNCTUATION) for word in text.casefold().split())
    return " ".join(filter(None, words)) or "".join(text.split())
