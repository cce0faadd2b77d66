"""A damaged database is recognized, and none is changed by looking."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from studio.store.engine import open_store
from studio.store.health import findings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "studio.sqlite"
    open_store(path).close()
    return path


def test_a_sound_file_has_no_findings(path: Path) -> None:
    assert findings(path) == []


def test_a_name_with_signs_that_urls_use(tmp_path: Path) -> None:
    path = tmp_path / "a ?#%20ü.sqlite"
    path.write_bytes(b"no database at all" * 1000)
    assert findings(path) == ["file is not a database"]
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_no_database(path: Path) -> None:
    path.write_bytes(b"no database at all" * 1000)
    assert findings(path) == ["file is not a database"]


def test_a_damaged_page(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for page in range(1, len(data) // 4096):
        data[page * 4096 : page * 4096 + 100] = b"\xff" * 100
    path.write_bytes(data)
    assert findings(path)


def test_a_row_that_points_nowhere(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'metric'")
        assert tables.fetchone() is not None
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("INSERT INTO metric (run_id, step, name, value) VALUES (7, 1, 'x', 0)")
        connection.commit()
    assert findings(path) == ["a row of metric points to no run"]


def test_all_that_is_wrong_is_told(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute(
            "INSERT INTO checkpoint (stage, name, path, run_id, summary, created_at)"
            " VALUES ('sft', 'x', 'x', 7, '{}', '2026-01-01')"
        )
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute(  # a rule that the row breaks
            "UPDATE sqlite_master SET sql ="
            " replace(sql, 'parent_id INTEGER', 'parent_id INTEGER NOT NULL')"
            " WHERE name = 'checkpoint'"
        )
        connection.commit()
    found = findings(path)
    assert found[0] == "NULL value in checkpoint.parent_id"
    assert found[-1] == "a row of checkpoint points to no run"


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    assert findings(tmp_path / "nothing.sqlite") == ["unable to open database file"]
    assert list(tmp_path.iterdir()) == []


def test_looking_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    findings(path)
    assert path.read_bytes() == before


def test_the_file_may_be_in_use(path: Path) -> None:
    store = open_store(path)
    try:
        with store.write() as session:
            session.connection().exec_driver_sql("DELETE FROM metric")
            assert findings(path) == []
    finally:
        store.close()
