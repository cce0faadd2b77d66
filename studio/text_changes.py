"""What has changed from one text to another: lines first, then the words of changed lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_WORDS = 2000  # of a changed passage that is compared by words, which takes their square


@dataclass(frozen=True)
class Change:
    """A passage. `kind` is same, removed or added."""

    kind: str
    text: str


def text_changes(old: str, new: str) -> list[Change]:
    """Passages in reading order; without added ones they are `old`, without removed `new`."""
    changes: list[Change] = []
    for before, after in _blocks(old.splitlines(keepends=True), new.splitlines(keepends=True)):
        words = [re.findall(r"\s+|\S+", text) for text in (before, after)]
        if before == after or max(map(len, words)) > MOST_WORDS:
            _add(changes, before, after)
        else:
            for removed, added in _blocks(*words):
                _add(changes, removed, added)
    return changes


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Passages of the old with what stands in the new instead, equal where nothing changed."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for _, start, end, new_start, new_end in matcher.get_opcodes():
        yield "".join(old[start:end]), "".join(new[new_start:new_end])


def _add(changes: list[Change], before: str, after: str) -> None:
    passages = [("same", before)] if before == after else [("removed", before), ("added", after)]
    changes.extend(Change(kind, text) for kind, text in passages if text)
