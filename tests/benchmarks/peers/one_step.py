"""Loads the studio's exports with `datasets` and takes one step on each with a trainer of TRL.

Run by the Python of TRL's environment, without the studio:
`python -m tests.benchmarks.peers.one_step FOLDER MODEL`. FOLDER holds files named `WHAT.TYPE` and
`WHAT.messages.TYPE`. Prints a JSON object: for each file how many rows were loaded, and the loss
of the step where a trainer takes such rows.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import torch
import trl
from datasets import Dataset, load_dataset
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification, AutoTokenizer

LOADERS = {"jsonl": "json", "parquet": "parquet"}
TRAINERS = {
    "prompt-completion": ["SFT"],
    "preference": ["DPO", "Reward"],
    "preference-implicit": ["DPO", "Reward"],
    "unpaired": ["KTO"],
}
TEMPLATE = (
    "{% for message in messages %}{{ message['role'] }}: {{ message['content'] }}\n{% endfor %}"
)


def step(kind: str, rows: Dataset, model: str) -> float:
    """The loss of one step of a trainer, all of its other options being TRL's own."""
    tokenizer = AutoTokenizer.from_pretrained(model)
    tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token
    tokenizer.chat_template = TEMPLATE
    if kind == "Reward":
        loaded: Any = AutoModelForSequenceClassification.from_pretrained(
            model, num_labels=1, dtype=torch.float32
        )
        loaded.config.pad_token_id = tokenizer.pad_token_id
    else:
        loaded = AutoModelForCausalLM.from_pretrained(model, dtype=torch.float32)
    with tempfile.TemporaryDirectory() as folder:
        options = getattr(trl, f"{kind}Config")(
            output_dir=folder,
            max_steps=1,
            per_device_train_batch_size=2,
            use_cpu=True,
            bf16=False,
            save_strategy="no",
            report_to="none",
            disable_tqdm=True,
        )
        trainer = getattr(trl, f"{kind}Trainer")(
            model=loaded, args=options, train_dataset=rows, processing_class=tokenizer
        )
        return float(trainer.train().training_loss)


def main(folder: Path, model: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in sorted(folder.glob("*.*")):
        what, loader = path.name.split(".")[0], LOADERS.get(path.suffix[1:])
        if loader is None:
            continue
        cache = tempfile.mkdtemp()
        rows = load_dataset(loader, data_files=str(path), split="train", cache_dir=cache)
        losses = {kind: step(kind, rows, model) for kind in TRAINERS.get(what, [])}
        found[path.name] = {"rows": len(rows), "losses": losses}
    return found


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), sys.argv[2])))
