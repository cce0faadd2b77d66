"""llama.cpp itself, where `xllamacpp` is installed: what it makes of a GGUF file."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest


class LlamaCpp:
    """A server in this process with the model of a file. Skips the test where there is none."""

    def __init__(self, path: Path) -> None:
        llama = pytest.importorskip("xllamacpp")
        params = llama.CommonParams()
        params.model.path = str(path)
        params.n_ctx, params.n_parallel, params.warmup = 128, 1, False
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
        self._server = llama.Server(params)

    def next_tokens(self, ids: list[int]) -> dict[int, float]:
        """The likeliest next tokens and their log-probabilities."""
        body = {"prompt": ids, "n_predict": 1, "n_probs": 20, "temperature": 0}
        [first] = self._ask("completion", body)["completion_probabilities"]
        return {one["id"]: one["logprob"] for one in first["top_logprobs"]}

    def tokenize(self, text: str) -> list[int]:
        """Ids of plain text, nothing added."""
        body = {"content": text, "add_special": False, "parse_special": False}
        ids: list[int] = self._ask("tokenize", body)["tokens"]
        return ids

    def _ask(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        request = urllib.request.Request(
            f"{self._server.listening_address}/{path}",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            told: dict[str, Any] = json.load(answer)
        return told
