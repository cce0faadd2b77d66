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
    "model_too_large": (
        QT_TRANSLATE_NOOP("errors", "The model does not fit into the memory: {path}"),
        QT_TRANSLATE_NOOP("errors", "Choose a smaller model, or close other programs."),
    ),
    "hub_id": (
        QT_TRANSLATE_NOOP("errors", "{id} is no name of a model on the Hub."),
        QT_TRANSLATE_NOOP(
            "errors",
            "It is written owner/name, as in the address of the model's page.",
        ),
    ),
    "hub_offline": (
        QT_TRANSLATE_NOOP(
            "errors", "{id} is not here as a whole, and HF_HUB_OFFLINE forbids to fetch it."
        ),
        QT_TRANSLATE_NOOP("errors", "Unset HF_HUB_OFFLINE, or choose a model that is here."),
    ),
    "hub_unreachable": (
        QT_TRANSLATE_NOOP("errors", "The Hub cannot be reached at {endpoint} ({reason})."),
        QT_TRANSLATE_NOOP(
            "errors",
            "Is this computer on the network? A folder or GGUF file works without one.",
        ),
    ),
    "hub_unknown": (
        QT_TRANSLATE_NOOP("errors", "The Hub shows no model {id} with the revision {revision}."),
        QT_TRANSLATE_NOOP(
            "errors",
            "Look at the name again. For a private model, HF_TOKEN has to hold a key that may "
            "read it.",
        ),
    ),
    "hub_revision": (
        QT_TRANSLATE_NOOP("errors", "The model {id} has no revision {revision}."),
        QT_TRANSLATE_NOOP(
            "errors",
            "Give the name of a branch or tag, or a commit; main is the usual one.",
        ),
    ),
    "hub_gated": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The owner of {id} gives it only to those who accept the terms.",
        ),
        QT_TRANSLATE_NOOP(
            "errors",
            "Accept them at {endpoint}/{id}, and start the program with HF_TOKEN set to your key.",
        ),
    ),
    "hub_busy": (
        QT_TRANSLATE_NOOP("errors", "{endpoint} has been asked too often and wants a pause."),
        QT_TRANSLATE_NOOP("errors", "Try again in a few minutes."),
    ),
    "hub_status": (
        QT_TRANSLATE_NOOP("errors", "{endpoint} answers with an error of its own (HTTP {status})."),
        QT_TRANSLATE_NOOP("errors", "Try again later."),
    ),
    "hub_answer": (
        QT_TRANSLATE_NOOP("errors", "{endpoint} does not answer as the Hub does ({reason})."),
        QT_TRANSLATE_NOOP(
            "errors",
            "Look at HF_ENDPOINT, and whether a login page of the network is in between.",
        ),
    ),
    "hub_lacks": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The model {id} has no {name}, without which it cannot be used here.",
        ),
        QT_TRANSLATE_NOOP(
            "errors",
            "Choose a model with safetensors and tokenizer.json, a GGUF file in one piece, or an "
            "adapter of PEFT with safetensors. Files of other kinds are not fetched.",
        ),
    ),
    "hub_several": (
        QT_TRANSLATE_NOOP("errors", "The model {id} has several GGUF files: {files}"),
        QT_TRANSLATE_NOOP("errors", "Name the one to fetch, as in hub:{example}"),
    ),
    "hub_no_file": (
        QT_TRANSLATE_NOOP("errors", "The model {id} has no GGUF file {name} that is read here."),
        QT_TRANSLATE_NOOP("errors", "It has: {files}"),
    ),
    "hub_file_refused": (
        QT_TRANSLATE_NOOP("errors", "The Hub does not give {name} (HTTP {status})."),
        QT_TRANSLATE_NOOP("errors", "Try again later, or choose another revision."),
    ),
    "hub_cut_off": (
        QT_TRANSLATE_NOOP("errors", "The connection broke off at {name} ({reason})."),
        QT_TRANSLATE_NOOP("errors", "What has come stays; the next time goes on from there."),
    ),
    "hub_checksum": (
        QT_TRANSLATE_NOOP("errors", "What came as {name} is not what the Hub told of."),
        QT_TRANSLATE_NOOP(
            "errors",
            "Fetch the model again. If it is no better, something on the way changes it.",
        ),
    ),
    "hub_disk_full": (
        QT_TRANSLATE_NOOP(
            "errors",
            "There is too little room in {path}: another {needed} MB are needed.",
        ),
        QT_TRANSLATE_NOOP(
            "errors",
            "Make room, or move the cache by the environment variable RLHF_STUDIO_HOME.",
        ),
    ),
    "model_package_missing": (
        QT_TRANSLATE_NOOP("errors", "The package {name} is not installed."),
        QT_TRANSLATE_NOOP("errors", "Install it by: {command}"),
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
