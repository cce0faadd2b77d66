"""What each option of pretraining means, in English: its name and an explanation.

As in `option_texts`.
"""

from __future__ import annotations

from studio.translatable import QT_TRANSLATE_NOOP

PRETRAIN_TEXTS: dict[str, tuple[str, str]] = {
    "tokens": (
        QT_TRANSLATE_NOOP("options", "Tokens"),
        QT_TRANSLATE_NOOP("options", "How much text training reads, in tokens."),
    ),
    "vocab_size": (
        QT_TRANSLATE_NOOP("options", "Vocabulary"),
        QT_TRANSLATE_NOOP("options", "Tokens that the tokenizer knows."),
    ),
    "hidden_size": (
        QT_TRANSLATE_NOOP("options", "Hidden size"),
        QT_TRANSLATE_NOOP("options", "The width of the model: numbers that stand for one token."),
    ),
    "layers": (
        QT_TRANSLATE_NOOP("options", "Layers"),
        QT_TRANSLATE_NOOP("options", "The depth of the model."),
    ),
    "heads": (
        QT_TRANSLATE_NOOP("options", "Heads"),
        QT_TRANSLATE_NOOP("options", "Attention heads of a layer; they share the hidden size."),
    ),
    "intermediate_size": (
        QT_TRANSLATE_NOOP("options", "Intermediate size"),
        QT_TRANSLATE_NOOP("options", "The width inside each layer's feed-forward part."),
    ),
    "positions": (
        QT_TRANSLATE_NOOP("options", "Positions"),
        QT_TRANSLATE_NOOP("options", "The longest text that the model can read, in tokens."),
    ),
    "row_tokens": (
        QT_TRANSLATE_NOOP("options", "Row length"),
        QT_TRANSLATE_NOOP("options", "Tokens that training reads in one piece."),
    ),
    "batch_rows": (
        QT_TRANSLATE_NOOP("options", "Rows a batch"),
        QT_TRANSLATE_NOOP("options", "Rows that share one update of the weights."),
    ),
    "PretrainOptions.learning_rate": (
        QT_TRANSLATE_NOOP("options", "Learning rate"),
        QT_TRANSLATE_NOOP("options", "Of embeddings and norms, which AdamW updates."),
    ),
    "matrix_learning_rate": (
        QT_TRANSLATE_NOOP("options", "Learning rate of matrices"),
        QT_TRANSLATE_NOOP("options", "Of the layers' matrices, which Muon updates."),
    ),
    "warmup_steps": (
        QT_TRANSLATE_NOOP("options", "Warm-up steps"),
        QT_TRANSLATE_NOOP("options", "Steps in which the learning rate rises from 0."),
    ),
    "decay_share": (
        QT_TRANSLATE_NOOP("options", "Decay share"),
        QT_TRANSLATE_NOOP(
            "options", "The part of the steps, at the end, in which the learning rate falls to 0."
        ),
    ),
    "wrong_headings": (
        QT_TRANSLATE_NOOP("options", "Wrong headings"),
        QT_TRANSLATE_NOOP(
            "options",
            "The share of texts put under another's heading, to learn whether a text fits its own.",
        ),
    ),
    "spoiled_texts": (
        QT_TRANSLATE_NOOP("options", "Spoiled texts"),
        QT_TRANSLATE_NOOP(
            "options",
            "The share of texts read once more, made worse: words said again, an end that "
            "does not belong, or none. They are not learned to be written.",
        ),
    ),
    "trait_weight": (
        QT_TRANSLATE_NOOP("options", "Weight of traits"),
        QT_TRANSLATE_NOOP(
            "options",
            "How much it counts to tell at a text's end what it is like, such as whether it fits "
            "its heading, repeats itself or is kind. A reward model learns from that.",
        ),
    ),
    "compiled": (
        QT_TRANSLATE_NOOP("options", "Compiled"),
        QT_TRANSLATE_NOOP("options", "Compile the steps first; needs a C++ compiler."),
    ),
}
