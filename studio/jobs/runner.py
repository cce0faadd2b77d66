"""Executes a request on a project: the same code for the window's worker and the command line."""

from __future__ import annotations

import traceback
from typing import Any

from studio.errors import StudioError
from studio.jobs import labeling, measuring, sampling, training
from studio.jobs.control import RunControl, StopRequested
from studio.jobs.events import Emit, Event, Failed, Finished, Progress, Stopped
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
from studio.store.project import Project

EXECUTE: dict[type[Any], Any] = {
    TrainSFT: training.run_sft,
    TrainReward: training.run_reward,
    TrainPPO: training.run_ppo,
    Resume: training.resume,
    Evaluate: training.run_evaluation,
    MeasureSuite: measuring.run_suite,
    Sample: sampling.run_sampling,
    FillQueue: sampling.run_filling,
    LabelSynthetically: labeling.run_synthetic_labeler,
    Chat: labeling.run_chat,
}


def run(project: Project, request: Request, *, emit: Emit, control: RunControl) -> None:
    """Do what is asked. Never raises: the last event is Finished, Stopped or Failed."""
    last_step = 0

    def tell(event: Event) -> None:
        nonlocal last_step
        if isinstance(event, Progress):
            last_step = event.step
        emit(event)

    try:
        summary = EXECUTE[type(request)](project, request, emit=tell, control=control)
    except StopRequested:
        emit(Stopped(last_step))
    except StudioError as error:
        emit(Failed(error.code, error.details, traceback.format_exc(), error.exit_code))
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        emit(Failed("unexpected", {"reason": reason}, traceback.format_exc()))
    else:
        stopped = summary.pop("stopped", False)
        emit(Stopped(last_step, summary) if stopped else Finished(last_step, summary))
