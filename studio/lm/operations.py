"""Operations whose gradients are written out.

Torch takes these gradients step by step through a dozen small operations, each a pass over memory:
in a small model that is a tenth of the training time.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor


def normalize(x: Tensor, eps: float) -> Tensor:
    """x [..., H] in float32, over its root mean square (Zhang and Sennrich 2019, eq. 4)."""
    if not torch.is_grad_enabled():  # sampling: `apply` takes as long as what it does to one token
        return _over_root_mean_square(x.float(), eps)[0]
    normed: Tensor = _Normalized.apply(x.float(), eps)  # type: ignore[no-untyped-call]
    return normed


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turn each pair of features of x [..., D] by the angle of its position.

    A pair is a feature of the first half and one of the second; cos and sin [..., D] have the
    angles of both. Computed in the wider of the precisions of x and the angles.
    """
    if not torch.is_grad_enabled():
        return _turn(x, cos, sin)
    turned: Tensor = _Rotated.apply(x, cos, sin)  # type: ignore[no-untyped-call]
    return turned


class _Normalized(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, eps: float) -> Tensor:
        normed, scale = _over_root_mean_square(x, eps)
        ctx.save_for_backward(normed, scale)
        return normed

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        normed, scale = ctx.saved_tensors
        [gradient] = gradients
        along = (gradient * normed).mean(-1, keepdim=True)  # what would only lengthen x
        return gradient.addcmul(normed, along, value=-1).mul_(scale), None


def _over_root_mean_square(x: Tensor, eps: float) -> tuple[Tensor, Tensor]:
    """x [..., H] normalized, and what it was multiplied by [..., 1]."""
    norm: Tensor = torch.linalg.vector_norm(x, dim=-1, keepdim=True)
    scale = norm.square_().div_(x.shape[-1]).add_(eps).rsqrt_()
    return x * scale, scale


class _Rotated(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        ctx.save_for_backward(cos, sin)
        ctx.dtype = x.dtype
        return _turn(x, cos, sin)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None]:
        cos, sin = ctx.saved_tensors
        return _turn(gradients[0], cos, -sin).to(ctx.dtype), None, None  # turned back


def _turn(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    half = x.shape[-1] // 2
    first, second = x[..., :half], x[..., half:]
    turned = x * cos
    turned[..., :half].addcmul_(second.to(turned.dtype), sin[..., :half], value=-1)
    turned[..., half:].addcmul_(first.to(turned.dtype), sin[..., half:])
    return turned
