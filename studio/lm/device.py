"""Where and how precisely to compute."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext

import torch


def best_device() -> torch.device:
    """CUDA when it is there, else the processor."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def bf16_supported(device: torch.device | None = None) -> bool:
    """Whether bfloat16 products are computed by the hardware rather than emulated (slowly)."""
    device = device or best_device()
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    capabilities = torch.cpu.get_capabilities()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))


def autocast(device: torch.device, bf16: bool) -> AbstractContextManager[object]:
    """bfloat16 matrix products inside, float32 weights and losses outside; or nothing."""
    if not bf16:
        return nullcontext()
    return torch.autocast(device.type, dtype=torch.bfloat16)


def leave_a_core_to_the_window() -> None:
    """Compute on all cores but one, where there are several.

    With all of them taken, each of torch's barriers would wait for the core the window holds.
    """
    cores = os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    torch.set_num_threads(max(1, min(torch.get_num_threads(), cores - 1)))
