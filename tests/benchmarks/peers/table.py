"""From the figures of all repetitions to a Markdown table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

Runs = Sequence[Mapping[str, float]]  # what one side reported, repetition after repetition


@dataclass(frozen=True)
class Row:
    """A line of the table: a figure of both sides, and what is aimed at.

    The target is of the ratio studio / peer, or of the studio's own figure; a least or a most.
    """

    name: str
    kind: str
    unit: str
    target: float
    figure: str = "rate"
    of_ratio: bool = True
    at_least: bool = True


# What this project means to reach. A reward model reads K responses where pairs read K (K - 1): at
# K = 4 a third of the rows, at K = 9 an eighth.
ROWS = (
    Row("SFT", "sft", "tokens/s", 2.0),
    Row("SFT, arithmetic", "sft", "% of a matrix product's", 50.0, "share", of_ratio=False),
    Row("Reward model, K = 4", "reward4", "comparisons/s", 4.0),
    Row("Reward model, K = 9", "reward9", "comparisons/s", 10.0),
    Row("PPO", "ppo", "episodes/s", 2.0),
    Row("PPO, peak memory above a bare interpreter", "ppo", "MB", 0.5, "peak_mb", at_least=False),
    Row("PPO, peak memory above loaded libraries", "ppo", "MB", 0.5, "work_mb", at_least=False),
    Row("PPO, time to the same held-out win rate", "goal", "s", 0.25, "seconds", at_least=False),
    Row("Sampling, K = 4", "sample", "tokens/s", 2.0),
)
HEAD = ("Measured", "Precision", "Unit", "Studio", "Peer", "Studio / peer", "Target", "Met")


def markdown(lines: Sequence[Sequence[str]]) -> str:
    """A table of lines under `HEAD`."""
    every = [HEAD, ["---"] * len(HEAD), *lines]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in every)


def line(row: Row, precision: str, studio: Runs, peer: Runs) -> list[str]:
    """A row's cells: medians, in brackets the least and the greatest; ratios are of neighbours."""
    ours, theirs = ([run[row.figure] for run in runs] for runs in (studio, peer))
    ratios = [a / b for a, b in zip(ours, theirs, strict=False)]
    sign, times = "≥" if row.at_least else "≤", " ×" if row.of_ratio else ""
    told = [row.name, precision, row.unit, spread(ours), spread(theirs), spread(ratios)]
    reached = ratios if row.of_ratio else ours
    met = "not measured"
    if reached:
        value = median(reached)
        met = "yes" if (value >= row.target if row.at_least else value <= row.target) else "no"
    return [*told, f"{sign} {row.target:g}{times}", met]


def spread(values: Sequence[float]) -> str:
    if not values:
        return "failed"
    low, middle, high = min(values), median(values), max(values)
    return f"{number(middle)} ({number(low)} to {number(high)})"


def number(value: float) -> str:
    """With about three digits that mean something."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def with_share(runs: Runs, parameters: int, peaks: Runs) -> list[dict[str, float]]:
    """SFT's figures with its arithmetic, 6 x parameters x tokens/s, in % of a matrix product's."""
    return [
        {**run, "share": 100 * 6 * parameters * run["rate"] / peak["rate"]}
        for run, peak in zip(runs, peaks, strict=False)
    ]
