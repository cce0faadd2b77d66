"""The command line's import: a preview, progress, and a way out that leaves nothing behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.console import Bar
from studio.store.project import create_project

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RLHF_STUDIO_HOME", str(tmp_path / "home"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    create_project(tmp_path / "project", sample=False).close()
    return tmp_path / "project"


def many(path: Path, count: int = 300) -> Path:
    path.write_text("\n".join(json.dumps({"prompt": f"Prompt {n}"}) for n in range(count)))
    return path


def test_a_preview_tells_how_a_file_would_be_read_and_imports_nothing(
    run: Run,
    project: Path,
    tmp_path: Path,
) -> None:
    before = (project / "studio.sqlite").read_bytes()
    table = tmp_path / "table"
    table.write_text("prompt,chosen,rejected\nQ,A,B\nQ,same,same\n")
    code, out, err = run("import", project, table, "--preview")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        f"{table}: csv, trl-preference",
        "columns: prompt (Q), chosen (A), rejected (B)",
        "line 2: prompt Q, responses A > B",
        out.splitlines()[3],
    ]
    assert out.splitlines()[3].startswith("line 3: ")
    assert run("import", project, many(tmp_path / "many"), "--preview")[1].endswith("and more\n")
    assert (project / "studio.sqlite").read_bytes() == before


def test_an_import_tells_its_progress(run: Run, project: Path, tmp_path: Path) -> None:
    code, _, err = run("import", project, many(tmp_path / "many"))
    assert code == 0
    assert "import" in err
    assert "%" in err


def test_ctrl_c_leaves_everything_as_it_was(
    run: Run,
    project: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    assert run("export", project, tmp_path / "before.jsonl")[0] == 0
    with monkeypatch.context() as patch:
        patch.setattr(Bar, "update", interrupt)
        assert run("import", project, many(tmp_path / "many"))[0] != 0
    assert run("export", project, tmp_path / "after.jsonl")[0] == 0
    assert (
        (tmp_path / "after.jsonl").read_bytes() == (tmp_path / "before.jsonl").read_bytes() == b""
    )
