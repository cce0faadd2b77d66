"""Files to import, as they are or from rows, and what they have brought."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from studio.store import labels, prompts
from studio.store.engine import Store
from studio.store.formats.importing import import_file
from studio.store.records import ImportReport, Labeler

Load = Callable[..., ImportReport]
Held = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def load_text(store: Store, ann: Labeler, tmp_path: Path) -> Load:
    """Imports a file of some content as Ann. Its name says nothing."""

    def load(content: str | bytes, **options: Any) -> ImportReport:
        path = tmp_path / "file"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return import_file(store, path, labeler_id=ann.id, **options)

    return load


@pytest.fixture
def load(load_text: Load) -> Load:
    """Imports rows, given as objects."""

    def load(*rows: object, **options: Any) -> ImportReport:
        return load_text("\n".join(map(json.dumps, rows)), **options)

    return load


@pytest.fixture
def held(store: Store) -> Held:
    """All that the store holds, as short rows in the order in which it came."""
    return lambda: content_of(store)


def content_of(store: Store) -> list[dict[str, Any]]:
    people = {labeler.id: labeler.name for labeler in labels.list_labelers(store)}
    rows = []
    for prompt in prompts.page_prompts(store, limit=10_000):
        row: dict[str, Any] = {"prompt": prompt.text}
        if written := [d for d in labels.demonstrations(store) if d.prompt.id == prompt.id]:
            row["demonstrations"] = [d.text for d in written]
        if ranked := [c for c in labels.comparisons(store) if c.prompt.id == prompt.id]:
            row["ranked"] = [ranking(store, comparison) for comparison in ranked]
            row["by"] = [people[comparison.labeler_id] for comparison in ranked]
        rows.append(row)
    return rows


def ranking(store: Store, comparison: Any) -> list[set[str]]:
    """The texts of a comparison, best first; those of one set are tied."""
    shown = prompts.get_response_set(store, comparison.set_id)
    texts = {response.id: response.text for response in shown.responses}
    return [{texts[id] for id in group} for group in comparison.groups]
