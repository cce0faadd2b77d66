"""Every detail of `ALGORITHMS.md` has a test under its number, or a line that says why not."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
LAST = {"a": 14, "b": 10, "c": 17, "d": 15, "e": 19, "f": 9}
NUMBERS = {f"{letter}{number}" for letter, last in LAST.items() for number in range(1, last + 1)}


def numbers_tested() -> set[str]:
    """The numbers in the names of all tests: `test_a1_a2_masks_…` has two."""
    names = [
        name
        for path in HERE.rglob("test_*.py")
        for name in re.findall(r"def test_((?:[a-f]\d+_)+)", path.read_text("utf-8"))
    ]
    return {number for name in names for number in name.split("_") if number}


def numbers_explained() -> set[str]:
    lines = (HERE / "ALGORITHMS.md").read_text("utf-8").splitlines()
    return {m[1].lower() for line in lines if (m := re.match(r"- ([A-F]\d+) \w", line))}


def test_every_detail_is_tested_or_explained() -> None:
    assert sorted(NUMBERS - numbers_tested() - numbers_explained()) == []


def test_no_detail_is_both_tested_and_explained_away() -> None:
    assert sorted(numbers_tested() & numbers_explained()) == []
    assert numbers_explained() <= NUMBERS
