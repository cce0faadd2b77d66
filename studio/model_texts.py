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
    "gguf_part": (
        QT_TRANSLATE_NOOP("errors", "llama.cpp computes no {family} with this model's {name}."),
        QT_TRANSLATE_NOOP("errors", "Export it as a folder instead."),
    ),
    "gguf_range": (
        QT_TRANSLATE_NOOP("errors", "The weights {name} hold numbers too large for {type}."),
        QT_TRANSLATE_NOOP("errors", "Export the model as a folder instead."),
    ),
    "adapter_base_missing": (
        QT_TRANSLATE_NOOP("errors", "{name} is an adapter of {base}, which the project has not."),
        QT_TRANSLATE_NOOP("errors", "Say where that model is, or add it to the project first."),
    ),
    "adapter_option": (
        QT_TRANSLATE_NOOP("errors", "The studio computes no adapters with {name} {value}."),
        QT_TRANSLATE_NOOP("errors", "Merge it into its model with PEFT, and add that model."),
    ),
    "adapter_target": (
        QT_TRANSLATE_NOOP("errors", "The adapter and its model disagree about {name}."),
        QT_TRANSLATE_NOOP("errors", "Choose the model that the adapter was trained on."),
    ),
    "adapter_shape": (
        QT_TRANSLATE_NOOP(
            "errors", "In the adapter, {name} is of the shape {found}, not {expected}."
        ),
        QT_TRANSLATE_NOOP("errors", "Choose the model that the adapter was trained on."),
    ),
    "adapter_damaged": (
        QT_TRANSLATE_NOOP("errors", "The adapter is damaged: {path} ({reason})"),
        QT_TRANSLATE_NOOP("errors", "Copy the whole folder of the adapter again."),
    ),
    "checkpoint_name": (
        QT_TRANSLATE_NOOP("errors", "A name has between 1 and {most} characters."),
        QT_TRANSLATE_NOOP("errors", "Give another name."),
    ),
    "checkpoint_name_taken": (
        QT_TRANSLATE_NOOP("errors", "Another checkpoint is called {name}."),
        QT_TRANSLATE_NOOP("errors", "Give another name."),
    ),
    "checkpoint_shipped": (
        QT_TRANSLATE_NOOP("errors", "{name} comes with the program and cannot be deleted."),
        QT_TRANSLATE_NOOP("errors", "It takes no room in the project."),
    ),
    "checkpoint_in_use": (
        QT_TRANSLATE_NOOP("errors", "A run is training from {name} right now."),
        QT_TRANSLATE_NOOP("errors", "Stop the run, or wait for its end."),
    ),
    "checkpoint_needed": (
        QT_TRANSLATE_NOOP("errors", "{name} is needed elsewhere: {needed}."),
        QT_TRANSLATE_NOOP("errors", "With --force it is deleted all the same."),
    ),
    "model_known": (
        QT_TRANSLATE_NOOP("errors", "This model is in the project already, as {name}."),
        QT_TRANSLATE_NOOP("errors", "Use that one, or rename it."),
    ),
    "export_format": (
        QT_TRANSLATE_NOOP("errors", "There is no format {format} for a model."),
        QT_TRANSLATE_NOOP("errors", "The formats are: {known}."),
    ),
    "gguf_reward": (
        QT_TRANSLATE_NOOP("errors", "{name} is a reward model, which GGUF cannot hold."),
        QT_TRANSLATE_NOOP("errors", "Export it as a folder instead."),
    ),
}
