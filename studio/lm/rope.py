"""Rotary positions: by what angle each pair of a head's features turns from token to token.

Source: Su et al. 2021 (arXiv:2104.09864); scaled by Chen et al. 2023 (arXiv:2306.15595, linear),
Peng et al. 2023 (arXiv:2309.00071, YaRN) or as Llama 3.1 does (arXiv:2407.21783, section 3.2).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from studio.lm.rope_config import RopeScaling


@dataclass(frozen=True)
class Rope:
    """How the heads of a layer turn. `size` is that of a head."""

    size: int
    theta: float
    scaling: RopeScaling | None = None

    def angles(self, places: Tensor) -> tuple[Tensor, Tensor]:
        """Cosines and sines [..., size] of the angles at places [...], halves side by side."""
        angles = places[..., None] * self.steps(places.device)
        angles = torch.cat((angles, angles), dim=-1)
        if self.scaling is None or self.scaling.strength == 1:
            return angles.cos(), angles.sin()
        return angles.cos() * self.scaling.strength, angles.sin() * self.scaling.strength

    def steps(self, device: torch.device | str = "cpu") -> Tensor:
        """The angle [size / 2] from a token to the next."""
        shares = torch.arange(0, self.size, 2, device=device).float() / self.size
        plain: Tensor = self.theta**-shares
        if self.scaling is None:
            return plain
        if self.scaling.kind == "linear":
            return plain / self.scaling.factor
        kept = self._kept(self.scaling, plain)
        return plain * kept + plain / self.scaling.factor * (1 - kept)

    def _kept(self, scaling: RopeScaling, plain: Tensor) -> Tensor:
        """How much of each angle stays as it was: 1 for fast pairs, 0 for slow ones."""
        if scaling.kind == "llama3":  # between them by the number of turns
            turns = scaling.original * plain / (2 * math.pi)
            return ((turns - scaling.slow) / (scaling.fast - scaling.slow)).clamp(0, 1)
        first, last = self._pair(scaling.fast), self._pair(scaling.slow)  # by the pair's number
        if scaling.cut:
            first, last = math.floor(first), math.ceil(last)
        first, last = max(first, 0), min(last, self.size - 1)
        pairs = torch.arange(len(plain), device=plain.device)
        return 1 - ((pairs - first) / ((last - first) or 0.001)).clamp(0, 1)

    def _pair(self, turns: float) -> float:
        """The pair, a number between pairs, that makes so many turns in the original positions."""
        assert self.scaling is not None
        slowness = self.scaling.original / (turns * 2 * math.pi)
        return self.size * math.log(slowness) / (2 * math.log(self.theta))
