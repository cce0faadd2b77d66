"""The command that walks the whole loop without a person."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from studio.cli.running import exit_code, follow, json_option, new_console
from studio.console import figures
from studio.jobs.control import RunControl
from studio.jobs.events import Emit


@click.command()
@click.option(
    "--dir",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where to make the project. By default a new temporary folder.",
)
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0, 2**31 - 1))
@json_option
def tour(folder: Path | None, seed: int, as_json: bool) -> None:
    """Walk all three steps without a window or a person.

    In a new sample project: SFT on the demonstrations, four responses to each prompt, ranked by
    the synthetic labeler, reward model, PPO, evaluation on held-out prompts. The project stays,
    to be opened afterwards.
    """
    console = new_console(as_json)
    folder = folder or Path(tempfile.mkdtemp(prefix="rlhf-studio-")) / "tour"

    def work(emit: Emit, control: RunControl) -> None:
        from studio.tour import run_tour

        summary = run_tour(folder, seed, emit, control)
        lines = [f"{part}: {figures(values)}" for part, values in summary.items() if values]
        lines.append(f"Open it with: rlhf-studio --project {folder}")
        console.report({"event": "summary", **summary}, "\n".join(lines))

    follow(console, work)
    sys.exit(exit_code(console))
