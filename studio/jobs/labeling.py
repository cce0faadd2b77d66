"""The requests around labeling: rank responses synthetically, answer in a chat."""

from __future__ import annotations

from typing import Any

from studio.config import validate
from studio.errors import InputError
from studio.jobs.control import RunControl
from studio.jobs.events import Emit, Progress, Started, TextPiece
from studio.jobs.requests import Chat, LabelSynthetically
from studio.jobs.training import checkpoint_for, load
from studio.lm.generate import PromptIds, generate, prompt_room
from studio.lm.tokenizer import TextStream
from studio.store import labels, prompts
from studio.store.project import Project
from studio.training.labeler import SyntheticLabeler

SYNTHETIC_LABELER = "Synthetic labeler"


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
        texts.append({"text": tokenizer.decode_response(answer.ids), "ended": answer.finished})
    return {"answers": texts}
