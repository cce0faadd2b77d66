"""Bad input: whatever a file is, an import ends with a report, in bounded memory, whole or not."""

from __future__ import annotations

import csv
import json
import os
import resource
import shutil
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from studio.errors import InputError
from studio.store import schema
from studio.store.engine import Store
from studio.store.formats import importing
from studio.store.formats.exporting import export_file
from studio.store.formats.importing import import_file
from studio.store.formats.preview import preview_file
from studio.store.formats.reading import Reading
from studio.store.records import BadRow, ImportReport, Labeler
from studio.wording import texts_for
from tests.store.formats.conftest import Load
from tests.store.formats.malformed import FORMULAS, Malformed, malformed_file

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices of POSIX")
CPU_SECONDS = 60  # for one file; the slowest takes some 5
MEMORY_MB = 1500  # that any may add
KEPT = (schema.Prompt, schema.Demonstration, schema.ResponseSet, schema.Response)
KEPT = (*KEPT, schema.Comparison, schema.Rating, schema.Labeler)


def counts(store: Store) -> list[int]:
    with store.read() as session:
        return [session.scalar(select(func.count()).select_from(kind)) or 0 for kind in KEPT]


def words(row: object) -> tuple[str, str] | str:
    return texts_for(row.code, row.details) if isinstance(row, BadRow) else "row"


def attempt(store: Store, ann: Labeler, file: Malformed) -> tuple[str, ImportReport | None]:
    """Why a file is refused, or the report of its import."""
    try:
        return "", import_file(store, file.path, labeler_id=ann.id, reading=file.reading)
    except InputError as error:
        texts_for(error.code, error.details)
        return error.code, None


def bear(store: Store, ann: Labeler, seed: int, folder: Path) -> str:
    """Import and preview the malformed file of a seed; what came of it."""
    file = malformed_file(seed, folder)
    before, started = counts(store), time.process_time()
    refused, report = attempt(store, ann, file)
    added = [now - then for now, then in zip(counts(store), before, strict=True)]
    if report is None:
        assert not any(added), "half an import"
    else:
        brought = (report.prompts, report.demonstrations, report.comparisons)
        assert (added[0], added[1], added[4]) == brought
        told = report.bad_rows
        assert all(len(str(row.details)) < 2000 and all(words(row)) for row in told)
    with suppress(InputError):
        assert all(all(words(row)) for row in preview_file(file.path, file.reading).rows)
    assert time.process_time() - started < CPU_SECONDS
    shutil.rmtree(file.path) if file.path.is_dir() else file.path.unlink(missing_ok=True)
    return refused or "report"


def bear_all(store: Store, ann: Labeler, seeds: range, folder: Path) -> None:
    def peak_mb() -> float:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    before = peak_mb()
    outcomes = [bear(store, ann, seed, folder) for seed in seeds]
    assert peak_mb() - before < MEMORY_MB
    # Both ends are reached, else the files are not what they should be.
    assert 0 < outcomes.count("report") < len(outcomes)


def test_malformed_files_give_reports(store: Store, ann: Labeler, tmp_path: Path) -> None:
    """A sample of the 10,000, with two of those that are meant to take long."""
    bear_all(store, ann, range(0, 500), tmp_path)


def test_malformed_long_files_give_reports(
    store: Store, ann: Labeler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long files are imported, few rows being many."""
    monkeypatch.setattr(importing, "_BATCH_ROWS", 2)
    monkeypatch.setattr(importing, "_SHORT", 0)
    bear_all(store, ann, range(500, 600), tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_10_000_malformed_files_give_reports(store: Store, ann: Labeler, tmp_path: Path) -> None:
    bear_all(store, ann, range(0, 10_000), tmp_path)


@pytest.mark.parametrize("file_type", [None, "txt", "csv", "jsonl", "json"])
def test_a_pipe_and_a_device_are_refused_at_once(
    store: Store, ann: Labeler, tmp_path: Path, file_type: str | None
) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(InputError, match="file_irregular"):
            import_file(store, path, labeler_id=ann.id, reading=Reading(file_type))


def test_what_is_said_of_bad_rows_is_bounded(load: Load) -> None:
    report = load({"prompt": "Q", "language": "x" * 10_000})
    assert len(report.bad_rows[0].details["language"]) < 300


CELL = st.sampled_from(FORMULAS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=9)


@given(st.lists(CELL.filter(str.strip), min_size=1, max_size=6))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_formula_cells_are_harmless_in_csv_and_come_back_as_they_were(
    load: Load, store: Store, ann: Labeler, tmp_path: Path, texts: list[str]
) -> None:
    load(*({"prompt": text, "demonstration": text} for text in texts))
    export_file(store, tmp_path / "out.csv")
    with open(tmp_path / "out.csv", encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝")) for cell in cells)
    report = import_file(store, tmp_path / "out.csv", labeler_id=ann.id)
    assert (report.prompts, report.demonstrations, report.bad_rows) == (0, 0, ())
    export_file(store, tmp_path / "out.jsonl")
    lines = (tmp_path / "out.jsonl").read_bytes().splitlines()  # at line feeds alone
    kept = [json.loads(line) for line in lines]
    assert set(texts) <= {row["demonstration"] for row in kept}


@pytest.mark.parametrize("file_type", ["jsonl", "csv", "json"])
@pytest.mark.parametrize("change", ["grows", "shrinks", "vanishes", "is another"])
def test_a_file_that_changes_while_it_is_read(
    store: Store, ann: Labeler, tmp_path: Path, file_type: str, change: str
) -> None:
    path = tmp_path / "file"
    rows = [json.dumps({"prompt": f"prompt {n} {'x' * 300}"}) for n in range(2000)]
    content = {
        "jsonl": "\n".join(rows),
        "json": f"[{','.join(rows)}]",
        "csv": "prompt\n" + "\n".join(f"prompt {n} {'x' * 300}" for n in range(2000)),
    }[file_type]
    path.write_text(content)

    def meddle() -> bool:
        if change == "grows":
            with open(path, "a") as file:
                file.write("\n" + content[: 2**16])
        elif change == "shrinks":
            path.write_text(content[:100])
        elif change == "vanishes":
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(b"\0" * len(content))
        return False

    report = import_file(
        store, path, labeler_id=ann.id, reading=Reading(file_type, "studio"), stop=meddle
    )
    assert 50 <= report.prompts <= 2000  # what was read until then; it ends, and says the rest
    assert counts(store)[0] == report.prompts
    assert report.bad_row_count <= 2000
