"""Step 0: a tokenizer and a base model from plain text files."""

from __future__ import annotations

import hashlib
import json
import math
import os
import random
import shutil
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from studio.config import PretrainOptions
from studio.errors import InputError, ModelError
from studio.jobs.control import RunControl, StopRequested
from studio.jobs.events import Emit, Notice, Progress, Started
from studio.lm.checkpoint import check_replaceable, load_model, readable_folder, save_model
from studio.lm.device import autocast, best_device, bf16_supported
from studio.lm.json_file import read_json
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer, init_weights
from studio.lm.transformer_config import TransformerConfig
from studio.training.corpus import (
    UNLEARNED,
    Passage,
    Rows,
    TextSource,
    encode_passages,
    headed,
    held_out,
    repeat,
    traits_of,
)
from studio.training.keeping import has_state
from studio.training.loop import (
    clip_gradients,
    load_state,
    save_state,
    set_learning_rate,
    trapezoid_schedule,
)
from studio.training.traits import TRAITS

MEASURE_EVERY = 100
SAVE_EVERY_SECONDS = 300


def pretrain(
    sources: Sequence[TextSource],
    folder: Path,
    options: PretrainOptions,
    *,
    start: Path | None = None,
    emit: Emit,
    control: RunControl,
) -> dict[str, Any]:
    """Train a tokenizer and a model into `folder`; go on from its last state if it has one.

    With `start`, the folder of a model, training begins with its tokenizer and weights, and keeps
    its shape whatever the options say. Returns the summary; its `heldout_bits_per_byte` does not
    depend on the tokenizer. A stop keeps the state in `folder`.state and the model so far in
    `folder`.
    """
    check_replaceable(folder)
    state_folder = folder.with_name(folder.name + ".state")
    resumed = has_state(state_folder)
    model, tokenizer = load_model(start, best_device()) if start is not None else (None, None)
    if resumed and tokenizer is None:
        tokenizer = _saved_tokenizer(state_folder)
    run = Pretraining(read_corpus(sources, options, tokenizer), options, model)
    if resumed:
        run.load(state_folder)
    run.save(state_folder)  # a place that cannot be written shows now, not after an hour
    precision = "bf16" if run.bf16 else "fp32"
    emit(Started("pretrain", run.total, device=str(run.model.device), precision=precision))
    if not hasattr(torch.optim, "Muon"):
        emit(Notice("info", "muon_missing"))
    if options.compiled == "yes" and not compiler_found():
        emit(Notice("info", "compiler_missing"))

    last_saved = time.monotonic()
    try:
        while run.step < run.total:
            control.checkpoint()
            metrics = run.train_step()
            if run.step % MEASURE_EVERY == 0 or run.step == run.total:
                metrics["heldout_loss"] = run.heldout_loss()
            emit(Progress(run.step, run.total, metrics))
            if time.monotonic() - last_saved > SAVE_EVERY_SECONDS:
                run.publish(folder)
                run.save(state_folder)
                last_saved = time.monotonic()
    except StopRequested:
        run.save(state_folder)
        return run.publish(folder) | {"stopped": True}
    summary = run.publish(folder)
    shutil.rmtree(state_folder, ignore_errors=True)
    return summary


@dataclass(frozen=True)
class Corpus:
    """Texts as ids: [N, 3] with what to learn and where texts end, [M] held out and their bytes.

    `traits` [P, F] are those of each passage, not-a-number where they are not to be learned.
    """

    tokenizer: Tokenizer
    ids: Tensor
    traits: Tensor
    heldout_ids: Tensor
    heldout_bytes: int


def read_corpus(
    sources: Sequence[TextSource], options: PretrainOptions, tokenizer: Tokenizer | None = None
) -> Corpus:
    """Read all sources; train a tokenizer unless one is given, on those of weight 1 or more."""
    documents = [(list(source.documents()), source.weight) for source in sources]
    kept = held_out(d.key for docs, _ in documents for d in docs)
    training = [([d.text for d in docs if d.key not in kept], w) for docs, w in documents]
    heldout = [d.text for docs, _ in documents for d in docs if d.key in kept]
    if not any(docs for docs, _ in training):
        raise InputError("corpus_too_small")
    if tokenizer is None:
        enough = min(1.0, max(source.weight for source in sources))
        told = (d for docs, weight in training if weight >= enough for d in docs)
        tokenizer = Tokenizer.train(told, options.vocab_size)
    draw = random.Random(options.seed)
    texts = [text for docs, weight in training for text in repeat(docs, weight)]
    passages = headed(texts, options.wrong_headings, draw, options.spoiled_texts)
    ids = encode_passages(tokenizer, passages)
    if len(ids) < (options.batch_rows + 1) * options.row_tokens:
        raise InputError("corpus_too_small")
    heldout_bytes = sum(len(d.encode()) for d in heldout)
    draw.shuffle(heldout)
    heldout_ids = encode_passages(tokenizer, [Passage(d) for d in heldout])[:, 0]
    traits = traits_of(passages if options.trait_weight else ())
    return Corpus(tokenizer, ids, traits, heldout_ids, heldout_bytes)


class Pretraining:
    """A model on its way through a corpus: all that a stop and a start must keep."""

    def __init__(
        self, corpus: Corpus, options: PretrainOptions, model: Transformer | None = None
    ) -> None:
        self.corpus, self.options = corpus, options
        device = best_device()
        self.bf16 = bf16_supported(device)
        generator = torch.Generator().manual_seed(options.seed)
        self.model = model or new_model(options, corpus.tokenizer, generator).to(device)
        self.optimizers = build_optimizers(self.model, options)
        # Tells a text's traits from the state at its end; learns along, and is in no checkpoint.
        self.trait_head = new_trait_head(self.model)
        self.learning = nn.ModuleDict({"model": self.model, "traits": self.trait_head})
        self.optimizers[-1].add_param_group({"params": list(self.trait_head.parameters())})
        self.trait_table = corpus.traits.to(self.model.device)
        compiled = options.compiled == "yes" and compiler_found()
        self.losses_of = torch.compile(self._losses) if compiled else self._losses
        self.rows = Rows(corpus.ids, options.row_tokens, generator)
        self.made_of = digest(corpus, options)
        self.step = 0
        self.tokens_per_step = options.batch_rows * options.row_tokens
        self.total = max(1, options.tokens // self.tokens_per_step)

    def train_step(self) -> dict[str, float]:
        """One optimizer step on the next rows; returns its metrics."""
        began = time.perf_counter()
        options = self.options
        rows = self.rows.take(options.batch_rows).to(self.model.device)
        loss, trait_error = self.losses_of(rows)
        (loss + options.trait_weight * trait_error).backward()  # type: ignore[no-untyped-call]
        norm = clip_gradients(self.model.parameters(), options.max_gradient_norm)
        factor = trapezoid_schedule(
            self.step, self.total, options.warmup_steps, options.decay_share
        )
        for optimizer in self.optimizers:
            set_learning_rate(optimizer, optimizer.defaults["lr"], factor)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        self.step += 1
        told = {"trait_error": float(trait_error.detach())} if options.trait_weight else {}
        return told | {
            "loss": float(loss.detach()),
            "gradient_norm": norm,
            "learning_rate": options.learning_rate * factor,
            "tokens_per_second": self.tokens_per_step / (time.perf_counter() - began),
        }

    def _losses(self, batch: Tensor) -> tuple[Tensor, Tensor]:
        """Of rows [B, T + 1, 3]: nats a token, each after those before it, and `trait_error`.

        That is the mean squared error of the traits told at the ends of texts; 0 without a weight.
        """
        ids, learned, ends = batch.unbind(-1)
        with autocast(self.model.device, self.bf16):
            hidden = self.model.model(ids[:, :-1])
            logits = self.model.lm_head(hidden)
        logits, targets = logits.float().flatten(0, 1), learned[:, 1:].flatten()
        nats = F.cross_entropy(logits, targets, ignore_index=UNLEARNED)
        if not self.options.trait_weight:
            return nats, nats.new_zeros(())
        wanted = self.trait_table[ends[:, :-1]]  # where no text ends, those of the last: unused
        known = (ends[:, :-1] >= 0) & ~wanted[..., 0].isnan()
        errors = (self.trait_head(hidden.float()) - wanted.nan_to_num()).square().mean(-1)
        return nats, (errors * known).sum() / known.sum().clamp(min=1)

    def heldout_nats(self) -> float:
        ids = self.corpus.heldout_ids
        return negative_log_likelihood(self.model, ids, self.options.row_tokens, self.bf16)

    def heldout_loss(self) -> float:
        """Nats a token."""
        return self.heldout_nats() / (len(self.corpus.heldout_ids) - 1)

    def publish(self, folder: Path) -> dict[str, Any]:
        """Measure the model and write it as a checkpoint; returns the summary."""
        nats = self.heldout_nats()
        summary = {
            "tokens": self.step * self.tokens_per_step,
            "parameters": self.model.parameter_count(),
            "heldout_loss": nats / (len(self.corpus.heldout_ids) - 1),
            "heldout_bits_per_byte": nats / self.corpus.heldout_bytes / math.log(2),
            "heldout_bytes": self.corpus.heldout_bytes,
        }
        about = {"stage": "base", "options": asdict(self.options), "summary": summary}
        tokenizer = self.corpus.tokenizer
        save_model(folder, self.model, tokenizer, dtype=torch.bfloat16, about=about)
        return summary

    def save(self, folder: Path) -> None:
        """Write what it takes to go on as if nothing had happened."""
        numbers = {
            "step": self.step,
            "cursor": self.rows.cursor,
            "made_of": self.made_of,
            "tokenizer": self.corpus.tokenizer.to_json(),
        }
        save_state(folder, self.learning, self.optimizers, [self.rows.generator], numbers)

    def load(self, folder: Path) -> None:
        """Take over a saved state; raises `ModelError` if it is of other options or texts."""
        numbers = load_state(folder, self.learning, self.optimizers, [self.rows.generator])
        if numbers["made_of"] != self.made_of:
            raise ModelError("state_differs", path=str(folder), reason="other options or texts")
        self.step, self.rows.cursor = numbers["step"], numbers["cursor"]


def compiler_found() -> bool:
    """Whether there is the C++ compiler that torch's own compiler needs."""
    return any(map(shutil.which, filter(None, (os.environ.get("CXX"), "g++", "clang++"))))


def digest(corpus: Corpus, options: PretrainOptions) -> str:
    """What a state belongs to: the text and the options, but for how far it is to go.

    The rate is constant until it decays, so a run may be made shorter or longer on its way.
    """
    told = json.dumps(asdict(replace(options, tokens=1))).encode() + corpus.ids.numpy().tobytes()
    return hashlib.sha256(told).hexdigest()


def _saved_tokenizer(state_folder: Path) -> Tokenizer:
    path = readable_folder(state_folder) / "state.json"
    try:
        return Tokenizer.from_json(read_json(path)["numbers"]["tokenizer"], path)
    except (KeyError, TypeError) as error:
        raise ModelError("model_file_damaged", path=str(path), reason=str(error)) from None


def new_model(
    options: PretrainOptions, tokenizer: Tokenizer, generator: torch.Generator
) -> Transformer:
    model = Transformer(model_config(options, tokenizer))
    init_weights(model, generator)
    return model


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


def new_trait_head(model: Transformer) -> nn.Linear:
    head = nn.Linear(model.config.hidden_size, len(TRAITS), device=model.device)
    nn.init.zeros_(head.weight)
    nn.init.zeros_(head.bias)
    return head


def build_optimizers(model: Transformer, options: PretrainOptions) -> list[torch.optim.Optimizer]:
    """Muon for the layers' matrices, AdamW for embeddings and norms (Jordan et al. 2024).

    AdamW for all where torch is older than 2.9 and has no Muon.
    """
    matrices = [p for p in model.model.layers.parameters() if p.dim() == 2]
    chosen = {id(p) for p in matrices}
    rest = [p for p in model.parameters() if id(p) not in chosen]
    decay, rate, betas = options.weight_decay, options.learning_rate, (0.9, 0.95)
    for_rest = torch.optim.AdamW(rest, lr=rate, betas=betas, weight_decay=0.0)
    if hasattr(torch.optim, "Muon"):
        muon = torch.optim.Muon(matrices, lr=options.matrix_learning_rate, weight_decay=decay)
        return [muon, for_rest]
    return [torch.optim.AdamW(matrices, lr=rate, betas=betas, weight_decay=decay), for_rest]


@torch.no_grad()
def negative_log_likelihood(model: Transformer, ids: Tensor, length: int, bf16: bool) -> float:
    """The summed negative log-likelihood of ids [N], in nats, read in rows of `length`."""
    count = len(ids) - 1
    whole = count // length * length
    starts = range(0, whole, length * 16)
    spans = [(start, min(start + length * 16, whole), length) for start in starts]
    if whole < count:
        spans.append((whole, count, count - whole))
    total = 0.0
    for start, stop, width in spans:
        inputs = ids[start:stop].view(-1, width).to(model.device)
        targets = ids[start + 1 : stop + 1].to(model.device)
        with autocast(model.device, bf16):
            logits = model(inputs)
        total += float(F.cross_entropy(logits.float().flatten(0, 1), targets, reduction="sum"))
    return total
