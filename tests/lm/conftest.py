"""A tiny model whose next-token distributions are far from uniform, so that mistakes show."""

from __future__ import annotations

import pytest
import torch

from studio.lm.transformer import Transformer


@pytest.fixture
def sharp_model(tiny_model: Transformer) -> Transformer:
    generator = torch.Generator().manual_seed(1)
    for weight in tiny_model.parameters():
        if weight.dim() == 2:
            torch.nn.init.normal_(weight, std=0.25, generator=generator)
    return tiny_model.eval()
