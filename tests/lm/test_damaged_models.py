"""Damaged models are refused with a reason or harmless: no crash, hang, code or flood of memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.lm.damage.sound import make_sound_models
from tests.lm.damage.worker import CASES, LONGEST_MESSAGE, SECONDS

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="only Linux bounds a process's memory"
)
PART = 3  # the default run takes every third; the rest belongs to `-m slow`


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("damaged")
    make_sound_models(folder / "sound")
    return folder


def load_all(root: Path, first: int, step: int) -> dict[str, dict[str, Any]]:
    """What came of each case that was begun; an empty answer where it ended the process."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.lm.damage.worker", str(root), str(first), str(step)],
        capture_output=True,
        text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1", "DAMAGE_MARK": str(root / "damage-mark")},
        cwd=Path(__file__).parents[2],
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    told = {line["case"]: line for line in lines}
    assert done.returncode == 0, (lines[-1:], done.stderr[-3000:])
    return told


def check(root: Path, told: dict[str, dict[str, Any]]) -> None:
    assert not (root / "damage-mark").exists()
    for name, one in told.items():
        assert one["outcome"] in ("refused", "loaded"), (name, one)
        assert one["ran"] == [], (name, one)
        assert one["seconds"] < SECONDS, (name, one)
        for words in one.get("words", ()):
            assert 10 < len(words) < LONGEST_MESSAGE, (name, one)
        assert one.get("code") != "unexpected", (name, one)


def test_there_are_500_damaged_models() -> None:
    assert len(CASES) == len({name for name, _, _ in CASES}) >= 500


def test_a_part_of_the_damaged_models(root: Path) -> None:
    told = load_all(root, 0, PART)
    check(root, told)
    assert len(told) == len(CASES[::PART])
    refused = sum(one["outcome"] == "refused" for one in told.values())
    assert refused > len(told) / 2


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1, PART))
def test_all_damaged_models(root: Path, first: int) -> None:
    told = load_all(root, first, PART)
    check(root, told)
    assert len(told) == len(CASES[first::PART])
