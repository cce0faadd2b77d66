"""What stages and jobs are called in the window."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from studio.jobs.requests import (
    Chat,
    Evaluate,
    FillQueue,
    LabelSynthetically,
    MeasureSuite,
    Request,
    Resume,
    Sample,
    TrainPPO,
    TrainReward,
    TrainSFT,
)

STAGES = ("sft", "reward", "ppo")

_NAMES = {
    "base": QT_TRANSLATE_NOOP("stages", "Base model"),
    "sft": QT_TRANSLATE_NOOP("stages", "SFT"),
    "reward": QT_TRANSLATE_NOOP("stages", "Reward model"),
    "ppo": QT_TRANSLATE_NOOP("stages", "PPO"),
    "sample": QT_TRANSLATE_NOOP("stages", "Sampling"),
    "fill": QT_TRANSLATE_NOOP("stages", "Sampling ahead"),
    "label": QT_TRANSLATE_NOOP("stages", "Synthetic labeler"),
    "chat": QT_TRANSLATE_NOOP("stages", "Chat"),
    "evaluate": QT_TRANSLATE_NOOP("stages", "Evaluation"),
    "suite": QT_TRANSLATE_NOOP("stages", "Evaluation"),
    "pretrain": QT_TRANSLATE_NOOP("stages", "Pretraining"),
}

_OF_REQUEST: dict[type[Request], str] = {
    TrainSFT: "sft",
    TrainReward: "reward",
    TrainPPO: "ppo",
    Sample: "sample",
    FillQueue: "fill",
    LabelSynthetically: "label",
    Chat: "chat",
    Evaluate: "evaluate",
    MeasureSuite: "suite",
}


def stage_of(request: Request) -> str:
    """The stage that a request executes, named as the event `Started` names it."""
    return request.stage if isinstance(request, Resume) else _OF_REQUEST[type(request)]


def stage_name(stage: str) -> str:
    """What people call a stage, in the window's language."""
    return QCoreApplication.translate("stages", str(_NAMES.get(stage, stage)))
