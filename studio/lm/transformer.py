"""A decoder-only Transformer, of the Llama family unless its config says otherwise.

RMSNorm or LayerNorm, before a block or on both sides of it, rotary or learned positions, a gated or
a plain MLP, biases, normed queries and keys, grouped-query attention, a sliding window in some
layers, capped scores and logits, tied or untied embeddings: `families` tells which model has what.
Parameters carry the names of `transformers`' `LlamaForCausalLM`, or of `Gemma2ForCausalLM`.
Source: Touvron et al. 2023 (arXiv:2302.13971), Ainslie et al. 2023 (arXiv:2305.13245), Jiang et al.
2023 (arXiv:2310.06825), Radford et al. 2019 (GPT-2), Gemma Team 2024 and 2025 (arXiv:2408.00118,
arXiv:2503.19786).

Rows are padded on the right. A causal model never looks right, so padding changes nothing before
it and needs no mask; callers keep the true lengths.

Shapes: B rows, T tokens, H hidden size, V vocabulary, N heads, G key/value heads, D head size.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from studio.errors import ModelError
from studio.lm.attention import KeyValueCache, attend, window_mask
from studio.lm.operations import normalize, rotate
from studio.lm.packing import Packing, rounded_up
from studio.lm.rope import Rope
from studio.lm.transformer_config import TransformerConfig

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "silu": F.silu,
    "gelu": F.gelu,
    "gelu_new": partial(F.gelu, approximate="tanh"),
    "gelu_pytorch_tanh": partial(F.gelu, approximate="tanh"),
}


class RMSNorm(nn.Module):
    """A `centered` one has weights near 0, to which 1 is added before they multiply."""

    def __init__(self, size: int, eps: float, centered: bool = False) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(size) if centered else torch.ones(size))
        self.eps, self.centered = eps, centered

    def forward(self, x: Tensor) -> Tensor:
        # In float32 whatever the precision around it, as `transformers` does.
        normed = normalize(x, self.eps)
        if self.centered:
            return ((1 + self.weight.float()) * normed).to(x.dtype)
        return self.weight * normed.to(x.dtype)


def new_norm(config: TransformerConfig, size: int | None = None) -> RMSNorm | nn.LayerNorm:
    size = config.hidden_size if size is None else size
    if config.layer_norm:
        return nn.LayerNorm(size, config.rms_norm_eps)
    return RMSNorm(size, config.rms_norm_eps, config.centered_norms)


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
        self.q_norm = new_norm(config, self.head_dim) if config.query_key_norm else None
        self.k_norm = new_norm(config, self.head_dim) if config.query_key_norm else None
        divisor = config.score_divisor
        self.scale = None if divisor is None else divisor**-0.5
        self.softcap = config.score_softcap

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
        out = attend(q, k, v, mask, self.scale, self.softcap).transpose(1, 2)
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
        self.post_attention_layernorm = new_norm(config)  # before the MLP, but in Gemma's layers
        self.mlp = FeedForward(config)
        self.pre_feedforward_layernorm = new_norm(config) if config.norms_both_sides else None
        self.post_feedforward_layernorm = new_norm(config) if config.norms_both_sides else None

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
        x = x if packing is None else packing.keep(x)
        out: Tensor
        if self.pre_feedforward_layernorm is None or self.post_feedforward_layernorm is None:
            x = x + attended
            out = x + self.mlp(self.post_attention_layernorm(x))
        else:
            x = x + self.post_attention_layernorm(attended)
            wide = self.mlp(self.pre_feedforward_layernorm(x))
            out = x + self.post_feedforward_layernorm(wide)
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
        self.kinds = config.layer_kinds

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
        if self.config.scaled_embeddings:
            x = x * self.config.hidden_size**0.5
        windows = {window for window, _ in self.kinds}
        if cache is None or cache.is_empty:
            places = torch.arange(length, device=ids.device) if packing is None else packing.places
            places = places[None]
            masks = {window: window_mask(length, window, ids.device) for window in windows}
        else:
            places = cache.lengths[:, None]  # each row's own
            masks = {window: cache.hidden_places(window) for window in windows}
        if self.embed_positions is not None:
            x = x + self.embed_positions(places)
        rotations: dict[Rope | None, tuple[Tensor, Tensor] | None] = {None: None}
        for turn in {rope for _, rope in self.kinds if rope is not None}:
            cos, sin = turn.angles(places[..., None])  # alike for all heads
            rotations[turn] = cos.to(x.dtype), sin.to(x.dtype)
        for index, (window, rope) in enumerate(self.kinds):
            if packing is not None and wanted is not None and index + 1 == len(self.layers):
                packing = packing.keeping(wanted)  # no later layer reads the others
            x = self.layers[index](x, rotations[rope], cache, index, masks[window], packing)
        if cache is not None and not cache.is_empty:
            cache.advance()
        normed: Tensor = self.norm(x)
        return normed

    def read(self, packing: Packing, wanted: Tensor) -> Tensor:
        """Hidden states [M, H] of those tokens [M] that are wanted of all that are laid."""
        count = len(wanted)
        if torch.is_autocast_enabled(wanted.device.type):
            packing = packing.rounded()
            wanted = F.pad(wanted, (0, rounded_up(count) - count))
        hidden: Tensor = self(packing.ids[None], packing=packing, wanted=wanted)
        return hidden[0, :count]


class Head(nn.Linear):
    """Hidden states [..., H] to logits [..., V], bent so that none exceeds `softcap`."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__(config.hidden_size, config.vocab_size, bias=False)
        self.softcap = config.logit_softcap

    def forward(self, hidden: Tensor) -> Tensor:
        logits = super().forward(hidden)
        return logits if self.softcap is None else self.softcap * (logits / self.softcap).tanh()


class Transformer(nn.Module):
    """The trunk and its language-model head."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.config = config
        self.model = Trunk(config)
        self.lm_head = Head(config)
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
