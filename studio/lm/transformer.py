"""A decoder-only Transformer, of the Llama family unless its config says otherwise.

RMSNorm or LayerNorm, rotary or learned positions, a gated or a plain MLP, biases, normed queries
and keys, grouped-query attention, a sliding window, tied or untied embeddings: `families` tells
which model has what. Parameters carry the names of `transformers`' `LlamaForCausalLM`.
Source: Touvron et al. 2023 (arXiv:2302.13971), Su et al. 2021 (arXiv:2104.09864), Ainslie et al.
2023 (arXiv:2305.13245), Jiang et al. 2023 (arXiv:2310.06825), Radford et al. 2019 (GPT-2).

Rows are padded on the right. A causal model never looks right, so padding changes nothing before
it and needs no mask; callers keep the true lengths.

Shapes: B rows, T tokens, H hidden size, V vocabulary, N heads, G key/value heads, D head size.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import partial

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from studio.errors import ModelError
from studio.lm.operations import normalize, rotate
from studio.lm.packing import Packing
from studio.lm.transformer_config import TransformerConfig

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "silu": F.silu,
    "gelu": F.gelu,
    "gelu_new": partial(F.gelu, approximate="tanh"),
    "gelu_pytorch_tanh": partial(F.gelu, approximate="tanh"),
}


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


class RMSNorm(nn.Module):
    def __init__(self, size: int, eps: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        # In float32 whatever the precision around it, as `transformers` does.
        return self.weight * normalize(x, self.eps).to(x.dtype)


def new_norm(config: TransformerConfig) -> RMSNorm | nn.LayerNorm:
    if config.layer_norm:
        return nn.LayerNorm(config.hidden_size, config.rms_norm_eps)
    return RMSNorm(config.hidden_size, config.rms_norm_eps)


class Attention(nn.Module):
    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.heads, self.groups = config.num_attention_heads, config.num_key_value_heads
        self.head_dim = config.head_dim
        size, bias = config.hidden_size, config.qkv_bias
        self.q_proj = nn.Linear(size, self.heads * self.head_dim, bias)
        self.k_proj = nn.Linear(size, self.groups * self.head_dim, bias)
        self.v_proj = nn.Linear(size, self.groups * self.head_dim, bias)
        self.o_proj = nn.Linear(self.heads * self.head_dim, size, config.output_bias)
        self.q_norm: RMSNorm | None = None
        self.k_norm: RMSNorm | None = None
        if config.query_key_norm:
            self.q_norm = RMSNorm(self.head_dim, config.rms_norm_eps)
            self.k_norm = RMSNorm(self.head_dim, config.rms_norm_eps)

    def forward(
        self,
        x: Tensor,
        rotation: tuple[Tensor, Tensor] | None,
        cache: KeyValueCache | None,
        layer: int,
        mask: Tensor | None,
        packing: Packing | None,
    ) -> Tensor:
        shape = x.shape[:2]
        q = self.q_proj(x).view(*shape, self.heads, self.head_dim)
        k = self.k_proj(x).view(*shape, self.groups, self.head_dim)
        v = self.v_proj(x).view(*shape, self.groups, self.head_dim)
        if self.q_norm is not None and self.k_norm is not None:
            q, k = self.q_norm(q), self.k_norm(k)
        if rotation is not None:
            q, k = rotate(q, *rotation), rotate(k, *rotation)
        if packing is not None:
            q, k, v = (packing.spread(x[0]) for x in (q, k, v))
        q, k, v = (x.transpose(1, 2) for x in (q, k, v))
        if cache is not None:
            k, v = cache.write(layer, k, v)
        out = attend(q, k, v, mask).transpose(1, 2)
        if packing is not None:
            out = packing.gather(out)[None]
        attended: Tensor = self.o_proj(out.flatten(2))
        return attended


class FeedForward(nn.Module):
    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.activation = ACTIVATIONS[config.activation]
        size, wide, bias = config.hidden_size, config.intermediate_size, config.mlp_bias
        self.gate_proj = nn.Linear(size, wide, bias) if config.gated_mlp else None
        self.up_proj = nn.Linear(size, wide, bias)
        self.down_proj = nn.Linear(wide, size, bias)

    def forward(self, x: Tensor) -> Tensor:
        if self.gate_proj is None:
            wide = self.activation(self.up_proj(x))
        else:
            wide = self.activation(self.gate_proj(x)) * self.up_proj(x)
        out: Tensor = self.down_proj(wide)
        return out


class Layer(nn.Module):
    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.input_layernorm = new_norm(config)
        self.self_attn = Attention(config)
        self.post_attention_layernorm = new_norm(config)
        self.mlp = FeedForward(config)

    def forward(
        self,
        x: Tensor,
        rotation: tuple[Tensor, Tensor] | None,
        cache: KeyValueCache | None,
        layer: int,
        mask: Tensor | None,
        packing: Packing | None,
    ) -> Tensor:
        attended = self.self_attn(self.input_layernorm(x), rotation, cache, layer, mask, packing)
        x = (x if packing is None else packing.keep(x)) + attended
        out: Tensor = x + self.mlp(self.post_attention_layernorm(x))
        return out


class Trunk(nn.Module):
    """Everything but the head: token ids [B, T] to hidden states [B, T, H]."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.config = config
        self.embed_tokens = zero_embedding(config.vocab_size, config.hidden_size)
        self.embed_positions: nn.Embedding | None = None
        if config.learned_positions:
            self.embed_positions = zero_embedding(
                config.max_position_embeddings, config.hidden_size
            )
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.num_hidden_layers))
        self.norm = new_norm(config)

    def forward(
        self,
        ids: Tensor,
        cache: KeyValueCache | None = None,
        packing: Packing | None = None,
        wanted: Tensor | None = None,
    ) -> Tensor:
        """Hidden states of `ids`; with a cache that has been read into, T is 1.

        Raises `ModelError` for more tokens than the model has positions.
        """
        length = (ids if packing is None else packing.rows).shape[1]
        positions = self.config.max_position_embeddings
        if length > positions:
            raise ModelError("row_exceeds_model", tokens=length, positions=positions)
        x = self.embed_tokens(ids)
        if cache is None or cache.is_empty:
            places = torch.arange(length, device=ids.device) if packing is None else packing.places
            places = places[None]
            mask = window_mask(length, self.config.sliding_window, ids.device)
        else:
            places = cache.lengths[:, None]  # each row's own
            mask = cache.hidden_places(self.config.sliding_window)
        rotation = None
        if self.embed_positions is not None:
            x = x + self.embed_positions(places)
        else:
            cos, sin = rotary_angles(places[..., None], self.config)  # alike for all heads
            rotation = cos.to(x.dtype), sin.to(x.dtype)
        for index, layer in enumerate(self.layers):
            if packing is not None and wanted is not None and index + 1 == len(self.layers):
                packing = packing.keeping(wanted)  # no later layer reads the others
            x = layer(x, rotation, cache, index, mask, packing)
        if cache is not None and not cache.is_empty:
            cache.advance()
        normed: Tensor = self.norm(x)
        return normed

    def read(self, packing: Packing, wanted: Tensor) -> Tensor:
        """Hidden states [M, H] of those tokens [M] that are wanted of all that are laid."""
        hidden: Tensor = self(packing.ids[None], packing=packing, wanted=wanted)
        return hidden[0]


class Transformer(nn.Module):
    """The trunk and its language-model head."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.config = config
        self.model = Trunk(config)
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)
        if config.tie_word_embeddings:
            self.lm_head.weight = self.model.embed_tokens.weight

    def forward(self, ids: Tensor) -> Tensor:
        """Logits [B, T, V] of token ids [B, T]."""
        logits: Tensor = self.lm_head(self.model(ids))
        return logits

    @property
    def device(self) -> torch.device:
        return self.model.embed_tokens.weight.device

    def parameter_count(self) -> int:
        """Parameters, tied ones once."""
        return sum(parameter.numel() for parameter in self.parameters())


def init_weights(model: Transformer, generator: torch.Generator) -> None:
    """Normal weights of standard deviation 0.02, scaled down where a block adds to the residual.

    Source: Radford et al. 2019 (GPT-2), section 2.3.
    """
    residual = 0.02 / (2 * model.config.num_hidden_layers) ** 0.5
    for name, weight in model.named_parameters():
        if weight.dim() == 2:
            std = residual if name.endswith(("o_proj.weight", "down_proj.weight")) else 0.02
            nn.init.normal_(weight, std=std, generator=generator)
        elif name.endswith("bias"):
            nn.init.zeros_(weight)


def zero_embedding(count: int, size: int) -> nn.Embedding:
    """A table of vectors, all zero.

    Torch's own random start would load its compiler, for a second, where `load_model` builds a
    model without memory. `init_weights` draws the real ones.
    """
    table = torch.zeros(count, size)
    embedding: nn.Embedding = nn.Embedding.from_pretrained(  # type: ignore[no-untyped-call]
        table, freeze=False
    )
    return embedding


def attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None) -> Tensor:
    """Attention [B, N, T, D] of queries to keys and values [B, G, S, D]; causal without a mask."""
    grouped = q.shape[1] != k.shape[1]
    if q.device.type != "cpu" or v.dtype not in (torch.bfloat16, torch.float16):
        return F.scaled_dot_product_attention(
            q, k, v, mask, is_causal=mask is None, enable_gqa=grouped
        )
    # In bfloat16 the gradient would take a processor thrice as long as in float32.
    if mask is not None and mask.is_floating_point():
        mask = mask.float()
    with torch.autocast("cpu", enabled=False):
        return attend(q.float(), k.float(), v.float(), mask).to(v.dtype)


def window_mask(length: int, window: int | None, device: torch.device) -> Tensor | None:
    """Which tokens [T, T] each token may read; None where that is every one up to itself."""
    if window is None or length <= window:
        return None
    places = torch.arange(length, device=device)
    back = places[:, None] - places
    return (back >= 0) & (back < window)


def rotary_angles(places: Tensor, config: TransformerConfig) -> tuple[Tensor, Tensor]:
    """Cosines and sines [..., D] of the angles at places [...], halves side by side."""
    steps = torch.arange(0, config.head_dim, 2, device=places.device).float() / config.head_dim
    angles = places[..., None] * config.rope_theta**-steps
    angles = torch.cat((angles, angles), dim=-1)
    return angles.cos(), angles.sin()
