"""Numbers as people read them: sensible digits, units, and the figure that sums up a run."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale


def number(value: float, digits: int = 3) -> str:
    """A figure with `digits` significant digits, in the language's way of writing it."""
    if not math.isfinite(value):
        return QCoreApplication.translate("figures", "not a number")
    locale = QLocale()
    size = abs(value)
    if value == int(value) and size < 1e9:
        return locale.toString(int(value))
    if size < 1e-3 or size >= 1e6:
        return locale.toString(value, "g", digits)
    decimals = max(0, digits - 1 - math.floor(math.log10(size)))
    return locale.toString(value, "f", decimals)


def fixed(value: float, decimals: int = 2) -> str:
    """A figure to be compared with others of its kind: always as many decimals."""
    return QLocale().toString(value, "f", decimals)


def percent(share: float) -> str:
    return QCoreApplication.translate("figures", "{number} %").format(number=round(100 * share))


def percent_interval(share: float, low: float, high: float) -> str:
    """A rate with half the width of its interval: 78 % ± 6."""
    half = round(50 * (high - low))
    return QCoreApplication.translate("figures", "{rate} ± {half}").format(
        rate=percent(share), half=half
    )


def headline(stage: str, summary: Mapping[str, Any]) -> str:
    """The one figure by which a run of `stage` is judged; empty where there is none yet."""
    translate = QCoreApplication.translate
    try:
        if stage == "sft":
            loss = summary["heldout_loss"] if "heldout_loss" in summary else summary["loss"]
            return translate("figures", "loss {loss}").format(loss=number(float(loss)))
        if stage == "reward":
            return percent_interval(
                float(summary["accuracy"]), float(summary["low"]), float(summary["high"])
            )
        if stage == "ppo":
            return translate("figures", "r_k {before} → {after}").format(
                before=fixed(float(summary["reward_before"])),
                after=fixed(float(summary["reward_after"])),
            )
    except (KeyError, TypeError):  # a run that ended before it had the figure
        pass
    return ""


def when(moment: datetime) -> str:
    """The local time of something that happened: today only the hour, before that the day too."""
    local = QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))
    locale, short = QLocale(), QLocale.FormatType.ShortFormat
    if local.date() == QDate.currentDate():
        return locale.toString(local.time(), short)
    return locale.toString(local, short)


# Metrics that are shares of a whole, from 0 to 1.
SHARES = frozenset(
    {
        "heldout_accuracy",
        "heldout_accuracy_low",
        "heldout_accuracy_high",
        "clip_fraction",
        "ended_share",
        "distinct_share",
    }
)


def metric_value(name: str, value: float) -> str:
    """A metric's value in its unit."""
    return percent(value) if name in SHARES and math.isfinite(value) else number(value)
