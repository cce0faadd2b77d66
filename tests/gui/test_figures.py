from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QLocale

from studio.gui.figures import headline, metric_value, number, percent_interval, when


@pytest.fixture(autouse=True)
def _english(qapp: object) -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.9234, "1.92"),
        (123.4, "123"),
        (1234, "1,234"),
        (0.0345, "0.0345"),
        (0.0001, "0.0001"),
        (0.0, "0"),
        (-0.5, "-0.500"),
        (math.nan, "not a number"),
        (math.inf, "not a number"),
    ],
)
def test_numbers_have_sensible_digits(value: float, text: str):
    assert number(value) == text


def test_numbers_are_written_as_the_language_does():
    QLocale.setDefault(QLocale("de_DE"))
    assert number(1.9234) == "1,92"


def test_rates_carry_their_interval():
    assert percent_interval(0.78, 0.72, 0.84) == "78 % ± 6"
    assert metric_value("ended_share", 0.973) == "97 %"
    assert metric_value("loss", 0.973) == "0.973"
    assert metric_value("ended_share", math.nan) == "not a number"


def test_headlines_tell_the_figure_of_each_stage():
    assert headline("sft", {"loss": 1.5, "heldout_loss": 1.92}) == "loss 1.92"
    assert headline("sft", {"loss": 1.5}) == "loss 1.50"
    assert headline("reward", {"accuracy": 0.7, "low": 0.6, "high": 0.8}) == "70 % ± 10"
    ppo = {"reward_before": -0.02, "reward_after": 1.3}
    assert headline("ppo", ppo) == "r_k -0.02 → 1.30"
    assert headline("ppo", {"reward_before": 0.1}) == ""
    assert headline("sft", {"error": "unexpected"}) == ""


def test_today_needs_no_date():
    now = datetime.now(UTC)
    assert len(when(now)) < len(when(now - timedelta(days=3)))
