"""Opening a store, and the transactions that everything else in `store` runs in."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from studio.errors import InputError, StoreError
from studio.store.failures import disk_failures, store_failures
from studio.store.locks import RunLocks
from studio.store.migrations.migrate import BUSY_TIMEOUT_MS, migrate, revision
from studio.store.schema import SCHEMA_REVISION


class Store:
    """An open database; usable from several threads at once.

    `path` is the SQLite file, or None for a database on a server.
    """

    def __init__(self, url: URL, path: Path | None) -> None:
        self.url = url
        self.path = path
        self.run_locks = RunLocks(None if path is None else path.parent / ".running")
        self._engine = _create_engine(url)
        self._writers = {
            durable: self._engine.execution_options(synchronous="FULL" if durable else "NORMAL")
            for durable in (True, False)
        }
        self._one_writer = threading.Lock()

    def __str__(self) -> str:
        return self.url.render_as_string() if self.path is None else str(self.path)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the store. Keep it short: it holds back the log."""
        with store_failures(str(self)), Session(self._engine) as session:
            yield session

    @contextmanager
    def write(self, *, durable: bool = True) -> Iterator[Session]:
        """A session that is committed at the end, or undone by an exception.

        A durable commit is on the disk when this returns, and survives a power cut; without, the
        last commits may be lost then (never by a crash of the program). Do not nest.
        """
        writer = self._writers[durable]
        with (
            store_failures(str(self)),
            self.turn_to_write(),
            Session(writer) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def turn_to_write(self) -> Iterator[None]:
        """Let the threads of this process write one after the other, without polling the file."""
        if not self._one_writer.acquire(timeout=BUSY_TIMEOUT_MS / 1000):
            raise StoreError("store_locked", path=str(self))
        try:
            yield
        finally:
            self._one_writer.release()

    def close(self) -> None:
        self.run_locks.release_all()
        self._engine.dispose()


def open_store(path_or_url: Path | str) -> Store:
    """Open a store, creating it when missing and bringing an older schema up to date.

    Raises `StoreError` for a newer schema, and a damaged, locked or unwritable file.
    """
    url, path = _locate(path_or_url)
    if path is not None:
        with disk_failures(path.parent):
            path.parent.mkdir(parents=True, exist_ok=True)
    store = Store(url, path)
    try:
        with store_failures(str(store)):
            with store._engine.connect() as connection:
                found = revision(connection, str(store))
            if found != SCHEMA_REVISION:
                migrate(url, path, str(store))
            if path is not None:
                _keep_write_ahead_log(store._engine)
    except BaseException:
        store.close()
        raise
    return store


def _locate(path_or_url: Path | str) -> tuple[URL, Path | None]:
    """The URL of a store and, for SQLite, its absolute path."""
    if isinstance(path_or_url, Path) or "://" not in path_or_url:
        path = Path(path_or_url).absolute()
        return URL.create("sqlite", database=str(path)), path
    try:
        url = make_url(path_or_url)
        url.get_dialect().import_dbapi()
    except ArgumentError as error:
        raise InputError("store_url", url=path_or_url) from error
    except ImportError as error:
        raise InputError("store_driver", url=str(url), driver=error.name) from error
    if url.get_backend_name() != "sqlite":
        return url, None
    if not url.database or url.database == ":memory:":
        raise InputError("store_url", url=path_or_url)
    path = Path(url.database).absolute()
    return url.set(database=str(path)), path


def _create_engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url)

    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # no transactions but those begun here
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA foreign_keys=ON")
        # SQLite's own knows only ASCII: a search for "über" has to find "Über"
        connection.create_function("lower", 1, _lower, deterministic=True)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        synchronous = connection.get_execution_options().get("synchronous")
        if synchronous is None:
            connection.exec_driver_sql("BEGIN")
        else:
            # A transaction that reads first and writes later would fail at once when another
            # process has written in between, whatever the timeout.
            connection.exec_driver_sql(f"PRAGMA synchronous={synchronous}")
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _lower(text: str | None) -> str | None:
    return None if text is None else text.lower()


def _keep_write_ahead_log(engine: Engine) -> None:
    """Let readers and a writer work at the same time. The file remembers this setting."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()
