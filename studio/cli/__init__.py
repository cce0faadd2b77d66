"""The command `rlhf-studio`: every command, and the window without one.

Torch, Qt and SQLAlchemy are imported inside the commands, so that `--help` answers at once.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from studio import __version__
from studio.cli.chat import chat
from studio.cli.doctor import doctor
from studio.cli.endpoints import endpoints
from studio.cli.guards import gold, guards, owner, progress
from studio.cli.labeling import labeling
from studio.cli.models import models
from studio.cli.pretrain import pretrain
from studio.cli.project import export, import_files, new
from studio.cli.running import InOrder
from studio.cli.stages import evaluate, label, sample, train
from studio.cli.tour import tour
from studio.cli.window import open_window
from studio.console import show_error
from studio.errors import StudioError

PROGRAM = "rlhf-studio"


@click.group(
    cls=InOrder,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--project", metavar="DIR", type=click.Path(path_type=Path), help="The project to open."
)
@click.option("--debug", is_flag=True, help="Show where in the program an error arose.")
@click.version_option(__version__, prog_name=PROGRAM)
@click.pass_context
def studio(context: click.Context, project: Path | None, debug: bool) -> None:
    """Label and train language models by human feedback.

    Without a command, the window opens.
    """
    if context.invoked_subcommand is None:
        sys.exit(open_window(project))
    if project is not None:
        raise click.UsageError("--project is for the window; a command takes its DIR instead.")


for command in (
    new,
    import_files,
    export,
    endpoints,
    sample,
    labeling,
    label,
    gold,
    guards,
    progress,
    owner,
    train,
    evaluate,
    chat,
    models,
    tour,
    pretrain,
    doctor,
):
    studio.add_command(command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command; ends the process with 0 (done), 1 (failed) or 2 (wrongly asked for)."""
    debug = "--debug" in (sys.argv[1:] if arguments is None else arguments)
    try:
        sys.exit(studio.main(arguments, prog_name=PROGRAM, standalone_mode=False))
    except StudioError as error:
        show_error(error.code, error.details, traceback.format_exc() if debug else "")
        sys.exit(error.exit_code)
    except click.UsageError as error:
        click.echo(f"{PROGRAM}: {error.format_message()}", err=True)
        path = error.ctx.command_path if error.ctx else PROGRAM
        click.echo(f"{path} --help shows what it takes.", err=True)
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("Aborted.", err=True)
        sys.exit(1)
    except BrokenPipeError:  # whoever read the output has seen enough
        sys.stderr.close()
        sys.exit(1)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        show_error("unexpected", {"reason": reason}, traceback.format_exc() if debug else "")
        sys.exit(1)
