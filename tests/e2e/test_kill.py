"""A program killed while one types, and while one submits, loses nothing that it said was kept."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from studio.store.labels import add_labeler, demonstrations, latest_draft
from studio.store.project import create_project, open_project
from studio.store.prompts import add_prompts
from studio.store.records import NewPrompt

AT_WORK = Path(__file__).with_name("labeler_at_work.py")


@pytest.mark.parametrize("seed", range(4))
def test_killed_while_typing_and_submitting(tmp_path: Path, seed: int) -> None:
    folder = tmp_path / "project"
    project = create_project(folder, sample=False)
    add_prompts(project.store, [NewPrompt(f"Question {i}?", split="sft") for i in range(200)])
    project.close()

    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "RLHF_STUDIO_HOME": str(tmp_path / "home"),
    }
    command = [sys.executable, str(AT_WORK), str(folder)]
    submitted, draft = [], None
    lines_before_the_kill = random.Random(seed).randint(4, 12)
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:
        assert process.stdout is not None
        for _ in range(lines_before_the_kill):
            told = json.loads(process.stdout.readline())
            if "submitted" in told:
                submitted.append(told["submitted"])
                draft = None
            else:
                draft = told
        process.send_signal(signal.SIGKILL)
        for line in process.stdout:  # what it had said before the signal reached it
            told = json.loads(line)
            if "submitted" in told:
                submitted.append(told["submitted"])
            draft = told if "draft" in told else None

    project = open_project(folder)
    kept = [demonstration.text.strip() for demonstration in demonstrations(project.store)]
    assert kept[: len(submitted)] == submitted
    assert len(kept) <= len(submitted) + 1  # one may be in the store that it had no time to tell
    if draft is not None and len(kept) == len(submitted):
        found = latest_draft(project.store, add_labeler(project.store, "Anna").id, "demonstration")
        assert found is not None
        assert found.target_id == draft["prompt"]
        assert found.content["text"].startswith(draft["draft"])
    project.close()
