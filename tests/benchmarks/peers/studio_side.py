"""The studio's half of a measurement; `python -m tests.benchmarks.peers.studio_side TASK`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

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

from studio.config import PPOOptions, RewardOptions, SamplingOptions, SFTOptions  # noqa: E402
from studio.jobs.control import RunControl  # noqa: E402
from studio.jobs.events import Event, Progress  # noqa: E402
from studio.lm.checkpoint import load_model, load_weights, model_tensors, save_tensors  # noqa: E402
from studio.lm.generate import PromptIds, generate  # noqa: E402
from studio.lm.heads import ScalarModel  # noqa: E402
from studio.lm.tokenizer import Example  # noqa: E402
from studio.training import ppo, reward, sft  # noqa: E402
from studio.training.data import PPOData, PromptText  # noqa: E402
from studio.training.keeping import Keeper  # noqa: E402
from studio.training.steps import optimize  # noqa: E402


class IdTokenizer:
    """Text is ids, and no id ends a response, so that all are of full length as the peer's are."""

    stop_ids = ()

    def encode_prompt(self, prompt: str, max_tokens: int | None = None) -> list[int]:
        return [int(word) for word in prompt.split()][-(max_tokens or 0) :]

    def decode_response(self, ids: Sequence[int]) -> str:
        return " ".join(map(str, ids))


def seconds_of(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def measure_sft(task: Task) -> dict[str, float]:
    model, _ = load_model(Path(task.folder))
    rows = read_ids(task, "sft")[: task.count]
    examples = [Example(row["prompt"], row["response"]) for row in rows]
    options = SFTOptions(
        epochs=1, batch_size=given.BATCH, learning_rate=given.LEARNING_RATE, heldout_share=0.0
    )

    def train(some: Sequence[Example]) -> None:
        def learn(chosen: list[int]) -> float:
            batch = [some[i] for i in chosen]
            return sft.add_gradients(model, batch, task.bf16, RunControl())

        order = torch.Generator().manual_seed(0)
        for _ in optimize(model, len(some), options, order, learn, Keeper(None)):
            pass

    train(examples[: given.BATCH])
    tokens = sum(len(e.ids) for e in examples)
    return {"rate": tokens / seconds_of(lambda: train(examples))}


def measure_reward(task: Task) -> dict[str, float]:
    model = ScalarModel(load_model(Path(task.folder))[0])
    items = [
        reward.RankedExamples(
            i, tuple(Example(row["prompt"], r) for r in row["responses"]), tuple(row["ranks"])
        )
        for i, row in enumerate(read_ids(task, task.kind)[: task.count])
    ]
    options = RewardOptions(
        epochs=1, batch_size=given.COMPARISONS, learning_rate=given.LEARNING_RATE
    )

    def train(some: Sequence[reward.RankedExamples]) -> None:
        def learn(chosen: list[int]) -> float:
            batch = [some[i] for i in chosen]
            return reward.add_gradients(model, batch, task.bf16, RunControl())

        order = torch.Generator().manual_seed(0)
        for _ in optimize(model, len(some), options, order, learn, Keeper(None)):
            pass

    train(items[: given.COMPARISONS])
    return {"rate": len(items) / seconds_of(lambda: train(items))}


def measure_ppo(task: Task) -> dict[str, float]:
    """Rollouts after the first; the studio's own measuring before and after is not counted."""
    ppo.bf16_supported = lambda device: task.bf16
    loaded_mb, clock = memory_mb(), Clock()
    prompts = tuple(
        PromptText(i, " ".join(map(str, ids)), "en") for i, ids in enumerate(read_ids(task, "ppo"))
    )

    def emit(event: Event) -> None:
        if isinstance(event, Progress):
            clock.tick()

    ppo.train_ppo(
        load_model(Path(task.folder))[0],
        ScalarModel(load_model(Path(task.folder))[0]),
        IdTokenizer(),
        PPOData(prompts, ()),
        PPOOptions(
            episodes=given.EPISODES * (task.count + 1),
            rollout_episodes=given.EPISODES,
            minibatch_size=given.MINIBATCH,
            inner_epochs=given.INNER_EPOCHS,
            max_response_tokens=given.PPO_TOKENS,
            temperature=given.TEMPERATURE,
            learning_rate=given.LEARNING_RATE,
            critic_warmup_rollouts=0,
            average_decay=0.0,
            approximate_kl_stop=0.0,
            kl_budget=1000.0,
            kl_limit=0.0,
        ),
        missing_end_reward=-1.0,
        emit=emit,
        control=RunControl(),
    )
    return {
        "rate": given.EPISODES * clock.intervals / clock.seconds,
        "peak_mb": memory_mb(peak=True) - BARE_MB,
        "work_mb": memory_mb(peak=True) - loaded_mb,
    }


def measure_goal(task: Task) -> dict[str, float]:
    """Seconds to the policy after each rollout, the studio's measuring at first among them."""
    ppo.bf16_supported = lambda device: task.bf16
    told, folder = read_ids(task, GOAL), Path(task.folder) / GOAL
    policy, tokenizer = load_model(folder / "policy")
    reward = ScalarModel(load_model(folder / "policy")[0])
    weights = load_weights(folder / "reward")
    head = {"head.weight": weights.pop("score.weight"), "head.bias": torch.tensor([told["bias"]])}
    reward.model.load_state_dict(weights, strict=False)  # has no language-model head
    reward.load_head(head)
    kept = Kept(task, "studio")

    def emit(event: Event) -> None:
        if isinstance(event, Progress):
            kept.keep(lambda path: save_tensors(path, dict(model_tensors(policy))))

    prompts = [PromptText(p["id"], p["text"], p["language"]) for p in told["prompts"]]
    kept.begin()
    ppo.train_ppo(
        policy,
        reward,
        tokenizer,
        PPOData(tuple(prompts), ()),
        PPOOptions(**told["options"]),
        missing_end_reward=told["missing_end_reward"],
        emit=emit,
        control=RunControl(),
    )
    return kept.seconds


def measure_sample(task: Task) -> dict[str, float]:
    """As the program samples: in float32, whatever the precision of training."""
    model, _ = load_model(Path(task.folder))
    prompts = [PromptIds(ids, i) for i, ids in enumerate(read_ids(task, "sample"))]

    def draw(tokens: int) -> None:
        options = SamplingOptions(temperature=given.TEMPERATURE, max_tokens=tokens)
        generate(model, prompts, options, (), k=given.K)

    draw(8)
    seconds = seconds_of(lambda: [draw(given.SAMPLED_TOKENS) for _ in range(task.count)])
    return {"rate": task.count * len(prompts) * given.K * given.SAMPLED_TOKENS / seconds}


def measure_matmul(task: Task) -> dict[str, float]:
    """The best of some square products, in operations a second: the most that training can do."""
    dtype = torch.bfloat16 if task.bf16 else torch.float32

    def rate(size: int) -> float:
        a, b = torch.randn(2, size, size).to(dtype).unbind()
        torch.mm(a, b)
        return 2 * size**3 / min(seconds_of(lambda: torch.mm(a, b)) for _ in range(task.count))

    return {"rate": max(rate(size) for size in (512, 1024, 2048))}


MEASURE: dict[str, Callable[[Task], dict[str, float]]] = {
    "sft": measure_sft,
    "reward4": measure_reward,
    "reward9": measure_reward,
    "ppo": measure_ppo,
    GOAL: measure_goal,
    "sample": measure_sample,
    "matmul": measure_matmul,
}

if __name__ == "__main__":
    asked = read_task()
    torch.set_num_threads(asked.threads)
    report(**MEASURE[asked.kind](asked))
