"""Rows of prompt and response ids, computed together, and where their responses are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from studio.lm.heads import ScalarModel
from studio.lm.packing import Packing
from studio.lm.tokenizer import Example
from studio.lm.transformer import Transformer


@dataclass(frozen=True)
class Batch:
    """B rows of at most T ids. Masks come from lengths, never from a padding id.

    Models read the ids end to end, and a prompt of several rows once: see `Packing`.
    prompt_lengths, lengths [B] (prompt and response together).
    """

    packing: Packing
    prompt_lengths: Tensor
    lengths: Tensor

    @classmethod
    def of(cls, examples: Sequence[Example], device: torch.device | str = "cpu") -> Batch:
        lengths = torch.tensor([len(e.prompt) + len(e.response) for e in examples])
        prompts = torch.tensor([len(e.prompt) for e in examples])
        packing = Packing.of([(e.prompt, e.response) for e in examples], device)
        return cls(packing, prompts.to(device), lengths.to(device))

    @property
    def ids(self) -> Tensor:
        """[B, T], padded on the right."""
        return self.packing.ids[self.packing.rows]

    @property
    def response_mask(self) -> Tensor:
        """[B, T - 1]: true at the places whose next id belongs to the response."""
        places = torch.arange(self.packing.rows.shape[1] - 1, device=self.lengths.device)
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
        hidden = model.model.read(self.packing, self._predicting)
        with torch.autocast(hidden.device.type, enabled=False):
            logits: Tensor = model.lm_head(hidden.float())
        return logits

    def response_values(self, model: ScalarModel) -> Tensor:
        """The lowest head's number [N] at the places that predict `response_ids`."""
        return model.of_hidden(model.model.model.read(self.packing, self._predicting)).amin(-1)

    @property
    def _predicting(self) -> Tensor:
        """Which tokens [N] predict `response_ids`."""
        return self.packing.rows[:, :-1][self.response_mask]

    def head_scores(self, model: ScalarModel) -> Tensor:
        """Each head's number [E, B] at each row's last token."""
        return model.head_scores(self.packing, self._last)

    def last_states(self, model: ScalarModel) -> Tensor:
        """The trunk's states [B, H] at each row's last token: all that a score is made of."""
        return model.model.model.read(self.packing, self._last)

    @property
    def _last(self) -> Tensor:
        """Each row's last token [B]."""
        last = (self.lengths - 1).clamp(min=0)
        return self.packing.rows.gather(1, last[:, None])[:, 0]


def pad_responses(flat: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
    """Numbers [N] of all response tokens as padded rows [B, R], and their mask [B, R]."""
    places = torch.arange(int(lengths.max()), device=flat.device)
    mask = places < lengths[:, None]
    padded = flat.new_zeros(mask.shape)
    padded[mask] = flat
    return padded, mask
