"""Run every measurement on both sides by turns, and print the table."""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from tests.benchmarks.peers.environments import ROOT, environment, surroundings, versions
from tests.benchmarks.peers.table import ROWS, line, markdown, with_share
from tests.benchmarks.peers.task import COMPARISONS, Task, arguments

PEER_OF = {
    "sft": "trl",
    "reward4": "trl",
    "reward9": "trl",
    "ppo": "trl_ppo",
    "sample": "trl",
    "matmul": "",  # the machine's own: there is no other side
}
COUNTS = {"sft": 512, "reward4": 64, "reward9": 32, "ppo": 4, "sample": 5, "matmul": 20}
FEW = {"sft": 32, "reward4": 8, "reward9": 8, "ppo": 1, "sample": 1, "matmul": 2}
PRECISIONS = {"fp32": False, "bf16": True}
Figures = dict[str, float]


def main(asked: argparse.Namespace) -> int:
    from studio.lm.device import bf16_supported
    from tests.benchmarks.peers.workload import make_workload

    work = asked.work or Path(tempfile.mkdtemp(prefix="rlhf-studio-peers-"))
    kinds = [kind for kind in PEER_OF if kind in asked.only or not asked.only]
    if "sft" in kinds and "matmul" not in kinds:
        kinds.append("matmul")
    pythons = {peer: environment(work, peer) for peer in {PEER_OF[k] for k in kinds} if peer}
    counts = FEW if asked.quick else COUNTS
    work.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="workload-", dir=work))
    parameters = make_workload(folder, max(counts["sft"], 16), max(counts["reward4"], COMPARISONS))
    environ = surroundings(asked.threads, work)

    def measure(side: str, task: Task) -> Figures | None:
        python = sys.executable if side == "studio" else str(pythons[PEER_OF[task.kind]])
        command = [python, "-m", f"tests.benchmarks.peers.{side}_side", arguments(task)]
        done = subprocess.run(
            command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False
        )
        if done.returncode:
            print(f"{side} {task.kind}:\n{done.stderr[-3000:]}", file=sys.stderr)
            return None
        figures: Figures = json.loads(done.stdout.splitlines()[-1])
        print(f"{side:>6} {task.kind} bf16={task.bf16}: {figures}", file=sys.stderr)
        return figures

    found: dict[tuple[str, str, str], list[Figures]] = defaultdict(list)
    for repetition in range(asked.repeat):
        for precision in asked.precision:
            for kind in kinds:
                task = Task(kind, str(folder), PRECISIONS[precision], asked.threads, counts[kind])
                sides = ("studio", "peer") if PEER_OF[kind] else ("studio",)
                told = {side: measure(side, task) for side in sides[:: (-1) ** repetition]}
                if all(told.values()):  # neighbours are compared: both, or none
                    for side, figures in told.items():
                        found[kind, precision, side].append(figures or {})

    lines, failed = [], False
    for row in (row for row in ROWS if row.kind in kinds):
        for precision in asked.precision:
            both = [found[row.kind, precision, side] for side in ("studio", "peer")]
            if row.figure == "share":
                peaks = found["matmul", precision, "studio"]
                both = [with_share(runs, parameters, peaks) for runs in both]
            failed |= len(both[0]) < asked.repeat
            lines.append(line(row, precision, *both))
    print(f"{machine()}; {asked.threads} threads; {parameters / 1e6:.2f} M parameters;", end=" ")
    print(f"{asked.repeat} repetitions, medians with the least and the greatest.\n")
    print(f"Studio: {versions(sys.executable)}.", end=" ")
    print(*(f"{peer}: {versions(python)}." for peer, python in sorted(pythons.items())))
    if "bf16" in asked.precision and not bf16_supported():
        print("This processor only emulates bfloat16, and the studio would not use it here.")
    print("The studio samples in float32 whatever the precision; the peer in the one that is told.")
    print(f"\n{markdown(lines)}")
    return int(failed)


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
