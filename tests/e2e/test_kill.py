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
    return [json.loads(line) for line in journal.read_text("utf-8").splitlines()]


def meaning(kind: str, content: dict[str, Any]) -> Any:
    """What a label or a draft says, without how it came to be."""
    return content["text"] if kind == "demonstration" else content["groups"]


def certain(told: list[dict[str, Any]]) -> list[bool]:
    """Of each entry, whether it is more than a second older than the kill that followed it."""
    found, killed_at = [], float("inf")
    for entry in reversed(told):
        killed_at = entry.get("killed", killed_at)
        found.append(entry.get("at", killed_at) < killed_at - DRAFT_LATER_S)
    return found[::-1]


def check(folder: Path, told: list[dict[str, Any]]) -> None:
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

    # Each draft as it was a second before a kill, or as it became since then.
    drafts: dict[tuple[str, int], list[tuple[dict[str, Any], bool]]] = {}
    for entry, is_certain in zip(told, certain(told), strict=True):
        if "touched" in entry:
            own = drafts.setdefault((entry["kind"], entry["item"]), [])
            own.append((entry["touched"], is_certain))
    for (kind, item), contents in drafts.items():
        if (kind, item) in kept or not any(is_certain for _, is_certain in contents):
            continue
        last = max(place for place, (_, is_certain) in enumerate(contents) if is_certain)
        may_be = [meaning(kind, content) for content, _ in contents[last:]]
        draft = load_draft(store, anna.id, kind, item)
        if draft is not None:
            assert meaning(kind, dict(draft.content)) in may_be
        else:  # right only where all was moved back: the order is as it was shown
            assert kind == "comparison"
            assert [[id] for id in contents[0][0]["shown_order"]] in may_be
    project.close()


def kill_again_and_again(tmp_path: Path, times: int) -> list[dict[str, Any]]:
    folder, journal = tmp_path / "project", tmp_path / "journal"
    make_project(folder)
    for seed in range(times):
        killed_at = work_and_be_killed(folder, journal, seed)
        whole = journal.read_bytes() if journal.exists() else b""
        # Without what the kill tore apart, and with when it came
        end = json.dumps({"killed": killed_at}).encode() + b"\n"
        journal.write_bytes(whole[: whole.rfind(b"\n") + 1] + end)
        check(folder, entries(journal))
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
