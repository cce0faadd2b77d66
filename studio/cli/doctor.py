"""The command that checks whether everything the studio needs is there."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one check a line, as JSON.")
def doctor(folder: Path | None, as_json: bool) -> None:
    """Check this computer, and the project in DIR.

    Each check says what it found, and how to mend what is missing. The exit code is 0 when the
    studio can be used, else 1.
    """
    from studio.doctor import examine

    usable = True
    for check in examine(folder):
        usable = usable and check.status != "fail"
        if as_json:
            click.echo(json.dumps(asdict(check)))
        else:
            click.echo(f"{check.status:5} {check.name}: {check.found}")
            if check.remedy:
                click.echo(f"      {check.remedy}")
    sys.exit(0 if usable else 1)
