"""Every format that can be imported, and how the one of a file is recognized."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from studio.store.formats import chats, open_assistant, prompt_answers, trl
from studio.store.formats.argilla import ARGILLA
from studio.store.formats.format import Format, each
from studio.store.formats.items import Values
from studio.store.formats.label_studio import LABEL_STUDIO
from studio.store.formats.llmbar import LLMBAR
from studio.store.formats.raw_rows import ALL_COLUMNS

STUDIO = Format(
    "studio",
    lambda values: "prompt" in values,
    each(lambda values: [values]),
    is_open=True,
    keys=tuple(ALL_COLUMNS),
)

# Those that ask for more come before those that would also do with less.
FORMATS: Mapping[str, Format] = {
    format.name: format
    for format in (
        LABEL_STUDIO,
        ARGILLA,
        LLMBAR,
        open_assistant.TREES,
        open_assistant.MESSAGES,
        chats.ANTHROPIC_HH,
        chats.OPENAI_PREFERENCE,
        chats.SHAREGPT,
        chats.OPENAI_MESSAGES,
        chats.ALPACA,
        trl.UNPAIRED,
        trl.PREFERENCE,
        trl.PROMPT_COMPLETION,
        prompt_answers.ANSWERS,
        prompt_answers.ANSWER_ROWS,
        trl.PROMPT_ONLY,
        STUDIO,
    )
}


def recognize_format(objects: Iterable[Values]) -> Format:
    """The format that most of the objects fit; the studio's own when they fit none.

    What does not fit a file's format is reported row by row.
    """
    votes = dict.fromkeys(FORMATS, 0)
    for values in objects:
        for name, format in FORMATS.items():
            if (format.told or format.fits)(values):
                votes[name] += 1
                break
    best = max(votes, key=lambda name: votes[name])
    return FORMATS[best] if votes[best] else STUDIO
