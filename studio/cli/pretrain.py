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
from studio.jobs.events import Emit, Finished, Notice, Stopped


def use_recipe(context: click.Context, _: click.Parameter, folder: Path | None) -> Path | None:
    """A recipe's options are the defaults of this run: what is typed beside it still counts."""
    if folder is not None:
        from studio.training.recipe import read_recipe

        context.default_map = read_recipe(folder).options
    return folder


@click.command()
@click.argument("paths", metavar="[PATH[=WEIGHT]]...", nargs=-1)
@click.option(
    "--recipe",
    metavar="DIR",
    is_eager=True,
    callback=use_recipe,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of a recipe, which names texts and options.",
)
@click.option(
    "--corpus",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the recipe's texts by other people lie; those that do not are left out.",
)
@click.option(
    "--from",
    "start",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="A model to go on from: its tokenizer, shape and weights.",
)
@click.option(
    "--out",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder for the model; training that was stopped there goes on.",
)
@options_of(PretrainOptions)
@json_option
def pretrain(
    paths: tuple[str, ...],
    recipe: Path | None,
    corpus: Path | None,
    start: Path | None,
    out: Path,
    options: PretrainOptions,
    as_json: bool,
) -> None:
    """Make a tokenizer and a base model from text files, a recipe, or both.

    PATH is plain text (.txt), JSON lines with a field "text" (.jsonl), either of them compressed
    (.gz), or a folder of such files. WEIGHT says how many times over it is read.
    """
    if not paths and recipe is None:
        raise click.UsageError("Give text files, or --recipe.")
    console = new_console(as_json)

    def work(emit: Emit, control: RunControl) -> None:
        from studio.training import pretrain as stage
        from studio.training.corpus import Source, TextSource
        from studio.training.recipe import read_recipe

        sources: list[TextSource] = [Source.parse(path) for path in paths]
        if recipe is not None:
            read = read_recipe(recipe, corpus)
            sources += read.sources
            for name, origin in read.missing:
                emit(Notice("info", "source_missing", {"name": name, "origin": origin}))
        summary: dict[str, Any] = stage.pretrain(
            sources, out, options, start=start, emit=emit, control=control
        )
        ended = Stopped if summary.pop("stopped", False) else Finished
        emit(ended(summary["tokens"] // (options.batch_rows * options.row_tokens), summary))

    follow(console, work)
    sys.exit(exit_code(console))
