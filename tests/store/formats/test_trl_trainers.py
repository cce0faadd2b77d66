"""What the studio exports is what `datasets` loads and TRL's trainers learn from.

TRL's environment is built from PyPI as the benchmark beside the peers builds it, in the folder
that RLHF_STUDIO_PEERS names, or anew in a temporary one.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
from pathlib import Path

import pytest

from studio.store.engine import Store
from studio.store.formats.exporting import CONVERSATIONAL, EXPORTS, export_file
from tests.benchmarks.peers.environments import ROOT, environment, surroundings
from tests.store.formats.conftest import Load

TOLD = "User: What is a frog?\n\nAssistant: An animal.\n\nUser: Where does it live?"
ROWS = [
    *(
        {"prompt": f"Say {n}.", "demonstration": f"Here is {n}.", "labeler": "Ann"}
        for n in range(4)
    ),
    {"prompt": TOLD, "demonstration": "In a pond."},
    {"prompt": "Tell me.", "responses": ["one", "two", "three"], "groups": [[2], [0], [1]]},
    {"prompt": "Tied.", "responses": ["one", "two", "three"], "groups": [[0, 1], [2]]},
    {
        "prompt": TOLD,
        "responses": ["In a pond.", "No."],
        "groups": [[0], [1]],
        "ratings": [{"response": 0, "quality": 7, "flags": ["true"], "notes": "good"}],
    },
    {"prompt": "Only a prompt."},
]


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_each_export_loads_with_datasets_and_trl_takes_a_step_on_it(
    store: Store, load: Load, tmp_path: Path
) -> None:
    assert load(*ROWS).bad_row_count == 0
    folder = tmp_path / "exports"
    folder.mkdir()
    rows: dict[str, int] = {}
    for what in EXPORTS:
        for file_type in ("jsonl", "parquet"):
            path = folder / f"{what}.{file_type}"
            rows[path.name] = export_file(store, path, what).rows
        if what in CONVERSATIONAL:
            path = folder / f"{what}.messages.jsonl"
            rows[path.name] = export_file(store, path, what, conversational=True).rows
    work = Path(os.environ.get("RLHF_STUDIO_PEERS", tmp_path))
    python = environment(work, "trl")
    module = [str(python), "-m", "tests.benchmarks.peers.one_step", str(folder)]
    done = subprocess.run(
        [*module, str(ROOT / "resources" / "base_model")],
        cwd=ROOT,
        env=surroundings(1, tmp_path),
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert {name: told["rows"] for name, told in found.items()} == rows
    losses = [told["losses"] for told in found.values()]
    taken = {kind for told in losses for kind in told}
    assert taken == {"SFT", "DPO", "Reward", "KTO"}
    assert all(math.isfinite(loss) and loss > 0 for told in losses for loss in told.values())
