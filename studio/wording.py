"""The English words for every code the core uses: errors and notices.

The core (`store`, `lm`, `training`, `jobs`) never imports this file. The command line prints
these texts; the window passes them through its catalog. `QT_TRANSLATE_NOOP` marks them for
Qt's `lupdate`, which reads this file without running it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from studio.errors import StudioError
from studio.format_texts import FORMAT_ERRORS
from studio.model_texts import MODEL_ERRORS
from studio.notice_texts import NOTICES as NOTICES
from studio.remote_texts import REMOTE_ERRORS
from studio.store_texts import STORE_ERRORS
from studio.translatable import QT_TRANSLATE_NOOP

LONGEST = 600  # characters of a value in a message

# code -> (what is wrong, what to do)
ERRORS: dict[str, tuple[str, str]] = {
    **STORE_ERRORS,
    **FORMAT_ERRORS,
    **MODEL_ERRORS,
    **REMOTE_ERRORS,
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
    "ptx_no_demonstrations": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The pretraining coefficient is {coefficient}, but there are no demonstrations to mix "
            "in.",
        ),
        QT_TRANSLATE_NOOP(
            "errors", "Write or import some, or set the pretraining coefficient to 0."
        ),
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
    "corpus_placeholder": (
        QT_TRANSLATE_NOOP("errors", "The table text on {topic} asks for something unknown: {name}"),
        QT_TRANSLATE_NOOP("errors", "Use only placeholders that its language has, in braces."),
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
        QT_TRANSLATE_NOOP("errors", "Choose a model of one of these families."),
    ),
    "config_key_missing": (
        QT_TRANSLATE_NOOP("errors", "The model's config.json does not say {key}."),
        QT_TRANSLATE_NOOP("errors", "Copy the whole folder of the model again."),
    ),
    "config_value_bad": (
        QT_TRANSLATE_NOOP("errors", "The model's config.json makes no sense: {reason}"),
        QT_TRANSLATE_NOOP("errors", "Copy the whole folder of the model again."),
    ),
    "rope_kind": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The model's rotary positions are scaled by {kind}; the studio computes {supported}.",
        ),
        QT_TRANSLATE_NOOP("errors", "Choose another model."),
    ),
    "config_unsupported": (
        QT_TRANSLATE_NOOP("errors", "The studio does not compute models with {name} {value}."),
        QT_TRANSLATE_NOOP("errors", "Choose another model."),
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
    "tokenizer_end_missing": (
        QT_TRANSLATE_NOOP(
            "errors", "The model has no token that ends a response, so it would never stop: {path}"
        ),
        QT_TRANSLATE_NOOP("errors", "Choose a model whose config.json names an eos_token_id."),
    ),
    "chat_template_damaged": (
        QT_TRANSLATE_NOOP("errors", "The model's chat template cannot be read: {reason}"),
        QT_TRANSLATE_NOOP("errors", "Copy the whole folder of the model again."),
    ),
    "chat_template_unsafe": (
        QT_TRANSLATE_NOOP(
            "errors", "The model's chat template tries to do more than write text: {reason}"
        ),
        QT_TRANSLATE_NOOP(
            "errors", "Do not trust this model. The template was stopped before it could do so."
        ),
    ),
    "chat_template_endless": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The model's chat template does not end: it takes more than {seconds} seconds or "
            "{megabytes} MB.",
        ),
        QT_TRANSLATE_NOOP("errors", "Choose another model."),
    ),
    "chat_template_drops": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The model's chat template shows a message {times} times; it must show each once.",
        ),
        QT_TRANSLATE_NOOP("errors", "Choose another model."),
    ),
    "response_too_long": (
        QT_TRANSLATE_NOOP(
            "errors", "The response has {tokens} tokens; with its prompt, {limit} are allowed."
        ),
        QT_TRANSLATE_NOOP("errors", "Shorten it."),
    ),
    "reward_by_chance": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The reward model {name} may be no better than chance: PPO would follow noise.",
        ),
        QT_TRANSLATE_NOOP(
            "errors",
            "Rank more answers and train it again; or set the option Weak reward model to accept.",
        ),
    ),
    "run_not_resumable": (
        QT_TRANSLATE_NOOP("errors", "Run {id} cannot go on."),
        QT_TRANSLATE_NOOP(
            "errors",
            "Only a run that was stopped, failed or was cut off goes on, while its state is kept.",
        ),
    ),
    "no_run_to_resume": (
        QT_TRANSLATE_NOOP("errors", "There is no run to go on with."),
        QT_TRANSLATE_NOOP(
            "errors", "A training that was stopped or cut off goes on; one that finished does not."
        ),
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
    "unexpected": (
        QT_TRANSLATE_NOOP("errors", "Something unexpected went wrong: {reason}"),
        QT_TRANSLATE_NOOP(
            "errors", "Your work is saved. Please report this with the details shown."
        ),
    ),
}


def error_texts(error: StudioError) -> tuple[str, str]:
    """(what is wrong, what to do), in English."""
    return texts_for(error.code, error.details)


def texts_for(code: str, details: Mapping[str, Any]) -> tuple[str, str]:
    """As `error_texts`, from a code and details as the event `Failed` carries them."""
    message, hint = ERRORS.get(code, ERRORS["unexpected"])
    filled = {"reason": code, **shortened(details)}
    return message.format_map(filled), hint.format_map(filled)


def shortened(details: Mapping[str, Any]) -> dict[str, Any]:
    """Details as they fit into a message: files from elsewhere may hold values of any length."""
    return {name: _shortened(value) for name, value in details.items()}


def _shortened(value: Any) -> Any:
    text = str(value)
    return value if len(text) <= LONGEST else f"{text[: LONGEST // 2]} … {text[-LONGEST // 2 :]}"
