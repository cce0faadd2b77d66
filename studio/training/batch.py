"""Rows of prompt and response ids, padded together, and where their responses are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from studio.lm.tokenizer import Example
from studio.lm.transformer import Transformer

MICRO_TOKENS = 768  # about 0.15 s forward and backward through 4 M parameters on one core


@dataclass(frozen=True)
class Batch:
    """B rows padded on the right to T ids. Masks come from lengths, never from a padding id.

    ids [B, T]; prompt_lengths, lengths [B] (prompt and response together).
    """

    ids: Tensor
    prompt_lengths: Tensor
    lengths: Tensor

    @classmethod
    def of(cls, examples: Sequence[Example], device: torch.device | str = "cpu") -> Batch:
        lengths = torch.tensor([len(e.ids) for e in examples])
        ids = torch.zeros(len(examples), int(lengths.max()), dtype=torch.long)
        for row, example in enumerate(examples):
            ids[row, : len(example.ids)] = torch.tensor(example.ids)
        prompts = torch.tensor([len(e.prompt) for e in examples])
        return cls(ids.to(device), prompts.to(device), lengths.to(device))

    @property
    def response_mask(self) -> Tensor:
        """[B, T - 1]: true at the places whose next id belongs to the response."""
        places = torch.arange(self.ids.shape[1] - 1, device=self.ids.device)
        starts, ends = self.prompt_lengths[:, None] - 1, self.lengths[:, None] - 1
        return (places >= starts) & (places < ends)

    def response_ids(self) -> Tensor:
        """All response ids [N], row after row."""
        return self.ids[:, 1:][self.response_mask]

    def response_logits(self, model: Transformer) -> Tensor:
        """Logits [N, V] of the places that predict `response_ids`: the head sees nothing else.

        The head computes in float32 under any autocast: rounded to bfloat16, logits near 15 would
        be off by up to 0.06, and so would every log-ratio.
        """
        hidden = model.model(self.ids)[:, :-1]
        with torch.autocast(hidden.device.type, enabled=False):
            logits: Tensor = model.lm_head(hidden[self.response_mask].float())
        return logits

    def at_responses(self, scalars: Tensor) -> Tensor:
        """Of numbers [B, T] at each token, those [N] read where a response id is predicted."""
        return scalars[:, :-1][self.response_mask]


def pad_responses(flat: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
    """Numbers [N] of all response tokens as padded rows [B, R], and their mask [B, R]."""
    places = torch.arange(int(lengths.max()), device=flat.device)
    mask = places < lengths[:, None]
    padded = flat.new_zeros(mask.shape)
    padded[mask] = flat
    return padded, mask


def micro_batches(
    sizes: Mapping[int, tuple[int, int]], budget: int = MICRO_TOKENS
) -> list[list[int]]:
    """Parts of a step that are computed at once: like lengths together, at most `budget` ids each.

    `sizes` maps an index to (rows, longest row). Parts change the speed, not the result, and
    between them a stop is answered.
    """
    parts: list[list[int]] = []
    rows = 0
    for index, (count, length) in sorted(sizes.items(), key=lambda item: item[1][1]):
        if parts and (rows + count) * length <= budget:
            parts[-1].append(index)
            rows += count
        else:
            parts.append([index])
            rows = count
    return parts


def rows_of(examples: Sequence[Example], chosen: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Sizes for `micro_batches` where each index is one row."""
    return {i: (1, len(examples[i].ids)) for i in chosen}
