"""Commands for whoever watches over the quality of labels: gold, guards and progress."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from studio.cli.running import folder_argument, opened
from studio.console import figures

if TYPE_CHECKING:
    from studio.intervals import Interval
    from studio.labeling_progress import Agreement


@click.command()
@folder_argument
@click.option("--from-labeler", metavar="NAME", help="Make this person's rankings gold.")
@click.option("--remove", metavar="SET", type=int, help="The order of this set is not known.")
def gold(folder: Path, from_labeler: str | None, remove: int | None) -> None:
    """Choose the rankings whose order is known, to compare labelers with.

    Without an option, tells how many there are.
    """
    from studio.store.gold import count_gold, gold_from_labeler, remove_gold

    with opened(folder) as project:
        if remove is not None:
            remove_gold(project.store, remove)
        if from_labeler is not None:
            gold_from_labeler(project.store, from_labeler)
        click.echo(f"{folder}: {figures({'gold sets': count_gold(project.store)})}")


@click.command()
@folder_argument
@click.option("--repeat-share", type=float, help="The share of rankings that are dealt again.")
@click.option("--repeat-after", type=int, help="Rankings between the first and the second time.")
@click.option("--gold-share", type=float, help="The share of rankings whose order is known.")
@click.option("--fastest-words-per-second", type=float, help="Faster labels are marked as hasty.")
def guards(folder: Path, **chosen: float | None) -> None:
    """Show or set the guards for quality of the project in DIR."""
    from studio.store.guards import load_guards, save_guards

    changes = {name: value for name, value in chosen.items() if value is not None}
    with opened(folder) as project:
        options = replace(load_guards(project.store), **changes)  # type: ignore[arg-type]
        if changes:
            save_guards(project.store, options)
    for name, value in asdict(options).items():
        click.echo(f"{name.replace('_', '-')} {value}")


@click.command()
@folder_argument
def progress(folder: Path) -> None:
    """Tell what each labeler of the project in DIR has done, and how far they agree."""
    from studio.labeling_progress import everyone

    with opened(folder) as project:
        told = everyone(project.store)
    for row in told.labelers:
        click.echo(
            f"{row.labeler.name}: written {row.written}, ranked {row.ranked}, "
            f"seconds {_interval(row.seconds)}, hasty {_interval(row.hasty)}, "
            f"gold {_agreement(row.with_gold)}, self {_agreement(row.with_self)}"
        )
    for one, other, agreed in told.between:
        click.echo(f"{one.name} and {other.name}: {_agreement(agreed)}")


@click.command()
@folder_argument
@click.argument("name", metavar="[NAME]", required=False)
def owner(folder: Path, name: str | None) -> None:
    """Tell who owns the project in DIR, or hand it over to the labeler NAME.

    The window shows everyone's figures to the owner alone.
    """
    from studio.store.owner import owner_of, set_owner_by_name

    with opened(folder) as project:
        if name is not None:
            set_owner_by_name(project.store, name)
        found = owner_of(project.store)
    click.echo(f"{folder}: {'no owner' if found is None else f'owner {found.name}'}")


def _interval(found: Interval | None) -> str:
    if found is None:
        return "-"
    return f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f})"


def _agreement(agreed: Agreement) -> str:
    if agreed.pairwise is None:
        return "-"
    return f"{_interval(agreed.pairwise)} tau-b {_interval(agreed.tau_b)}"
