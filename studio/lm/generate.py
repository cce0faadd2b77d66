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
from studio.errors import ModelError
from studio.lm.attention import KeyValueCache
from studio.lm.lora import merged
from studio.lm.transformer import Transformer

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


def prompt_room(model: Transformer, max_tokens: int) -> int:
    """How many ids a prompt may have, so that a response of `max_tokens` fits behind it.

    At least half of the model's positions, however long the response may become.
    """
    positions = model.config.max_position_embeddings
    return max(positions - max_tokens, positions // 2)


@torch.inference_mode()
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
    `between_tokens()` may raise to stop. A response is cut where the model's positions end; a
    prompt that leaves no position raises `ModelError`. Adapters are folded in first, so that they
    cost no time.
    """
    model = merged(model)
    positions = model.config.max_position_embeddings
    longest = max((len(p.ids) for p in prompts), default=0)
    if longest >= positions:
        raise ModelError("prompt_exceeds_model", tokens=longest, positions=positions)
    stops = torch.tensor(sorted(stop_ids), device=model.device)
    out: list[Generated] = []
    per_batch = max(1, batch_rows // k)
    for start in range(0, len(prompts), per_batch):
        some = prompts[start : start + per_batch]
        responses = _sample_batch(
            model, some, options, stops, k, start * k, on_token, between_tokens
        )
        out += [Generated(start + i // k, *row) for i, row in enumerate(responses.read())]
    return out


class _Responses:
    """The N responses of a batch while they are drawn, each with room for some ids."""

    def __init__(self, rooms: Tensor) -> None:
        size = (len(rooms), int(rooms.max()))
        self.rooms = rooms
        self.ids = torch.zeros(size, dtype=torch.long, device=rooms.device)
        self.logprobs = torch.zeros(size, device=rooms.device)
        self.lengths = torch.zeros_like(rooms)
        self.finished = torch.zeros_like(rooms, dtype=torch.bool)

    def add(self, rows: Tensor, ids: Tensor, logprobs: Tensor, stops: Tensor) -> None:
        """Append one id to each of the given rows."""
        places = self.lengths[rows]
        self.ids[rows, places] = ids
        self.logprobs[rows, places] = logprobs
        self.lengths[rows] += 1
        self.finished[rows] = torch.isin(ids, stops)

    def going(self, rows: Tensor) -> Tensor:
        """Which of the rows [R] neither ended nor ran out of room."""
        return ~self.finished[rows] & (self.lengths[rows] < self.rooms[rows])

    def read(self) -> Iterator[tuple[list[int], list[float], bool]]:
        for row, length in enumerate(self.lengths.tolist()):
            ids, logprobs = self.ids[row, :length], self.logprobs[row, :length]
            yield ids.tolist(), logprobs.tolist(), bool(self.finished[row])


def _sample_batch(
    model: Transformer,
    prompts: Sequence[PromptIds],
    options: SamplingOptions,
    stops: Tensor,
    k: int,
    first_row: int,
    on_token: OnToken | None,
    between_tokens: Callable[[], None] | None,
) -> _Responses:
    """Draw k responses to each prompt, all rows at once; `first_row` is the first one's index."""
    device, positions = model.device, model.config.max_position_embeddings
    lengths = torch.tensor([len(p.ids) for p in prompts], device=device).repeat_interleave(k)
    responses = _Responses((positions - lengths).clamp(max=options.max_tokens))
    steps = responses.ids.shape[1]
    chances = row_chances(prompts, options.seed, k, steps).to(device)

    hidden, cache = _read_prompts(model, prompts, min(int(lengths.max()) + steps, positions))
    expand = torch.arange(len(prompts), device=device).repeat_interleave(k)
    hidden, cache = hidden[expand], cache.select(expand)
    live = torch.arange(len(expand), device=device)  # the response that each row of `hidden` writes
    for step in range(steps):
        if between_tokens is not None:
            between_tokens()
        logits = model.lm_head(hidden).float()
        tokens, logprobs = choose(logits, chances[live, step], options)
        going = responses.going(live)
        responses.add(live[going], tokens[going], logprobs[going], stops)
        if on_token is not None:
            for row, token in zip(live[going].tolist(), tokens[going].tolist(), strict=True):
                on_token(first_row + row, token)
        going = responses.going(live)
        remaining = int(going.sum())
        if remaining == 0:
            break
        if remaining < COMPACT_BELOW * len(live):
            keep = going.nonzero().squeeze(1)
            live, tokens, cache = live[keep], tokens[keep], cache.select(keep)
        hidden = model.model(tokens[:, None], cache)[:, 0]
    return responses


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
    cache.set_lengths(lengths)
    return hidden[torch.arange(len(prompts), device=model.device), lengths - 1], cache


def choose(logits: Tensor, chances: Tensor, options: SamplingOptions) -> tuple[Tensor, Tensor]:
    """Draw one token a row by its chance in [0, 1): inversion of the cumulative distribution.

    logits [B, V] float32, chances [B] float64. Returns ids [B] and their logprobs [B] under the
    temperature alone. Temperature 0 takes the most likely token.
    """
    if options.temperature == 0:
        tokens = logits.argmax(dim=-1)
        return tokens, F.log_softmax(logits, dim=-1).gather(1, tokens[:, None])[:, 0]
    logprobs = F.log_softmax(logits / options.temperature, dim=-1)
    weights = truncate(logprobs, options.top_k, options.top_p).exp()
    cumulative = weights.double().cumsum_(dim=-1)
    aimed = chances * cumulative[:, -1]  # below the total, as chances are at most 1 - 2**-53
    # right=True: a chance of exactly a boundary belongs to the next token, never to a zero weight
    tokens = torch.searchsorted(cumulative, aimed[:, None], right=True)
    return tokens[:, 0], logprobs.gather(1, tokens)[:, 0]


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
