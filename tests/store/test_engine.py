"""Opening a store, its transactions, and everything a file or a disk can do wrong."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError

from studio.errors import InputError, StoreError
from studio.store import engine, schema
from studio.store.engine import Store, open_store
from studio.store.failures import _SQLITE_CODES, disk_failures, read_failures
from studio.store.labels import add_labeler, list_labelers
from studio.store.migrations import migrate
from studio.store.prompts import add_prompts, count_prompts
from studio.store.records import NewPrompt
from studio.wording import ERRORS


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait a twentieth of a second for a lock instead of ten."""
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 50)


@pytest.fixture
def read_only_folder() -> Iterator[Path]:
    """A folder in which this process may not write, even when root runs the tests."""
    folder = Path(tempfile.mkdtemp())
    (folder / "inside").mkdir()
    folder.chmod(0o755)
    (folder / "inside").chmod(0o555)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    yield folder / "inside"
    if user == 0:
        os.seteuid(0)
    (folder / "inside").chmod(0o755)
    shutil.rmtree(folder)


def names(store: Store) -> list[str]:
    return [labeler.name for labeler in list_labelers(store)]


def test_a_path_and_a_url_open_the_same_store(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "studio.sqlite"
    with closing(open_store(path)) as first:
        add_labeler(first, "Ann")
        assert first.path == path
    with closing(open_store(f"sqlite:///{path}")) as second:
        assert names(second) == ["Ann"]
        assert second.path == path


def test_connections_are_set_up_for_safety(store: Store) -> None:
    def pragma(name: str, connection: object) -> object:
        return connection.execute(text(f"PRAGMA {name}")).scalar()  # type: ignore[attr-defined]

    full, normal = 2, 1
    with store.read() as session:
        assert pragma("journal_mode", session) == "wal"
        assert pragma("foreign_keys", session) == 1
        assert pragma("busy_timeout", session) == migrate.BUSY_TIMEOUT_MS
    with store.write() as session:
        assert pragma("synchronous", session) == full
    with store.write(durable=False) as session:
        assert pragma("synchronous", session) == normal
    with store.write() as session:
        assert pragma("synchronous", session) == full


def test_references_are_enforced(store: Store) -> None:
    with pytest.raises(IntegrityError), store.write() as session:
        session.add(schema.Metric(run_id=99, name="loss", step=1, value=1.0))


def test_a_write_holds_the_store_from_its_first_statement(store: Store) -> None:
    assert store.path is not None
    with closing(sqlite3.connect(store.path, timeout=0, isolation_level=None)) as other:
        with store.write() as session:
            session.scalar(text("SELECT count(*) FROM labeler"))  # a read, but of a writer
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")


def test_a_reader_sees_one_state_while_others_write(store: Store) -> None:
    query = text("SELECT count(*) FROM labeler")
    with store.read() as session:
        before = session.scalar(query)
        add_labeler(store, "Ann")
        assert session.scalar(query) == before == 0
    assert names(store) == ["Ann"]


def test_an_exception_undoes_a_write(store: Store) -> None:
    def add_and_fail() -> None:
        with store.write() as session:
            session.add(schema.Labeler(name="Ann", synthetic=False))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        add_and_fail()
    assert names(store) == []


def test_times_keep_their_moment_whatever_the_zone(store: Store) -> None:
    moment = datetime(2026, 3, 29, 2, 30, 0, 123456, timezone(timedelta(hours=5, minutes=45)))
    with store.write() as session:
        session.add(schema.Labeler(name="Ann", synthetic=False, created_at=moment))
    with store.read() as session:
        kept = session.get_one(schema.Labeler, 1).created_at
    assert kept == moment
    assert kept.tzinfo == UTC


def test_threads_never_find_the_store_locked(store: Store) -> None:
    def work(thread: int) -> None:
        for turn in range(20):
            add_prompts(store, [NewPrompt(f"prompt {thread} {turn}")])
            assert count_prompts(store) > turn

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert count_prompts(store) == 160


@pytest.mark.usefixtures("impatient")
def test_a_store_that_another_process_keeps_busy(tmp_path: Path) -> None:
    path = tmp_path / "studio.sqlite"
    with closing(open_store(path)) as store:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError, match="store_locked"):
                add_labeler(store, "Ann")
            assert names(store) == []
        add_labeler(store, "Ann")
        assert names(store) == ["Ann"]


@pytest.mark.usefixtures("impatient")
def test_a_write_inside_a_write_ends_in_an_error_instead_of_never(store: Store) -> None:
    with store.write(), pytest.raises(StoreError, match="store_locked"):
        add_labeler(store, "Ann")


def test_a_full_disk_loses_nothing(store: Store) -> None:
    add_labeler(store, "Ann")
    limit = 0

    @event.listens_for(store._engine, "checkout")
    def limit_pages(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count={limit or 2**30}")

    limit = 1  # SQLite takes the pages in use when there are more
    with pytest.raises(StoreError, match="disk_full"):
        add_prompts(store, [NewPrompt(f"{number} {'x' * 5000}") for number in range(100)])
    assert names(store) == ["Ann"]
    assert count_prompts(store) == 0
    limit = 0
    assert len(add_prompts(store, [NewPrompt("x" * 5000)])) == 1


@pytest.mark.parametrize("damage", ["header", "pages", "cut"])
def test_a_damaged_file(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "studio.sqlite"
    with closing(open_store(path)) as store:
        add_prompts(store, [NewPrompt(f"prompt {number}") for number in range(500)])
    content = bytearray(path.read_bytes())
    if damage == "header":
        content[:16] = b"not a database!!"
    elif damage == "pages":
        content[4096:] = b"\xa5" * (len(content) - 4096)
    else:
        del content[len(content) // 2 :]
    path.write_bytes(content)

    def use() -> None:
        with closing(open_store(path)) as store:
            add_prompts(store, [NewPrompt(f"more {number}") for number in range(500)])

    with pytest.raises(StoreError, match="store_damaged") as caught:
        use()
    assert caught.value.details["path"] == str(path)
    assert len(path.read_bytes()) == len(content)


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipe (name TEXT)")
    content = path.read_bytes()
    with pytest.raises(StoreError, match="store_foreign"):
        open_store(path)
    assert path.read_bytes() == content


def test_a_file_that_may_not_be_written(read_only_folder: Path) -> None:
    with pytest.raises(StoreError, match="store_unwritable"):
        open_store(read_only_folder / "studio.sqlite")


def test_a_folder_that_may_not_be_made(read_only_folder: Path) -> None:
    with pytest.raises(InputError, match="folder_unwritable"):
        open_store(read_only_folder / "new" / "studio.sqlite")


def test_a_store_that_turns_read_only(store: Store) -> None:
    @event.listens_for(store._engine, "checkout")
    def turn(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA query_only=ON")

    with pytest.raises(StoreError, match="store_unwritable"):
        add_labeler(store, "Ann")
    assert names(store) == []


def test_a_folder_where_the_file_should_be(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="store_unwritable"):
        open_store(tmp_path)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "nonsense://", "://"])
def test_an_address_that_cannot_keep_a_project(url: str) -> None:
    with pytest.raises(InputError, match="store_url"):
        open_store(url)


def test_a_database_whose_driver_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(InputError, match="store_driver") as caught:
        open_store("postgresql+psycopg://ann@host/labels")
    assert caught.value.details["driver"] == "psycopg"


@pytest.mark.parametrize(
    ("number", "code"),
    [("ENOSPC", "disk_full"), ("EIO", "disk_failed"), ("EROFS", "folder_unwritable")],
)
def test_what_the_disk_says_has_a_code(tmp_path: Path, number: str, code: str) -> None:
    with pytest.raises((InputError, StoreError), match=code), disk_failures(tmp_path):
        raise OSError(getattr(errno, number), "said the disk")


def test_every_failure_of_sqlite_has_words() -> None:
    assert set(_SQLITE_CODES.values()) | {"disk_full", "disk_failed"} <= set(ERRORS)
    codes = {name for name in dir(sqlite3) if name.startswith("SQLITE_")}
    assert all(any(code.startswith(known) for code in codes) for known in _SQLITE_CODES)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    with pytest.raises(InputError, match="file_unreadable"), read_failures(missing):
        missing.read_bytes()
