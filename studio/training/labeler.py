"""A synthetic labeler: a stated preference made of inspectable rules, and adjustable noise.

It stands in for a person in the tour, in lessons and in tests, and is always shown as synthetic.
Each rule maps a response to [0, 1]; the score is their weighted sum.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from studio.config import LabelerOptions, resource
from studio.lm.generate import stable_seed

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
CLOSERS = "\"'”“’‘»«)"  # what may stand behind the end of a sentence, in both languages
NAMING_ONE = 0.7  # of being on topic; the rest is for how many of the prompt's words are named
SENTENCE_END = re.compile(rf"[.!?]+[{CLOSERS}]*(?:\s|$)")

ENDINGS = {
    "en": ("'s", "’s", "es", "s", "ing", "ed", "e"),
    "de": ("en", "er", "es", "em", "e", "n", "s"),
}


@dataclass(frozen=True)
class Judgement:
    """A response's score and the share of each rule in it."""

    score: float
    rules: dict[str, float]


class SyntheticLabeler:
    """Judges responses by `LabelerOptions`. The same seed and texts give the same noise."""

    def __init__(self, options: LabelerOptions) -> None:
        self.options = options

    def judge(self, prompt: str, response: str, finished: bool, language: str) -> Judgement:
        """The noiseless judgement of one response."""
        rules = {
            "on_topic": on_topic(prompt, response, language),
            "ends_well": ends_well(response, finished),
            "simple_words": simple_words(response, language),
            "no_repetition": no_repetition(response),
            "short_sentences": short_sentences(response),
            "fitting_length": fitting_length(response),
            "kind_tone": kind_tone(response, language),
        }
        return Judgement(sum(getattr(self.options, n) * v for n, v in rules.items()), rules)

    def rank(
        self, prompt: str, responses: Sequence[str], finished: Sequence[bool], language: str
    ) -> list[list[int]]:
        """Groups of response indices, best first; scores closer than `tie_within` are tied."""
        scores = []
        for i, (text, ended) in enumerate(zip(responses, finished, strict=True)):
            noise = random.Random(stable_seed(self.options.seed, prompt, text, i))
            judged = self.judge(prompt, text, ended, language).score
            scores.append(judged + noise.gauss(0, 1) * self.options.noise)
        order = sorted(range(len(scores)), key=lambda i: -scores[i])
        groups: list[list[int]] = []
        for i in order:
            if groups and scores[groups[-1][0]] - scores[i] < self.options.tie_within:
                groups[-1].append(i)
            else:
                groups.append([i])
        return groups


def on_topic(prompt: str, response: str, language: str) -> float:
    """0 where no topic word of the prompt is named, most of 1 for the first, 1 for all of them."""
    share = named_share(prompt, response, language)
    return NAMING_ONE + (1 - NAMING_ONE) * share if share else 0.0


def named_share(prompt: str, response: str, language: str) -> float:
    """The share of the prompt's topic words that the response names; 1 where it has none."""
    topics = topic_words(prompt, language)
    if not topics:
        return 1.0
    named = {stem(word, language) for word in words(response)}
    return sum(any(same_topic(topic, word) for word in named) for topic in topics) / len(topics)


def ends_well(response: str, finished: bool) -> float:
    """Whether the response ended by itself, on a full stop, question or exclamation mark."""
    closed = response.rstrip().rstrip(CLOSERS).endswith((".", "!", "?"))
    return float(finished and closed)


def simple_words(response: str, language: str) -> float:
    """The share of words that a six-year-old knows, from 0 at half of them to 1 at all."""
    known = word_list("common_words", language)
    spoken = words(response)
    if not spoken or not known:
        return float(bool(spoken))
    share = sum(word.lower() in known for word in spoken) / len(spoken)
    return max(0.0, 2 * share - 1)


def no_repetition(response: str) -> float:
    """The share of three-word runs that are new, counting each repetition twice against it."""
    spoken = [w.lower() for w in words(response)]
    runs = list(zip(spoken, spoken[1:], spoken[2:], strict=False))
    if not runs:
        return 1.0
    return max(0.0, 1 - 2 * (1 - len(set(runs)) / len(runs)))


def short_sentences(response: str) -> float:
    """1 for sentences of at most 6 words on average, falling to 0 at 12."""
    told = sentences(response)
    if not told:
        return 0.0
    average = len(words(response)) / len(told)
    return min(1.0, max(0.0, (12 - average) / 6))


def fitting_length(response: str) -> float:
    """1 from 20 to 60 words, falling to 0 at none and at 100."""
    count = len(words(response))
    return min(1.0, count / 20, max(0.0, (100 - count) / 40))


def kind_tone(response: str, language: str) -> float:
    """1 with three kind words or more, less with fewer; 0 with none or with any rude one."""
    spoken = [word.lower() for word in words(response)]
    if any(word in word_list("rude_words", language) for word in spoken):
        return 0.0
    return min(1.0, sum(word in word_list("kind_words", language) for word in spoken) / 3)


@lru_cache(maxsize=64)  # each rule asks for the words of the same text
def words(text: str) -> tuple[str, ...]:
    """The words of a text, in Unicode's composed form: an accent of its own would end a word."""
    return tuple(WORD.findall(unicodedata.normalize("NFC", text)))


def sentences(text: str) -> list[str]:
    """The sentences of a text, those that have words."""
    return [sentence for sentence in SENTENCE_END.split(text) if words(sentence)]


def topic_words(prompt: str, language: str) -> list[str]:
    """Stems of the words that say what the prompt is about, each once."""
    ignored = word_list("not_topics", language)
    kept = (w for w in words(prompt) if w.lower() not in ignored and len(w) > 2)
    return list(dict.fromkeys(stem(word, language) for word in kept))


@lru_cache
def word_list(name: str, language: str) -> frozenset[str]:
    """A list of words in lower case that ships with the program; empty for other languages.

    `not_topics`: words of a request, and of grammar, that do not say what it is about.
    `common_words`: words that a six-year-old knows.
    `kind_words`, `rude_words`: words that make a tone kind or unkind.
    """
    path = resource("labeler", f"{name}.{language}.txt")
    return frozenset(path.read_text("utf-8").split()) if path.exists() else frozenset()


def stem(word: str, language: str) -> str:
    """The word in lower case, umlauts folded, a common ending taken off."""
    folded = unicodedata.normalize("NFD", word.lower())
    folded = "".join(c for c in folded if not unicodedata.combining(c)).replace("ß", "ss")
    for ending in ENDINGS.get(language, ENDINGS["en"]):
        if folded.endswith(ending) and len(folded) - len(ending) >= 3:
            return folded.removesuffix(ending)
    return folded


def same_topic(topic: str, word: str) -> bool:
    """Equal stems, or one a compound of the other (Mond, Mondlandung)."""
    if topic == word:
        return True
    short, long = sorted((topic, word), key=len)
    return len(short) >= 4 and len(long) - len(short) >= 3 and long.startswith(short)
