"""The English title and explanation, with the healthy range, of every figure a run records.

As in `wording`, `QT_TRANSLATE_NOOP` marks the texts for Qt's `lupdate`; their context is
`metrics`. The names are those under which the stages report and the store keeps them.
"""

from __future__ import annotations

from studio.translatable import QT_TRANSLATE_NOOP

# metric -> (title, what it is and when it is healthy)
METRIC_TEXTS: dict[str, tuple[str, str]] = {
    "loss": (
        QT_TRANSLATE_NOOP("metrics", "Loss"),
        QT_TRANSLATE_NOOP(
            "metrics", "The error on the labels trained on; healthy while it falls and levels off."
        ),
    ),
    "heldout_loss": (
        QT_TRANSLATE_NOOP("metrics", "Held-out loss"),
        QT_TRANSLATE_NOOP(
            "metrics",
            "The error on labels kept out of training; healthy while it falls; when it rises, "
            "training learns by heart.",
        ),
    ),
    "heldout_accuracy": (
        QT_TRANSLATE_NOOP("metrics", "Held-out accuracy"),
        QT_TRANSLATE_NOOP(
            "metrics",
            "How often the reward model prefers the response that the labeler preferred, with its "
            "95 % interval; healthy when the whole interval lies above one half, which is chance.",
        ),
    ),
    "heldout_accuracy_low": (
        QT_TRANSLATE_NOOP("metrics", "Lower end of the interval"),
        QT_TRANSLATE_NOOP(
            "metrics", "The lower end of the accuracy's 95 % interval; healthy above one half."
        ),
    ),
    "heldout_accuracy_high": (
        QT_TRANSLATE_NOOP("metrics", "Upper end of the interval"),
        QT_TRANSLATE_NOOP(
            "metrics",
            "The upper end of the accuracy's 95 % interval; more held-out comparisons bring it "
            "closer to the accuracy.",
        ),
    ),
    "margin": (
        QT_TRANSLATE_NOOP("metrics", "Margin"),
        QT_TRANSLATE_NOOP(
            "metrics",
            "How much higher the preferred response of a pair scores on average; healthy above 0 "
            "and rising.",
        ),
    ),
    "head_disagreement": (
        QT_TRANSLATE_NOOP("metrics", "Heads' disagreement"),
        QT_TRANSLATE_NOOP(
            "metrics",
            "How far the reward model's heads differ about a response (standard deviation), in "
            "units of its scores' spread; healthy when small; when PPO makes it grow, the policy "
            "has gone where the labels say little.",
        ),
    ),
    "learning_rate": (
        QT_TRANSLATE_NOOP("metrics", "Learning rate"),
        QT_TRANSLATE_NOOP(
            "metrics", "The size of the updates; it rises at the start and then falls as planned."
        ),
    ),
    "gradient_norm": (
        QT_TRANSLATE_NOOP("metrics", "Gradient norm"),
        QT_TRANSLATE_NOOP(
            "metrics",
            "The length of the gradient before it is cut; healthy when steady, a warning when it "
            "keeps growing.",
        ),
    ),
    "tokens_per_second": (
        QT_TRANSLATE_NOOP("metrics", "Tokens a second"),
        QT_TRANSLATE_NOOP("metrics", "The speed of training; healthy when steady."),
    ),
    "reward": (
        QT_TRANSLATE_NOOP("metrics", "Reward r_k"),
        QT_TRANSLATE_NOOP(
            "metrics",
            "The mean score of the sampled responses; 0 is as good as a demonstration; healthy "
            "while it rises and the samples read better too.",
        ),
    ),
    "kl": (
        QT_TRANSLATE_NOOP("metrics", "KL to reference"),
        QT_TRANSLATE_NOOP(
            "metrics",
            "How far the policy has moved from the SFT policy, in nats a response; healthy between "
            "0 and the budget.",
        ),
    ),
    "entropy": (
        QT_TRANSLATE_NOOP("metrics", "Entropy"),
        QT_TRANSLATE_NOOP(
            "metrics",
            "How open the policy's choice of the next token is, in nats; healthy while it falls "
            "slowly; near 0 all responses are alike.",
        ),
    ),
    "clip_fraction": (
        QT_TRANSLATE_NOOP("metrics", "Clip fraction"),
        QT_TRANSLATE_NOOP(
            "metrics",
            "The share of tokens whose update was clipped; healthy between 0 and 0.2; above it the "
            "learning rate is too high.",
        ),
    ),
    "value_loss": (
        QT_TRANSLATE_NOOP("metrics", "Value loss"),
        QT_TRANSLATE_NOOP(
            "metrics",
            "The error of the value function's forecasts of reward; healthy while it falls or "
            "stays low.",
        ),
    ),
    "explained_variance": (
        QT_TRANSLATE_NOOP("metrics", "Explained variance"),
        QT_TRANSLATE_NOOP(
            "metrics",
            "How much of the rewards' differences the value function foresees; 1 is all; healthy "
            "above 0 and rising.",
        ),
    ),
    "response_length": (
        QT_TRANSLATE_NOOP("metrics", "Response length"),
        QT_TRANSLATE_NOOP(
            "metrics",
            "Tokens in a response on average; healthy when steady; growing with the reward it may "
            "mean that length alone pays.",
        ),
    ),
    "distinct_share": (
        QT_TRANSLATE_NOOP("metrics", "Distinct answers"),
        QT_TRANSLATE_NOOP(
            "metrics",
            "The share of a rollout's answers that differ; healthy near 100 %, and when it falls, "
            "the policy says the same to everyone.",
        ),
    ),
    "ended_share": (
        QT_TRANSLATE_NOOP("metrics", "Share that ended"),
        QT_TRANSLATE_NOOP(
            "metrics",
            "The share of responses that ended by themselves before the limit; healthy near 1.",
        ),
    ),
    "approximate_kl": (
        QT_TRANSLATE_NOOP("metrics", "Approximate KL"),
        QT_TRANSLATE_NOOP(
            "metrics",
            "How far one rollout's updates moved the policy, in nats a token; healthy below 0.05.",
        ),
    ),
    "policy_loss": (
        QT_TRANSLATE_NOOP("metrics", "Policy loss"),
        QT_TRANSLATE_NOOP(
            "metrics", "PPO's clipped objective; healthy close to 0, its trend says little."
        ),
    ),
    "ptx_loss": (
        QT_TRANSLATE_NOOP("metrics", "Demonstrations' loss"),
        QT_TRANSLATE_NOOP(
            "metrics",
            "The error on demonstrations that PPO mixes in, in nats a token; healthy while it "
            "stays where it began; when it rises, the policy forgets what SFT taught it.",
        ),
    ),
    "kl_coefficient": (
        QT_TRANSLATE_NOOP("metrics", "KL coefficient"),
        QT_TRANSLATE_NOOP(
            "metrics", "The price of a nat of KL in reward; it is constant unless adapted."
        ),
    ),
    "episodes": (
        QT_TRANSLATE_NOOP("metrics", "Episodes"),
        QT_TRANSLATE_NOOP("metrics", "Responses sampled so far; it rises steadily."),
    ),
}


def metric_texts(name: str) -> tuple[str, str]:
    """(title, explanation) of a metric, in English; one that is not known names itself."""
    return METRIC_TEXTS.get(name, (name, ""))
