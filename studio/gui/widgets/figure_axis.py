"""A plot's axis that writes its numbers as the rest of the window does."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QLocale

from studio.gui import theme
from studio.gui.figures import percent

MOST_TICKS = 8
_TICK_ROOM = {"left": 28, "bottom": 64}  # px at 100 % from one tick to the next, at least


class FigureAxis(pg.AxisItem):
    """Decimals; percents where `percents` is set; whole numbers alone where `whole` is."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.percents = False
        self.whole = False
        self.enableAutoSIPrefix(False)

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """One kind of tick, at round numbers, as many as can be read with ease."""
        room = theme.px(_TICK_ROOM[self.orientation])
        wanted = min(max(2.0, size / room), MOST_TICKS)
        spacing = round_spacing(low, high, wanted)
        return [(max(spacing, 1.0) if self.whole else spacing, 0.0)]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        decimals = max(0, math.ceil(-math.log10(spacing) - 1e-9)) if spacing > 0 else 0
        if self.percents and decimals <= 2:
            return [percent(value) for value in values]
        locale = QLocale()
        if decimals > 4:
            return [locale.toString(float(value), "g", 2) for value in values]
        return [locale.toString(float(value), "f", decimals) for value in values]


def round_spacing(low: float, high: float, wanted: float) -> float:
    """1, 2 or 5 times a power of ten: at most `wanted` steps, but two ticks in any case."""
    if not high > low:
        return 1.0
    power = 10.0 ** math.floor(math.log10((high - low) / wanted))
    sizes = [factor * power for factor in (0.2, 0.5, 1, 2, 5, 10)]
    calm = next(size for size in sizes if (high - low) / size <= wanted * 1.001)
    finer = [size for size in sizes if size <= calm]
    return next((size for size in reversed(finer) if _ticks(low, high, size) >= 2), finer[0])


def _ticks(low: float, high: float, spacing: float) -> int:
    return math.floor(high / spacing) - math.ceil(low / spacing) + 1
