"""A model from the Hugging Face Hub: what it is and how large, a question, then its way here."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from studio.cli.running import stop_on_interrupt
from studio.console import Bar
from studio.jobs.control import RunControl, StopRequested

if TYPE_CHECKING:
    from studio.lm.hub import HubModel
    from studio.store.project import Project
    from studio.store.records import Checkpoint


def add_from_hub(
    project: Project, id: str, revision: str, name: str, yes: bool
) -> Checkpoint | None:
    """Show the size, ask, fetch and add; None where the answer is no, or it was stopped."""
    from studio.jobs import models

    control = RunControl()

    def stop() -> bool:
        return control.stopping

    with stop_on_interrupt(control), suppress(StopRequested):
        model = models.look_up(id, revision, stop)
        _show(model)
        if model.missing and not yes and not click.confirm("Fetch it?", err=True):
            return None
        bar = Bar(sys.stderr, time.monotonic)
        bar.start("fetch")

        def progress(done: int, total: int) -> None:
            bar.update(done, total, {})

        try:
            return models.add_hub_model(project, model, name, progress=progress, stop=stop)
        finally:
            bar.clear()
    return None


def _show(model: HubModel) -> None:
    click.echo(f"{model.id} at {model.revision}", err=True)
    for file in model.files:
        click.echo(f"  {megabytes(file.size):>12}  {file.name}", err=True)
    told = f"{megabytes(model.size)} in all"
    if model.missing < model.size:
        told += f", {megabytes(model.missing)} still to fetch"
    click.echo(told, err=True)


def megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
