"""The English words for every code the core uses: errors, notices, options, metrics.

The core (`store`, `lm`, `training`, `jobs`) never imports this file. The command line prints
these texts; the window passes them through its catalog. `QT_TRANSLATE_NOOP` marks them for
Qt's `lupdate`, which reads this file without running it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from studio.errors import StudioError


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    return text


# code -> (what is wrong, what to do)
ERRORS: dict[str, tuple[str, str]] = {
    "option_range": (
        QT_TRANSLATE_NOOP("errors", "{name} is {value}, but must lie between {low} and {high}."),
        QT_TRANSLATE_NOOP("errors", "Choose a value in that range."),
    ),
    "option_choice": (
        QT_TRANSLATE_NOOP("errors", "{name} is {value}, which is not one of: {choices}."),
        QT_TRANSLATE_NOOP("errors", "Choose one of these."),
    ),
    "option_unknown": (
        QT_TRANSLATE_NOOP("errors", "There is no option named {name}."),
        QT_TRANSLATE_NOOP("errors", "The options are: {known}."),
    ),
    "unexpected": (
        QT_TRANSLATE_NOOP("errors", "Something unexpected went wrong: {reason}"),
        QT_TRANSLATE_NOOP("errors", "Your work is saved. Please report this with the details shown."),
    ),
}

NOTICES: dict[str, str] = {}


def error_texts(error: StudioError) -> tuple[str, str]:
    """(what is wrong, what to do), in English."""
    return texts_for(error.code, error.details)


def texts_for(code: str, details: Mapping[str, Any]) -> tuple[str, str]:
    """As `error_texts`, from a code and details as the event `Failed` carries them."""
    message, hint = ERRORS.get(code, ERRORS["unexpected"])
    filled = {"reason": code, **details}
    return message.format_map(filled), hint.format_map(filled)
