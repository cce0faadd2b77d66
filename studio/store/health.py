"""Whether a database file is sound, found out without changing it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

MOST_FINDINGS = 20


def findings(path: Path) -> list[str]:
    """What SQLite finds wrong in the file, worst first; empty when it is sound.

    Opens it read-only, so that it is neither migrated nor repaired.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            checked = connection.execute(f"PRAGMA quick_check({MOST_FINDINGS})").fetchall()
            found = [str(line) for (line,) in checked if line != "ok"]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchmany(MOST_FINDINGS)
    except sqlite3.Error as error:
        return [str(error)]
    return found + [f"a row of {table} points to no {parent}" for table, _, parent, _ in orphans]
