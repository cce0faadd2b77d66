"""The embedded model, SFT-trained, says the same in the studio, `transformers` and llama.cpp.

llama.cpp comes from PyPI with `pip install 'rlhf-studio[peers]'`; run `pytest -m slow` on this.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from studio.config import SamplingOptions, SFTOptions
from studio.jobs.control import RunControl
from studio.jobs.events import Event, Finished
from studio.jobs.models import export_model
from studio.jobs.requests import TrainSFT
from studio.jobs.runner import run
from studio.lm.checkpoint import load_model
from studio.lm.generate import PromptIds, generate
from studio.store import runs
from studio.store.project import create_project
from studio.store.prompts import prompts_of_split

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]
PROMPTS, TOKENS = 20, 60
# Greedy answers part where two tokens are almost as likely: 16 and 8 bits are no 32.
SAME_F16, SAME_BEGINNING_Q8 = 0.95, 0.75
BEGINNING = 20  # characters


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the trained model as `folder`, `f16.gguf` and `q8.gguf`, and `prompts`."""
    out = tmp_path_factory.mktemp("same")
    project = create_project(out / "project", sample=True)
    told: list[Event] = []
    request = TrainSFT(SFTOptions(epochs=1))
    run(project, request, emit=told.append, control=RunControl())
    assert isinstance(told[-1], Finished), told[-1]
    trained = runs.latest_checkpoint(project.store, "sft")
    assert trained is not None
    export_model(project, trained, out / "folder", "folder")
    export_model(project, trained, out / "f16.gguf", "gguf-f16")
    export_model(project, trained, out / "q8.gguf", "gguf-q8_0")
    asked = [prompt.text for prompt in prompts_of_split(project.store, "heldout")[:PROMPTS]]
    (out / "prompts").write_text(json.dumps(asked))
    project.close()
    return out


def questions(exported: Path) -> list[str]:
    return list(json.loads((exported / "prompts").read_text()))


def studio_says(path: Path, asked: list[str]) -> list[str]:
    model, tokenizer = load_model(path)
    prompts = [PromptIds(tokenizer.encode_prompt(text), n) for n, text in enumerate(asked)]
    options = SamplingOptions(temperature=0, max_tokens=TOKENS)
    answers = generate(model, prompts, options, tokenizer.stop_ids)
    return [tokenizer.decode_response(answer.ids) for answer in answers]


def llama_cpp_says(path: Path, asked: list[str]) -> list[dict[str, str]]:
    if importlib.util.find_spec("xllamacpp") is None:
        pytest.skip("llama.cpp is not installed: pip install 'rlhf-studio[peers]'")
    _, tokenizer = load_model(path)
    prompts = [{"ids": tokenizer.encode_prompt(text), "text": text} for text in asked]
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("llama_cpp_side.py"))],
        input=json.dumps({"path": str(path), "prompts": prompts, "tokens": TOKENS}),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return list(json.loads(done.stdout))


def share(some: list[str], others: list[str]) -> float:
    return sum(a == b for a, b in zip(some, others, strict=True)) / len(some)


@torch.no_grad()
def test_transformers_says_what_the_studio_says(exported: Path) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    asked = questions(exported)
    model = AutoModelForCausalLM.from_pretrained(exported / "folder").eval()
    tokenizer = AutoTokenizer.from_pretrained(exported / "folder")
    told = []
    for text in asked:
        given = tokenizer.apply_chat_template(
            [{"role": "user", "content": text}],
            add_generation_prompt=True,
            return_tensors="pt",
            return_dict=True,
        )
        given.pop("token_type_ids", None)
        row = model.generate(**given, do_sample=False, max_new_tokens=TOKENS)[0]
        answer = row[given["input_ids"].shape[1] :]
        told.append(tokenizer.decode(answer, skip_special_tokens=True).strip())
    assert told == studio_says(exported / "folder", asked)


def test_llama_cpp_says_what_the_studio_says_in_16_bits(exported: Path) -> None:
    asked = questions(exported)
    ours = studio_says(exported / "folder", asked)
    told = llama_cpp_says(exported / "f16.gguf", asked)
    by_ids = [one["ids"].strip() for one in told]
    print("F16:", share(by_ids, ours), [p for p in zip(by_ids, ours, strict=True) if p[0] != p[1]])
    assert [one["chat"].strip() for one in told] == by_ids
    assert share(by_ids, ours) >= SAME_F16
    assert studio_says(exported / "f16.gguf", asked) == ours


def test_llama_cpp_begins_as_the_studio_does_in_8_bits(exported: Path) -> None:
    """Also the studio, from the same file: only llama.cpp rounds what goes into a layer."""
    asked = questions(exported)
    ours = studio_says(exported / "folder", asked)
    told = llama_cpp_says(exported / "q8.gguf", asked)
    from_file = studio_says(exported / "q8.gguf", asked)
    by_ids = [one["ids"].strip() for one in told]
    begins = [text[:BEGINNING] for text in ours]
    for name, answers in (("llama.cpp", by_ids), ("studio", from_file)):
        alike = share([text[:BEGINNING] for text in answers], begins)
        print(f"Q8_0, {name}: begins alike {alike}, the same {share(answers, ours)}")
        assert alike >= SAME_BEGINNING_Q8
