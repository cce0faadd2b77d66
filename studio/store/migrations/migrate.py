"""Bring a store to the newest schema, keeping a dated copy of what was there before."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, inspect, text

from studio.errors import StoreError
from studio.store.failures import disk_failures, store_failures
from studio.store.schema import SCHEMA_REVISION

if TYPE_CHECKING:
    from alembic.config import Config

BUSY_TIMEOUT_MS = 10_000
SCRIPTS = Path(__file__).parent


def revision(connection: Connection, store: str) -> str | None:
    """The schema revision of a store; None for an empty database."""
    tables = inspect(connection).get_table_names()
    if not tables:
        return None
    if "alembic_version" not in tables:
        raise StoreError("store_foreign", path=store)
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found is None:
        raise StoreError("store_damaged", path=store)
    return str(found)


def migrate(url: URL, path: Path | None, store: str) -> None:
    """Create the tables or change them to the newest schema, all or nothing."""
    engine = _migration_engine(url)
    try:
        with engine.begin() as connection:
            found = revision(connection, store)  # once more, now that nobody else can write
            if found == SCHEMA_REVISION:
                return
            _check_known(found, store)
            if path is not None and found is not None:
                back_up(path, found)
            _upgrade(connection)
            if engine.dialect.name == "sqlite" and _broken_references(connection):
                raise StoreError("store_damaged", path=store)
    finally:
        engine.dispose()


def back_up(path: Path, label: str) -> Path:
    """Copy the SQLite store at `path`, open or not, to a dated file in `backups` beside it."""
    folder = path.parent / "backups"
    moment = datetime.now().astimezone().strftime("%Y-%m-%d-%H%M%S")
    copy = folder / f"{path.stem}-{moment}-schema-{label}{path.suffix}"
    draft = copy.with_name(copy.name + ".new")
    with disk_failures(folder), store_failures(str(copy)):
        folder.mkdir(exist_ok=True)
        try:
            with (
                closing(sqlite3.connect(path)) as source,
                closing(sqlite3.connect(draft)) as target,
            ):
                source.backup(target)
            os.replace(draft, copy)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    return copy


def _migration_engine(url: URL) -> Engine:
    """An engine for one connection that writes at once and does not enforce references.

    A migration may rebuild a table that others refer to; they are checked at its end.
    """
    engine = create_engine(url, poolclass=NullPool)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def connect(connection: sqlite3.Connection, _: object) -> None:
            connection.isolation_level = None  # no transactions but those begun here
            connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
            connection.execute("PRAGMA synchronous=FULL")

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


# Alembic is slow to import, and seldom needed: hence inside the functions.


def _check_known(found: str | None, store: str) -> None:
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if found is not None and found not in known:
        raise StoreError("store_newer", path=store, found=found, known=SCHEMA_REVISION)


def _upgrade(connection: Connection) -> None:
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _broken_references(connection: Connection) -> bool:
    return connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None
