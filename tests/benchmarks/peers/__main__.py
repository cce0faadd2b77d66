"""Run every measurement on both sides by turns, and print the table."""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from tests.benchmarks.peers.environments import ROOT, environment, surroundings, versions
from tests.benchmarks.peers.table import ROWS, Row, Runs, line, markdown, with_share
from tests.benchmarks.peers.task import GOAL, Task, arguments

PEER_OF = {
    "sft": "trl",
    "reward4": "trl",
    "reward9": "trl",
    "ppo": "trl_ppo",
    GOAL: "trl_ppo",
    "sample": "trl",
    "matmul": "",  # the machine's own: there is no other side
}
COUNTS = {"sft": 512, "reward4": 64, "reward9": 32, "ppo": 4, GOAL: 1, "sample": 5, "matmul": 20}
FEW = {"sft": 32, "reward4": 8, "reward9": 8, "ppo": 1, GOAL: 1, "sample": 1, "matmul": 2}
PRECISIONS = {"fp32": False, "bf16": True}
Figures = dict[str, float]
Found = dict[tuple[str, str, str], list[Figures]]  # by kind, precision and side


@dataclass(frozen=True)
class Bench:
    """What is measured, with which Pythons, and on what."""

    asked: argparse.Namespace
    kinds: list[str]
    work: Path
    folder: Path  # of the workload
    pythons: dict[str, Path]

    def task(self, kind: str, precision: str) -> Task:
        count = (FEW if self.asked.quick else COUNTS)[kind]
        return Task(kind, str(self.folder), PRECISIONS[precision], self.asked.threads, count)

    def measure(self, side: str, task: Task) -> Figures | None:
        """Let a side measure in a process of its own; None where it failed, and why is printed."""
        python = sys.executable if side == "studio" else str(self.pythons[PEER_OF[task.kind]])
        done = subprocess.run(
            [python, "-m", f"tests.benchmarks.peers.{side}_side", arguments(task)],
            cwd=ROOT,
            env=surroundings(task.threads, self.work),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            print(f"{side} {task.kind}:\n{done.stderr[-3000:]}", file=sys.stderr)
            return None
        figures: Figures = json.loads(done.stdout.splitlines()[-1])
        print(f"{side:>6} {task.kind} bf16={task.bf16}: {figures}", file=sys.stderr)
        return figures

    def run(self) -> Found:
        """The figures of all repetitions in which both sides measured; they take turns to begin."""
        found: Found = defaultdict(list)
        for repetition in range(self.asked.repeat):
            for precision, kind in product(self.asked.precision, self.kinds):
                sides = ("studio", "peer") if PEER_OF[kind] else ("studio",)
                order = sides[:: (-1) ** repetition]
                told = {side: self.measure(side, self.task(kind, precision)) for side in order}
                if kind == GOAL and all(told.values()):
                    told = self.to_the_goal(told)
                for side, figures in told.items():
                    if all(told.values()) and figures:
                        found[kind, precision, side].append(figures)
        return found

    def to_the_goal(self, told: dict[str, Figures | None]) -> dict[str, Figures | None]:
        """From the seconds to each kept policy to those until both sides win as often."""
        from tests.benchmarks.peers.goal import curve_of, reached

        curves = {side: curve_of(self.folder, side, kept or {}) for side, kept in told.items()}
        rate, seconds = reached(curves)
        for side, curve in curves.items():
            points = ", ".join(f"{won:.0%} after {s:.0f} s" for s, won in curve)
            print(f"Win rate of {side}: {points}; {rate:.0%} after {seconds[side]:.0f} s.")
        return {side: {"seconds": s, "win_rate": rate} for side, s in seconds.items()}


def main(asked: argparse.Namespace) -> int:
    from tests.benchmarks.peers.workload import make_workload

    work = asked.work or Path(tempfile.mkdtemp(prefix="rlhf-studio-peers-"))
    work.mkdir(parents=True, exist_ok=True)
    kinds = [kind for kind in PEER_OF if kind in asked.only or not asked.only]
    if "sft" in kinds and "matmul" not in kinds:
        kinds.append("matmul")
    pythons = {peer: environment(work, peer) for peer in {PEER_OF[k] for k in kinds} if peer}
    folder = Path(tempfile.mkdtemp(prefix="workload-", dir=work))
    parameters = make_workload(folder, COUNTS["sft"], COUNTS["reward4"])
    if GOAL in kinds:
        from tests.benchmarks.peers.goal import make_start

        make_start(folder, asked.quick)
    found = Bench(asked, kinds, work, folder, pythons).run()
    print(f"{machine()}; {asked.threads} threads; {parameters / 1e6:.2f} M parameters;", end=" ")
    print(f"{asked.repeat} repetitions: medians, with the least and the greatest.\n")
    print(f"Studio: {versions(sys.executable)}.", end=" ")
    print(*(f"{peer}: {versions(python)}." for peer, python in sorted(pythons.items())))
    if "bf16" in asked.precision:
        tell_bf16()
    rows = [row for row in ROWS if row.kind in kinds]
    lines = [line(*told) for told in figures_of(rows, asked.precision, found, parameters)]
    print(f"\n{markdown(lines)}")
    whole = len(PRECISIONS.keys() & set(asked.precision)) * len(kinds) * asked.repeat
    return int(sum(len(runs) for (_, _, side), runs in found.items() if side == "studio") < whole)


def figures_of(
    rows: Sequence[Row], precisions: Sequence[str], found: Found, parameters: int
) -> Iterator[tuple[Row, str, Runs, Runs]]:
    """Each line of the table: its row and precision, and what both sides measured."""
    for row, precision in product(rows, precisions):
        studio, peer = (found[row.kind, precision, side] for side in ("studio", "peer"))
        if row.figure == "share":
            peaks = found["matmul", precision, "studio"]
            studio, peer = (with_share(runs, parameters, peaks) for runs in (studio, peer))
        yield row, precision, studio, peer


def tell_bf16() -> None:
    """What to know about the lines of bfloat16."""
    from studio.lm.device import bf16_supported

    if not bf16_supported():
        print("This processor only emulates bfloat16, and the studio would not use it here.")
    print("The studio samples in float32 whatever the precision of training; the peer in that.")


def machine() -> str:
    """What processor this is."""
    try:
        told = Path("/proc/cpuinfo").read_text()
        name = next(x.split(":", 1)[1].strip() for x in told.splitlines() if "model name" in x)
    except (OSError, StopIteration):
        name = platform.processor() or platform.machine()
    return f"{name}, Python {platform.python_version()}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.peers", description=__doc__)
    parser.add_argument("--work", type=Path, help="where environments are built and kept")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--precision", nargs="+", choices=PRECISIONS, default=list(PRECISIONS))
    parser.add_argument("--only", nargs="+", choices=PEER_OF, default=[])
    parser.add_argument("--quick", action="store_true", help="tiny counts: only whether it works")
    sys.exit(main(parser.parse_args()))
