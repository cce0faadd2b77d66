"""llama.cpp's own server answers from our GGUF of the embedded model, as an endpoint.

`xllamacpp` brings the server as a wheel; llama-cpp-python would have to be compiled.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.config import resource
from studio.endpoints import Endpoint
from studio.jobs.control import RunControl
from studio.jobs.events import Event, Finished, Notice
from studio.jobs.requests import Sample
from studio.jobs.runner import run
from studio.lm.checkpoint import load_model
from studio.lm.gguf_model import save_gguf
from studio.remote.checking import check_connection
from studio.store.endpoints import save_endpoint
from studio.store.project import create_project
from studio.store.prompts import unranked_sets

pytestmark = pytest.mark.slow

SERVER = """
import sys, xllamacpp
params = xllamacpp.CommonParams()
params.model.path = sys.argv[1]
params.n_ctx, params.n_parallel, params.port = 1024, 2, 0
params.cpuparams.n_threads = 1
server = xllamacpp.Server(params)
print("at " + server.listening_address, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    pytest.importorskip("xllamacpp")
    model, tokenizer = load_model(resource("base_model"))
    path = tmp_path / "base.gguf"
    save_gguf(path, model, tokenizer, "f16")
    started = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert started.stdout is not None
    for line in started.stdout:
        if line.startswith("at "):
            yield line.removeprefix("at ").strip().rstrip("/") + "/v1"
            break
    started.communicate("")


@pytest.mark.parametrize("kind", ["completions", "chat"])
def test_llama_cpps_server_answers_from_our_gguf(url: str, tmp_path: Path, kind: str) -> None:
    project = create_project(tmp_path / "project", sample=True)
    endpoint = save_endpoint(
        project.store, Endpoint("llama.cpp", url, "base", kind, max_tokens=24, time_limit=60)
    )
    assert check_connection(endpoint, None, lambda: None).models
    told: list[Event] = []
    request = Sample(endpoints=("llama.cpp",), prompts=3, k=2, language="en")
    run(project, request, emit=told.append, control=RunControl())
    assert isinstance(told[-1], Finished), told[-1]
    sets = unranked_sets(project.store)
    assert [len(one.responses) for one in sets] == [2, 2, 2]
    assert all(response.text for one in sets for response in one.responses)
    [usage] = [event for event in told if isinstance(event, Notice)]
    assert json.loads(json.dumps(usage.details))["completion_tokens"] > 6
    project.close()
