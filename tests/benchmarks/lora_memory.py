"""How much memory each stage takes with all weights trained, and with LoRA.

One step of each stage on a Llama of random weights, each in a process of its own, whose largest
resident size is told. Run it with

    PYTHONPATH=. python tests/benchmarks/lora_memory.py [--hidden 1024] [--layers 24] [--rank 16]

The default has 312 million parameters, seventy times the embedded model's. The first line is a
process that only makes the model.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from typing import Any

GIGABYTE = 1e9
RSS_UNIT = 1 if sys.platform == "darwin" else 1024
STAGES = ("sft", "reward", "ppo")


def measure(stage: str, hidden: int, layers: int, rank: int) -> dict[str, Any]:
    """Take one step of `stage` in this process."""
    import torch

    from studio.config import PPOOptions, RewardOptions, SFTOptions
    from studio.jobs.control import RunControl
    from studio.lm.device import bf16_supported
    from studio.lm.heads import ScalarModel
    from studio.lm.tokenizer import Tokenizer
    from studio.lm.transformer import Transformer, init_weights
    from studio.lm.transformer_config import TransformerConfig
    from studio.training.data import (
        DemonstrationText,
        PPOData,
        PromptText,
        RankedResponses,
        RewardData,
        SFTData,
    )
    from studio.training.ppo import train_ppo
    from studio.training.reward import train_reward
    from studio.training.sft import train_sft

    config = TransformerConfig(
        vocab_size=4096,
        hidden_size=hidden,
        intermediate_size=hidden * 11 // 4,
        num_hidden_layers=layers,
        num_attention_heads=hidden // 64,
        num_key_value_heads=hidden // 64,
        head_dim=64,
    )

    def new_model() -> Transformer:
        model = Transformer(config)
        init_weights(model, torch.Generator().manual_seed(0))
        return model

    prompt = PromptText(1, "Tell a story about the moon.", "en")
    answers = ("The frog sat on a leaf and sang.", "Rockets took people to the moon.")
    tokenizer = Tokenizer.train((prompt.text, *answers), vocab_size=320)
    policy, told, began = new_model(), [].append, time.perf_counter()
    shared: Any = {"emit": told, "control": RunControl()}
    one: Any = {"epochs": 1, "lora_rank": rank}
    if stage == "sft":
        sft_data = SFTData((DemonstrationText(prompt, answers[0]),), ())
        train_sft(policy, tokenizer, sft_data, SFTOptions(**one), **shared)
    elif stage == "reward":
        ranked = RankedResponses(prompt, answers, (True, True), (0, 1))
        reward_data = RewardData((ranked,), (), (), (prompt,))
        options = RewardOptions(**one, calibration_samples=8)
        train_reward(policy, tokenizer, reward_data, options, **shared)
    elif stage == "ppo":
        ppo = PPOOptions(
            episodes=4,
            rollout_episodes=4,
            max_response_tokens=8,
            inner_epochs=1,
            critic_warmup_rollouts=0,
            lora_rank=rank,
        )
        data = PPOData((prompt,), ())
        reward = ScalarModel(new_model())
        train_ppo(policy, reward, tokenizer, data, ppo, missing_end_reward=-1.0, **shared)
    return {
        "parameters": policy.parameter_count(),
        "bf16": bf16_supported(),
        "seconds": time.perf_counter() - began,
        "bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RSS_UNIT,
    }


def in_a_process(*arguments: object) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, __file__, "--measure", *map(str, arguments)],
        capture_output=True,
        check=True,
        text=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def main(hidden: int, layers: int, rank: int) -> None:
    alone = in_a_process("none", hidden, layers, 0)
    millions, precision = alone["parameters"] / 1e6, "bf16" if alone["bf16"] else "fp32"
    print(f"{millions:.0f} million parameters, products in {precision}")
    print(f"the model alone  {alone['bytes'] / GIGABYTE:6.2f} GB")
    for stage in STAGES:
        for name, chosen in (("all weights", 0), (f"rank {rank}", rank)):
            told = in_a_process(stage, hidden, layers, chosen)
            size, seconds = told["bytes"] / GIGABYTE, told["seconds"]
            print(f"{stage:7}{name:>13}  {size:6.2f} GB  {seconds:6.1f} s", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hidden", type=int, default=1024)
    parser.add_argument("--layers", type=int, default=24)
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--measure", nargs=4, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        chosen_stage, *sizes = given.measure
        print(json.dumps(measure(chosen_stage, *map(int, sizes))))
    else:
        main(given.hidden, given.layers, given.rank)
