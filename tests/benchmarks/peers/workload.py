"""The model of 6 million parameters and the ids that both sides compute on."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import torch

from studio.lm.checkpoint import save_model
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer, init_weights
from studio.lm.transformer_config import TransformerConfig
from tests.benchmarks.peers.task import EPISODES, SAMPLED_PROMPTS

VOCABULARY = 4096
FIRST_ID = 300  # below it are the tokenizer's markers and bytes
PROMPT_IDS, RESPONSE_IDS = (12, 40), (24, 96)  # from and to, as in the sample project


def make_workload(folder: Path, demonstrations: int, comparisons: int, seed: int = 0) -> int:
    """Write model and ids; returns how many parameters the model has. Weights and ids are random.

    A comparison is a prompt, K responses and K different ranks.
    """
    config = TransformerConfig(
        vocab_size=VOCABULARY,
        hidden_size=256,
        intermediate_size=768,
        num_hidden_layers=6,
        num_attention_heads=8,
        num_key_value_heads=8,
        head_dim=32,
        max_position_embeddings=512,
    )
    model = Transformer(config)
    init_weights(model, torch.Generator().manual_seed(seed))
    save_model(folder, model, Tokenizer.train(["Any text will do."], vocab_size=FIRST_ID))
    draw = random.Random(seed)

    def ids(low: int, high: int) -> list[int]:
        return [draw.randrange(FIRST_ID, VOCABULARY) for _ in range(draw.randint(low, high))]

    def comparison(k: int) -> dict[str, Any]:
        responses = [ids(*RESPONSE_IDS) for _ in range(k)]
        return {
            "prompt": ids(*PROMPT_IDS),
            "responses": responses,
            "ranks": draw.sample(range(k), k),
        }

    told: dict[str, list[Any]] = {
        "sft": [
            {"prompt": ids(*PROMPT_IDS), "response": ids(*RESPONSE_IDS)}
            for _ in range(demonstrations)
        ],
        "reward4": [comparison(4) for _ in range(comparisons)],
        "reward9": [comparison(9) for _ in range(comparisons)],
        "ppo": [ids(*PROMPT_IDS) for _ in range(4 * EPISODES)],
        "sample": [ids(*PROMPT_IDS) for _ in range(SAMPLED_PROMPTS)],
    }
    for name, rows in told.items():
        (folder / f"{name}.json").write_text(json.dumps(rows), "utf-8")
    return sum(weight.numel() for weight in model.parameters())
