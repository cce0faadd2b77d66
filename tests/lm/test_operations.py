"""Operations with gradients of their own: their values and gradients are those of torch."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F

from studio.lm.operations import normalize, rotate


def drawn(*shape: int, dtype: torch.dtype = torch.float64) -> torch.Tensor:
    return torch.randn(*shape, dtype=dtype, generator=torch.Generator().manual_seed(3))


def test_normalizing_is_torchs_rms_norm_and_so_is_its_gradient() -> None:
    rows, weights = drawn(2, 5, 8, dtype=torch.float32), drawn(2, 5, 8, dtype=torch.float32)
    ours, theirs = rows.clone().requires_grad_(), rows.clone().requires_grad_()
    found, expected = normalize(ours, 0.1), F.rms_norm(theirs, (8,), eps=0.1)
    torch.testing.assert_close(found, expected)
    gradients = torch.autograd.grad(found, ours, weights)
    torch.testing.assert_close(gradients, torch.autograd.grad(expected, theirs, weights))


def test_normalizing_computes_in_float32() -> None:
    assert normalize(drawn(3, 8, dtype=torch.bfloat16), 1e-5).dtype == torch.float32


def test_normalizing_zeros_gives_zeros() -> None:
    zeros = torch.zeros(2, 8, requires_grad=True)
    normed = normalize(zeros, 1e-5)
    normed.sum().backward()
    assert normed.eq(0).all()
    assert zeros.grad is not None
    assert zeros.grad.isfinite().all()


@pytest.mark.parametrize("size", [2, 6, 8])
def test_rotating_turns_pairs_and_its_gradient_turns_back(size: int) -> None:
    x, angles = drawn(2, 3, 4, size).requires_grad_(), drawn(3, 1, size // 2)
    cos, sin = (torch.cat((f(angles), f(angles)), dim=-1) for f in (torch.cos, torch.sin))
    turned = rotate(x, cos, sin)
    half = size // 2
    pairs = torch.complex(x[..., :half], x[..., half:]) * torch.polar(angles.new_ones(()), angles)
    torch.testing.assert_close(turned, torch.cat((pairs.real, pairs.imag), dim=-1))
    assert torch.autograd.gradcheck(rotate, (x, cos, sin))
    torch.testing.assert_close(rotate(turned, cos, -sin), x)


def test_rotating_by_exact_angles_is_exact_where_features_are_rounded() -> None:
    x = drawn(3, 8, dtype=torch.bfloat16).requires_grad_()
    cos, sin = torch.full((8,), 0.6), torch.full((8,), 0.8)
    turned = rotate(x, cos, sin)
    assert turned.dtype == torch.float32
    torch.testing.assert_close(turned, rotate(x.float(), cos, sin))
    turned.sum().backward()
    assert x.grad is not None
    assert x.grad.dtype == torch.bfloat16
