"""What a text is like, as numbers that a base model learns to tell at the text's end.

Pretraining with them is multi-task learning (Caruana 1997): a linear head on the state at a text's
last token tells its traits, and is thrown away afterwards. What a small model's last state does
not hold, a reward model cannot learn from a few hundred comparisons. The traits are those that a
reader sees at once; what a labeler makes of them is left for the comparisons to say.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

import torch
from torch import Tensor

from studio.training.labeler import (
    WORD,
    fitting_length,
    kind_tone,
    named_share,
    no_repetition,
    same_topic,
    short_sentences,
    simple_words,
    stem,
    topic_words,
    word_list,
    words,
)

LANGUAGES = ("en", "de")
TRAITS = (
    "own_heading",
    "ended",
    "names_heading",
    "simple_words",
    "no_repetition",
    "short_sentences",
    "length",
    "fitting_length",
    "kind_tone",
)
REPEATED_WORDS = (3, 10)  # so many in a row are said again in a text spoiled by repetition
MOST_REPETITIONS = 3
STRANGER_CHARACTERS = 4  # at least: shorter words are seldom what a text is about


def traits(heading: str, body: str, own_heading: bool, ended: bool) -> list[float]:
    """The `TRAITS` of a text under a heading, each from 0 to about 1."""
    language = language_of(body)
    return [
        float(own_heading),
        float(ended),
        named_share(heading, body, language),
        simple_words(body, language),
        no_repetition(body),
        short_sentences(body),
        min(1.0, len(words(body)) / 100),
        fitting_length(body),
        kind_tone(body, language),
    ]


def language_of(text: str) -> str:
    """The language of which the text has most words."""
    spoken = [word.lower() for word in words(text)]
    known = [sum(word in word_list("common_words", name) for word in spoken) for name in LANGUAGES]
    return LANGUAGES[known.index(max(known))]


def standardized(told: Sequence[Sequence[float]]) -> Tensor:
    """Traits [P, F] as float32 of mean 0 and spread 1 each."""
    table = torch.tensor(told, dtype=torch.float32).view(-1, len(TRAITS))
    if not len(table):
        return table
    spread, mean = torch.std_mean(table, dim=0, correction=0)
    return (table - mean) / spread.clamp(min=1e-3)


def spoiled(heading: str, body: str, other: str, draw: random.Random) -> tuple[str, bool]:
    """A text made worse as a small model makes it, and whether it still ends.

    It says some words again, names something else than its heading, goes on with the end of another
    text, or breaks off.
    """
    said = body.split(" ")
    kind = draw.choice(("repeated", "astray", "astray", "mixed", "cut"))
    if kind == "cut":
        return " ".join(said[: draw.randint(1, max(1, len(said) - 1))]), False
    if kind == "mixed":
        rest = other.split(" ")
        return " ".join(said[: len(said) // 2] + rest[len(rest) // 2 :]), True
    if kind == "astray":
        return led_astray(heading, body, other, draw), True
    for _ in range(draw.randint(1, MOST_REPETITIONS)):
        start = draw.randrange(len(said))
        again = said[start : start + draw.randint(*REPEATED_WORDS)]
        place = draw.choice((start + len(again), draw.randrange(len(said))))
        said[place:place] = again
    return " ".join(said), True


def led_astray(heading: str, body: str, other: str, draw: random.Random) -> str:
    """The text with words of its heading's topic, some or all, replaced by another text's."""
    language = language_of(body)
    topics = topic_words(heading, language)
    strangers = [word for word in words(other) if len(word) >= STRANGER_CHARACTERS]
    if not topics or not strangers:
        return body
    lost = draw.sample(topics, draw.randint(1, len(topics)))
    instead = {topic: draw.choice(strangers) for topic in lost}

    def replaced(found: re.Match[str]) -> str:
        word = stem(found.group(), language)
        return next((new for old, new in instead.items() if same_topic(old, word)), found.group())

    return WORD.sub(replaced, body)
