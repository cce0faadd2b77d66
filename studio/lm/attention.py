"""What attention needs beside the projections: the cache of keys and values, and who sees whom.

Shapes: B rows, T tokens, S tokens that they may look at, N heads, G key/value heads, D head size.
"""

from __future__ import annotations

import copy

import torch
import torch.nn.functional as F
from torch import Tensor

from studio.lm.transformer_config import TransformerConfig


class KeyValueCache:
    """Keys and values of what each row has read, preallocated: [B, G, capacity, D] a layer.

    `lengths` [B] says how far each row has come; rows may differ. `longest` is their maximum, known
    without asking the device.
    """

    def __init__(self, config: TransformerConfig, rows: int, capacity: int, like: Tensor) -> None:
        shape = (rows, config.num_key_value_heads, capacity, config.head_dim)
        # zeros, not empty: attention multiplies masked places by 0, and 0 · NaN is NaN.
        self.keys = [like.new_zeros(shape) for _ in range(config.num_hidden_layers)]
        self.values = [like.new_zeros(shape) for _ in range(config.num_hidden_layers)]
        self.set_lengths(torch.zeros(rows, dtype=torch.long, device=like.device))

    def set_lengths(self, lengths: Tensor) -> None:
        """Say how far each row has come; what lies beyond in the cache is not read."""
        self.lengths = lengths
        self.longest = int(lengths.max()) if len(lengths) else 0
        self.rows = torch.arange(len(lengths), device=lengths.device)

    def select(self, rows: Tensor) -> KeyValueCache:
        """A cache of the given rows [R]; a row may be taken several times (K answers) or not."""
        chosen = copy.copy(self)
        chosen.keys = [keys[rows] for keys in self.keys]
        chosen.values = [values[rows] for values in self.values]
        chosen.set_lengths(self.lengths[rows])
        return chosen

    @property
    def is_empty(self) -> bool:
        return self.longest == 0

    def write(self, layer: int, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
        """Keep keys and values; return all that there are to attend to.

        Those of whole prompts [B, G, T, D] while the cache is empty, then of a token a row.
        """
        keys, values = self.keys[layer], self.values[layer]
        if self.is_empty:
            keys[:, :, : k.shape[2]] = k
            values[:, :, : v.shape[2]] = v
            return k, v
        keys[self.rows, :, self.lengths] = k[:, :, 0]
        values[self.rows, :, self.lengths] = v[:, :, 0]
        return keys[:, :, : self.longest + 1], values[:, :, : self.longest + 1]

    def hidden_places(self, window: int | None) -> Tensor:
        """What to add to attention scores [B, 1, 1, S]: -inf where a row's new token may not look.

        That is beyond itself, and before its window.
        """
        places = torch.arange(self.longest + 1, device=self.lengths.device)
        hidden = places > self.lengths[:, None]
        if window is not None:
            hidden |= places <= self.lengths[:, None] - window
        bias = self.keys[0].new_zeros(len(self.rows), len(places))
        return bias.masked_fill(hidden, -torch.inf)[:, None, None]

    def advance(self) -> None:
        """Every row has read one more token. One that has ended may overwrite the last place."""
        last = self.keys[0].shape[2] - 1
        self.lengths = (self.lengths + 1).clamp(max=last)
        self.longest = min(self.longest + 1, last)


def window_mask(length: int, window: int | None, device: torch.device) -> Tensor | None:
    """Which tokens [T, T] each token may read; None where that is every one up to itself."""
    if window is None or length <= window:
        return None
    places = torch.arange(length, device=device)
    back = places[:, None] - places
    return (back >= 0) & (back < window)


def attend(
    q: Tensor,
    k: Tensor,
    v: Tensor,
    mask: Tensor | None,
    scale: float | None = None,
    softcap: float | None = None,
) -> Tensor:
    """Mix values [B, G, S, D] by how keys [B, G, S, D] answer queries [B, N, T, D].

    `mask` says who may be seen (true) or what is added to the scores; without one, each token sees
    itself and those before it. Scores are multiplied by `scale` (by default 1 / sqrt(D)), and bent
    so that none exceeds `softcap` (Gemma 2, arXiv:2408.00118).
    """
    grouped = q.shape[1] != k.shape[1]
    if softcap is None and q.device.type == "cpu" and v.dtype in (torch.bfloat16, torch.float16):
        # There the gradient would take a processor thrice as long as in float32.
        mask = mask.float() if mask is not None and mask.is_floating_point() else mask
        with torch.autocast("cpu", enabled=False):
            return attend(q.float(), k.float(), v.float(), mask, scale).to(v.dtype)
    if softcap is None and q.device.type == "cpu" and q.shape[2] == 1 and mask is not None:
        return _attend_once(q, k, v, mask, q.shape[-1] ** -0.5 if scale is None else scale)
    if softcap is None:
        return F.scaled_dot_product_attention(
            q, k, v, attn_mask=mask, is_causal=mask is None, scale=scale, enable_gqa=grouped
        )
    if grouped:
        shared = q.shape[1] // k.shape[1]
        k, v = k.repeat_interleave(shared, 1), v.repeat_interleave(shared, 1)
    scores = q @ k.transpose(2, 3) * (q.shape[-1] ** -0.5 if scale is None else scale)
    scores = softcap * (scores / softcap).tanh()
    if mask is None:
        mask = torch.ones(scores.shape[-2:], dtype=torch.bool, device=q.device).tril()
    seen = scores.masked_fill(~mask, -torch.inf) if mask.dtype == torch.bool else scores + mask
    return seen.softmax(-1, torch.float32).to(v.dtype) @ v


def _attend_once(q: Tensor, k: Tensor, v: Tensor, bias: Tensor, scale: float) -> Tensor:
    """As `attend`, of a single query a row and head [B, N, 1, D] and what is added to its scores.

    Two products of all rows at once: on a processor SDPA takes up to a third longer for its two of
    each row and head.
    """
    rows, heads, _, size = q.shape
    groups = k.shape[1]
    shape = (rows, groups, heads // groups, k.shape[2])
    k, v = k.flatten(0, 1), v.flatten(0, 1)
    scores = torch.baddbmm(
        bias.expand(shape).flatten(0, 1),
        q.reshape(len(k), heads // groups, size),
        k.transpose(1, 2),
        alpha=scale,
    )
    return torch.bmm(scores.softmax(-1), v).view(q.shape)
