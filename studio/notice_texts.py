"""The English words for what is told on the way: see `wording`."""

from __future__ import annotations

from studio.remote_texts import REMOTE_NOTICES
from studio.translatable import QT_TRANSLATE_NOOP

NOTICES: dict[str, str] = {
    **REMOTE_NOTICES,
    "muon_missing": QT_TRANSLATE_NOOP(
        "errors",
        "This version of torch has no Muon optimizer, so AdamW trains the whole model, more "
        "slowly. Torch 2.9 has it.",
    ),
    "compiler_missing": QT_TRANSLATE_NOOP(
        "errors",
        "There is no C++ compiler here, so the steps are not compiled and take longer. g++ or "
        "clang++ would do.",
    ),
    "source_missing": QT_TRANSLATE_NOOP(
        "errors", "{name} is not there and is left out. It is to be had from {origin}."
    ),
    "sets_alike": QT_TRANSLATE_NOOP(
        "errors",
        "{count} of {of} prompts are left out: the answers to them were all alike. A higher "
        "temperature makes them differ.",
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
    "kl_negative": QT_TRANSLATE_NOOP(
        "errors",
        "KL is {kl:.1f}, which is less than it can be. Sampling and scoring do not agree: please "
        "report it, and trust no figure of this run.",
    ),
    "reward_by_length": QT_TRANSLATE_NOOP(
        "errors",
        "The reward rises while answers get longer and only {ended:.0f} % end: the policy may have "
        "learned length alone. Look at its answers; rank more short ones above long ones, or "
        "raise the KL coefficient.",
    ),
    "entropy_collapsed": QT_TRANSLATE_NOOP(
        "errors",
        "The policy's entropy fell from {before:.2f} to {entropy:.2f} nats: it always says much "
        "the same. Raise the KL coefficient or lower the learning rate.",
    ),
    "answers_alike": QT_TRANSLATE_NOOP(
        "errors",
        "Only {distinct:.0f} % of the answers differ: the policy says the same to different "
        "prompts. Raise the KL coefficient, and look for an answer that the reward model "
        "overrates.",
    ),
    "value_explains_nothing": QT_TRANSLATE_NOOP(
        "errors",
        "Over {rollouts} rollouts the value function explained nothing of the rewards, so PPO "
        "learns from noise. Give it more warm-up rollouts or a higher learning rate.",
    ),
    "accuracy_by_chance": QT_TRANSLATE_NOOP(
        "errors",
        "On held-out comparisons the reward model agrees with people {accuracy:.0f} % of the time, "
        "between {low:.0f} % and {high:.0f} % with 95 % certainty: that may be chance. Rank more "
        "before PPO.",
    ),
    "kl_budget_spent": QT_TRANSLATE_NOOP(
        "errors",
        "PPO ended early: the policy is {kl:.1f} nats away from where it began, beyond the "
        "budget of {budget:g}.",
    ),
    "kl_limited": QT_TRANSLATE_NOOP(
        "errors",
        "The policy ended {kl:.1f} nats away from where it began. To keep to the limit of "
        "{limit:g}, {share:.0f} % of the weights before PPO were mixed in.",
    ),
}
