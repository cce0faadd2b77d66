"""A model from the Hugging Face Hub: what it is and how large, a question, then its way here."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from studio.cli.running import stop_on_interrupt
from studio.console import Bar
from studio.jobs.control import RunControl, StopRequested

if TYPE_CHECKING:
    from studio.lm.hub_model import HubModel
    from studio.store.project import Project
    from studio.store.records import Checkpoint


def add_from_hub(
    project: Project, text: str, revision: str, name: str, yes: bool, base: str
) -> Checkpoint | None:
    """Show the size, ask, fetch and add; None where the answer is no, or it was stopped.

    An adapter's `base` is a path or on the Hub; without it the model that the adapter names, which
    is fetched too unless the project has it.
    """
    from studio.jobs import hub_models

    control = RunControl()

    def stop() -> bool:
        return control.stopping

    with stop_on_interrupt(control), suppress(StopRequested):
        model = _meant(hub_models.offers(text, revision, stop))
        parent = _base(project, model, base, stop) if model.kind == "adapter" else None
        further = parent if not isinstance(parent, Path) else None
        wanted = [one for one in (model, further) if one is not None]
        for one in wanted:
            _show(one)
        asks = any(one.missing for one in wanted) and not yes
        question = "Fetch both?" if further is not None else "Fetch it?"
        if asks and not click.confirm(question, err=True):
            return None
        bar = Bar(sys.stderr, time.monotonic)
        bar.start("fetch")

        def progress(done: int, total: int) -> None:
            bar.update(done, total, {})

        try:
            return hub_models.add_hub_model(
                project, model, name, parent, progress=progress, stop=stop
            )
        finally:
            bar.clear()
    return None


def _meant(ways: tuple[HubModel, ...]) -> HubModel:
    """The one way that there is; of several files none is chosen for a person."""
    from studio.lm.hub import PREFIX, several

    if ways[0].kind != "gguf" or len(ways) == 1:
        return ways[0]
    for one in ways:
        click.echo(f"  {megabytes(one.size):>12}  {PREFIX}{one.address}", err=True)
    raise several(ways)


def _base(
    project: Project, adapter: HubModel, named: str, stop: Callable[[], bool]
) -> Path | HubModel | None:
    """What an adapter is folded into; None for the model that the project has of that name."""
    from studio.jobs.hub_models import bases_of, offers
    from studio.lm.hub import PREFIX
    from studio.lm.hub_model import HubModel

    if named.startswith(PREFIX):
        return _meant(offers(named, "", stop))
    if named:
        return Path(named)
    bases = bases_of(project, adapter, stop)
    if bases.problem is not None:
        raise bases.problem
    if not isinstance(bases.likely, HubModel):
        return None
    click.echo(
        f"{adapter.id} is an adapter of {bases.likely.id}, which the project has not.", err=True
    )
    return bases.likely


def _show(model: HubModel) -> None:
    click.echo(f"{model.address} at {model.revision}", err=True)
    for file in model.files:
        click.echo(f"  {megabytes(file.size):>12}  {file.name}", err=True)
    told = f"{megabytes(model.size)} in all"
    if model.missing < model.size:
        told += f", {megabytes(model.missing)} still to fetch"
    click.echo(told, err=True)


def megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
