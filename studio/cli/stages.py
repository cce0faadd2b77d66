"""Commands that run one job on a project: sample, label, train, evaluate."""

from __future__ import annotations

from pathlib import Path

import click

from studio.cli.endpoints import ask_for_keys
from studio.cli.options import options_of
from studio.cli.running import (
    InOrder,
    checkpoint_id,
    checkpoint_option,
    find_checkpoint,
    find_run,
    folder_argument,
    json_option,
    run_job,
)
from studio.config import (
    EvaluateOptions,
    LabelerOptions,
    PPOOptions,
    RewardOptions,
    SamplingOptions,
    SFTOptions,
)
from studio.jobs.requests import (
    Evaluate,
    LabelSynthetically,
    MeasureSuite,
    Resume,
    Sample,
    TrainPPO,
    TrainReward,
    TrainSFT,
)
from studio.store.records import SPLITS


@click.command()
@folder_argument
@click.option(
    "--k",
    type=click.IntRange(1, 64),
    default=Sample.k,
    show_default=True,
    help="Responses to each prompt.",
)
@click.option(
    "--prompts",
    type=click.IntRange(1),
    default=Sample.prompts,
    show_default=True,
    help="The most prompts to answer.",
)
@click.option(
    "--split",
    type=click.Choice(SPLITS),
    default=Sample.split,
    show_default=True,
    help="The prompts of which stage.",
)
@click.option("--language", help="Only prompts in this language, such as en or de.")
@checkpoint_option("checkpoint", "the newest policy", several=True)
@click.option(
    "--endpoint",
    metavar="NAME",
    multiple=True,
    help="An endpoint entered by `endpoints add`, which is asked as it says there. May be given "
    "several times, and beside checkpoints.",
)
@click.option("--ask-key", is_flag=True, help="Ask for the endpoints' keys, for this time only.")
@options_of(SamplingOptions)
@json_option
def sample(
    folder: Path,
    k: int,
    prompts: int,
    split: str,
    language: str | None,
    checkpoint: tuple[str, ...],
    endpoint: tuple[str, ...],
    ask_key: bool,
    options: SamplingOptions,
    as_json: bool,
) -> None:
    """Let a policy answer prompts of DIR, ready to be ranked.

    Several of them share the answers to each prompt, and nothing tells which one gave which.
    """
    if ask_key:
        ask_for_keys(folder, endpoint)
    run_job(
        folder,
        as_json,
        lambda project: Sample(
            options=options,
            checkpoint_ids=tuple(find_checkpoint(project.store, name).id for name in checkpoint),
            endpoints=endpoint,
            split=split,
            prompts=prompts,
            k=k,
            language=language,
        ),
    )


@click.command()
@folder_argument
@options_of(LabelerOptions)
@json_option
def label(folder: Path, options: LabelerOptions, as_json: bool) -> None:
    """Let the synthetic labeler rank what nobody has ranked.

    It follows the rules weighted below. No person judges here, and its comparisons are marked as
    synthetic wherever they appear.
    """
    run_job(folder, as_json, lambda project: LabelSynthetically(options))


@click.group(cls=InOrder)
def train() -> None:
    """Train one of the three stages, sft, reward, ppo, or go on with one."""


@train.command()
@folder_argument
@checkpoint_option("parent", "the newest base model")
@options_of(SFTOptions)
@json_option
def sft(folder: Path, parent: str | None, options: SFTOptions, as_json: bool) -> None:
    """Step 1: fine-tune a policy on the demonstrations of DIR."""
    run_job(folder, as_json, lambda p: TrainSFT(options, checkpoint_id(p.store, parent)))


@train.command()
@folder_argument
@checkpoint_option("parent", "the newest of stage sft")
@options_of(RewardOptions)
@json_option
def reward(folder: Path, parent: str | None, options: RewardOptions, as_json: bool) -> None:
    """Step 2: train a reward model on the comparisons of DIR."""
    run_job(folder, as_json, lambda p: TrainReward(options, checkpoint_id(p.store, parent)))


@train.command()
@folder_argument
@checkpoint_option("parent", "the newest of stage sft")
@checkpoint_option("reward", "the newest of stage reward")
@options_of(PPOOptions)
@json_option
def ppo(
    folder: Path, parent: str | None, reward: str | None, options: PPOOptions, as_json: bool
) -> None:
    """Step 3: optimize a policy of DIR against a reward model."""
    run_job(
        folder,
        as_json,
        lambda project: TrainPPO(
            options,
            parent_id=checkpoint_id(project.store, parent),
            reward_id=checkpoint_id(project.store, reward),
        ),
    )


@train.command("resume")
@folder_argument
@click.option(
    "--run",
    "run_id",
    type=click.IntRange(1),
    help="The run's number. By default the newest that can go on.",
)
@json_option
def resume_run(folder: Path, run_id: int | None, as_json: bool) -> None:
    """Go on with a training of DIR that was stopped or cut off.

    The result is the same as if it had never ended.
    """
    run_job(folder, as_json, lambda project: Resume(*find_run(project, run_id)))


@click.command()
@folder_argument
@checkpoint_option("checkpoint", "the newest of stage ppo")
@checkpoint_option("against", "the newest of stage sft")
@click.option(
    "--suite",
    type=click.Choice(["embedded"]),
    help="Measure answers one by one instead: the figures of the embedded model's card, for the "
    "newest base model and policy of each stage, or for the checkpoints named.",
)
@click.option(
    "--corpus",
    metavar="DIR",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="With --suite: texts by other people that count as copied from, beside the recipe's own.",
)
@options_of(EvaluateOptions)
@json_option
def evaluate(
    folder: Path,
    checkpoint: str | None,
    against: str | None,
    suite: str | None,
    corpus: Path | None,
    options: EvaluateOptions,
    as_json: bool,
) -> None:
    """Compare two checkpoints on held-out prompts.

    The synthetic labeler judges which of two responses is better.
    """
    if suite is not None:
        named = [name for name in (against, checkpoint) if name is not None]
        run_job(
            folder,
            as_json,
            lambda project: MeasureSuite(
                tuple(find_checkpoint(project.store, name).id for name in named), options, corpus
            ),
        )
    run_job(
        folder,
        as_json,
        lambda project: Evaluate(
            find_checkpoint(project.store, checkpoint or "ppo").id,
            find_checkpoint(project.store, against or "sft").id,
            options,
        ),
    )
