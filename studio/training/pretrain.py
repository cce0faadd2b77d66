"""Step 0: a tokenizer and a base model from plain text files."""

from __future__ import annotations

import json
import math
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from studio.config import PretrainOptions
from studio.errors import InputError
from studio.jobs.control import RunControl, StopRequested
from studio.jobs.events import Emit, Progress, Started
from studio.lm.checkpoint import save_model
from studio.lm.device import autocast, best_device, bf16_supported
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer, TransformerConfig, init_weights
from studio.training.corpus import (
    Source,
    encode_documents,
    is_held_out,
    read_documents,
    repeat,
    rows_of,
)
from studio.training.loop import (
    clip_gradients,
    load_state,
    save_state,
    set_learning_rate,
    trapezoid_schedule,
)

MEASURE_EVERY = 100
SAVE_EVERY_SECONDS = 300


def pretrain(
    sources: Sequence[Source],
    folder: Path,
    options: PretrainOptions,
    *,
    emit: Emit,
    control: RunControl,
) -> dict[str, Any]:
    """Train a tokenizer and a model into `folder`; go on from its last state if it has one.

    Optimizer: Muon for the layers' matrices (Jordan et al. 2024), AdamW for the rest. Returns the
    summary; its `heldout_bits_per_byte` does not depend on the tokenizer. A stop keeps the state
    in `folder`.state and the model so far in `folder`.
    """
    documents = [(list(read_documents(source.path)), source.weight) for source in sources]
    training = [(([d for d in docs if not is_held_out(d)]), weight) for docs, weight in documents]
    heldout = [d for docs, _ in documents for d in docs if is_held_out(d)]
    if not any(docs for docs, _ in training) or not heldout:
        raise InputError("corpus_too_small")

    state_folder = folder.with_name(folder.name + ".state")
    if (folder / "tokenizer.json").exists() and state_folder.exists():
        tokenizer = Tokenizer.load(folder / "tokenizer.json")
    else:
        texts = (d for docs, weight in training if weight >= 1 for d in docs)
        tokenizer = Tokenizer.train(texts, options.vocab_size)
    ids = encode_documents(tokenizer, [d for docs, w in training for d in repeat(docs, w)])
    heldout_ids = encode_documents(tokenizer, heldout)
    heldout_bytes = sum(len(d.encode()) for d in heldout)

    device = best_device()
    bf16 = bf16_supported(device)
    generator = torch.Generator().manual_seed(options.seed)
    model = Transformer(model_config(options, tokenizer)).to(device)
    init_weights(model, generator)
    optimizers = build_optimizers(model, options)
    bases = [options.matrix_learning_rate, options.learning_rate]
    tokens_per_step = options.batch_rows * options.row_tokens
    total = max(1, options.tokens // tokens_per_step)

    step = 0
    if state_folder.exists():
        step = int(load_state(state_folder, model, optimizers, [generator])["step"])
    precision = "bf16" if bf16 else "fp32"
    emit(Started("pretrain", total, device=str(device), precision=precision))
    measure = lambda: heldout_nats(model, heldout_ids, options.row_tokens, bf16)  # noqa: E731

    def save() -> dict[str, Any]:
        nats = measure()
        summary = {
            "tokens": step * tokens_per_step,
            "parameters": model.parameter_count(),
            "heldout_loss": nats / (len(heldout_ids) - 1),
            "heldout_bits_per_byte": nats / heldout_bytes / math.log(2),
            "heldout_bytes": heldout_bytes,
        }
        about = {"stage": "base", "options": options.__dict__, "summary": summary}
        save_model(
            folder, model, tokenizer, dtype=torch.bfloat16, about=json.loads(json.dumps(about))
        )
        return summary

    rows = rows_of(ids, options.row_tokens, generator)
    cursor, last_saved = 0, time.monotonic()
    try:
        while step < total:
            control.checkpoint()
            if cursor + options.batch_rows > len(rows):
                rows, cursor = rows_of(ids, options.row_tokens, generator), 0
            batch = rows[cursor : cursor + options.batch_rows].to(device)
            cursor += options.batch_rows
            began = time.perf_counter()
            with autocast(device, bf16):
                logits = model(batch[:, :-1])
            loss = F.cross_entropy(logits.float().flatten(0, 1), batch[:, 1:].flatten())
            loss.backward()  # type: ignore[no-untyped-call]
            norm = clip_gradients(model.parameters(), options.max_gradient_norm)
            factor = trapezoid_schedule(step, total, options.warmup_steps, options.decay_share)
            for optimizer, base in zip(optimizers, bases, strict=True):
                set_learning_rate(optimizer, base, factor)
                optimizer.step()
                optimizer.zero_grad(set_to_none=True)
            step += 1
            metrics = {
                "loss": float(loss.detach()),
                "gradient_norm": norm,
                "learning_rate": options.learning_rate * factor,
                "tokens_per_second": tokens_per_step / (time.perf_counter() - began),
            }
            if step % MEASURE_EVERY == 0 or step == total:
                metrics["heldout_loss"] = measure() / (len(heldout_ids) - 1)
            emit(Progress(step, total, metrics))
            if time.monotonic() - last_saved > SAVE_EVERY_SECONDS:
                save()
                save_state(state_folder, model, optimizers, [generator], {"step": step})
                last_saved = time.monotonic()
    except StopRequested:
        summary = save()
        save_state(state_folder, model, optimizers, [generator], {"step": step})
        return summary | {"stopped": True}
    summary = save()
    shutil.rmtree(state_folder, ignore_errors=True)
    return summary


def model_config(options: PretrainOptions, tokenizer: Tokenizer) -> TransformerConfig:
    return TransformerConfig(
        vocab_size=tokenizer.vocab_size,
        hidden_size=options.hidden_size,
        intermediate_size=options.intermediate_size,
        num_hidden_layers=options.layers,
        num_attention_heads=options.heads,
        num_key_value_heads=options.heads,
        head_dim=options.hidden_size // options.heads,
        max_position_embeddings=options.positions,
    )


def build_optimizers(model: Transformer, options: PretrainOptions) -> list[torch.optim.Optimizer]:
    """Muon for the layers' matrices, AdamW for embeddings and norms."""
    matrices = [p for p in model.model.layers.parameters() if p.dim() == 2]
    chosen = {id(p) for p in matrices}
    rest = [p for p in model.parameters() if id(p) not in chosen]
    return [
        torch.optim.Muon(
            matrices, lr=options.matrix_learning_rate, weight_decay=options.weight_decay
        ),
        torch.optim.AdamW(rest, lr=options.learning_rate, betas=(0.9, 0.95), weight_decay=0.0),
    ]


@torch.no_grad()
def heldout_nats(model: Transformer, ids: Tensor, length: int, bf16: bool) -> float:
    """The summed negative log-likelihood of the ids, in nats, read in rows of `length`."""
    total = 0.0
    for start in range(0, len(ids) - 1, length * 16):
        stop = min(len(ids) - 1, start + length * 16)
        whole = (stop - start) // length * length or stop - start
        width = min(length, stop - start)
        inputs = ids[start : start + whole].view(-1, width).to(model.device)
        targets = ids[start + 1 : start + 1 + whole].view(-1, width).to(model.device)
        with autocast(model.device, bf16):
            logits = model(inputs)
        total += float(
            F.cross_entropy(logits.float().flatten(0, 1), targets.flatten(), reduction="sum")
        )
        if whole < stop - start:
            total += heldout_nats(model, ids[start + whole : stop + 1], stop - start - whole, bf16)
    return total
