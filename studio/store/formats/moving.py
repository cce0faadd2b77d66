"""From a spool into its store: the one short step of an import that nobody else can write during.

Most rows are copied as they are. Those for a prompt that somebody has said something new about
since the spool was opened are added row by row, as a short file would be, so that the store itself
tells what is a duplicate.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from studio.jobs.control import StopRequested
from studio.store.engine import Store
from studio.store.failures import store_failures
from studio.store.formats.importer import Importer
from studio.store.formats.spool import TABLES, Spool, column_names

_AT_ONCE = 5000  # rows of a table
_STEPS = 1_000_000  # of SQLite's machine, some 20 ms
_REFERS = {
    "id": "",
    "labeler_id": "labeler",
    "prompt_id": "prompt",
    "set_id": "response_set",
    "response_id": "response",
    "revision_of": "",
    "repeat_of": "",
    "groups": "response",
    "shown_order": "response",
}  # columns with ids, by whose; "" for those of the table itself
_LISTS = {"groups", "shown_order"}

TOUCHED = "SELECT id FROM temp.touched"
# Prompts of the spool that are no longer as they were when they were copied
_FIND_TOUCHED = """
INSERT OR IGNORE INTO temp.touched
WITH changed AS (
    SELECT id FROM store.prompt WHERE id >= {prompt}
    UNION SELECT prompt_id FROM store.demonstration WHERE id >= {demonstration}
    UNION SELECT prompt_id FROM store.response_set WHERE id >= {response_set}
    UNION SELECT s.prompt_id FROM store.comparison AS c JOIN store.response_set AS s
        ON s.id = c.set_id WHERE c.id >= {comparison}
    UNION SELECT s.prompt_id FROM store.rating AS m JOIN store.response AS r
        ON r.id = m.response_id JOIN store.response_set AS s ON s.id = r.set_id
        WHERE m.id >= {rating}
)
SELECT p.id FROM changed JOIN store.prompt AS q ON q.id = changed.id
    JOIN main.prompt AS p ON p.text_hash = q.text_hash
"""
# An answer by hand came or went: the one kind of row that is ever deleted
_FIND_OTHER_ANSWERS = """
INSERT OR IGNORE INTO temp.touched
SELECT prompt_id FROM main.response_set AS s WHERE id < {response_set} AND
    (SELECT group_concat(id || ' ' || created_at) FROM main.response WHERE set_id = s.id) IS NOT
    (SELECT group_concat(id || ' ' || created_at) FROM store.response WHERE set_id = s.id)
"""
# A rating that the file revises was withdrawn
_FIND_WITHDRAWN = """
INSERT OR IGNORE INTO temp.touched
SELECT s.prompt_id FROM main.rating AS m JOIN store.rating AS o ON o.id = m.revision_of
    JOIN main.response AS r ON r.id = m.response_id JOIN main.response_set AS s ON s.id = r.set_id
    WHERE m.id >= {rating} AND o.id < {rating} AND NOT o.live
"""
_FIND_LABELED = """
INSERT OR IGNORE INTO temp.touched
SELECT prompt_id FROM main.brought WHERE labeler_id IN (
    SELECT l.id FROM main.labeler AS l JOIN store.labeler AS o ON o.name = l.name
    WHERE l.id >= {labeler} AND o.id >= {labeler})
"""
# By table: the rows that do not belong to a touched prompt
_UNTOUCHED = {
    "labeler": "name NOT IN (SELECT name FROM store.labeler)",
    "prompt": f"id NOT IN ({TOUCHED})",
    "response_set": f"prompt_id NOT IN ({TOUCHED})",
    "demonstration": f"prompt_id NOT IN ({TOUCHED})",
}
_SETS = f"SELECT id FROM main.response_set WHERE prompt_id IN ({TOUCHED})"
_UNTOUCHED["response"] = _UNTOUCHED["comparison"] = f"set_id NOT IN ({_SETS})"
_UNTOUCHED["rating"] = (
    f"response_id NOT IN (SELECT id FROM main.response WHERE set_id IN ({_SETS}))"
)
# What the new rows change about old ones
_MARKS = """
UPDATE store.prompt SET demonstrated = 1 WHERE id NOT IN ({touched}) AND id IN (
    SELECT prompt_id FROM main.demonstration
    WHERE id >= {demonstration} AND prompt_id < {prompt});
UPDATE store.response_set SET ranked = 1 WHERE prompt_id NOT IN ({touched}) AND id IN (
    SELECT set_id FROM main.comparison WHERE id >= {comparison} AND set_id < {response_set});
UPDATE store.response_set SET ranked_by_human = 1 WHERE prompt_id NOT IN ({touched}) AND id IN (
    SELECT set_id FROM main.comparison
    WHERE id >= {comparison} AND set_id < {response_set} AND NOT synthetic);
UPDATE store.rating AS old SET live = 0, withdrawn_at =
    (SELECT withdrawn_at FROM main.rating AS made WHERE made.id = old.id)
    WHERE {untouched} AND id IN (SELECT id FROM main.rating WHERE id < {rating} AND NOT live);
"""


@dataclass(frozen=True, slots=True)
class Mover:
    """Moves what an importer has written to a spool, and has it count what came of it.

    `progress` is told how many rows of how many are moved. Once `stop` says so, nothing is, and
    `StopRequested` is raised.
    """

    spool: Spool
    store: Store
    progress: Callable[[int, int], None]
    stop: Callable[[], bool]

    def move(self, importer: Importer) -> None:
        connection = self.spool.connection
        connection.execution_options(locks=True, schema_translate_map={None: "store"})
        with store_failures(str(self.store)):
            with (
                self.store.turn_to_write(),
                Session(connection) as session,
                session.begin(),
                self._interruptible(),
            ):
                session.connection()  # begins
                self._find_touched()
                for done, total in self._copy():
                    self._look(done, total)
                importer.go_on(session)
                importer.without(self.spool.brought(TOUCHED))
                for arrivals in self.spool.arrivals(TOUCHED):
                    importer.add(arrivals)
                    self._look(1, 1)
            # The pages go from the log to their places now, not while somebody waits to write
            self._driver().execute("PRAGMA store.wal_checkpoint(PASSIVE)")

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        """Let `stop` end also a statement that takes long."""
        self._driver().set_progress_handler(self.stop, _STEPS)
        try:
            yield
        except DBAPIError as error:
            if getattr(error.orig, "sqlite_errorname", "") == "SQLITE_INTERRUPT":
                raise StopRequested from error
            raise
        finally:
            self._driver().set_progress_handler(None, 0)

    def _driver(self) -> sqlite3.Connection:
        driver = self.spool.connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        return driver

    def _look(self, done: int, total: int) -> None:
        if self.stop():
            raise StopRequested
        self.progress(done, total)

    def _find_touched(self) -> None:
        self._run("CREATE TEMP TABLE touched (id INTEGER PRIMARY KEY)")
        for statement in (_FIND_TOUCHED, _FIND_OTHER_ANSWERS, _FIND_WITHDRAWN, _FIND_LABELED):
            self._run(statement.format(**self.spool.first))

    def _copy(self) -> Iterator[tuple[int, int]]:
        """Copy the rows that are untouched, table by table; how many are done of how many."""
        first = self.spool.first
        ends = {table: max(first[table], self._next("main", table)) for table in TABLES}
        shifts = {table: max(0, self._next("store", table) - first[table]) for table in TABLES}
        response, by = first["response"], shifts["response"]
        self._driver().create_function("shifted", 1, lambda ids: _shifted(ids, response, by))
        total = sum(ends[table] - first[table] for table in TABLES)
        done = 0
        for table in TABLES:
            names = column_names(table)
            values = ", ".join(_value(name, table, first, shifts) for name in names)
            copy = f"INSERT INTO store.{table} ({', '.join(names)}) SELECT {values}"
            copy += f" FROM main.{table} WHERE id >= ? AND id < ? AND {_UNTOUCHED[table]}"
            for start in range(first[table], ends[table], _AT_ONCE):
                end = min(start + _AT_ONCE, ends[table])
                self._run(copy, start, end)
                done += end - start
                yield done, total
        given = {**first, "touched": TOUCHED, "untouched": _UNTOUCHED["rating"]}
        for statement in _MARKS.split(";")[:-1]:
            self._run(statement.format(**given))

    def _next(self, database: str, table: str) -> int:
        """The id that comes after the last one of a table."""
        query = f"SELECT max(id) FROM {database}.{table}"
        return (self.spool.connection.exec_driver_sql(query).scalar() or 0) + 1

    def _run(self, statement: str, *values: int) -> None:
        self.spool.connection.exec_driver_sql(statement, values)


def _value(name: str, table: str, first: dict[str, int], shifts: dict[str, int]) -> str:
    """A column as it is in the store: others may have taken the ids that the spool gave out."""
    if name not in _REFERS:
        return name
    whose = _REFERS[name] or table
    if not shifts[whose]:
        return name
    if name in _LISTS:
        return f"shifted({name})"
    return f"{name} + ({name} >= {first[whose]}) * {shifts[whose]}"


def _shifted(ids: str, first: int, by: int) -> str:
    """A list of ids, or of lists of them, as JSON; the new ones further on by so many."""

    def shift(found: int | list[int]) -> object:
        if isinstance(found, list):
            return [shift(each) for each in found]
        return found + by if found >= first else found

    return json.dumps([shift(each) for each in json.loads(ids)])
