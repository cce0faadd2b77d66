"""The English words for every code the core uses: errors and notices.

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
    "store_damaged": (
        QT_TRANSLATE_NOOP("errors", "The project's database is damaged: {path}"),
        QT_TRANSLATE_NOOP(
            "errors",
            "Make a copy of the project folder as it is. Then put the newest copy of the "
            "database from its folder backups, or from your own backup, in its place.",
        ),
    ),
    "store_foreign": (
        QT_TRANSLATE_NOOP("errors", "This file is not a project's database: {path}"),
        QT_TRANSLATE_NOOP("errors", "Choose the folder of a project made with RLHF Studio."),
    ),
    "store_newer": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The project was last used with a newer version of the program (its schema is "
            "{found}, the newest known here {known}): {path}",
        ),
        QT_TRANSLATE_NOOP("errors", "Update RLHF Studio to open it. Nothing was changed."),
    ),
    "store_locked": (
        QT_TRANSLATE_NOOP("errors", "Another program keeps the project's database busy: {path}"),
        QT_TRANSLATE_NOOP(
            "errors",
            "Close other programs that use this project, or wait for their work to end, and "
            "try again.",
        ),
    ),
    "store_unwritable": (
        QT_TRANSLATE_NOOP("errors", "The project's database cannot be opened or written: {path}"),
        QT_TRANSLATE_NOOP(
            "errors",
            "Check that you may write to this folder and that its disk is connected and not "
            "read-only.",
        ),
    ),
    "store_failed": (
        QT_TRANSLATE_NOOP("errors", "The database reports an error: {reason} ({path})"),
        QT_TRANSLATE_NOOP("errors", "Try again. If it happens again, run rlhf-studio doctor."),
    ),
    "store_url": (
        QT_TRANSLATE_NOOP(
            "errors",
            "This is not the address of a database that can keep a project: {url}",
        ),
        QT_TRANSLATE_NOOP(
            "errors",
            "Give the path of a file, or an address like postgresql+psycopg://user@host/name.",
        ),
    ),
    "disk_full": (
        QT_TRANSLATE_NOOP("errors", "The disk is full: {path}"),
        QT_TRANSLATE_NOOP(
            "errors",
            "Free some space and try again. What was saved before is safe.",
        ),
    ),
    "disk_failed": (
        QT_TRANSLATE_NOOP("errors", "The disk fails to read or write: {path}"),
        QT_TRANSLATE_NOOP("errors", "Copy the project folder to another disk, then open it there."),
    ),
    "folder_unwritable": (
        QT_TRANSLATE_NOOP("errors", "This cannot be written: {path} ({reason})"),
        QT_TRANSLATE_NOOP(
            "errors",
            "Choose another folder, or ask for permission to write to this one.",
        ),
    ),
    "folder_not_empty": (
        QT_TRANSLATE_NOOP("errors", "The folder is not empty: {path}"),
        QT_TRANSLATE_NOOP("errors", "Choose a new or an empty folder."),
    ),
    "project_missing": (
        QT_TRANSLATE_NOOP("errors", "There is no project in this folder: {path}"),
        QT_TRANSLATE_NOOP("errors", "Choose the folder of a project, or make a new one."),
    ),
    "project_exists": (
        QT_TRANSLATE_NOOP("errors", "There is a project in this folder already: {path}"),
        QT_TRANSLATE_NOOP("errors", "Open it, or choose another folder for the new one."),
    ),
    "file_unreadable": (
        QT_TRANSLATE_NOOP("errors", "The file cannot be read: {path} ({reason})"),
        QT_TRANSLATE_NOOP("errors", "Check the name and that you may read it."),
    ),
    "export_unknown": (
        QT_TRANSLATE_NOOP("errors", "There is no export named {what}."),
        QT_TRANSLATE_NOOP("errors", "Choose one of: {known}."),
    ),
    "prompt_empty": (
        QT_TRANSLATE_NOOP("errors", "The prompt is empty."),
        QT_TRANSLATE_NOOP("errors", "Write at least one word."),
    ),
    "prompt_too_long": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The prompt has {length} characters; at most {limit} are allowed.",
        ),
        QT_TRANSLATE_NOOP("errors", "Shorten it."),
    ),
    "split_unknown": (
        QT_TRANSLATE_NOOP("errors", "There is no split named {split}."),
        QT_TRANSLATE_NOOP("errors", "Choose one of: {splits}."),
    ),
    "language_unknown": (
        QT_TRANSLATE_NOOP("errors", "{language} is not the code of a language."),
        QT_TRANSLATE_NOOP("errors", "Use a code such as en or de."),
    ),
    "text_not_unicode": (
        QT_TRANSLATE_NOOP("errors", "Character {position} of the text is not a whole character."),
        QT_TRANSLATE_NOOP("errors", "Replace it."),
    ),
    "prompt_missing": (
        QT_TRANSLATE_NOOP("errors", "There is no prompt with the number {id}."),
        QT_TRANSLATE_NOOP("errors", "Choose one from the list of prompts."),
    ),
    "response_set_missing": (
        QT_TRANSLATE_NOOP("errors", "There is no response set with the number {id}."),
        QT_TRANSLATE_NOOP("errors", "Sample responses first."),
    ),
    "response_set_small": (
        QT_TRANSLATE_NOOP("errors", "A response set needs at least two responses."),
        QT_TRANSLATE_NOOP("errors", "Sample at least two responses for each prompt."),
    ),
    "label_missing": (
        QT_TRANSLATE_NOOP("errors", "There is no label with the number {id}."),
        QT_TRANSLATE_NOOP("errors", "Choose one from the list of labels."),
    ),
    "labeler_missing": (
        QT_TRANSLATE_NOOP("errors", "There is no labeler with the number {id}."),
        QT_TRANSLATE_NOOP("errors", "Choose a labeler, or add one."),
    ),
    "run_missing": (
        QT_TRANSLATE_NOOP("errors", "There is no run with the number {id}."),
        QT_TRANSLATE_NOOP("errors", "Choose one from the list of runs."),
    ),
    "checkpoint_missing": (
        QT_TRANSLATE_NOOP("errors", "There is no checkpoint with the number {id}."),
        QT_TRANSLATE_NOOP("errors", "Choose one from the list of checkpoints."),
    ),
    "labeler_name": (
        QT_TRANSLATE_NOOP("errors", "The name of the labeler is empty or too long."),
        QT_TRANSLATE_NOOP("errors", "Give a name of up to {limit} characters."),
    ),
    "labeler_kind": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The name {name} is in use, by a person and by a synthetic labeler at once.",
        ),
        QT_TRANSLATE_NOOP("errors", "Choose another name for one of them."),
    ),
    "demonstration_empty": (
        QT_TRANSLATE_NOOP("errors", "The demonstration is empty."),
        QT_TRANSLATE_NOOP("errors", "Write at least one word."),
    ),
    "revision_elsewhere": (
        QT_TRANSLATE_NOOP("errors", "Label {id} belongs to another item."),
        QT_TRANSLATE_NOOP("errors", "Revise it where it was made."),
    ),
    "label_replaced": (
        QT_TRANSLATE_NOOP("errors", "Label {id} was revised or withdrawn in the meantime."),
        QT_TRANSLATE_NOOP("errors", "Look at its newest revision and try again."),
    ),
    "comparison_groups": (
        QT_TRANSLATE_NOOP("errors", "The ranking does not hold each response exactly once."),
        QT_TRANSLATE_NOOP("errors", "Give every response one place."),
    ),
    "comparison_order": (
        QT_TRANSLATE_NOOP("errors", "The shown order does not hold each response exactly once."),
        QT_TRANSLATE_NOOP("errors", "Give every response one place."),
    ),
    "label_seconds": (
        QT_TRANSLATE_NOOP("errors", "{seconds} is not a number of seconds."),
        QT_TRANSLATE_NOOP("errors", "Give zero or more."),
    ),
    "row_not_json": (
        QT_TRANSLATE_NOOP("errors", "The line is not valid JSON: {reason}"),
        QT_TRANSLATE_NOOP("errors", "Write one JSON object on each line."),
    ),
    "row_not_object": (
        QT_TRANSLATE_NOOP("errors", "The line is not a JSON object."),
        QT_TRANSLATE_NOOP("errors", "Write one JSON object on each line."),
    ),
    "row_not_utf8": (
        QT_TRANSLATE_NOOP("errors", "The line is not UTF-8 text (byte {position})."),
        QT_TRANSLATE_NOOP("errors", "Save the file as UTF-8."),
    ),
    "row_without_prompt": (
        QT_TRANSLATE_NOOP("errors", "The row has no prompt."),
        QT_TRANSLATE_NOOP("errors", "Give the text under the key prompt."),
    ),
    "row_too_long": (
        QT_TRANSLATE_NOOP("errors", "The line is too long."),
        QT_TRANSLATE_NOOP("errors", "Split the row; a line may have up to 16 MB."),
    ),
    "row_field": (
        QT_TRANSLATE_NOOP("errors", "{name} is not as it should be."),
        QT_TRANSLATE_NOOP("errors", "See the description of the format for what it may hold."),
    ),
    "checkpoint_unknown": (
        QT_TRANSLATE_NOOP("errors", "There is no checkpoint {name}."),
        QT_TRANSLATE_NOOP("errors", "The project has: {known}. A stage names its newest."),
    ),
    "no_display": (
        QT_TRANSLATE_NOOP(
            "errors",
            "There is no display for the window: `rlhf-studio tour` does the whole job in the "
            "terminal, `xvfb-run rlhf-studio` opens the window on a virtual display.",
        ),
        "",
    ),
    "qt_libraries": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The window cannot open, because the system lacks {names}: `rlhf-studio doctor` "
            "prints the command that installs what is missing.",
        ),
        "",
    ),
    "window_import": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The window cannot open ({reason}): `rlhf-studio doctor` tells what is missing.",
        ),
        "",
    ),
    "store_driver": (
        QT_TRANSLATE_NOOP("errors", "The database {url} needs the Python package {driver}."),
        QT_TRANSLATE_NOOP("errors", "Install it beside RLHF Studio: pip install {driver}"),
    ),
    "stage_not_trained": (
        QT_TRANSLATE_NOOP("errors", "There is no checkpoint of the stage {stage} yet."),
        QT_TRANSLATE_NOOP("errors", "Train that stage first."),
    ),
    "reward_vocabulary": (
        QT_TRANSLATE_NOOP(
            "errors", "The policy {policy} and the reward model {reward} read different tokens."
        ),
        QT_TRANSLATE_NOOP(
            "errors", "Choose a reward model that was trained from the same SFT checkpoint."
        ),
    ),
    "k_too_small": (
        QT_TRANSLATE_NOOP("errors", "{k} responses to a prompt cannot be ranked."),
        QT_TRANSLATE_NOOP("errors", "Sample two or more for each prompt."),
    ),
    "no_prompts": (
        QT_TRANSLATE_NOOP("errors", "No prompts are dealt to the split {split}."),
        QT_TRANSLATE_NOOP("errors", "Import more prompts, or prompts of that split."),
    ),
    "too_few_demonstrations": (
        QT_TRANSLATE_NOOP(
            "errors", "There are {found} demonstrations to train on; at least {needed} are needed."
        ),
        QT_TRANSLATE_NOOP("errors", "Write or import some more."),
    ),
    "too_few_comparisons": (
        QT_TRANSLATE_NOOP(
            "errors",
            "There are {found} comparisons with an order to train on; at least {needed} are "
            "needed.",
        ),
        QT_TRANSLATE_NOOP("errors", "Rank some more responses, or import comparisons."),
    ),
    "no_usable_examples": (
        QT_TRANSLATE_NOOP("errors", "Every response is longer than {limit} tokens."),
        QT_TRANSLATE_NOOP("errors", "Raise the limit of tokens, or shorten the responses."),
    ),
    "gradient_not_finite": (
        QT_TRANSLATE_NOOP("errors", "The training diverged: its numbers are no longer finite."),
        QT_TRANSLATE_NOOP("errors", "Train again with a smaller learning rate."),
    ),
    "ratio_not_one": (
        QT_TRANSLATE_NOOP(
            "errors",
            "Sampling and training disagree about the same tokens (by {log_ratio:.2g} nats on "
            "average), so PPO would learn from wrong numbers.",
        ),
        QT_TRANSLATE_NOOP(
            "errors", "This is a fault of the program. Please report it with the details shown."
        ),
    ),
    "corpus_too_small": (
        QT_TRANSLATE_NOOP("errors", "The texts are too short to train on."),
        QT_TRANSLATE_NOOP("errors", "Give more text, or shorter rows."),
    ),
    "corpus_line": (
        QT_TRANSLATE_NOOP("errors", "Line {line} of {path} is not a row of a corpus."),
        QT_TRANSLATE_NOOP("errors", "Write a JSON object with a text under the key text."),
    ),
    "source_weight": (
        QT_TRANSLATE_NOOP("errors", "{text} does not name a file and its weight."),
        QT_TRANSLATE_NOOP("errors", "Write PATH or PATH=WEIGHT, with a weight above zero."),
    ),
    "model_missing": (
        QT_TRANSLATE_NOOP("errors", "There is no model in this folder: {path}"),
        QT_TRANSLATE_NOOP("errors", "Choose a folder with config.json and model.safetensors."),
    ),
    "model_file_missing": (
        QT_TRANSLATE_NOOP("errors", "A file of the model is missing: {path}"),
        QT_TRANSLATE_NOOP("errors", "Copy the whole folder of the model again."),
    ),
    "model_file_damaged": (
        QT_TRANSLATE_NOOP("errors", "A file of the model is damaged: {path} ({reason})"),
        QT_TRANSLATE_NOOP("errors", "Copy the whole folder of the model again."),
    ),
    "model_family": (
        QT_TRANSLATE_NOOP(
            "errors", "The model is of the family {family}; the studio computes {supported}."
        ),
        QT_TRANSLATE_NOOP("errors", "Choose a model of the family {supported}."),
    ),
    "config_key_missing": (
        QT_TRANSLATE_NOOP("errors", "The model's config.json does not say {key}."),
        QT_TRANSLATE_NOOP("errors", "Copy the whole folder of the model again."),
    ),
    "config_value_bad": (
        QT_TRANSLATE_NOOP("errors", "The model's config.json makes no sense: {reason}"),
        QT_TRANSLATE_NOOP("errors", "Copy the whole folder of the model again."),
    ),
    "config_unsupported": (
        QT_TRANSLATE_NOOP("errors", "The studio does not compute models with {name} {value}."),
        QT_TRANSLATE_NOOP("errors", "Choose another model of the Llama family."),
    ),
    "weights_damaged": (
        QT_TRANSLATE_NOOP("errors", "The model's weights cannot be read: {path} ({reason})"),
        QT_TRANSLATE_NOOP("errors", "Copy the whole folder of the model again."),
    ),
    "weights_missing": (
        QT_TRANSLATE_NOOP("errors", "The model lacks the weights {name}: {path}"),
        QT_TRANSLATE_NOOP("errors", "Copy the whole folder of the model again."),
    ),
    "weights_shape": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The weights {name} are of the shape {found}; config.json asks for {expected}.",
        ),
        QT_TRANSLATE_NOOP("errors", "Copy the whole folder of the model again."),
    ),
    "weights_not_finite": (
        QT_TRANSLATE_NOOP("errors", "The weights {name} hold numbers that are not finite: {path}"),
        QT_TRANSLATE_NOOP("errors", "Choose an earlier checkpoint; this one is spoilt."),
    ),
    "reward_head_missing": (
        QT_TRANSLATE_NOOP("errors", "The checkpoint holds no reward model that fits: {reason}"),
        QT_TRANSLATE_NOOP("errors", "Choose a checkpoint of the stage reward."),
    ),
    "tokenizer_damaged": (
        QT_TRANSLATE_NOOP("errors", "The model's tokenizer cannot be read: {path} ({reason})"),
        QT_TRANSLATE_NOOP("errors", "Copy the whole folder of the model again."),
    ),
    "tokenizer_markers": (
        QT_TRANSLATE_NOOP("errors", "The model's tokenizer lacks the markers {missing}."),
        QT_TRANSLATE_NOOP("errors", "Choose a model that was made with RLHF Studio."),
    ),
    "tokenizer_vocabulary": (
        QT_TRANSLATE_NOOP(
            "errors", "The model's tokenizer has {tokens} tokens, its weights only {rows}."
        ),
        QT_TRANSLATE_NOOP("errors", "Copy the whole folder of the model again."),
    ),
    "response_too_long": (
        QT_TRANSLATE_NOOP(
            "errors", "The response has {tokens} tokens; with its prompt, {limit} are allowed."
        ),
        QT_TRANSLATE_NOOP("errors", "Shorten it."),
    ),
    "state_differs": (
        QT_TRANSLATE_NOOP("errors", "The saved state cannot be gone on from: {path} ({reason})"),
        QT_TRANSLATE_NOOP(
            "errors",
            "Use the options and texts that it was begun with, or delete this folder to begin "
            "anew.",
        ),
    ),
    "prompt_exceeds_model": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The prompt has {tokens} tokens, the model only {positions} positions for prompt and "
            "response.",
        ),
        QT_TRANSLATE_NOOP("errors", "Shorten the prompt, or choose a model with more positions."),
    ),
    "row_exceeds_model": (
        QT_TRANSLATE_NOOP(
            "errors",
            "A row of {tokens} tokens is too long for the model, which has {positions} positions.",
        ),
        QT_TRANSLATE_NOOP("errors", "Lower the limit of tokens."),
    ),
    "sampling_unfit": (
        QT_TRANSLATE_NOOP("errors", "The sampling parameters cannot be kept: {reason}"),
        QT_TRANSLATE_NOOP("errors", "Give numbers and texts only, by name."),
    ),
    "unexpected": (
        QT_TRANSLATE_NOOP("errors", "Something unexpected went wrong: {reason}"),
        QT_TRANSLATE_NOOP(
            "errors", "Your work is saved. Please report this with the details shown."
        ),
    ),
}

NOTICES: dict[str, str] = {
    "muon_missing": QT_TRANSLATE_NOOP(
        "errors",
        "This version of torch has no Muon optimizer, so AdamW trains the whole model, more "
        "slowly. Torch 2.9 has it.",
    ),
    "examples_too_long": QT_TRANSLATE_NOOP(
        "errors", "{count} labels are left out: with more than {limit} tokens they are too long."
    ),
    "no_heldout_comparisons": QT_TRANSLATE_NOOP(
        "errors",
        "There are too few comparisons to hold some back, so nothing tells how well the reward "
        "model agrees with people.",
    ),
    "calibration_unended": QT_TRANSLATE_NOOP(
        "errors",
        "The policy's answers do not end by themselves. Train SFT longer before the reward model.",
    ),
    "kl_budget_spent": QT_TRANSLATE_NOOP(
        "errors",
        "PPO ended early: the policy is {kl:.1f} nats away from where it began, beyond the "
        "budget of {budget:g}.",
    ),
}


def error_texts(error: StudioError) -> tuple[str, str]:
    """(what is wrong, what to do), in English."""
    return texts_for(error.code, error.details)


def texts_for(code: str, details: Mapping[str, Any]) -> tuple[str, str]:
    """As `error_texts`, from a code and details as the event `Failed` carries them."""
    message, hint = ERRORS.get(code, ERRORS["unexpected"])
    filled = {"reason": code, **details}
    return message.format_map(filled), hint.format_map(filled)
