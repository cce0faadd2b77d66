"""The command that makes a base model."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from studio.cli.options import options_of
from studio.cli.running import exit_code, follow, json_option, new_console
from studio.config import PretrainOptions
from studio.jobs.control import RunControl
from studio.jobs.events import Emit, Finished, Stopped


@click.command()
@click.argument("paths", metavar="PATH[=WEIGHT]...", nargs=-1, required=True)
@click.option(
    "--out",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder for the model; training that was stopped there goes on.",
)
@options_of(PretrainOptions)
@json_option
def pretrain(paths: tuple[str, ...], out: Path, options: PretrainOptions, as_json: bool) -> None:
    """Make a tokenizer and a base model from text files.

    PATH is plain text (.txt), JSON lines with a field "text" (.jsonl), either of them compressed
    (.gz), or a folder of such files. WEIGHT says how many times over it is read.
    """
    console = new_console(as_json)

    def work(emit: Emit, control: RunControl) -> None:
        from studio.training import pretrain as stage
        from studio.training.corpus import Source

        sources = [Source.parse(path) for path in paths]
        summary: dict[str, Any] = stage.pretrain(sources, out, options, emit=emit, control=control)
        ended = Stopped if summary.pop("stopped", False) else Finished
        emit(ended(summary["tokens"] // (options.batch_rows * options.row_tokens), summary))

    follow(console, work)
    sys.exit(exit_code(console))
