"""The comparison with the peers: its data, its arithmetic and the studio's half of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest

from studio.lm.checkpoint import load_model
from tests.benchmarks.peers.environments import ROOT, surroundings
from tests.benchmarks.peers.table import HEAD, ROWS, Row, line, markdown, with_share
from tests.benchmarks.peers.task import Task, arguments
from tests.benchmarks.peers.workload import VOCABULARY, make_workload


@pytest.fixture(scope="module")
def workload(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    folder = tmp_path_factory.mktemp("peers") / "workload"
    return folder, make_workload(folder, demonstrations=16, comparisons=8)


def read(folder: Path, name: str) -> list:
    return json.loads((folder / f"{name}.json").read_text("utf-8"))


def test_the_model_has_6_million_parameters(workload: tuple[Path, int]) -> None:
    folder, parameters = workload
    layer = 4 * 256 * 256 + 3 * 256 * 768 + 2 * 256  # attention, feed-forward, two norms
    assert parameters == 6 * layer + VOCABULARY * 256 + 256
    model, _ = load_model(folder)
    assert (model.config.num_attention_heads, model.config.vocab_size) == (8, 4096)


def test_the_ids_are_the_same_each_time_and_in_the_vocabulary(
    workload: tuple[Path, int], tmp_path: Path
) -> None:
    folder, _ = workload
    make_workload(tmp_path / "again", demonstrations=16, comparisons=8)
    for name in ("sft", "reward4", "reward9", "ppo", "sample"):
        rows = read(folder, name)
        assert rows == read(tmp_path / "again", name)
        assert rows
    for k in (4, 9):
        for row in read(folder, f"reward{k}"):
            assert len(row["responses"]) == k
            assert sorted(row["ranks"]) == list(range(k))
            ids = [*row["prompt"], *(id for r in row["responses"] for id in r)]
            assert 0 <= min(ids) <= max(ids) < VOCABULARY
            assert len(list(combinations(row["ranks"], 2))) == k * (k - 1) // 2


def test_a_line_tells_medians_and_ratios_of_neighbours() -> None:
    row = Row("SFT", "sft", "tokens/s", target=2.0)
    studio = [{"rate": rate} for rate in (300.0, 100.0, 200.0)]
    peer = [{"rate": rate} for rate in (100.0, 50.0, 200.0)]
    cells = dict(zip(HEAD, line(row, "fp32", studio, peer), strict=True))
    assert cells["Studio"] == "200 (100 to 300)"
    assert cells["Peer"] == "100 (50 to 200)"
    assert cells["Studio / peer"] == "2 (1 to 3)"  # of 3, 2 and 1
    assert (cells["Target"], cells["Met"]) == ("≥ 2 ×", "yes")


@pytest.mark.parametrize(("peer", "met"), [(50.0, "no"), (200.0, "yes")])
def test_less_memory_is_better(peer: float, met: str) -> None:
    row = Row("Memory", "ppo", "MB", 1.0, "peak_mb", at_least=False)
    cells = line(row, "fp32", [{"peak_mb": 100.0}], [{"peak_mb": peer}])
    assert cells[-2:] == ["≤ 1 ×", met]


def test_what_failed_is_told() -> None:
    cells = line(ROWS[0], "bf16", [], [])
    assert cells[3:6] == ["failed"] * 3
    assert cells[-1] == "not measured"


def test_the_share_of_a_matrix_products_arithmetic() -> None:
    [told] = with_share([{"rate": 1200.0}], 5_000_000, [{"rate": 6e10}])
    assert told["share"] == pytest.approx(60.0)  # 6 x 5e6 x 1200 of 6e10
    row = next(row for row in ROWS if row.figure == "share")
    assert line(row, "fp32", [told], [told])[-2:] == ["≥ 50", "yes"]


def test_the_table_is_markdown() -> None:
    head, rule, *rest = markdown([line(ROWS[0], "fp32", [], [])]).splitlines()
    assert {text.count("|") for text in (head, rule, *rest)} == {len(HEAD) + 1}


@pytest.mark.parametrize("kind", ["sft", "reward4", "sample", "matmul"])
def test_the_studios_half_measures(kind: str, workload: tuple[Path, int], tmp_path: Path) -> None:
    task = Task(kind, str(workload[0]), bf16=False, threads=1, count=1)
    command = [sys.executable, "-m", "tests.benchmarks.peers.studio_side", arguments(task)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=surroundings(1, tmp_path),
        check=True,
        capture_output=True,
        text=True,
    )
    assert json.loads(done.stdout.splitlines()[-1])["rate"] > 0


def test_workers_have_no_network_and_no_graphics_card(tmp_path: Path) -> None:
    environ = surroundings(2, tmp_path)
    assert environ["OMP_NUM_THREADS"] == "2"
    assert environ["HF_HUB_OFFLINE"] == "1"
    assert environ["CUDA_VISIBLE_DEVICES"] == ""
    assert environ["PATH"] == os.environ["PATH"]
