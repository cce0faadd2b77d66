"""A plot's axis that writes its numbers as the rest of the window does."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QLocale

from studio.gui.figures import percent


class FigureAxis(pg.AxisItem):
    """Whole numbers, decimals, or (where `percents` is set) percents."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.percents = False
        self.enableAutoSIPrefix(False)

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        decimals = max(0, math.ceil(-math.log10(spacing) - 1e-9)) if spacing > 0 else 0
        if self.percents and decimals <= 2:
            return [percent(value) for value in values]
        locale = QLocale()
        if decimals > 4:
            return [locale.toString(float(value), "g", 2) for value in values]
        return [locale.toString(float(value), "f", decimals) for value in values]
