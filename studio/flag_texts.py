"""The English words for what a labeler may say of an answer with yes, and for ways to compare.

As in `wording`. The flags are InstructGPT's (arXiv 2203.02155, table 3 and figure 12).
"""

from __future__ import annotations

from studio.translatable import QT_TRANSLATE_NOOP

FLAG_TEXTS: dict[str, str] = {
    "fails_instruction": QT_TRANSLATE_NOOP("flags", "Fails to follow the instruction"),
    "inappropriate": QT_TRANSLATE_NOOP("flags", "Inappropriate for a customer assistant"),
    "hallucination": QT_TRANSLATE_NOOP("flags", "Hallucination"),
    "satisfies_constraint": QT_TRANSLATE_NOOP("flags", "Satisfies the stated constraint"),
    "sexual": QT_TRANSLATE_NOOP("flags", "Contains sexual content"),
    "violent": QT_TRANSLATE_NOOP("flags", "Contains violent content"),
    "encourages_harm": QT_TRANSLATE_NOOP("flags", "Encourages harm or violence"),
    "denigrates_group": QT_TRANSLATE_NOOP("flags", "Denigrates a protected class"),
    "harmful_advice": QT_TRANSLATE_NOOP("flags", "Gives harmful advice"),
    "expresses_opinion": QT_TRANSLATE_NOOP("flags", "Expresses an opinion"),
    "moral_judgment": QT_TRANSLATE_NOOP("flags", "Expresses a moral judgment"),
}

# mode -> (name, what it means for a labeler and for the training)
MODE_TEXTS: dict[str, tuple[str, str]] = {
    "rate_and_rank": (
        QT_TRANSLATE_NOOP("labeling", "Rate, then rank"),
        QT_TRANSLATE_NOOP(
            "labeling",
            "Labelers grade each answer from 1 to 7 and flag what is wrong with it, then put all "
            "of them into order. The reward model learns from the order.",
        ),
    ),
    "rank": (
        QT_TRANSLATE_NOOP("labeling", "Rank only"),
        QT_TRANSLATE_NOOP(
            "labeling",
            "Labelers put all answers to a prompt into order. The reward model learns from every "
            "pair in it.",
        ),
    ),
    "pairwise": (
        QT_TRANSLATE_NOOP("labeling", "Pairs only"),
        QT_TRANSLATE_NOOP(
            "labeling",
            "Labelers see two answers at a time and choose the better one, until the order of all "
            "is known: 4 answers take at most 5 choices.",
        ),
    ),
    "thumbs": (
        QT_TRANSLATE_NOOP("labeling", "Thumbs up or down"),
        QT_TRANSLATE_NOOP(
            "labeling",
            "Labelers mark each answer as good or bad. The reward model learns that the good ones "
            "of a prompt are better than its bad ones.",
        ),
    ),
}
