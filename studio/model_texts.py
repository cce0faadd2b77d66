"""The English words for what can go wrong with models as files: GGUF, and what is done with them.

As in `wording`, which holds the others.
"""

from __future__ import annotations

from studio.translatable import QT_TRANSLATE_NOOP

# code -> (what is wrong, what to do)
MODEL_ERRORS: dict[str, tuple[str, str]] = {
    "gguf_foreign": (
        QT_TRANSLATE_NOOP("errors", "This is no GGUF file, whatever its name says: {path}"),
        QT_TRANSLATE_NOOP("errors", "Choose a GGUF file, or a folder with config.json."),
    ),
    "gguf_damaged": (
        QT_TRANSLATE_NOOP("errors", "The GGUF file is damaged: {path} ({reason})"),
        QT_TRANSLATE_NOOP("errors", "Copy or download the file again."),
    ),
    "gguf_type": (
        QT_TRANSLATE_NOOP("errors", "The weights {name} are stored as {type}, which is not read."),
        QT_TRANSLATE_NOOP("errors", "Choose a file with F16, Q8_0, Q4_K_M or the like."),
    ),
    "gguf_tokenizer": (
        QT_TRANSLATE_NOOP("errors", "The tokenizer is of the kind {kind}, which is not converted."),
        QT_TRANSLATE_NOOP("errors", "Use the model as a Hugging Face folder instead."),
    ),
    "gguf_family": (
        QT_TRANSLATE_NOOP("errors", "A model of the family {family} cannot be written as GGUF."),
        QT_TRANSLATE_NOOP("errors", "Export it as a folder instead."),
    ),
    "gguf_range": (
        QT_TRANSLATE_NOOP("errors", "The weights {name} hold numbers too large for {type}."),
        QT_TRANSLATE_NOOP("errors", "Export the model as a folder instead."),
    ),
}
