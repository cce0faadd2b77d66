"""Commands that make a project and move labels in and out of it."""

from __future__ import annotations

import getpass
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from studio.cli.running import folder_argument, opened
from studio.config import load_settings
from studio.console import Bar, figures
from studio.errors import InputError
from studio.wording import texts_for

if TYPE_CHECKING:
    from studio.store.records import ImportReport

DATE = click.DateTime(["%Y-%m-%d"])


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
@click.option("--format", help="What the rows mean, where it is not recognized.")
@click.option("--file-type", help="How the file is written, where it is not recognized.")
@click.option(
    "--column",
    "columns",
    metavar="NAME=KEY",
    multiple=True,
    help="Read a column of the file as a key of the format, for instance question=prompt; "
    "leave it out with an empty key, for instance question=.",
)
@click.option("--preview", is_flag=True, help="Show how FILEs would be read; import nothing.")
def import_files(
    folder: Path,
    files: tuple[Path, ...],
    labeler: str | None,
    format: str | None,
    file_type: str | None,
    columns: tuple[str, ...],
    preview: bool,
) -> None:
    """Add prompts and labels from FILEs to the project in DIR.

    Text with a prompt on each line, CSV, JSON, JSON lines or Parquet, in the formats of the
    studio, TRL, Anthropic HH, Open-Assistant, Alpaca, ShareGPT, OpenAI, Argilla, Label Studio or
    LLMBar. Both are recognized from the content. Rows that cannot be used are named one by one;
    the others are added all the same, and the exit code is then 2. Ctrl+C leaves everything as it
    was before the file that is being read.
    """
    from studio.cli.import_preview import preview_lines
    from studio.store.formats.importing import import_file
    from studio.store.formats.preview import preview_file
    from studio.store.formats.reading import Reading
    from studio.store.labels import add_labeler

    reading = Reading(file_type, format, dict(map(_column, columns)))
    if preview:
        for file in files:
            for line in preview_lines(file, preview_file(file, reading)):
                click.echo(line)
        return
    bad_rows = 0
    bar = Bar(sys.stderr, time.monotonic)
    with opened(folder) as project:
        name = labeler or load_settings().labeler or getpass.getuser()
        labeler_id = add_labeler(project.store, name).id
        for file in files:
            bar.start("import")
            try:
                report = import_file(
                    project.store,
                    file,
                    labeler_id=labeler_id,
                    reading=reading,
                    progress=lambda done, total: bar.update(done, total, {}),
                )
            finally:
                bar.clear()
            _show(file, report)
            bad_rows += report.bad_row_count
    sys.exit(2 if bad_rows else 0)


def _column(text: str) -> tuple[str, str]:
    name, found, key = text.rpartition("=")
    if not name or not found:
        raise InputError("column_option", text=text)
    return name, key


def _show(file: Path, report: ImportReport) -> None:
    for row in report.bad_rows:
        message, hint = texts_for(row.code, row.details)
        click.echo(f"{file}, line {row.line}: {message} {hint}", err=True)
    if unnamed := report.bad_row_count - len(report.bad_rows):
        click.echo(f"{file}: {unnamed} more rows that cannot be used", err=True)
    seldom = {
        "of them repeats": report.repeats,
        "ratings": report.ratings,
        "earlier versions": report.revisions,
        "gold": report.gold,
        "skipped items": report.skips,
    }
    added = {
        "prompts": report.prompts,
        "demonstrations": report.demonstrations,
        "comparisons": report.comparisons,
        **{name: count for name, count in seldom.items() if count},
        "rows there already": report.duplicates,
        "rows that cannot be used": report.bad_row_count,
    }
    click.echo(f"{file}: {figures(added)}")


@click.command("export")
@folder_argument
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--what", metavar="KIND", default="all", show_default=True)
@click.option("--conversational", is_flag=True, help="Texts as messages, for TRL.")
@click.option("--labeler", "labelers", multiple=True, help="Only this person's labels.")
@click.option("--split", "splits", multiple=True, help="Only prompts of this split.")
@click.option("--since", type=DATE, help="Only labels made on this day (UTC) or later.")
@click.option("--before", type=DATE, help="Only labels made before this day (UTC).")
@click.option("--guideline-version", help="Only labels made by these guidelines.")
@click.option("--card", is_flag=True, help="Write a data card, README.md, beside FILE.")
def export(
    folder: Path,
    file: Path,
    what: str,
    conversational: bool,
    labelers: tuple[str, ...],
    splits: tuple[str, ...],
    since: datetime | None,
    before: datetime | None,
    guideline_version: str | None,
    card: bool,
) -> None:
    """Write what the project in DIR holds to FILE.

    FILE may end with .jsonl, .json, .csv or .parquet. KIND is all, prompts, demonstrations or
    comparisons, which `import` reads without loss; or prompt-completion, preference,
    preference-implicit or unpaired, the data set types of TRL.
    """
    from studio.data_card import write_card
    from studio.store.formats.exporting import export_file
    from studio.store.formats.selection import Selection

    selection = Selection(labelers, splits, _utc(since), _utc(before), guideline_version)
    with opened(folder) as project:
        report = export_file(
            project.store, file, what, conversational=conversational, selection=selection
        )
    click.echo(f"{file}: rows {report.rows}")
    if card:
        click.echo(f"{file}: {write_card(file, report, selection)}")


def _utc(day: datetime | None) -> datetime | None:
    return None if day is None else day.replace(tzinfo=UTC)
