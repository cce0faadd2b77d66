"""Training in full precision everywhere, so that numbers do not depend on the machine."""

from __future__ import annotations

import pytest

from studio.training import ppo, pretrain, reward, sft


@pytest.fixture(autouse=True)
def fp32(monkeypatch: pytest.MonkeyPatch) -> None:
    for stage in (pretrain, sft, reward, ppo):
        monkeypatch.setattr(stage, "bf16_supported", lambda device: False)
