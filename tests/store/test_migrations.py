"""Schema changes: the tables are those of the migrations, an older store is brought up to date
with a copy of it kept, and what cannot be done leaves it untouched.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from studio.errors import InputError, StoreError
from studio.store import engine
from studio.store.engine import Store, open_store
from studio.store.labels import add_labeler, list_labelers
from studio.store.migrations import migrate
from studio.store.prompts import add_prompts
from studio.store.records import NewPrompt
from studio.store.schema import SCHEMA_REVISION, Base

NEXT = '''
"""A made-up change that rebuilds a table others refer to."""
import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

def upgrade() -> None:
    with op.batch_alter_table("prompt") as prompt:
        prompt.add_column(sa.Column("colour", sa.String(20), server_default="blue"))
        prompt.alter_column("language", nullable=True)
    {then}
'''


def newer_program(folder: Path, monkeypatch: pytest.MonkeyPatch, then: str = "") -> None:
    """Make the program know one migration more, which ends with the statement `then`."""
    scripts = folder / "100% new"  # a name that configuration files would misread
    shutil.copytree(migrate.SCRIPTS, scripts)
    (scripts / "versions" / "v0004_next.py").write_text(NEXT.format(then=then))
    monkeypatch.setattr(migrate, "SCRIPTS", scripts)
    monkeypatch.setattr(migrate, "SCHEMA_REVISION", "0004")
    monkeypatch.setattr(engine, "SCHEMA_REVISION", "0004")


@pytest.fixture
def old_store(tmp_path: Path) -> Path:
    path = tmp_path / "project" / "studio.sqlite"
    with closing(open_store(path)) as store:
        add_prompts(store, [NewPrompt("Tell me about frogs")])
        add_labeler(store, "Ann")
    return path


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def test_the_newest_revision_is_the_one_the_program_names() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.SCRIPTS))
    assert ScriptDirectory.from_config(config).get_heads() == [SCHEMA_REVISION]


def test_migrations_make_the_tables_of_the_schema(store: Store) -> None:
    with store.read() as session:
        context = MigrationContext.configure(
            session.connection(), opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_every_constraint_has_a_name_to_change_it_by(store: Store) -> None:
    with store.read() as session:
        for (sql,) in session.execute(text("SELECT sql FROM sqlite_master WHERE type = 'table'")):
            for line in sql.splitlines():
                unnamed = line.strip().startswith(("PRIMARY", "FOREIGN", "UNIQUE", "CHECK"))
                assert not unnamed, line


def test_an_older_store_is_changed_and_a_copy_of_it_kept(
    old_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer_program(tmp_path, monkeypatch)
    with closing(open_store(old_store)) as store:
        assert [labeler.name for labeler in list_labelers(store)] == ["Ann"]
    assert rows(old_store, "SELECT text, colour FROM prompt") == [("Tell me about frogs", "blue")]
    (copy,) = (old_store.parent / "backups").iterdir()
    assert copy.name.startswith("studio-20")
    assert copy.name.endswith("-schema-0003.sqlite")
    assert rows(copy, "SELECT version_num FROM alembic_version") == [("0003",)]
    assert rows(copy, "SELECT text FROM prompt") == [("Tell me about frogs",)]


def test_a_migration_that_fails_changes_nothing(
    old_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer_program(tmp_path, monkeypatch, then="raise ZeroDivisionError")
    before = rows(old_store, "SELECT sql FROM sqlite_master")
    with pytest.raises(ZeroDivisionError):
        open_store(old_store)
    assert rows(old_store, "SELECT sql FROM sqlite_master") == before
    assert rows(old_store, "SELECT version_num FROM alembic_version") == [("0003",)]


def test_a_migration_that_would_break_references_changes_nothing(
    old_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    orphan = (
        "op.execute(\"INSERT INTO skip VALUES (77, 'comparison', 1, '', '2026-01-01 00:00:00')\")"
    )
    newer_program(tmp_path, monkeypatch, then=orphan)
    with pytest.raises(StoreError, match="store_damaged"):
        open_store(old_store)
    assert rows(old_store, "SELECT count(*) FROM skip") == [(0,)]
    assert rows(old_store, "SELECT version_num FROM alembic_version") == [("0003",)]


def test_without_room_for_the_copy_nothing_is_changed(
    old_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer_program(tmp_path, monkeypatch)
    (old_store.parent / "backups").write_text("a file where the folder should be")
    with pytest.raises(InputError, match="folder_unwritable"):
        open_store(old_store)
    assert rows(old_store, "SELECT version_num FROM alembic_version") == [("0003",)]


def test_a_store_of_a_newer_program_is_refused_untouched(
    old_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as newer:
        newer_program(tmp_path, newer)
        open_store(old_store).close()
    content = old_store.read_bytes()
    with pytest.raises(StoreError, match="store_newer") as caught:
        open_store(old_store)
    assert caught.value.details == {"path": str(old_store), "found": "0004", "known": "0003"}
    assert old_store.read_bytes() == content
    assert len(list((old_store.parent / "backups").iterdir())) == 1


def test_a_store_that_has_lost_its_revision_is_damaged(old_store: Path) -> None:
    with closing(sqlite3.connect(old_store)) as connection:
        connection.execute("DELETE FROM alembic_version")
        connection.commit()
    with pytest.raises(StoreError, match="store_damaged"):
        open_store(old_store)
