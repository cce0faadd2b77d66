"""What a small model's answers to held-out prompts are like: the figures of its model card.

Each is a share of the answers, with its 95 % interval by bootstrap over prompts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from studio.config import EvaluateOptions, LabelerOptions
from studio.jobs.control import RunControl
from studio.jobs.events import Emit, Progress, SampleSeen
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.training.data import PromptText
from studio.training.evaluate import PROMPTS_A_CHUNK, answers, bootstrap_interval
from studio.training.labeler import SyntheticLabeler, on_topic, topic_words, words

K = 4
MOST_TOKENS = 120
COPIED_WORDS = 12  # so many in a row, as they stand in a known text, are a copy
REPEATED_WORDS = 4  # so many in a row, three times or more, are a repetition

Interval = tuple[float, float, float]
Run = tuple[str, ...]
Lines = Sequence[str]  # one known text, as the lines that somebody wrote whole


@dataclass(frozen=True)
class Answer:
    """One answer; `finished` where it ended by itself."""

    prompt: PromptText
    text: str
    finished: bool


def measure(
    policies: Mapping[str, Callable[[], tuple[Transformer, Tokenizer]]],
    prompts: Sequence[PromptText],
    known: Callable[[], Iterable[Lines]],
    *,
    seed: int = 0,
    total: int,
    emit: Emit,
    control: RunControl,
) -> dict[str, dict[str, Interval]]:
    """The figures of each policy, by its name; `wins` is against the one before it.

    Every policy answers each prompt K times at the studio's usual temperature, and for `distinct`
    K times at temperature 1. `known` are the texts that count as
    copied where an answer repeats what stands in one of their lines, and as recited where it
    repeats what stands anywhere in them. `total` steps are told, of which each prompt of each
    policy is one.
    """
    usual = EvaluateOptions(samples_per_prompt=K, max_tokens=MOST_TOKENS, seed=seed)
    drawn: dict[str, list[Answer]] = {}
    varied: dict[str, list[Answer]] = {}
    for place, (name, load) in enumerate(policies.items()):
        policy, drawn[name], varied[name] = load(), [], []
        for start in range(0, len(prompts), PROMPTS_A_CHUNK):
            some = prompts[start : start + PROMPTS_A_CHUNK]
            for options, given in ((usual, drawn), (replace(usual, temperature=1.0), varied)):
                told = answers(*policy, some, options, name, control)
                given[name] += [
                    Answer(some[i // K], text, ended) for i, (text, ended) in enumerate(told)
                ]
            emit(SampleSeen(start, some[0].text, drawn[name][start * K].text))
            emit(Progress(place * len(prompts) + start + len(some), total))
    familiar = repeated((a.text for given in drawn.values() for a in given), known)
    return {
        name: figures(given, before, familiar) | {"distinct": distinct(varied[name])}
        for (name, given), before in zip(
            drawn.items(), [None, *list(drawn.values())[:-1]], strict=True
        )
    }


@dataclass(frozen=True)
class Familiar:
    """The runs of words of some answers that stand in a line, or at all, in a known text."""

    copied: frozenset[Run]
    recited: frozenset[Run]


def repeated(answers: Iterable[str], known: Callable[[], Iterable[Lines]]) -> Familiar:
    runs = {run for text in answers for run in word_runs(text)}
    copied: set[Run] = set()
    recited: set[Run] = set()
    for lines in known() if runs else ():
        recited.update(runs.intersection(word_runs(" ".join(lines))))
        for line in lines:
            copied.update(runs.intersection(word_runs(line)))
    return Familiar(frozenset(copied), frozenset(recited))


def figures(
    given: Sequence[Answer], before: Sequence[Answer] | None, familiar: Familiar
) -> dict[str, Interval]:
    """Each figure of one policy's answers, K to a prompt, next to each other."""
    told = {
        "ended": share(given, lambda a: a.finished),
        "on_topic": share([a for a in given if has_topic(a)], names_topic),
        "repetitive": share(given, lambda a: repeats(a.text)),
        "copied": share(given, lambda a: any(r in familiar.copied for r in word_runs(a.text))),
        "recited": share(given, lambda a: any(r in familiar.recited for r in word_runs(a.text))),
    }
    return told if before is None else told | {"wins": wins(given, before)}


def share(given: Sequence[Answer], is_so: Callable[[Answer], bool]) -> Interval:
    """The share of answers of which it is so; the entries of its bootstrap are the prompts."""
    hits: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for answer in given:
        hits[answer.prompt.text] += is_so(answer)
        counts[answer.prompt.text] += 1
    return bootstrap_interval([float(hits[p]) for p in counts], [float(n) for n in counts.values()])


def distinct(given: Sequence[Answer]) -> Interval:
    """How many of the answers to a prompt differ in their words, of all of them."""
    told: dict[str, list[str]] = {}
    for answer in given:
        told.setdefault(answer.prompt.text, []).append(" ".join(words(answer.text)).lower())
    hits = [float(len(set(texts))) for texts in told.values()]
    return bootstrap_interval(hits, [float(len(texts)) for texts in told.values()])


def wins(given: Sequence[Answer], before: Sequence[Answer]) -> Interval:
    """How often the synthetic labeler, without noise, prefers an answer to the other policy's."""
    labeler = SyntheticLabeler(replace(LabelerOptions(), noise=0.0))
    won: dict[str, float] = {}
    for ours, theirs in zip(given, before, strict=True):
        a, b = (
            labeler.judge(x.prompt.text, x.text, x.finished, x.prompt.language).score
            for x in (ours, theirs)
        )
        won[ours.prompt.text] = won.get(ours.prompt.text, 0.0) + (a > b) + 0.5 * (a == b)
    counts = Counter(answer.prompt.text for answer in given)
    return bootstrap_interval([won[p] for p in counts], [float(n) for n in counts.values()])


def has_topic(answer: Answer) -> bool:
    return bool(topic_words(answer.prompt.text, answer.prompt.language))


def names_topic(answer: Answer) -> bool:
    """Whether it has at least one of the words that say what the prompt is about."""
    return on_topic(answer.prompt.text, answer.text, answer.prompt.language) > 0


def repeats(text: str) -> bool:
    """Whether some four words stand in a row three times or more."""
    spoken = [word.lower() for word in words(text)]
    runs = Counter(zip(*(spoken[i:] for i in range(REPEATED_WORDS)), strict=False))
    return max(runs.values(), default=0) >= 3


def word_runs(text: str) -> Iterable[Run]:
    """All runs of as many words in a row as make a copy."""
    spoken = [word.lower() for word in words(text)]
    return zip(*(spoken[i:] for i in range(COPIED_WORDS)), strict=False)
