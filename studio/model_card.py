"""The model card beside an exported model: a README.md that Hugging Face and people read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from studio import __version__
from studio.data_card import plain
from studio.store.checkpoints import LOST_PARENT, NOTE, lineage
from studio.store.project import Project
from studio.store.records import Checkpoint, Run
from studio.store.runs import get_checkpoint, get_run

_ABOUT = {
    "base": "A language model, as it was before anything was learned from people.",
    "sft": "A language model that was fine-tuned on demonstrations (SFT).",
    "reward": "A reward model: it scores how well a response answers a prompt.",
    "ppo": "A language model that was optimized against a reward model (PPO).",
}
_LABELS = {"sft": "demonstrations", "reward": "comparisons"}
_NOT_FIGURES = {NOTE, LOST_PARENT, "checkpoint_id"}


def card_text(project: Project, checkpoint: Checkpoint) -> str:
    """The card of a checkpoint: where it comes from, what it learned from, its figures.

    A person's note stays in the project, and so do the folders of this computer.
    """
    line = lineage(project.store, checkpoint)
    kind = "text-classification" if checkpoint.stage == "reward" else "text-generation"
    parts = [
        "---",
        "library_name: transformers",
        f"pipeline_tag: {kind}",
        "tags:",
        "- rlhf",
        f"- {'reward-model' if checkpoint.stage == 'reward' else checkpoint.stage}",
        "---",
        f"\n# {plain(checkpoint.name)}\n",
        _ABOUT[checkpoint.stage],
        f"\nMade with RLHF Studio {__version__}. The license of the base model holds for this one.",
        *_figures(checkpoint),
        "\n## Lineage\n",
        "| Checkpoint | Stage | Learned from | Data snapshot |",
        "|---|---|---|---|",
        *[_row(project, one) for one in line],
        *_lost(line[-1]),
    ]
    for one in reversed(line):
        parts += _options(project, one)
    parts += ["\n## Use\n", *(_USE_REWARD if checkpoint.stage == "reward" else _USE)]
    return "\n".join(parts) + "\n"


def _figures(checkpoint: Checkpoint) -> list[str]:
    numbers = [
        f"| {plain(name.replace('_', ' '))} | {_number(value)} |"
        for name, value in checkpoint.summary.items()
        if isinstance(value, int | float)
        and not isinstance(value, bool)
        and name not in _NOT_FIGURES
    ]
    return ["\n## Figures\n", "| Figure | Value |", "|---|---:|", *numbers] if numbers else []


def _origin(base: Checkpoint) -> str:
    """Where a base model is from: the Hub, at a commit, or a folder or file."""
    if "hub" in base.summary:
        return f"{base.summary['hub']} at {base.summary['revision']}"
    return PurePath(base.path.removeprefix("resource:")).name


def _row(project: Project, checkpoint: Checkpoint) -> str:
    run = _run(project, checkpoint)
    learned, snapshot = "", ""
    if run is not None:
        snapshot = f"`{plain(run.data_hash[:16])}`"
        learned = f"{run.labels} {_LABELS[run.stage]}" if run.stage in _LABELS else ""
        if run.reward_checkpoint_id is not None:
            judge = get_checkpoint(project.store, run.reward_checkpoint_id)
            learned = f"rewards by {plain(judge.name)}"
    elif checkpoint.stage == "base":
        learned = plain(_origin(checkpoint))
    return f"| {plain(checkpoint.name)} | {checkpoint.stage} | {learned} | {snapshot} |"


def _lost(oldest: Checkpoint) -> list[str]:
    lost = oldest.summary.get(LOST_PARENT)
    if not lost:
        return []
    return [f"\n{plain(oldest.name)} came from {plain(str(lost))}, which was deleted."]


def _options(project: Project, checkpoint: Checkpoint) -> list[str]:
    run = _run(project, checkpoint)
    if run is None:
        return []
    stopped = "" if run.status == "finished" else f" ({run.status})"
    rows = [f"| {name} | {_number(value)} |" for name, value in _told(run.options).items()]
    title = f"\n## Options of {plain(checkpoint.name)}{stopped}\n"
    return [title, "| Option | Value |", "|---|---:|", *rows, f"| seed | {run.seed} |"]


def _told(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if name != "seed"}


def _run(project: Project, checkpoint: Checkpoint) -> Run | None:
    return None if checkpoint.run_id is None else get_run(project.store, checkpoint.run_id)


def _number(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else plain(str(value))


_USE = [
    "```python",
    "from transformers import AutoModelForCausalLM, AutoTokenizer",
    "",
    'folder = "."',
    "tokenizer = AutoTokenizer.from_pretrained(folder)",
    "model = AutoModelForCausalLM.from_pretrained(folder)",
    'chat = [{"role": "user", "content": "Why is the sky blue?"}]',
    "inputs = tokenizer.apply_chat_template(",
    '    chat, add_generation_prompt=True, return_tensors="pt", return_dict=True',
    ")",
    "output = model.generate(**inputs, max_new_tokens=100)",
    "print(tokenizer.decode(output[0], skip_special_tokens=True))",
    "```",
]
_USE_REWARD = [
    "The calibrated reward is the score of the model plus `studio_reward.bias` of config.json:",
    "demonstrations average 0, and the answers of the policy deviate by 1. To compare answers, the",
    "score alone will do. An answer that never ended gets `studio_reward.missing_end_reward`.",
    "",
    "```python",
    "from transformers import AutoModelForSequenceClassification, AutoTokenizer",
    "",
    'folder = "."',
    "tokenizer = AutoTokenizer.from_pretrained(folder)",
    "model = AutoModelForSequenceClassification.from_pretrained(folder)",
    'prompt = {"role": "user", "content": "Why is the sky blue?"}',
    'answer = {"role": "assistant", "content": "Air scatters blue light."}',
    "inputs = tokenizer.apply_chat_template(",
    '    [prompt, answer], return_tensors="pt", return_dict=True',
    ")",
    "score = model(**inputs).logits[0, 0].item()",
    'print(score + model.config.studio_reward["bias"])',
    "```",
]
