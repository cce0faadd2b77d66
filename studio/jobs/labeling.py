"""The requests around labeling: sample responses, rank them synthetically, answer in a chat."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from studio.config import validate
from studio.errors import InputError
from studio.jobs.control import RunControl
from studio.jobs.events import Emit, Progress, SampleSeen, Started, TextPiece
from studio.jobs.requests import Chat, LabelSynthetically, Sample
from studio.jobs.training import checkpoint_for, load
from studio.lm.device import best_device
from studio.lm.generate import PromptIds, generate, prompt_room, stable_seed
from studio.lm.tokenizer import TextStream
from studio.store import labels, prompts, runs
from studio.store.project import Project
from studio.store.records import NewResponse
from studio.training.labeler import SyntheticLabeler

PROMPTS_A_CHUNK = 8
SYNTHETIC_LABELER = "Synthetic labeler"


def run_sampling(
    project: Project, request: Sample, *, emit: Emit, control: RunControl
) -> dict[str, Any]:
    """Sample K responses a prompt into response sets; sets already sampled stay after a stop."""
    options = validate(request.options)
    store = project.store
    if request.k < 2:
        raise InputError("k_too_small", k=request.k)
    newest = runs.latest_checkpoint(store, "ppo", "sft")
    checkpoint = checkpoint_for(
        project, request.checkpoint_id or (newest.id if newest else None), "sft"
    )
    chosen = prompts.prompts_to_sample(store, request.split, request.language, request.prompts)
    if not chosen:
        raise InputError("no_prompts", split=request.split)
    emit(Started("sample", len(chosen), device=str(best_device())))
    model, tokenizer = load(project, checkpoint)
    room = prompt_room(model, options.max_tokens)
    # A second round for the same prompts must not give the same answers again.
    seed = stable_seed(options.seed, "sample", runs.pipeline(store).response_sets)
    for start in range(0, len(chosen), PROMPTS_A_CHUNK):
        some = chosen[start : start + PROMPTS_A_CHUNK]
        ids = [PromptIds(tokenizer.encode_prompt(p.text, room), p.id) for p in some]
        drawn = generate(
            model,
            ids,
            replace(options, seed=seed),
            tokenizer.stop_ids,
            k=request.k,
            between_tokens=control.checkpoint,
        )
        sampling = {k: v for k, v in asdict(options).items() if k != "seed"}
        for i, prompt in enumerate(some):
            responses = [
                NewResponse(
                    tokenizer.decode(g.ids).strip(), checkpoint.id, sampling, seed, g.finished
                )
                for g in drawn[i * request.k : (i + 1) * request.k]
            ]
            prompts.add_response_set(store, prompt.id, responses)
            emit(SampleSeen(start + i + 1, prompt.text, responses[0].text))
        emit(Progress(start + len(some), len(chosen)))
    return {"sets": len(chosen), "responses": len(chosen) * request.k}


def run_synthetic_labeler(
    project: Project, request: LabelSynthetically, *, emit: Emit, control: RunControl
) -> dict[str, Any]:
    """Rank every waiting response set by rule, under a labeler marked as synthetic."""
    store = project.store
    labeler = SyntheticLabeler(validate(request.options))
    person = labels.add_labeler(store, SYNTHETIC_LABELER, synthetic=True)
    waiting = prompts.unranked_sets(store)
    emit(Started("label", len(waiting)))
    for done, item in enumerate(waiting, 1):
        control.checkpoint()
        texts = [r.text for r in item.responses]
        finished = [r.finished for r in item.responses]
        ranking = labeler.rank(item.prompt.text, texts, finished, item.prompt.language)
        groups = [[item.responses[i].id for i in group] for group in ranking]
        shown = [r.id for r in item.responses]
        labels.save_comparison(store, item.id, groups, shown, person.id, 0.0)
        emit(Progress(done, len(waiting)))
    return {"comparisons": len(waiting)}


def run_chat(project: Project, request: Chat, *, emit: Emit, control: RunControl) -> dict[str, Any]:
    """Stream one answer from each checkpoint; row i is checkpoint i."""
    options = validate(request.options)
    if not request.prompt.strip():
        raise InputError("prompt_empty")
    emit(Started("chat", len(request.checkpoint_ids) * options.max_tokens))
    texts = []
    for row, checkpoint_id in enumerate(request.checkpoint_ids):
        model, tokenizer = load(project, checkpoint_for(project, checkpoint_id))
        stream = TextStream(tokenizer)

        def tell(_: int, token: int, row: int = row, stream: TextStream = stream) -> None:
            if piece := stream.push(token):
                emit(TextPiece(row, piece))

        room = prompt_room(model, options.max_tokens)
        ids = PromptIds(tokenizer.encode_prompt(request.prompt, room), request.prompt)
        [answer] = generate(
            model,
            [ids],
            options,
            tokenizer.stop_ids,
            on_token=tell,
            between_tokens=control.checkpoint,
        )
        if piece := stream.close():
            emit(TextPiece(row, piece))
        texts.append({"text": tokenizer.decode(answer.ids).strip(), "ended": answer.finished})
    return {"answers": texts}
