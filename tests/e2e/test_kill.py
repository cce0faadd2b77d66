"""A program killed at any moment of writing and ranking loses no label, and of a draft a second.

One project lives through all the kills, so that each session also begins from what the one before
left behind: drafts restored, a journal of the database to be replayed, half-made work.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from studio.store.labels import add_labeler, comparisons, demonstrations, load_draft
from studio.store.project import create_project, open_project
from studio.store.prompts import add_prompts, add_response_set
from studio.store.records import NewPrompt, NewResponse

AT_WORK = Path(__file__).with_name("labeler_at_work.py")
ITEMS = 1500  # of each kind: more than all the sessions together submit
LONGEST_SESSION_S = 2.5
DRAFT_LATER_S = 1.0  # at most so much of a draft is lost


def make_project(folder: Path) -> None:
    project = create_project(folder, sample=False)
    store = project.store
    add_prompts(store, [NewPrompt(f"Question {i}?", split="sft") for i in range(ITEMS)])
    ranked = [NewPrompt(f"Rank {i}?", split="reward") for i in range(ITEMS // 5)]
    for prompt in add_prompts(store, ranked):
        add_response_set(store, prompt, [NewResponse(text, None, {}, 0) for text in "abcd"])
    add_labeler(store, "Anna")
    project.close()


def work_and_be_killed(folder: Path, journal: Path, seed: int) -> float:
    """A session of random length; when it was killed, by the monotonic clock."""
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "RLHF_STUDIO_HOME": str(folder.parent / "home"),
    }
    command = [sys.executable, str(AT_WORK), str(folder), str(journal), str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(random.Random(seed).uniform(0.0, LONGEST_SESSION_S))
        killed_at = time.monotonic()
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert process.returncode == -signal.SIGKILL  # it had not ended by itself
    return killed_at


def entries(journal: Path) -> list[dict[str, Any]]:
    """What was journalled, without a last line that the kill tore apart."""
    lines = journal.read_text("utf-8").split("\n")[:-1] if journal.exists() else []
    return [json.loads(line) for line in lines]


def meaning(kind: str, content: dict[str, Any]) -> Any:
    """What a label or a draft says, without how it came to be."""
    return content["text"] if kind == "demonstration" else content["groups"]


def check(folder: Path, told: list[dict[str, Any]], killed_at: float) -> None:
    project = open_project(folder)
    store, anna = project.store, add_labeler(project.store, "Anna")
    kept: dict[tuple[str, int], Any] = {}
    for one in demonstrations(store):
        kept["demonstration", one.prompt.id] = one.text
    for ranking in comparisons(store):
        kept["comparison", ranking.set_id] = [list(group) for group in ranking.groups]

    submitted = {(e["kind"], e["item"]): e["submitted"] for e in told if "submitted" in e}
    for (kind, item), content in submitted.items():
        assert kept[kind, item] == meaning(kind, content)
    tried = {(e["kind"], e["item"]) for e in told if "submitting" in e}
    assert kept.keys() <= tried  # nobody's work but the person's

    # The draft as it was a second before the kill, or as it became since then.
    touched = [e for e in told if "touched" in e]
    if touched and (last := touched[-1])["item"] is not None:
        kind, item = last["kind"], last["item"]
        own = [e for e in touched if (e["kind"], e["item"]) == (kind, item)]
        old = [e for e in own if e["at"] < killed_at - DRAFT_LATER_S]
        may_be = [meaning(kind, e["touched"]) for e in [*old[-1:], *own[len(old) :]]]
        draft = load_draft(store, anna.id, kind, item)
        if (kind, item) in kept:
            assert (kind, item) in tried
        elif old and draft is not None:
            assert meaning(kind, dict(draft.content)) in may_be
        elif old:  # no draft is right where all was undone: the order is as it was shown
            shown = [[[id] for id in e["touched"]["shown_order"]] for e in own if kind[0] == "c"]
            assert shown[:1] != []
            assert shown[0] in may_be
    project.close()


def kill_again_and_again(tmp_path: Path, times: int) -> list[dict[str, Any]]:
    folder, journal = tmp_path / "project", tmp_path / "journal"
    make_project(folder)
    for seed in range(times):
        killed_at = work_and_be_killed(folder, journal, seed)
        whole = journal.read_bytes() if journal.exists() else b""
        journal.write_bytes(whole[: whole.rfind(b"\n") + 1])  # without what the kill tore apart
        check(folder, entries(journal), killed_at)
    return entries(journal)


def test_killed_while_writing_and_ranking(tmp_path: Path) -> None:
    told = kill_again_and_again(tmp_path, 4)
    assert {e["kind"] for e in told if "submitted" in e} == {"demonstration", "comparison"}


@pytest.mark.slow
@pytest.mark.timeout(3000)
def test_killed_two_hundred_times(tmp_path: Path) -> None:
    told = kill_again_and_again(tmp_path, 200)
    submitted = [e for e in told if "submitted" in e]
    print(f"{len(submitted)} labels submitted, {len(told)} changes journalled, none lost")
    assert len(submitted) > 200
