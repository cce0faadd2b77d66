"""What is the sensible thing to do next in a project."""

from __future__ import annotations

from studio.store.records import Pipeline, StageStatus

ENOUGH_DEMONSTRATIONS = 20  # for a first SFT that changes something
ENOUGH_COMPARISONS = 30  # for a first reward model whose accuracy can be told from chance
NEW_LABELS = 10  # this many, and a tenth of all, make another training worth while


def next_step(pipeline: Pipeline) -> str:
    """One of import, write, sft, sample, rank, reward, ppo, chat, in the order of the work."""
    sft, reward, ppo = (pipeline.stages[name] for name in ("sft", "reward", "ppo"))
    if not sum(pipeline.prompts.values()):
        return "import"
    if sft.checkpoint is None and pipeline.demonstrations < ENOUGH_DEMONSTRATIONS:
        return "write"
    if _is_due(sft, pipeline.demonstrations):
        return "sft"
    if reward.checkpoint is None and pipeline.comparisons < ENOUGH_COMPARISONS:
        return "rank" if pipeline.unranked_sets else "sample"
    if _is_due(reward, pipeline.comparisons):
        return "reward"
    if _is_due(ppo, 0) and pipeline.prompts.get("ppo", 0):
        return "ppo"
    return "chat"


def _is_due(status: StageStatus, labels: int) -> bool:
    """Never trained, trained from what has been replaced since, or on too few of the labels."""
    if status.checkpoint is None or status.parent_is_newer:
        return True
    return status.new_labels >= max(NEW_LABELS, labels / 10)
