"""What the commands share: opening a project, running a job, stopping it, the exit code."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

import click

from studio.console import Console, JsonLines, Terminal
from studio.errors import InputError, StudioError
from studio.jobs.control import RunControl, StopRequested
from studio.jobs.events import Emit, Failed, Stopped
from studio.jobs.requests import Request

if TYPE_CHECKING:  # SQLAlchemy is not loaded before a command needs it
    from studio.store.engine import Store
    from studio.store.project import Project
    from studio.store.records import Checkpoint

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

folder_argument = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one event a line, as JSON, on standard output."
)


class InOrder(click.Group):
    """Lists its commands in the order of the work, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


def checkpoint_option(
    name: str, otherwise: str, default: str | None = None, *, several: bool = False
) -> Decorator:
    """An option that names a checkpoint; `otherwise` says which one is meant without it.

    With `several` it may be given again, and its value is a tuple.
    """
    text = f"A checkpoint's number or name, or a stage for its newest. By default {otherwise}."
    if several:
        text += " May be given several times."
    option = f"--{name}"
    return click.option(option, metavar="CHECKPOINT", default=default, help=text, multiple=several)


def debugging() -> bool:
    """Whether tracebacks are wanted."""
    return bool(click.get_current_context().find_root().params.get("debug"))


def new_console(as_json: bool) -> Console:
    return JsonLines() if as_json else Terminal(debug=debugging())


@contextmanager
def opened(folder: Path) -> Iterator[Project]:
    from studio.store.project import open_project

    project = open_project(folder)
    try:
        yield project
    finally:
        project.close()


def find_checkpoint(store: Store, text: str) -> Checkpoint:
    """By number, by stage (its newest), or by name (the newest so called)."""
    from studio.store.runs import list_checkpoints

    known = list_checkpoints(store)
    for checkpoint in known:
        if text in (str(checkpoint.id), checkpoint.stage, checkpoint.name):
            return checkpoint
    told = ", ".join(f"{checkpoint.id} ({checkpoint.name})" for checkpoint in known)
    raise InputError("checkpoint_unknown", name=text, known=told)


def checkpoint_id(store: Store, text: str | None) -> int | None:
    return None if text is None else find_checkpoint(store, text).id


def find_run(project: Project, run_id: int | None) -> tuple[int, str]:
    """Number and stage of the run asked for, or of the newest that can go on."""
    from studio.store.runs import get_run, list_runs

    if run_id is not None:
        run = get_run(project.store, run_id)
        return run.id, run.stage
    for run in list_runs(project.store):
        if project.can_go_on(run):
            return run.id, run.stage
    raise InputError("no_run_to_resume")


def run_job(folder: Path, as_json: bool, request: Callable[[Project], Request]) -> NoReturn:
    """Run what `request` asks of the project in `folder`, and end with the exit code."""
    console = new_console(as_json)

    def work(emit: Emit, control: RunControl) -> None:
        with opened(folder) as project:
            execute(project, request(project), emit, control)

    follow(console, work)
    sys.exit(exit_code(console))


def execute(project: Project, request: Request, emit: Emit, control: RunControl) -> None:
    from studio.jobs.runner import run  # imports torch

    run(project, request, emit=emit, control=control)


def follow(console: Console, work: Callable[[Emit, RunControl], None]) -> None:
    """Do some work with a console and Ctrl+C; whatever ends it becomes the last event."""
    console.last = None
    control = RunControl()
    try:
        with stop_on_interrupt(control):
            work(console.emit, control)
    except StopRequested:
        if not isinstance(console.last, Stopped):
            console.emit(Stopped(0))
    except StudioError as error:
        if not isinstance(console.last, Failed):
            trace = traceback.format_exc()
            console.emit(Failed(error.code, error.details, trace, error.exit_code))
    except BrokenPipeError:  # nobody reads any more
        raise
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        console.emit(Failed("unexpected", {"reason": reason}, traceback.format_exc()))


def exit_code(console: Console) -> int:
    """0 when the last job finished or was stopped on request, else the error's."""
    return console.last.exit_code if isinstance(console.last, Failed) else 0


@contextmanager
def stop_on_interrupt(control: RunControl) -> Iterator[None]:
    """The first Ctrl+C asks the job to stop and keep what it did; the second aborts."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        if control.stopping:
            raise KeyboardInterrupt
        control.stop()
        # not print: the interrupted code may be in the middle of printing
        os.write(2, b"\nStopping; what was done is kept. Ctrl+C again aborts.\n")

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
