"""Where things live, the user's settings, and one frozen dataclass of options per stage."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import MISSING, Field, asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar

import platformdirs

from studio.errors import InputError

APP_NAME = "rlhf-studio"


def resource(*parts: str) -> Path:
    """The path of a file that ships with the program, installed or in a checkout."""
    package = Path(__file__).parent
    installed = package / "resources"
    return (installed if installed.is_dir() else package.parent / "resources").joinpath(*parts)


def settings_path() -> Path:
    """The settings file; `RLHF_STUDIO_HOME` moves everything the program keeps for a user."""
    home = os.environ.get("RLHF_STUDIO_HOME")
    folder = Path(home) if home else platformdirs.user_config_path(APP_NAME)
    return folder / "settings.json"


def cache_folder() -> Path:
    """Where what can be fetched again is kept."""
    home = os.environ.get("RLHF_STUDIO_HOME")
    return Path(home) / "cache" if home else platformdirs.user_cache_path(APP_NAME)


def write_beside(path: Path, text: str) -> None:
    """Write a text file so that a crash leaves either the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    with open(draft, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)


@dataclass(frozen=True)
class Settings:
    """What the user has chosen once for all projects."""

    language: str = "system"  # system, en, de
    color_scheme: str = "system"  # system, light, dark, high_contrast
    scale_percent: int = 100  # 80 to 200
    labeler: str = ""
    label_language: str = ""  # of the prompts that a labeler is dealt: en, de; empty is all
    queue_depth: int = 10  # sets of answers kept ready for a labeler; 0 is none
    recent_projects: tuple[str, ...] = ()
    show_formatting: bool = True  # Markdown, or texts exactly as they were typed
    answers_per_prompt: int = 4  # sampled to be ranked, 2 to 9
    own_keys: Mapping[str, str] = field(default_factory=dict)  # by command, instead of its usual


def load_settings() -> Settings:
    """The saved settings; a file that is missing or damaged gives the defaults."""
    try:
        saved = json.loads(settings_path().read_text("utf-8"))
        known = {f.name: saved[f.name] for f in fields(Settings) if f.name in saved}
        known["recent_projects"] = tuple(known.get("recent_projects", ()))
        own_keys = dict(known.get("own_keys", {})).items()
        known["own_keys"] = {str(command): str(key) for command, key in own_keys}
        return Settings(**known)
    except (OSError, ValueError, TypeError, AttributeError):
        return Settings()


def save_settings(settings: Settings) -> None:
    write_beside(settings_path(), json.dumps(asdict(settings), indent=2))


def option(
    default: float,
    low: float,
    high: float,
    *,
    usual: bool = False,
    needs_more_than_low: bool = False,
) -> Any:
    """A number that a person may set, with its range; `usual` ones are shown first."""
    return field(
        default=default,
        metadata={"low": low, "high": high, "usual": usual, "open": needs_more_than_low},
    )


def choice(default: str, *choices: str, usual: bool = False) -> Any:
    """One of several named values."""
    return field(default=default, metadata={"choices": choices, "usual": usual})


@dataclass(frozen=True)
class SamplingOptions:
    """How a policy's next token is drawn."""

    temperature: float = option(0.7, 0.0, 5.0, usual=True)  # 0 is greedy
    top_k: int = option(0, 0, 100_000)  # 0 is off
    top_p: float = option(1.0, 0.0, 1.0, needs_more_than_low=True)
    max_tokens: int = option(96, 1, 4096, usual=True)
    seed: int = option(0, 0, 2**31 - 1)


@dataclass(frozen=True)
class PretrainOptions:
    """Step 0: a base model from plain text."""

    tokens: int = option(16_000_000, 1, 10**12, usual=True)
    vocab_size: int = option(4096, 300, 200_000, usual=True)
    hidden_size: int = option(256, 8, 8192, usual=True)
    layers: int = option(4, 1, 128, usual=True)
    heads: int = option(4, 1, 128)
    intermediate_size: int = option(704, 8, 32768)
    positions: int = option(512, 16, 32768)
    row_tokens: int = option(256, 8, 32768)
    batch_rows: int = option(32, 1, 4096)
    learning_rate: float = option(3e-3, 0.0, 1.0)  # of embeddings and norms, by AdamW
    matrix_learning_rate: float = option(0.02, 0.0, 1.0)  # of the layers' matrices, by Muon
    weight_decay: float = option(0.1, 0.0, 1.0)
    warmup_steps: int = option(50, 0, 1_000_000)
    decay_share: float = option(0.5, 0.0, 1.0)
    max_gradient_norm: float = option(1.0, 0.0, 100.0, needs_more_than_low=True)
    wrong_headings: float = option(0.0, 0.0, 1.0)  # the share of texts put under another's
    spoiled_texts: float = option(0.0, 0.0, 1.0)  # the share of texts read once more, made worse
    trait_weight: float = option(0.0, 0.0, 10.0)  # of telling at a text's end what it is like
    compiled: str = choice("no", "no", "yes")  # by torch.compile, which needs a C++ compiler
    seed: int = option(0, 0, 2**31 - 1)


@dataclass(frozen=True)
class SFTOptions:
    """Step 1: fine-tune the policy on demonstrations."""

    epochs: int = option(4, 1, 100, usual=True)
    learning_rate: float = option(2e-4, 0.0, 1.0, usual=True)
    batch_size: int = option(16, 1, 1024, usual=True)
    heldout_share: float = option(0.1, 0.0, 0.5)
    max_tokens: int = option(256, 8, 8192)
    warmup_share: float = option(0.05, 0.0, 1.0)
    weight_decay: float = option(0.01, 0.0, 1.0)
    max_gradient_norm: float = option(1.0, 0.0, 100.0, needs_more_than_low=True)
    start_share: float = option(0.4, 0.0, 1.0)  # of the weights before SFT in what is saved
    lora_rank: int = option(0, 0, 1024)  # 0 trains all weights
    lora_alpha: int = option(32, 1, 4096)
    lora_targets: str = choice("all", "attention", "all")
    seed: int = option(0, 0, 2**31 - 1)


@dataclass(frozen=True)
class RewardOptions:
    """Step 2: train the reward model on comparisons."""

    epochs: int = option(2, 1, 100, usual=True)
    learning_rate: float = option(1.5e-4, 0.0, 1.0, usual=True)
    batch_size: int = option(8, 1, 1024, usual=True)  # prompts, each with its K responses
    heldout_share: float = option(0.25, 0.0, 0.5, usual=True)
    max_tokens: int = option(256, 8, 8192)
    warmup_share: float = option(0.05, 0.0, 1.0)
    weight_decay: float = option(0.01, 0.0, 1.0)
    max_gradient_norm: float = option(1.0, 0.0, 100.0, needs_more_than_low=True)
    calibration_samples: int = option(256, 8, 100_000)
    head_first: str = choice("yes", "yes", "no")  # fit to the trunk as it is, before both learn
    heads: int = option(1, 1, 16)  # of several, the lowest score counts
    lora_rank: int = option(0, 0, 1024)
    lora_alpha: int = option(32, 1, 4096)
    lora_targets: str = choice("all", "attention", "all")
    seed: int = option(0, 0, 2**31 - 1)


@dataclass(frozen=True)
class PPOOptions:
    """Step 3: optimize the policy against the reward model."""

    episodes: int = option(2304, 1, 10_000_000, usual=True)
    learning_rate: float = option(3.5e-5, 0.0, 1.0, usual=True)
    kl_coefficient: float = option(0.05, 0.0, 10.0, usual=True)
    kl_target: float = option(0.0, 0.0, 1000.0)  # nats a response to steer for; 0 is not to
    kl_budget: float = option(15.0, 0.0, 1000.0, usual=True)  # nats a response; ends the run
    kl_limit: float = option(9.0, 0.0, 1000.0, usual=True)  # nats of what is saved; 0 is off
    max_response_tokens: int = option(96, 1, 4096, usual=True)
    rollout_episodes: int = option(128, 1, 4096)
    minibatch_size: int = option(16, 1, 4096)
    inner_epochs: int = option(3, 1, 20)
    value_learning_rate: float = option(3e-4, 0.0, 1.0)
    critic_warmup_rollouts: int = option(1, 0, 1000)
    temperature: float = option(0.7, 0.0, 5.0, needs_more_than_low=True)
    gamma: float = option(1.0, 0.0, 1.0)
    gae_lambda: float = option(0.95, 0.0, 1.0)
    clip_range: float = option(0.2, 0.0, 1.0, needs_more_than_low=True)
    value_clip_range: float = option(0.2, 0.0, 100.0)  # 0 is off; in units of the reward
    approximate_kl_stop: float = option(0.05, 0.0, 10.0)  # ends a rollout's inner epochs; 0 is off
    reward_clip: float = option(5.0, 0.0, 1000.0, needs_more_than_low=True)
    warmup_rollouts: int = option(3, 0, 1000)
    average_decay: float = option(0.7, 0.0, 1.0)  # of the weights that are saved; 0 is off
    pretraining_coefficient: float = option(0.0, 0.0, 1000.0)  # of the demonstrations' loss; 0: off
    max_gradient_norm: float = option(1.0, 0.0, 100.0, needs_more_than_low=True)
    max_prompt_tokens: int = option(128, 8, 8192)
    lora_rank: int = option(0, 0, 1024)
    lora_alpha: int = option(32, 1, 4096)
    lora_targets: str = choice("all", "attention", "all")
    weak_reward: str = choice("refuse", "refuse", "accept")  # one no better than chance
    seed: int = option(0, 0, 2**31 - 1)


STAGE_OPTIONS: dict[str, type[Any]] = {
    "sft": SFTOptions,
    "reward": RewardOptions,
    "ppo": PPOOptions,
}


@dataclass(frozen=True)
class EvaluateOptions:
    """Compare two checkpoints on held-out prompts."""

    max_prompts: int = option(200, 1, 1_000_000, usual=True)
    samples_per_prompt: int = option(2, 1, 64, usual=True)
    temperature: float = option(0.7, 0.0, 5.0)
    max_tokens: int = option(96, 1, 4096)
    seed: int = option(0, 0, 2**31 - 1)


@dataclass(frozen=True)
class LabelerOptions:
    """The synthetic labeler's stated preference: the weight of each rule, and its noise."""

    on_topic: float = option(1.25, 0.0, 10.0, usual=True)
    simple_words: float = option(2.0, 0.0, 10.0, usual=True)
    ends_well: float = option(2.0, 0.0, 10.0, usual=True)
    no_repetition: float = option(1.0, 0.0, 10.0, usual=True)
    short_sentences: float = option(2.0, 0.0, 10.0, usual=True)
    fitting_length: float = option(6.0, 0.0, 10.0, usual=True)
    kind_tone: float = option(1.0, 0.0, 10.0, usual=True)
    noise: float = option(0.0, 0.0, 10.0, usual=True)  # standard deviation added to each score
    tie_within: float = option(0.2, 0.0, 10.0)  # scores closer than this are tied
    seed: int = option(0, 0, 2**31 - 1)


LABELING_MODES = ("rate_and_rank", "rank", "pairwise", "thumbs")
# What a labeler may say of an answer, after InstructGPT (arXiv 2203.02155, table 3, figure 12).
FLAGS = (
    "fails_instruction",
    "inappropriate",
    "hallucination",
    "satisfies_constraint",
    "sexual",
    "violent",
    "encourages_harm",
    "denigrates_group",
    "harmful_advice",
    "expresses_opinion",
    "moral_judgment",
)
MAX_FLAGS = 20  # so that each has a letter for its key
MAX_FLAG_CHARACTERS = 120


@dataclass(frozen=True)
class LabelingOptions:
    """How a project's labelers compare answers."""

    mode: str = choice("rank", *LABELING_MODES, usual=True)
    view: str = choice("list", "list", "board")  # of the ranking
    flags: tuple[str, ...] = FLAGS  # codes of `FLAGS`, or a project's own words
    allow_unranked: bool = False  # answers may be left without a rank
    allow_none_acceptable: bool = False  # labelers may say that none of the answers will do


def labeling_from(values: Mapping[str, Any]) -> LabelingOptions:
    """Labeling options from plain data. Raises `InputError` for what they cannot be."""
    flags = values.get("flags", FLAGS)
    usable = isinstance(flags, list | tuple) and all(isinstance(flag, str) for flag in flags)
    own = [flag.strip() for flag in flags] if usable else [""]
    fit = all(0 < len(flag) <= MAX_FLAG_CHARACTERS for flag in own)
    if not fit or len(set(own)) < len(own) or len(own) > MAX_FLAGS:
        raise InputError("labeling_flags", limit=MAX_FLAGS, characters=MAX_FLAG_CHARACTERS)
    for name in ("allow_unranked", "allow_none_acceptable"):
        if not isinstance(values.get(name, False), bool):
            raise InputError("option_choice", name=name, value=values[name], choices="true, false")
    return options_from(LabelingOptions, {**values, "flags": tuple(own)})


@dataclass(frozen=True)
class GuardOptions:
    """What watches over the quality of labels. A place of a labeler's queue is a share's by hash.

    Silent reading goes at about 4 words a second, skimming at up to 10 (Brysbaert 2019,
    doi:10.1016/j.jml.2019.104047); who submits faster than the limit cannot have read it all.
    """

    repeat_share: float = option(0.0, 0.0, 0.5, usual=True)  # of the queue: own rankings again
    repeat_after: int = option(20, 1, 10_000, usual=True)  # own rankings in between, at least
    gold_share: float = option(0.0, 0.0, 0.5, usual=True)  # of the queue: sets of known order
    fastest_words_per_second: float = option(12.0, 0.0, 1000.0, usual=True)  # 0 is off
    seed: int = option(0, 0, 2**31 - 1)


Options = TypeVar("Options")


def validate(options: Options) -> Options:
    """Return the options, or raise `InputError` naming the first value out of its range."""
    for item in fields(options):  # type: ignore[arg-type]
        value = getattr(options, item.name)
        if "choices" in item.metadata and value not in item.metadata["choices"]:
            allowed = ", ".join(item.metadata["choices"])
            raise InputError("option_choice", name=item.name, value=value, choices=allowed)
        if "low" in item.metadata and not _in_range(value, item):
            low, high = item.metadata["low"], item.metadata["high"]
            raise InputError("option_range", name=item.name, value=value, low=low, high=high)
    return options


def _in_range(value: Any, item: Field[Any]) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if isinstance(item.default, int) and not isinstance(value, int):
        return False
    low, high = item.metadata["low"], item.metadata["high"]
    return low <= value <= high and not (item.metadata["open"] and value == low)


def options_from(kind: type[Options], values: Mapping[str, Any]) -> Options:
    """Build options from plain data (a saved run, the command line); unknown names are errors."""
    known = {item.name: item for item in fields(kind)}  # type: ignore[arg-type]
    for name in values:
        if name not in known:
            raise InputError("option_unknown", name=name, known=", ".join(known))
    defaults = {n: item.default for n, item in known.items() if item.default is not MISSING}
    return validate(kind(**{**defaults, **values}))


__all__ = [
    "FLAGS",
    "LABELING_MODES",
    "STAGE_OPTIONS",
    "EvaluateOptions",
    "GuardOptions",
    "LabelerOptions",
    "LabelingOptions",
    "PPOOptions",
    "PretrainOptions",
    "RewardOptions",
    "SFTOptions",
    "SamplingOptions",
    "Settings",
    "cache_folder",
    "labeling_from",
    "load_settings",
    "options_from",
    "replace",
    "resource",
    "save_settings",
    "settings_path",
    "validate",
    "write_beside",
]
