"""How varied the embedded model's composed texts are, and how much of them a fresh one repeats.

    python tests/benchmarks/recipe_variety.py [--sample 1000]

Prints how many texts and words there are, and the share of distinct runs of 1, 2, 4 and 8 words;
then, of a sample with 95 % intervals, the share of texts that are nearly the same as another (half
of their runs of 4 words in common), and the share with a sentence that repeats 12 words in a row of
another text's sentence.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from studio.config import resource
from studio.jobs.measuring import told_lines
from studio.training.evaluate import bootstrap_interval
from studio.training.labeler import words
from studio.training.recipe import Tables, read_recipe
from studio.training.suite import word_runs

NEARLY = 0.5


def main(sample: int) -> None:
    sources = read_recipe(resource("base_model", "recipe")).sources
    texts = [d.text for source in sources if isinstance(source, Tables) for d in source.documents()]
    chosen = random.Random(0).sample(range(len(texts)), min(sample, len(texts)))
    spoken = [[word.lower() for word in words(text)] for text in texts]
    print(
        f"{len(texts):,} texts, {sum(map(len, spoken)):,} words, {sum(map(len, texts)):,} letters"
    )
    for length in (1, 2, 4, 8):
        every = Counter(run for told in spoken for run in runs(told, length))
        print(f"distinct runs of {length}: {len(every) / every.total():.2%} of {every.total():,}")
    print(f"nearly the same as another: {share(near_twins(spoken, chosen))}")
    told = Counter(run for text in texts for run in line_runs(text))
    copies = [any(told[run] > 1 for run in line_runs(texts[i])) for i in chosen]
    print(f"12 words in a row of another's sentence: {share(copies)}")


def runs(spoken: Sequence[str], length: int) -> list[int]:
    """All runs of `length` words, as numbers: they take less memory than the words."""
    return [hash(tuple(spoken[i : i + length])) for i in range(len(spoken) - length + 1)]


def line_runs(text: str) -> set[int]:
    return {hash(run) for line in told_lines(text) for run in word_runs(line)}


def near_twins(spoken: Sequence[Sequence[str]], chosen: Collection[int]) -> list[bool]:
    """Which of the chosen texts have another that shares half of the runs of both."""
    sizes = {i: len(set(runs(spoken[i], 4))) for i in chosen}
    holders: dict[int, list[int]] = defaultdict(list)
    for i in chosen:
        for run in set(runs(spoken[i], 4)):
            holders[run].append(i)
    twins: set[int] = set()
    for other, told in enumerate(spoken):
        own = set(runs(told, 4))
        common = Counter(i for run in own for i in holders.get(run, ()) if i != other)
        twins |= {i for i, n in common.items() if n / (sizes[i] + len(own) - n) >= NEARLY}
    return [i in twins for i in chosen]


def share(hits: Sequence[bool]) -> str:
    rate, low, high = bootstrap_interval([float(h) for h in hits], [1.0] * len(hits))
    return f"{rate:.1%} [{low:.1%}, {high:.1%}] of {len(hits)}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int, default=1000)
    main(parser.parse_args().sample)
