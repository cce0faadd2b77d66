"""The peer's half of a measurement; run by the Python of its environment, without the studio.

TRL's trainers with their defaults, but for what would make them slower or do more than the studio
does: no gradient checkpointing, no saving, no reports.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.benchmarks.peers import task as given
from tests.benchmarks.peers.task import (
    GOAL,
    Clock,
    Kept,
    Task,
    memory_mb,
    read_ids,
    read_task,
    report,
)

BARE_MB = memory_mb()

import torch  # noqa: E402
from datasets import Dataset  # noqa: E402
from transformers import (  # noqa: E402
    AutoModelForCausalLM,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    TrainerCallback,
)


def settings(task: Task, **more: Any) -> dict[str, Any]:
    """What every trainer is told."""
    return {
        "output_dir": tempfile.mkdtemp(),
        "bf16": task.bf16,
        "use_cpu": True,
        "gradient_checkpointing": False,
        "learning_rate": given.LEARNING_RATE,
        "num_train_epochs": 1,
        "save_strategy": "no",
        "report_to": "none",
        "disable_tqdm": True,
        **more,
    }


class Timer(TrainerCallback):
    """Ticks when training begins, after each step, and when it ends."""

    def __init__(self) -> None:
        self.whole, self.steps = Clock(), Clock()

    def on_train_begin(self, *_: Any, **__: Any) -> None:
        self.whole.tick()

    def on_step_end(self, *_: Any, **__: Any) -> None:
        self.steps.tick()

    def on_train_end(self, *_: Any, **__: Any) -> None:
        self.whole.tick()


def language_model(task: Task) -> Any:
    return AutoModelForCausalLM.from_pretrained(task.folder, dtype=torch.float32)


def scalar_model(task: Task) -> Any:
    return AutoModelForSequenceClassification.from_pretrained(
        task.folder, num_labels=1, dtype=torch.float32
    )


def timed(make_trainer: Callable[[list[Any], Timer], Any], rows: list[Any], few: int) -> float:
    """Seconds that training on all rows takes, after a warm-up on a few of them."""
    make_trainer(rows[:few], Timer()).train()
    timer = Timer()
    make_trainer(rows, timer).train()
    return timer.whole.seconds


def measure_sft(task: Task) -> dict[str, float]:
    from trl import SFTConfig, SFTTrainer

    told = read_ids(task, "sft")[: task.count]
    rows = [
        {
            "input_ids": row["prompt"] + row["response"],
            "completion_mask": [0] * len(row["prompt"]) + [1] * len(row["response"]),
        }
        for row in told
    ]
    model, tokenizer = language_model(task), AutoTokenizer.from_pretrained(task.folder)
    options = settings(
        task, per_device_train_batch_size=given.BATCH, completion_only_loss=True, max_length=512
    )

    def make(some: list[Any], timer: Timer) -> Any:
        return SFTTrainer(
            model,
            SFTConfig(**options),
            train_dataset=Dataset.from_list(some),
            processing_class=tokenizer,
            callbacks=[timer],
        )

    seconds = timed(make, rows, given.BATCH)
    return {"rate": sum(len(row["input_ids"]) for row in rows) / seconds}


def measure_reward(task: Task) -> dict[str, float]:
    """A comparison is all of its pairs, and a step has as many comparisons as the studio's."""
    from trl import RewardConfig, RewardTrainer

    told = read_ids(task, task.kind)[: task.count]
    rows = [pair for row in told for pair in pairs(row)]
    a_step = given.COMPARISONS * len(rows) // len(told)
    model, tokenizer = scalar_model(task), AutoTokenizer.from_pretrained(task.folder)
    options = settings(
        task,
        per_device_train_batch_size=given.PAIRS_AT_ONCE,
        gradient_accumulation_steps=max(1, a_step // given.PAIRS_AT_ONCE),
        max_length=512,
    )

    def make(some: list[Any], timer: Timer) -> Any:
        return RewardTrainer(
            model,
            RewardConfig(**options),
            train_dataset=Dataset.from_list(some),
            processing_class=tokenizer,
            callbacks=[timer],
        )

    return {"rate": len(told) / timed(make, rows, given.PAIRS_AT_ONCE)}


def pairs(row: dict[str, Any]) -> list[dict[str, list[int]]]:
    """(chosen, rejected) of every two responses of a comparison, the prompt before each."""
    order = sorted(range(len(row["ranks"])), key=row["ranks"].__getitem__)
    return [
        {
            "chosen_ids": row["prompt"] + row["responses"][better],
            "rejected_ids": row["prompt"] + row["responses"][worse],
        }
        for better, worse in combinations(order, 2)
    ]


def measure_ppo(task: Task) -> dict[str, float]:
    """Rollouts after the first. No response ends early: no id is the end."""
    from trl import PPOConfig, PPOTrainer

    loaded_mb, timer = memory_mb(), Timer()
    tokenizer = AutoTokenizer.from_pretrained(task.folder, padding_side="left")
    options = settings(
        task,
        per_device_train_batch_size=given.EPISODES,
        num_mini_batches=given.EPISODES // given.MINIBATCH,
        num_ppo_epochs=given.INNER_EPOCHS,
        total_episodes=given.EPISODES * (task.count + 1),
        response_length=given.PPO_TOKENS,
        temperature=given.TEMPERATURE,
        num_sample_generations=0,
    )
    prompts = Dataset.from_list([{"input_ids": ids} for ids in read_ids(task, "ppo")])
    PPOTrainer(
        PPOConfig(**options),
        tokenizer,
        model=language_model(task),
        ref_model=language_model(task),
        reward_model=scalar_model(task),
        value_model=scalar_model(task),
        train_dataset=prompts,
        eval_dataset=prompts.select(range(1)),
        callbacks=[timer],
    ).train()
    return {
        "rate": given.EPISODES * timer.steps.intervals / timer.steps.seconds,
        "peak_mb": memory_mb(peak=True) - BARE_MB,
        "work_mb": memory_mb(peak=True) - loaded_mb,
    }


def measure_goal(task: Task) -> dict[str, float]:
    """Seconds to the policy after each rollout.

    From the studio come episodes, rollout, learning rate, KL coefficient, length and temperature;
    from TRL's own PPO example the stop at the end token and the penalty of 1 where it is missing;
    all else (4 inner epochs, the value function's weight of 0.1, …) is TRL's default.
    """
    from safetensors.torch import save_file
    from trl import PPOConfig, PPOTrainer

    told, folder, kept = read_ids(task, GOAL), Path(task.folder) / GOAL, Kept(task, "peer")
    ours = told["options"]
    tokenizer = AutoTokenizer.from_pretrained(folder / "policy", padding_side="left")
    models = [
        AutoModelForCausalLM.from_pretrained(folder / "policy", dtype=torch.float32)
        for _ in range(2)
    ]
    scalars = [reward_model(folder / "reward", told["bias"]) for _ in range(2)]

    class Keep(TrainerCallback):
        def on_train_begin(self, *_: Any, **__: Any) -> None:
            kept.begin()

        def on_step_end(self, *_: Any, **__: Any) -> None:
            weights = {k: v for k, v in models[0].state_dict().items() if k != "lm_head.weight"}
            kept.keep(lambda path: save_file(weights, path))

    options = settings(
        task,
        per_device_train_batch_size=ours["rollout_episodes"],
        num_mini_batches=ours["rollout_episodes"] // ours["minibatch_size"],
        total_episodes=ours["episodes"],
        response_length=ours["max_response_tokens"],
        temperature=ours["temperature"],
        learning_rate=ours["learning_rate"],
        kl_coef=ours["kl_coefficient"],
        stop_token="eos",
        missing_eos_penalty=1.0,
        num_sample_generations=0,
    )
    # TRL leaves out a rollout that the prompts do not fill: of too few, it would wait for ever.
    often = -(-ours["rollout_episodes"] // len(told["prompts"]))
    rows = [{"input_ids": prompt["ids"]} for prompt in told["prompts"]]
    prompts = Dataset.from_list(rows * often)
    PPOTrainer(
        PPOConfig(**options),
        tokenizer,
        model=models[0],
        ref_model=models[1],
        reward_model=scalars[0],
        value_model=scalars[1],
        train_dataset=prompts,
        eval_dataset=prompts.select(range(1)),
        callbacks=[Keep()],
    ).train()
    return kept.seconds


def reward_model(folder: Path, bias: float) -> Any:
    """The studio's reward model, with the constant that is no part of the folder's weights."""
    model = AutoModelForSequenceClassification.from_pretrained(folder, dtype=torch.float32)
    head = torch.nn.Linear(model.score.in_features, 1)
    head.load_state_dict({"weight": model.score.weight.detach(), "bias": torch.tensor([bias])})
    model.score = head
    return model


def measure_sample(task: Task) -> dict[str, float]:
    model, tokenizer = language_model(task), AutoTokenizer.from_pretrained(task.folder)
    model = model.to(torch.bfloat16).eval() if task.bf16 else model.eval()
    tokenizer.padding_side = "left"
    batch = tokenizer.pad({"input_ids": read_ids(task, "sample")}, return_tensors="pt")

    def draw(tokens: int) -> None:
        model.generate(
            **batch,
            do_sample=True,
            temperature=given.TEMPERATURE,
            top_k=0,
            top_p=1.0,
            num_return_sequences=given.K,
            max_new_tokens=tokens,
            min_new_tokens=tokens,
        )

    draw(8)
    start = perf_counter()
    for _ in range(task.count):
        draw(given.SAMPLED_TOKENS)
    drawn = task.count * len(batch["input_ids"]) * given.K * given.SAMPLED_TOKENS
    return {"rate": drawn / (perf_counter() - start)}


MEASURE: dict[str, Callable[[Task], dict[str, float]]] = {
    "sft": measure_sft,
    "reward4": measure_reward,
    "reward9": measure_reward,
    "ppo": measure_ppo,
    GOAL: measure_goal,
    "sample": measure_sample,
}

if __name__ == "__main__":
    asked = read_task()
    torch.set_num_threads(asked.threads)
    report(**MEASURE[asked.kind](asked))
