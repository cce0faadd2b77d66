"""Where and how precisely to compute."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest
import torch

from studio.lm import warm_up
from studio.lm.device import autocast, best_device, bf16_supported, leave_a_core_to_the_window


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """What torch is told to use; it starts with four, on a machine of four cores."""
    told: list[int] = []
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2, 3}, raising=False)
    monkeypatch.setattr(torch, "get_num_threads", lambda: told[-1] if told else 4)
    monkeypatch.setattr(torch, "set_num_threads", told.append)
    return told


def test_the_window_has_a_core_of_its_own(threads: list[int]) -> None:
    leave_a_core_to_the_window()
    assert threads == [3]
    leave_a_core_to_the_window()
    assert threads == [3, 3]


def test_one_core_is_shared(threads: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    leave_a_core_to_the_window()
    assert threads == [1]


def test_warming_up_leaves_the_window_a_core(threads: list[int]) -> None:
    warm_up()
    assert threads == [3]


def test_what_is_loaded_for_good_is_left_out_of_garbage_collection(threads: list[int]) -> None:
    gc.unfreeze()
    warm_up()
    try:
        assert gc.get_freeze_count() > 100_000
    finally:
        gc.unfreeze()


def test_autocast_only_where_it_is_asked_for() -> None:
    weight = torch.ones(4, 4)
    device = torch.device("cpu")
    with autocast(device, False):
        assert (weight @ weight).dtype == torch.float32
    with autocast(device, True):
        assert (weight @ weight).dtype == torch.bfloat16


def test_the_device_is_one_that_torch_has() -> None:
    assert torch.ones(1, device=best_device()).device.type == best_device().type
    assert isinstance(bf16_supported(), bool)


def test_emulated_bfloat16_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    for has, expected in (({"avx512_bf16": True}, True), ({"amx_bf16": True}, True), ({}, False)):
        monkeypatch.setattr(torch.cpu, "get_capabilities", lambda has=has: has)
        assert bf16_supported(torch.device("cpu")) is expected
