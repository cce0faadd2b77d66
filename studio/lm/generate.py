"""Sampling: a prompt is read once and expanded to its K responses; rows leave when they end.

Each row draws from random numbers of its own, fixed by (seed, prompt key, sample index) before the
first token, so what it yields does not depend on its neighbours in the batch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from studio.config import SamplingOptions
from studio.lm.transformer import KeyValueCache, Transformer

OnToken = Callable[[int, int], None]
COMPACT_BELOW = 0.75  # of the batch still going: copying the cache then pays


@dataclass(frozen=True)
class Generated:
    """One sampled response: its ids (with the stop id, if it ended) and their logprobs.

    `logprobs` are those of the policy at the sampling temperature, before top-k and top-p.
    """

    prompt_index: int
    ids: list[int]
    logprobs: list[float]
    finished: bool


@dataclass(frozen=True)
class PromptIds:
    """Ids of a prompt and the key that fixes its random numbers (such as its database id)."""

    ids: list[int]
    key: str | int


@torch.no_grad()
def generate(
    model: Transformer,
    prompts: Sequence[PromptIds],
    options: SamplingOptions,
    stop_ids: Sequence[int],
    *,
    k: int = 1,
    batch_rows: int = 64,
    on_token: OnToken | None = None,
    between_tokens: Callable[[], None] | None = None,
) -> list[Generated]:
    """Sample k responses for each prompt; response i belongs to prompt i // k.

    At most `batch_rows` rows run at once. `on_token(row, id)` streams ids as they are drawn;
    `between_tokens()` may raise to stop. Prompts and responses must fit the model's positions:
    a response is cut where they end.
    """
    out: list[Generated] = []
    per_batch = max(1, batch_rows // k)
    for start in range(0, len(prompts), per_batch):
        some = prompts[start : start + per_batch]
        rows = _generate_batch(
            model, some, options, stop_ids, k, start * k, on_token, between_tokens
        )
        out += [Generated(start + i // k, *row) for i, row in enumerate(rows)]
    return out


def _generate_batch(
    model: Transformer,
    prompts: Sequence[PromptIds],
    options: SamplingOptions,
    stop_ids: Sequence[int],
    k: int,
    first_row: int,
    on_token: OnToken | None,
    between_tokens: Callable[[], None] | None,
) -> Iterator[tuple[list[int], list[float], bool]]:
    device = model.device
    stops = torch.tensor(sorted(stop_ids), device=device)
    longest = max(len(p.ids) for p in prompts)
    steps = min(options.max_tokens, model.config.max_position_embeddings - longest)
    count = len(prompts) * k
    drawn = torch.zeros(count, max(steps, 0), dtype=torch.long, device=device)
    logprobs = torch.zeros(drawn.shape, device=device)
    lengths = torch.zeros(count, dtype=torch.long, device=device)
    finished = torch.zeros(count, dtype=torch.bool, device=device)
    chances = row_chances(prompts, options.seed, k, max(steps, 0)).to(device)

    if steps > 0:
        hidden, cache = _read_prompts(model, prompts, longest + steps)
        expand = torch.arange(len(prompts), device=device).repeat_interleave(k)
        hidden, cache = hidden[expand], cache.select(expand)
    live = torch.arange(count, device=device)  # which response each row of the batch writes
    for step in range(steps):
        if between_tokens is not None:
            between_tokens()
        logits = model.lm_head(hidden).float()
        tokens, token_logprobs = choose(logits, chances[live, step], options)
        going = ~finished[live]
        drawn[live, step] = torch.where(going, tokens, 0)
        logprobs[live, step] = torch.where(going, token_logprobs, 0.0)
        lengths[live] += going
        if on_token is not None:
            for row, token, is_going in zip(
                live.tolist(), tokens.tolist(), going.tolist(), strict=True
            ):
                if is_going:
                    on_token(first_row + row, token)
        finished[live] |= torch.isin(tokens, stops)
        going = ~finished[live]
        remaining = int(going.sum())
        if remaining == 0 or step == steps - 1:
            break
        if remaining < COMPACT_BELOW * len(live):
            keep = going.nonzero().squeeze(1)
            live, tokens, cache = live[keep], tokens[keep], cache.select(keep)
        hidden = model.model(tokens[:, None], cache)[:, 0]

    for row in range(count):
        n = int(lengths[row])
        yield drawn[row, :n].tolist(), logprobs[row, :n].tolist(), bool(finished[row])


def _read_prompts(
    model: Transformer, prompts: Sequence[PromptIds], capacity: int
) -> tuple[Tensor, KeyValueCache]:
    """Run every prompt once: hidden states [P, H] of their last tokens, and the filled cache."""
    lengths = torch.tensor([len(p.ids) for p in prompts], device=model.device)
    ids = torch.zeros(len(prompts), int(lengths.max()), dtype=torch.long, device=model.device)
    for row, prompt in enumerate(prompts):
        ids[row, : len(prompt.ids)] = torch.tensor(prompt.ids, device=model.device)
    cache = KeyValueCache(model.config, len(prompts), capacity, model.model.norm.weight)
    hidden = model.model(ids, cache)
    cache.lengths = lengths
    return hidden[torch.arange(len(prompts), device=model.device), lengths - 1], cache


def choose(logits: Tensor, chances: Tensor, options: SamplingOptions) -> tuple[Tensor, Tensor]:
    """Draw one token a row by its chance in [0, 1): inversion of the cumulative distribution.

    logits [B, V] float32, chances [B] float64. Returns ids [B] and their logprobs [B] under the
    temperature alone. Temperature 0 takes the most likely token.
    """
    if options.temperature == 0:
        tokens = logits.argmax(dim=-1)
        return tokens, F.log_softmax(logits, dim=-1).gather(1, tokens[:, None])[:, 0]
    logits = logits / options.temperature
    log_normalizer = logits.logsumexp(dim=-1)
    weights = truncate(logits, options.top_k, options.top_p).sub(log_normalizer[:, None]).exp()
    cumulative = weights.double().cumsum(dim=-1)
    aimed = chances * cumulative[:, -1]
    # right=True: a chance of exactly a boundary belongs to the next token, never to a zero weight
    tokens = torch.searchsorted(cumulative, aimed[:, None], right=True)[:, 0]
    tokens = tokens.clamp(max=logits.shape[1] - 1)
    return tokens, logits.gather(1, tokens[:, None])[:, 0] - log_normalizer


def truncate(logits: Tensor, top_k: int, top_p: float) -> Tensor:
    """Logits [B, V] with all but the k most likely, or the nucleus of mass p, at -inf.

    Source of top-p: Holtzman et al. 2020 (arXiv:1904.09751). The most likely token always stays.
    """
    if 0 < top_k < logits.shape[-1]:
        least = logits.topk(top_k, dim=-1).values[:, -1:]
        logits = logits.masked_fill(logits < least, -torch.inf)
    if top_p < 1.0:
        ordered, places = logits.sort(dim=-1, descending=True)
        probabilities = ordered.softmax(dim=-1)
        before = probabilities.cumsum(dim=-1) - probabilities
        outside = torch.zeros_like(logits, dtype=torch.bool).scatter(1, places, before >= top_p)
        logits = logits.masked_fill(outside, -torch.inf)
    return logits


def row_chances(prompts: Sequence[PromptIds], seed: int, k: int, steps: int) -> Tensor:
    """Uniform numbers [P * k, steps], each row from a generator of its own."""
    rows = []
    for prompt in prompts:
        for sample in range(k):
            generator = torch.Generator().manual_seed(stable_seed(seed, prompt.key, sample))
            rows.append(torch.rand(steps, generator=generator, dtype=torch.float64))
    return torch.stack(rows)


def stable_seed(*parts: str | int) -> int:
    """A 63-bit seed of the parts, the same in every process (Python's own hash is salted)."""
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1
