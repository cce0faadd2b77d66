"""Commands that make a project and move labels in and out of it."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from studio.cli.running import folder_argument, opened
from studio.config import load_settings
from studio.console import figures
from studio.wording import texts_for

if TYPE_CHECKING:
    from studio.store.records import ImportReport


@click.command()
@folder_argument
@click.option("--empty", is_flag=True, help="Leave out the sample prompts and demonstrations.")
def new(folder: Path, empty: bool) -> None:
    """Make a new project in DIR."""
    from studio.store.project import create_project
    from studio.store.runs import pipeline

    project = create_project(folder, sample=not empty)
    try:
        now = pipeline(project.store)
    finally:
        project.close()
    prompts = sum(now.prompts.values())
    made = {"prompts": prompts, "demonstrations": now.demonstrations}
    click.echo(f"{folder}: {figures(made)}")


@click.command("import")
@folder_argument
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option("--labeler", help="Whose labels they are where a row does not say it.")
def import_files(folder: Path, files: tuple[Path, ...], labeler: str | None) -> None:
    """Add prompts and labels from FILEs to the project in DIR.

    JSON lines (.jsonl), or text with a prompt on each line (.txt). Rows that cannot be used are
    named one by one; the others are added all the same, and the exit code is then 2.
    """
    from studio.store.formats.importing import import_file
    from studio.store.labels import add_labeler

    bad_rows = 0
    with opened(folder) as project:
        name = labeler or load_settings().labeler or getpass.getuser()
        labeler_id = add_labeler(project.store, name).id
        for file in files:
            report = import_file(project.store, file, labeler_id=labeler_id)
            _show(file, report)
            bad_rows += report.bad_row_count
    sys.exit(2 if bad_rows else 0)


def _show(file: Path, report: ImportReport) -> None:
    for row in report.bad_rows:
        message, hint = texts_for(row.code, row.details)
        click.echo(f"{file}, line {row.line}: {message} {hint}", err=True)
    if unnamed := report.bad_row_count - len(report.bad_rows):
        click.echo(f"{file}: {unnamed} more rows that cannot be used", err=True)
    added = {
        "prompts": report.prompts,
        "demonstrations": report.demonstrations,
        "comparisons": report.comparisons,
        "rows there already": report.duplicates,
        "rows that cannot be used": report.bad_row_count,
    }
    click.echo(f"{file}: {figures(added)}")


@click.command("export")
@folder_argument
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--what",
    type=click.Choice(["all", "prompts", "demonstrations", "comparisons"]),
    default="all",
    show_default=True,
)
def export(folder: Path, file: Path, what: str) -> None:
    """Write what the project in DIR holds to FILE.

    The file has JSON lines, which `import` reads.
    """
    from studio.store.formats.exporting import export_file

    with opened(folder) as project:
        report = export_file(project.store, file, what)
    click.echo(f"{file}: rows {report.rows}")
