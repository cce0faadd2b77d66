"""A project whose store is as large as it may get, made in minutes.

The rows are what the store's own functions would write; only they are put there in bulk, and the
indexes are made once at the end.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from studio.store.labels import add_labeler
from studio.store.project import create_project

PROMPTS, SETS, K = 1_000_000, 2_500_000, 4
NOW = "2026-01-01 12:00:00.000000"
SAMPLING = json.dumps({"temperature": 0.7, "top_p": 1.0, "top_k": 0, "max_tokens": 96})
SPLITS = ("sft", "reward", "reward", "ppo", "heldout")  # near enough to how prompts are dealt
LABELERS = 8  # the one of the benchmark is the first; they have ranked about as much each
_WORDS = ("frog", "moon", "sang", "slept", "by", "one", "old", "tree", "pond", "little", "bright")


def build(folder: Path, scale: float = 1.0) -> None:
    """Make a project in `folder` with `scale` times a million prompts, and nothing ranked."""
    project = create_project(folder, sample=False)
    for number in range(LABELERS):
        add_labeler(project.store, f"Labeler {number + 1}")
    path = project.store.path
    assert path is not None
    project.close()
    prompts, sets = int(PROMPTS * scale), int(SETS * scale)
    with _bulk(path, "prompt", "response_set", "response") as file:
        insert(file, "prompt", _prompts(prompts))
        insert(file, "response_set", _sets(sets, prompts))
        insert(file, "response", _responses(sets))


def rank(folder: Path, share: float) -> None:
    """Let `share` of the sets be ranked, each by one of the labelers."""
    with _bulk(folder / "studio.sqlite", "response_set", "comparison") as file:
        # a multiplier without a common factor spreads the ranked sets over the whole store
        chosen = f"(id * 7919) % 1000 < {round(share * 1000)} AND NOT ranked"
        new = file.execute(f"SELECT id FROM response_set WHERE {chosen} ORDER BY id").fetchall()
        insert(file, "comparison", (_comparison(set_id) for (set_id,) in new))
        file.execute(f"UPDATE response_set SET ranked = 1, ranked_by_human = 1 WHERE {chosen}")


def skip(folder: Path, count: int, labeler_id: int = 1) -> None:
    """Let a labeler skip the `count` sets that would be dealt next: the worst there can be."""
    with _bulk(folder / "studio.sqlite") as file:
        file.execute(
            "INSERT INTO skip SELECT ?, 'comparison', id, 'unclear', ? FROM (SELECT id FROM "
            "response_set WHERE NOT ranked_by_human AND NOT EXISTS (SELECT 1 FROM skip WHERE "
            "labeler_id = ? AND kind = 'comparison' AND target_id = response_set.id) "
            "ORDER BY position LIMIT ?)",
            (labeler_id, NOW, labeler_id, count),
        )


def insert(file: sqlite3.Connection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Put rows into a table, each with a value for every column of `_COLUMNS`."""
    names = _COLUMNS[table].split()
    marks = ", ".join("?" * len(names))
    file.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)


_COLUMNS = {
    "prompt": "id text text_hash language tags split position demonstrated created_at",
    "response_set": "id prompt_id language position ranked ranked_by_human created_at",
    "response": "id set_id place text checkpoint_id sampling seed finished created_at",
    "comparison": "set_id groups shown_order synthetic labeler_id seconds program_version "
    "created_at live",
}


def _prompts(count: int) -> Iterator[tuple[object, ...]]:
    texts, chance = _texts(8), random.Random(1)
    for n in range(1, count + 1):
        text, split = f"{n} {texts[n % len(texts)]}", SPLITS[n % len(SPLITS)]
        yield n, text, n.to_bytes(32, "big"), _language(n), "[]", split, _place(chance), 0, NOW


def _sets(count: int, prompts: int) -> Iterator[tuple[object, ...]]:
    chance = random.Random(2)
    for n in range(1, count + 1):
        prompt = 1 + n % prompts
        yield n, prompt, _language(prompt), _place(chance), 0, 0, NOW


def _responses(sets: int) -> Iterator[tuple[object, ...]]:
    texts = _texts(50)
    for n in range(sets * K):
        text = texts[n * 7919 % len(texts)]
        yield n + 1, n // K + 1, n % K, text, None, SAMPLING, 7, 1, NOW


def _comparison(set_id: int) -> tuple[object, ...]:
    ids = [(set_id - 1) * K + place + 1 for place in range(K)]
    groups = json.dumps([[one] for one in ids])
    return set_id, groups, json.dumps(ids), 0, 1 + set_id % LABELERS, 20.0, "0", NOW, 1


def _language(prompt_id: int) -> str:
    return ("en", "de")[prompt_id % 2]


def _place(chance: random.Random) -> int:
    return chance.getrandbits(62)


def _texts(words: int) -> list[str]:
    chance = random.Random(words)
    return [" ".join(chance.choices(_WORDS, k=words)) + "." for _ in range(9973)]


@contextmanager
def _bulk(path: Path, *tables: str) -> Iterator[sqlite3.Connection]:
    """A connection that cares for no power cut; the indexes of `tables` are made at its end."""
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        for setting in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000"):
            file.execute(f"PRAGMA {setting}")
        indexes = [
            row
            for table in tables
            for row in file.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
                "AND tbl_name = ?",
                (table,),
            )
        ]
        file.execute("BEGIN")
        for name, _ in indexes:
            file.execute(f"DROP INDEX {name}")
        yield file
        for _, made in indexes:
            file.execute(made)
        file.execute("COMMIT")
