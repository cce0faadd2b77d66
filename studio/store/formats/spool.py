"""Where the rows of a long file wait, so that reading it holds up nobody who writes to the store.

A spool is a temporary database with the tables of a store. What belongs to a file's prompts is
copied into it from the store as it was when the spool was opened; the `Importer` then adds the rows
to it as it would to the store, and new rows get the ids that come next there. The last step,
`moving`, is the only one that locks the store.

SQLite removes a temporary database when its connection ends, and on most systems has taken its
name away as soon as it was made, so that a killed program leaves nothing.
"""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
import zlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, MetaData, NullPool, Table, create_engine, event
from sqlalchemy.orm import Session

from studio.errors import InputError, StoreError
from studio.store import schema
from studio.store.failures import store_failures
from studio.store.formats.importer import Arrival, Brought, Importer
from studio.store.formats.row_values import row_values
from studio.store.formats.rows import file_row
from studio.store.migrations.migrate import BUSY_TIMEOUT_MS
from studio.store.prompts import text_hash

# In the order in which they refer to each other
TABLES = ("labeler", "prompt", "response_set", "response", "demonstration", "comparison", "rating")
_LOOKED_UP = {"prompt_id", "set_id", "response_id"}  # what begins an index that an import needs
_CACHE_KB = 16_000  # for the spool; and as much as the store's pages may take while rows move in
_STORE_CACHE_KB = 64_000
_OWN = """
CREATE TABLE batch (id INTEGER PRIMARY KEY, arrivals BLOB);
CREATE TABLE brought (batch INTEGER, place INTEGER, prompt_id INTEGER, labeler_id INTEGER,
    prompts INTEGER, demonstrations INTEGER, comparisons INTEGER, duplicates INTEGER,
    ratings INTEGER);
"""


class HistoryMet(Exception):  # noqa: N818 - not an error
    """A row tells what came before it, of which a spool has no copy."""


class Spool:
    """Rows on their way into the store that is attached as `store`.

    `first` is, by table, the id from which on rows are new; lower ones are copies of the store's.
    """

    def __init__(self, connection: Connection, store: str) -> None:
        self.connection = connection
        self._store = store
        self.first: dict[str, int] = {}
        self._batches = 0
        with connection.begin():
            _create_tables(connection)
            for table in TABLES:
                last = connection.exec_driver_sql(f"SELECT max(id) FROM store.{table}").scalar()
                self.first[table] = (last or 0) + 1
                given = (table, last or 0)
                connection.exec_driver_sql("INSERT INTO sqlite_sequence VALUES (?, ?)", given)
            self._copy("labeler", "id > 0", ())

    @contextmanager
    def session(self) -> Iterator[Session]:
        """To write to the spool; each `fill` is committed at once, so that the store is not held.

        Raises `StoreError` that names the folder of temporary files when its disk is full.
        """
        try:
            with store_failures(self._store), Session(self.connection) as session:
                yield session
        except StoreError as error:
            if error.code == "disk_full":
                raise StoreError("disk_full", path=temporary_folder()) from error
            raise

    def fill(self, session: Session, importer: Importer, arrivals: Sequence[Arrival]) -> None:
        """Add rows by an importer into `session`, and commit.

        Raises `HistoryMet` for a row that is not plain.
        """
        rows = [each.row for each in arrivals if not isinstance(each.row, Exception)]
        if not all(row.is_plain for row in rows):
            raise HistoryMet
        session.connection()  # begins, for what is written beside the session as well
        self._fetch(list({text_hash(row.prompt.text) for row in rows}))
        brought = importer.add(arrivals)
        self._keep(brought)
        session.commit()

    def arrivals(self, prompts: str) -> Iterator[list[Arrival]]:
        """The rows for the prompts that a query gives, in their order."""
        query = f"SELECT batch, place FROM brought WHERE prompt_id IN ({prompts}) ORDER BY batch"
        places: dict[int, list[int]] = {}
        for batch, place in self.connection.exec_driver_sql(f"{query}, place"):
            places.setdefault(batch, []).append(place)
        for batch, wanted in places.items():
            content = self.connection.exec_driver_sql(
                "SELECT arrivals FROM main.batch WHERE id = ?", (batch,)
            ).scalar_one()
            found = json.loads(zlib.decompress(content))
            yield [
                Arrival(line, file_row(values))
                for line, values in (found[place] for place in wanted)
            ]

    def brought(self, prompts: str) -> Brought:
        """All that the rows for the prompts that a query gives have brought to the spool."""
        counts = ("prompts", "demonstrations", "comparisons", "duplicates", "ratings")
        sums = ", ".join(f"total({name})" for name in counts)
        query = f"SELECT {sums} FROM brought WHERE prompt_id IN ({prompts})"
        found = self.connection.exec_driver_sql(query).one()
        return Brought(0, 0, **dict(zip(counts, map(int, found), strict=True)))

    def _fetch(self, hashes: Sequence[bytes]) -> None:
        """Copy what the store holds for prompts, unless it was copied before."""
        marks = ", ".join("?" * len(hashes))
        query = f"""SELECT id FROM store.prompt WHERE text_hash IN ({marks})
            AND id < {self.first["prompt"]}
            AND NOT EXISTS (SELECT 1 FROM main.prompt AS here WHERE here.id = store.prompt.id)"""
        ids = tuple(self.connection.exec_driver_sql(query, tuple(hashes)).scalars())
        if not ids:
            return
        among = f"IN ({', '.join('?' * len(ids))})"
        of_prompt = f"prompt_id {among}"
        of_set = f"set_id IN (SELECT id FROM store.response_set WHERE {of_prompt})"
        of_response = f"response_id IN (SELECT id FROM store.response WHERE {of_set})"
        self._copy("prompt", f"id {among}", ids)
        self._copy("response_set", of_prompt, ids)
        self._copy("response", of_set, ids)
        self._copy("demonstration", f"{of_prompt} AND live", ids)
        self._copy("comparison", f"{of_set} AND live", ids)
        self._copy("rating", f"{of_response} AND live", ids)

    def _copy(self, table: str, where: str, values: Collection[int]) -> None:
        names = ", ".join(column_names(table))
        self.connection.exec_driver_sql(
            f"INSERT INTO main.{table} ({names}) SELECT {names} FROM store.{table}"
            f" WHERE {where} AND id < {self.first[table]} ORDER BY id",
            tuple(values),
        )

    def _keep(self, brought: Sequence[tuple[Arrival, Brought]]) -> None:
        """Note what each row has brought, and the row itself, should it have to be added anew."""
        if not brought:
            return
        self._batches += 1
        rows = [
            (arrival.line, row_values(arrival.row))
            for arrival, _ in brought
            if not isinstance(arrival.row, InputError)
        ]
        content = zlib.compress(json.dumps(rows).encode(), 1)
        self.connection.exec_driver_sql(
            "INSERT INTO main.batch VALUES (?, ?)", (self._batches, content)
        )
        self.connection.exec_driver_sql(
            "INSERT INTO main.brought VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(self._batches, place, *each) for place, (_, each) in enumerate(brought)],
        )


@contextmanager
def opened_spool(store: Path) -> Iterator[Spool]:
    """An empty spool beside the store of this path, gone in the end."""
    engine = create_engine("sqlite://", creator=_connect, poolclass=NullPool)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        locks = connection.get_execution_options().get("locks")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if locks else "BEGIN")

    with store_failures(str(store)), engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("ATTACH ? AS store", (str(store),))
        driver.execute(f"PRAGMA store.cache_size=-{_STORE_CACHE_KB}")
        driver.execute("PRAGMA store.synchronous=FULL")
        yield Spool(connection, str(store))


def temporary_folder() -> str:
    """Where SQLite makes its temporary files (https://sqlite.org/tempfiles.html#tempdir)."""
    names = () if os.name == "nt" else ("SQLITE_TMPDIR", "TMPDIR")
    folders = [os.environ.get(name, "") for name in names]
    folders += () if os.name == "nt" else ("/var/tmp", "/usr/tmp", "/tmp")
    fit = (folder for folder in folders if os.path.isdir(folder) and os.access(folder, os.W_OK))
    return next(fit, tempfile.gettempdir())


def column_names(table: str) -> list[str]:
    return [column.name for column in schema.Base.metadata.tables[table].columns]


def _connect() -> sqlite3.Connection:
    """To a temporary database, without name. What it holds need not survive anything."""
    connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    connection.execute(f"PRAGMA main.cache_size=-{_CACHE_KB}")
    connection.execute("PRAGMA main.synchronous=OFF")
    connection.execute("PRAGMA wal_autocheckpoint=0")  # by itself, when nobody waits for the lock
    return connection


def _create_tables(connection: Connection) -> None:
    """A store's tables with the indexes that an import needs, and the spool's own."""
    metadata = MetaData()
    copies = {name: table.to_metadata(metadata) for name, table in _tables().items()}
    for name in TABLES:
        copy = copies[name]
        copy.dialect_options["sqlite"]["autoincrement"] = True  # to give out the store's next ids
        for index in list(copy.indexes):
            if index.columns[0].name not in _LOOKED_UP:
                copy.indexes.remove(index)
    metadata.create_all(connection, [copies[name] for name in TABLES], checkfirst=False)
    for statement in _OWN.split(";")[:-1]:
        connection.exec_driver_sql(statement)


def _tables() -> dict[str, Table]:
    return dict(schema.Base.metadata.tables)
