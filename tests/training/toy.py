"""A world of a few tokens: text that is ids, rewards that are known, models of a moment."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from studio.lm.heads import ScalarModel, frozen_copy
from studio.lm.packing import Packing
from studio.lm.transformer import Transformer, init_weights
from studio.lm.transformer_config import TransformerConfig
from studio.training.data import PPOData, PromptText

PROMPTS = tuple(PromptText(i, str(i), "en") for i in range(4))
DATA = PPOData(PROMPTS, PROMPTS[:2])


class IdTokenizer:
    """Text is ids: "5 7" is [5, 7]. A response ends with any of the stop ids."""

    def __init__(self, *stop_ids: int) -> None:
        self.stop_ids = stop_ids

    def encode_prompt(self, prompt: str, max_tokens: int | None = None) -> list[int]:
        return [int(word) for word in prompt.split()][-(max_tokens or 0) :]

    def decode_response(self, ids: list[int]) -> str:
        return " ".join(map(str, ids))


class KnownReward(ScalarModel):
    """Scores a row by a rule of its ids, prompt and response together."""

    def __init__(self, model: Transformer, rule: Callable[[list[int]], float]) -> None:
        super().__init__(frozen_copy(model), torch.Generator().manual_seed(1))
        self.rule = rule

    def head_scores(self, packing: Packing, wanted: Tensor) -> Tensor:
        rows = zip(packing.rows.tolist(), wanted.tolist(), strict=True)
        read = [packing.ids[row[: row.index(last) + 1]].tolist() for row, last in rows]
        return torch.tensor([[float(self.rule(ids)) for ids in read]])


def last_numbers(model: ScalarModel, ids: Tensor, lengths: Tensor) -> Tensor:
    """The scores [B] of padded rows, read without laying them end to end."""
    return model(ids)[torch.arange(len(ids)), lengths - 1]


def toy_model(vocabulary: int = 8, *, seed: int = 0, scale: float = 1.0) -> Transformer:
    """One layer of 16 features. With a greater `scale` its distributions are less uniform."""
    config = TransformerConfig(
        vocab_size=vocabulary,
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=2,
        head_dim=8,
        max_position_embeddings=32,
        tie_word_embeddings=False,
    )
    model = Transformer(config)
    init_weights(model, torch.Generator().manual_seed(seed))
    model.lm_head.weight.data.mul_(10 * scale)
    return model
