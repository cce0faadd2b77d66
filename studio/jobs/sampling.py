"""The requests that have policies answer prompts, so that a labeler has something to rank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from studio.config import SamplingOptions, validate
from studio.errors import InputError
from studio.jobs.answers import Drawn, Policy, draw_answers
from studio.jobs.control import RunControl
from studio.jobs.events import Emit, Notice, Progress, SampleSeen, Started
from studio.jobs.requests import FillQueue, Sample
from studio.jobs.training import checkpoint_for, load
from studio.jobs.voices import Voice, endpoint_voices
from studio.lm.device import best_device
from studio.lm.generate import PromptIds, generate, prompt_room, stable_seed
from studio.store import labels, prompts, runs
from studio.store.project import Project
from studio.store.records import Checkpoint, Prompt

PROMPTS_A_CHUNK = 8
ASKED_A_CHUNK = 4  # of endpoints, which take longer and cost: less is lost by a stop
LEAST = 2  # answers that can be ranked


def run_sampling(
    project: Project, request: Sample, *, emit: Emit, control: RunControl
) -> dict[str, Any]:
    """Sample K responses a prompt into response sets; sets already sampled stay after a stop.

    A set has fewer responses where the policies repeat themselves, and is left out below two.
    """
    options = validate(request.options)
    store = project.store
    if request.k < LEAST:
        raise InputError("k_too_small", k=request.k)
    alone = request.endpoints and not request.checkpoint_ids
    checkpoints = [] if alone else asked_checkpoints(project, request.checkpoint_ids)
    chosen = prompts.prompts_to_sample(store, request.split, request.language, request.prompts)
    if not chosen:
        raise InputError("no_prompts", split=request.split)
    emit(Started("sample", len(chosen), device=str(best_device())))
    own = [policy_of(project, one, options, control) for one in checkpoints]
    sampling = {name: value for name, value in asdict(options).items() if name != "seed"}
    computed = [Voice(p, sampling, c.id) for p, c in zip(own, checkpoints, strict=True)]
    with endpoint_voices(store, request.endpoints, emit, control) as asked:
        # Those elsewhere first: they answer while the others compute.
        return _sample(project, request, chosen, [*asked, *computed], emit)


def _sample(
    project: Project,
    request: Sample,
    chosen: Sequence[Prompt],
    voices: Sequence[Voice],
    emit: Emit,
) -> dict[str, Any]:
    """Response sets of the answers that some voices give to some prompts."""
    store = project.store
    policies = [voice.policy for voice in voices]
    # A second round for the same prompts must not give the same answers again.
    seed = stable_seed(request.options.seed, "sample", prompts.newest_set_id(store))
    sets = responses = 0
    a_chunk = ASKED_A_CHUNK if request.endpoints else PROMPTS_A_CHUNK
    for start in range(0, len(chosen), a_chunk):
        some = chosen[start : start + a_chunk]
        drawn = draw_answers(some, request.k, policies, seed)
        for step, (prompt, answers) in enumerate(zip(some, drawn, strict=True), start + 1):
            if len(answers) < LEAST:
                continue
            new = [voices[answer.policy].response(answer) for answer in answers]
            prompts.add_response_set(store, prompt.id, new)
            sets, responses = sets + 1, responses + len(new)
            emit(SampleSeen(step, prompt.text, new[0].text))
        emit(Progress(start + len(some), len(chosen)))
    if sets < len(chosen):
        emit(Notice("warning", "sets_alike", {"count": len(chosen) - sets, "of": len(chosen)}))
    return {"sets": sets, "responses": responses}


def run_filling(
    project: Project, request: FillQueue, *, emit: Emit, control: RunControl
) -> dict[str, Any]:
    """Sample as many sets as the labeler's queue lacks; none when it is full by now."""
    sampling, most = request.sampling, request.depth
    waiting = labels.count_waiting_sets(
        project.store, request.labeler_id, sampling.language, most=most
    )
    if waiting >= most:
        emit(Started("fill", 0))
        return {"sets": 0, "responses": 0}
    missing = replace(sampling, prompts=most - waiting)

    def tell(event: Any) -> None:
        emit(replace(event, stage="fill") if isinstance(event, Started) else event)

    return run_sampling(project, missing, emit=tell, control=control)


def asked_checkpoints(project: Project, ids: Sequence[int]) -> list[Checkpoint]:
    """The checkpoints asked for, each once; by default the newest policy."""
    if ids:
        return [checkpoint_for(project, one) for one in dict.fromkeys(ids)]
    newest = runs.latest_checkpoint(project.store, "ppo", "sft")
    return [checkpoint_for(project, newest.id if newest else None, "sft")]


def policy_of(
    project: Project, checkpoint: Checkpoint, options: SamplingOptions, control: RunControl
) -> Policy:
    """A checkpoint that answers prompts, with the options but for the seed."""
    model, tokenizer = load(project, checkpoint)
    room = prompt_room(model, options.max_tokens)

    def answer(asked: Sequence[Prompt], k: int, seed: int) -> list[Drawn]:
        drawn = generate(
            model,
            [PromptIds(tokenizer.encode_prompt(p.text, room), p.id) for p in asked],
            replace(options, seed=seed),
            tokenizer.stop_ids,
            k=k,
            between_tokens=control.checkpoint,
        )
        return [(tokenizer.decode_response(one.ids), one.finished) for one in drawn]

    return answer
