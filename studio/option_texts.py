"""The English name and explanation of every training option; the help and the window show both.

As in `wording`, `QT_TRANSLATE_NOOP` marks the texts for Qt's `lupdate`; their context is
`options`. A text belongs to a field's name; where one class means something else by it, the text
under `Class.field` comes first.
"""

from __future__ import annotations

from studio.pretrain_texts import PRETRAIN_TEXTS
from studio.translatable import QT_TRANSLATE_NOOP

# field, or Class.field -> (name, explanation)
OPTION_TEXTS: dict[str, tuple[str, str]] = {
    **PRETRAIN_TEXTS,
    "temperature": (
        QT_TRANSLATE_NOOP("options", "Temperature"),
        QT_TRANSLATE_NOOP(
            "options", "How freely tokens are drawn: 0 always takes the likeliest, 1 as learned."
        ),
    ),
    "top_k": (
        QT_TRANSLATE_NOOP("options", "Top k"),
        QT_TRANSLATE_NOOP("options", "Draw only from the k likeliest tokens; 0 is off."),
    ),
    "top_p": (
        QT_TRANSLATE_NOOP("options", "Top p"),
        QT_TRANSLATE_NOOP(
            "options", "Draw only from the likeliest tokens that together reach this probability."
        ),
    ),
    "max_tokens": (
        QT_TRANSLATE_NOOP("options", "Longest response"),
        QT_TRANSLATE_NOOP("options", "Tokens after which a response is cut off."),
    ),
    "SFTOptions.max_tokens": (
        QT_TRANSLATE_NOOP("options", "Longest text"),
        QT_TRANSLATE_NOOP(
            "options", "Tokens of a prompt with its response; a longer prompt loses its beginning."
        ),
    ),
    "RewardOptions.max_tokens": (
        QT_TRANSLATE_NOOP("options", "Longest text"),
        QT_TRANSLATE_NOOP(
            "options", "Tokens of a prompt with its response; a longer prompt loses its beginning."
        ),
    ),
    "seed": (
        QT_TRANSLATE_NOOP("options", "Seed"),
        QT_TRANSLATE_NOOP("options", "The same seed on the same data gives the same result."),
    ),
    "epochs": (
        QT_TRANSLATE_NOOP("options", "Epochs"),
        QT_TRANSLATE_NOOP("options", "How often training goes through all the labels."),
    ),
    "learning_rate": (
        QT_TRANSLATE_NOOP("options", "Learning rate"),
        QT_TRANSLATE_NOOP(
            "options", "The size of an update at its peak. Too large, and training diverges."
        ),
    ),
    "batch_size": (
        QT_TRANSLATE_NOOP("options", "Batch size"),
        QT_TRANSLATE_NOOP("options", "Labels that share one update of the weights."),
    ),
    "RewardOptions.batch_size": (
        QT_TRANSLATE_NOOP("options", "Batch size"),
        QT_TRANSLATE_NOOP("options", "Comparisons that share one update of the weights."),
    ),
    "heldout_share": (
        QT_TRANSLATE_NOOP("options", "Held-out share"),
        QT_TRANSLATE_NOOP(
            "options", "The part of the labels kept out of training, to measure on it."
        ),
    ),
    "warmup_share": (
        QT_TRANSLATE_NOOP("options", "Warm-up share"),
        QT_TRANSLATE_NOOP(
            "options", "The part of the steps in which the learning rate rises from 0."
        ),
    ),
    "weight_decay": (
        QT_TRANSLATE_NOOP("options", "Weight decay"),
        QT_TRANSLATE_NOOP("options", "How strongly each update pulls the weights towards 0."),
    ),
    "max_gradient_norm": (
        QT_TRANSLATE_NOOP("options", "Largest gradient norm"),
        QT_TRANSLATE_NOOP("options", "A longer gradient is scaled down to this length."),
    ),
    "start_share": (
        QT_TRANSLATE_NOOP("options", "Share of the start"),
        QT_TRANSLATE_NOOP(
            "options",
            "The part of the weights before training that is mixed into the saved ones: the model "
            "forgets less, and learns less; 0 is off.",
        ),
    ),
    "lora_rank": (
        QT_TRANSLATE_NOOP("options", "LoRA rank"),
        QT_TRANSLATE_NOOP(
            "options",
            "Small matrices of this rank learn in place of the weights, to save memory; 0 is off.",
        ),
    ),
    "lora_alpha": (
        QT_TRANSLATE_NOOP("options", "LoRA alpha"),
        QT_TRANSLATE_NOOP("options", "What the small matrices add is multiplied by alpha / rank."),
    ),
    "lora_targets": (
        QT_TRANSLATE_NOOP("options", "LoRA targets"),
        QT_TRANSLATE_NOOP(
            "options", "The weights that get such matrices: attention's, or all of each layer's."
        ),
    ),
    "calibration_samples": (
        QT_TRANSLATE_NOOP("options", "Calibration samples"),
        QT_TRANSLATE_NOOP(
            "options", "Responses of the policy that set the scale of the rewards after training."
        ),
    ),
    "episodes": (
        QT_TRANSLATE_NOOP("options", "Episodes"),
        QT_TRANSLATE_NOOP("options", "Responses that the policy samples and learns from."),
    ),
    "kl_coefficient": (
        QT_TRANSLATE_NOOP("options", "KL coefficient"),
        QT_TRANSLATE_NOOP(
            "options", "The price, in reward, of each nat by which the policy leaves the reference."
        ),
    ),
    "kl_target": (
        QT_TRANSLATE_NOOP("options", "KL target"),
        QT_TRANSLATE_NOOP(
            "options",
            "Nats a response that the coefficient is steered for; 0 leaves it as it is.",
        ),
    ),
    "weak_reward": (
        QT_TRANSLATE_NOOP("options", "Weak reward model"),
        QT_TRANSLATE_NOOP(
            "options",
            "What PPO does with a reward model whose held-out accuracy may be chance.",
        ),
    ),
    "average_decay": (
        QT_TRANSLATE_NOOP("options", "Average decay"),
        QT_TRANSLATE_NOOP(
            "options",
            "Saves the moving average of the policy's weights over the rollouts; 0 is off.",
        ),
    ),
    "pretraining_coefficient": (
        QT_TRANSLATE_NOOP("options", "Pretraining coefficient"),
        QT_TRANSLATE_NOOP(
            "options",
            "The weight of the demonstrations' loss beside PPO's own, so that the policy forgets "
            "less; 0 is off.",
        ),
    ),
    "kl_budget": (
        QT_TRANSLATE_NOOP("options", "KL budget"),
        QT_TRANSLATE_NOOP(
            "options",
            "Nats a response: a policy further than this from the reference ends the run.",
        ),
    ),
    "kl_limit": (
        QT_TRANSLATE_NOOP("options", "KL limit"),
        QT_TRANSLATE_NOOP(
            "options",
            "Nats a response: a policy that ends further away is mixed with the one before PPO; "
            "0 is off.",
        ),
    ),
    "max_response_tokens": (
        QT_TRANSLATE_NOOP("options", "Longest response"),
        QT_TRANSLATE_NOOP("options", "Tokens after which a response is cut off."),
    ),
    "max_prompt_tokens": (
        QT_TRANSLATE_NOOP("options", "Longest prompt"),
        QT_TRANSLATE_NOOP("options", "A prompt of more tokens loses its beginning."),
    ),
    "rollout_episodes": (
        QT_TRANSLATE_NOOP("options", "Episodes a rollout"),
        QT_TRANSLATE_NOOP("options", "Responses sampled before the policy is updated on them."),
    ),
    "minibatch_size": (
        QT_TRANSLATE_NOOP("options", "Minibatch size"),
        QT_TRANSLATE_NOOP("options", "Episodes that share one update of the weights."),
    ),
    "inner_epochs": (
        QT_TRANSLATE_NOOP("options", "Inner epochs"),
        QT_TRANSLATE_NOOP("options", "How often PPO goes through each rollout."),
    ),
    "value_learning_rate": (
        QT_TRANSLATE_NOOP("options", "Value learning rate"),
        QT_TRANSLATE_NOOP("options", "The learning rate of the value function."),
    ),
    "critic_warmup_rollouts": (
        QT_TRANSLATE_NOOP("options", "Critic warm-up"),
        QT_TRANSLATE_NOOP(
            "options", "Rollouts on which only the value function learns, at the start."
        ),
    ),
    "gamma": (
        QT_TRANSLATE_NOOP("options", "Discount (gamma)"),
        QT_TRANSLATE_NOOP("options", "The weight of a reward one token later."),
    ),
    "gae_lambda": (
        QT_TRANSLATE_NOOP("options", "GAE lambda"),
        QT_TRANSLATE_NOOP(
            "options", "Advantages by the value function alone (0) or by the rewards alone (1)."
        ),
    ),
    "clip_range": (
        QT_TRANSLATE_NOOP("options", "Clip range"),
        QT_TRANSLATE_NOOP(
            "options", "How far a token's probability ratio may move and still be rewarded for it."
        ),
    ),
    "value_clip_range": (
        QT_TRANSLATE_NOOP("options", "Value clip range"),
        QT_TRANSLATE_NOOP(
            "options", "How far a value may move in one rollout, in units of reward; 0 is off."
        ),
    ),
    "approximate_kl_stop": (
        QT_TRANSLATE_NOOP("options", "Approximate KL stop"),
        QT_TRANSLATE_NOOP(
            "options", "A rollout's inner epochs end when the policy has moved this far; 0 is off."
        ),
    ),
    "reward_clip": (
        QT_TRANSLATE_NOOP("options", "Reward clip"),
        QT_TRANSLATE_NOOP("options", "Rewards above this, or below its negative, count as this."),
    ),
    "warmup_rollouts": (
        QT_TRANSLATE_NOOP("options", "Warm-up rollouts"),
        QT_TRANSLATE_NOOP(
            "options", "Rollouts in which the policy's learning rate rises from 0, once it learns."
        ),
    ),
    "max_prompts": (
        QT_TRANSLATE_NOOP("options", "Prompts"),
        QT_TRANSLATE_NOOP("options", "The most held-out prompts to compare on."),
    ),
    "samples_per_prompt": (
        QT_TRANSLATE_NOOP("options", "Samples a prompt"),
        QT_TRANSLATE_NOOP("options", "Responses of each checkpoint to each prompt."),
    ),
    "on_topic": (
        QT_TRANSLATE_NOOP("options", "On topic"),
        QT_TRANSLATE_NOOP("options", "Weight of naming what the prompt asks for."),
    ),
    "simple_words": (
        QT_TRANSLATE_NOOP("options", "Simple words"),
        QT_TRANSLATE_NOOP("options", "Weight of words that a six-year-old knows."),
    ),
    "ends_well": (
        QT_TRANSLATE_NOOP("options", "Ends well"),
        QT_TRANSLATE_NOOP(
            "options",
            "Weight of coming to an end, and that on a full stop, question or exclamation mark.",
        ),
    ),
    "no_repetition": (
        QT_TRANSLATE_NOOP("options", "No repetition"),
        QT_TRANSLATE_NOOP("options", "Weight of not saying the same thing twice."),
    ),
    "short_sentences": (
        QT_TRANSLATE_NOOP("options", "Short sentences"),
        QT_TRANSLATE_NOOP("options", "Weight of sentences of six words or fewer."),
    ),
    "fitting_length": (
        QT_TRANSLATE_NOOP("options", "Fitting length"),
        QT_TRANSLATE_NOOP("options", "Weight of a length of 20 to 60 words."),
    ),
    "kind_tone": (
        QT_TRANSLATE_NOOP("options", "Kind tone"),
        QT_TRANSLATE_NOOP("options", "Weight of kind words, and of no rude ones."),
    ),
    "noise": (
        QT_TRANSLATE_NOOP("options", "Noise"),
        QT_TRANSLATE_NOOP(
            "options", "Standard deviation of the chance added to each score; 0 is none."
        ),
    ),
    "tie_within": (
        QT_TRANSLATE_NOOP("options", "Ties within"),
        QT_TRANSLATE_NOOP("options", "Responses whose scores differ by less are tied."),
    ),
    "RewardOptions.head_first": (
        QT_TRANSLATE_NOOP("options", "Head first"),
        QT_TRANSLATE_NOOP(
            "options",
            "Fit the new head to the comparisons before the whole model learns along: better where"
            " they are few.",
        ),
    ),
    "RewardOptions.heads": (
        QT_TRANSLATE_NOOP("options", "Heads"),
        QT_TRANSLATE_NOOP(
            "options",
            "Judges that learn side by side, each from its own draw of the comparisons; the lowest "
            "score counts.",
        ),
    ),
    "repeat_share": (
        QT_TRANSLATE_NOOP("options", "Repeats"),
        QT_TRANSLATE_NOOP(
            "options",
            "The share of rankings that a labeler is dealt a second time, in a new order and "
            "without being told, to see how far they agree with themselves; 0 is none.",
        ),
    ),
    "repeat_after": (
        QT_TRANSLATE_NOOP("options", "Repeat after"),
        QT_TRANSLATE_NOOP("options", "Rankings that lie between the first time and the second."),
    ),
    "gold_share": (
        QT_TRANSLATE_NOOP("options", "Gold"),
        QT_TRANSLATE_NOOP(
            "options",
            "The share of rankings whose right order is known, to see how far a labeler agrees "
            "with it; 0 is none.",
        ),
    ),
    "fastest_words_per_second": (
        QT_TRANSLATE_NOOP("options", "Fastest reading"),
        QT_TRANSLATE_NOOP(
            "options",
            "Words a second; a label made faster than its texts can be read at this speed is "
            "marked as hasty. 0 marks none.",
        ),
    ),
    "GuardOptions.seed": (
        QT_TRANSLATE_NOOP("options", "Seed"),
        QT_TRANSLATE_NOOP("options", "Another seed puts repeats and gold at other places."),
    ),
}


CHOICE_TEXTS: dict[str, str] = {
    "refuse": QT_TRANSLATE_NOOP("options", "refuse"),
    "accept": QT_TRANSLATE_NOOP("options", "accept"),
    "attention": QT_TRANSLATE_NOOP("options", "attention"),
    "all": QT_TRANSLATE_NOOP("options", "all"),
    "yes": QT_TRANSLATE_NOOP("options", "yes"),
    "no": QT_TRANSLATE_NOOP("options", "no"),
}


def option_texts(kind: type, name: str) -> tuple[str, str]:
    """(name, explanation) of the field `name` of the options class `kind`, in English.

    A field without texts (a test looks for them) goes by its own name.
    """
    texts = OPTION_TEXTS.get(f"{kind.__name__}.{name}") or OPTION_TEXTS.get(name)
    return texts or (name.replace("_", " "), "")
