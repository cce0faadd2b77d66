"""Killed at any moment, a labeling session loses nothing that was said to be saved."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from studio.store import labels
from studio.store.engine import open_store
from studio.store.prompts import add_prompts, add_response_set, count_prompts
from studio.store.records import NewPrompt, NewResponse

# Labels and keeps drafts for ever; prints each thing once it is said to be saved.
SESSION = """
import itertools, sys
from studio.store import labels
from studio.store.engine import open_store
from studio.store.prompts import get_response_set

store = open_store(sys.argv[1])
ann = labels.add_labeler(store, "Ann").id
ids = [response.id for response in get_response_set(store, 1).responses]
for number in itertools.count():
    labels.save_draft(store, ann, "demonstration", 1, {"text": "x" * 500, "number": number})
    print("draft", number, flush=True)
    made = labels.save_demonstration(store, 2, f"text {number}", ann, 1)
    print("demonstration", made.id, flush=True)
    if number % 3 == 0:
        labels.withdraw_demonstration(store, made.id)
        print("withdrawn", made.id, flush=True)
    made = labels.save_comparison(store, 1, [ids[:2], ids[2:]], ids, ann, 1)
    print("comparison", made.id, flush=True)
"""

# Adds prompts and keeps drafts beside others that do the same.
NEIGHBOUR = """
import sys
from studio.store import labels
from studio.store.engine import open_store
from studio.store.prompts import add_prompts
from studio.store.records import NewPrompt

store = open_store(sys.argv[1])
labeler = labels.add_labeler(store, sys.argv[2])
for number in range(30):
    add_prompts(store, [NewPrompt(f"{sys.argv[2]} {number}")])
    labels.save_draft(store, labeler.id, "demonstration", 1, {"number": number})
    assert labels.list_labelers(store)
"""


def start(script: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("seed", range(5))
def test_a_killed_session_keeps_all_that_was_saved(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "studio.sqlite"
    with closing(open_store(path)) as store:
        add_prompts(store, [NewPrompt("first", split="sft"), NewPrompt("second", split="sft")])
        add_response_set(store, 1, [NewResponse(word, None, {}, 0) for word in "abcd"])

    told: dict[str, list[int]] = {}
    moment = random.Random(seed).randint(1, 60)
    with start(SESSION, str(path)) as process:
        assert process.stdout is not None
        for line, words in enumerate(process.stdout):
            if line == moment:
                process.kill()  # it has gone on working; all that it still told counts
            what, number = words.split()
            told.setdefault(what, []).append(int(number))
    assert process.returncode == -signal.SIGKILL

    with closing(open_store(path)) as store:
        with store.read() as session:
            query = text("SELECT id, withdrawn_at FROM demonstration")
            written = {row.id: row.withdrawn_at for row in session.execute(query)}
        assert written.keys() >= set(told.get("demonstration", []))
        assert all(written[label_id] for label_id in told.get("withdrawn", []))
        ranked = {label.id for label in labels.comparisons(store)}
        assert ranked >= set(told.get("comparison", []))
        draft = labels.load_draft(store, 1, "demonstration", 1)
        assert draft is not None
        assert draft.content["number"] in (told["draft"][-1], told["draft"][-1] + 1)
        labels.save_demonstration(store, 1, "work goes on", 1, 1)


def test_processes_side_by_side_never_find_the_store_locked(tmp_path: Path) -> None:
    path = tmp_path / "studio.sqlite"
    processes = [start(NEIGHBOUR, str(path), f"labeler {number}") for number in range(4)]
    for process in processes:
        _, complaint = process.communicate()
        assert process.returncode == 0, complaint
    with closing(open_store(path)) as store:
        assert count_prompts(store) == 120
        assert len(labels.list_labelers(store)) == 4
