"""The command that says, or changes, how a project's labelers compare answers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from studio.cli.running import folder_argument, opened
from studio.config import FLAGS, LABELING_MODES
from studio.flag_texts import FLAG_TEXTS, MODE_TEXTS


@click.command()
@folder_argument
@click.option("--mode", type=click.Choice(LABELING_MODES), help="The way to compare answers.")
@click.option("--view", type=click.Choice(["list", "board"]), help="How a ranking is shown.")
@click.option(
    "--flag",
    "flags",
    multiple=True,
    metavar="FLAG",
    help="What may be said of an answer, in place of those before: "
    f"{', '.join(FLAGS)}, or your own words. Repeat for several.",
)
@click.option(
    "--unranked/--no-unranked", default=None, help="Whether answers may stay without a rank."
)
@click.option(
    "--none-acceptable/--no-none-acceptable",
    default=None,
    help="Whether one may say that none of the answers is acceptable.",
)
def labeling(
    folder: Path,
    mode: str | None,
    view: str | None,
    flags: tuple[str, ...],
    unranked: bool | None,
    none_acceptable: bool | None,
) -> None:
    """Choose how people compare answers in the project in DIR.

    Without options, says how it is.
    """
    from studio.store.settings import load_labeling, save_labeling

    asked = {
        "mode": mode,
        "view": view,
        "flags": flags or None,
        "allow_unranked": unranked,
        "allow_none_acceptable": none_acceptable,
    }
    changes = {name: value for name, value in asked.items() if value is not None}
    with opened(folder) as project:
        options = load_labeling(project.store)
        if changes:
            changed = replace(options, **changes)  # type: ignore[arg-type]
            options = save_labeling(project.store, changed)
    name, meaning = MODE_TEXTS[options.mode]
    click.echo(f"{name}. {meaning}")
    if options.mode == "rank":
        click.echo(f"view: {'board' if options.allow_unranked else options.view}")
    if options.mode == "rate_and_rank":
        for flag in options.flags:
            click.echo(f"flag: {FLAG_TEXTS.get(flag, flag)}")
    click.echo(f"unranked: {'yes' if options.allow_unranked else 'no'}")
    click.echo(f"none acceptable: {'yes' if options.allow_none_acceptable else 'no'}")
