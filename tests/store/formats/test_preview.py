"""What a preview tells of a file, and that it reads no more than its beginning."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from studio.jobs.control import StopRequested
from studio.store.formats.preview import PREVIEW_ITEMS, Preview, PreviewRow, preview_file
from studio.store.formats.reading import Reading
from studio.store.records import BadRow


def previewed(path: Path, content: str, **reading: Any) -> Preview:
    file = path / "file"
    file.write_text(content, "utf-8")
    return preview_file(file, Reading(**reading))


def test_rows_are_told_as_they_would_be_read(tmp_path: Path) -> None:
    rows: list[Any] = [
        {"prompt": "Q", "demonstration": "A", "labeler": "Ann"},
        {"prompt": "R", "responses": ["x", "y", "z"], "groups": [[2], [0, 1]]},
        {"prompt": "S", "responses": ["x", "y"]},
        {"answer": "without a prompt"},
    ]
    found = previewed(tmp_path, "\n".join(map(json.dumps, rows)))
    assert (found.file_type, found.format, found.is_whole) == ("jsonl", "studio", True)
    assert found.rows == (
        PreviewRow(1, "Q", "A", (), False, "Ann"),
        PreviewRow(2, "R", None, (("z",), ("x", "y")), True, None),
        PreviewRow(3, "S", None, (("x",), ("y",)), False, None),
        BadRow(4, "row_without_prompt"),
    )


def test_columns_are_told_by_their_own_names_also_when_mapped(tmp_path: Path) -> None:
    text = "question,answer,split\nWhy?,So,train\nHow?,,train\n"
    found = previewed(tmp_path, text, columns={"question": "prompt"}, file_type="csv")
    assert found.columns == {"question": "Why?", "answer": "So", "split": "train"}
    assert "demonstration" in found.keys
    assert {row.code for row in found.rows if isinstance(row, BadRow)} == {"split_unknown"}


def test_a_column_can_be_left_out(tmp_path: Path) -> None:
    columns = {"question": "prompt", "answer": "demonstration", "split": ""}
    found = previewed(tmp_path, "question,answer,split\nWhy?,So,train\n", columns=columns)
    assert found.rows == (PreviewRow(2, "Why?", "So", (), False, None),)


def test_only_the_beginning_is_read(tmp_path: Path) -> None:
    found = previewed(tmp_path, "".join(f"Prompt {n}\n" for n in range(PREVIEW_ITEMS + 1)))
    assert len(found.rows) == PREVIEW_ITEMS
    assert not found.is_whole
    assert found.keys == ()


def test_what_the_rest_may_mend_is_not_held_against_the_beginning(tmp_path: Path) -> None:
    liked = [{"prompt": f"P{n}", "completion": "good", "label": True} for n in range(300)]
    others = [{"prompt": f"P{n}", "completion": "bad", "label": False} for n in range(300)]
    found = previewed(tmp_path, "\n".join(map(json.dumps, liked + others)))
    assert found.rows == ()
    found = previewed(tmp_path, "\n".join(map(json.dumps, liked[:2])))
    assert [row.code for row in found.rows if isinstance(row, BadRow)] == ["label_alone"] * 2


def test_a_preview_can_be_stopped(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("Why?\n", "utf-8")
    with pytest.raises(StopRequested):
        preview_file(tmp_path / "file", stop=lambda: True)
