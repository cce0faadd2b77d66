"""The drawing of a plot: lines, interval, gaps, a value to compare with, a cursor.

Lines are one pixel wide and without antialiasing: wider ones make a plot many times slower.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor

from studio.gui import theme
from studio.gui.curve import Curve, RunCurves, gaps, peaks, smoothed
from studio.gui.figures import SHARES
from studio.gui.stage_plots import PlotSpec
from studio.gui.widgets.figure_axis import FigureAxis

FEW_POINTS = 40  # so few are shown as points too
_METRIC_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DotLine)
_OVERLAY_STYLES = (Qt.PenStyle.DashLine, Qt.PenStyle.DashDotLine)
_TICK_PX = 11
_FAINT = 70  # alpha, of the values under a smoothed line


def line_look(run_index: int, metric_index: int) -> tuple[str, Qt.PenStyle]:
    """Colour and dash of a metric of the run in view (index 0) or of an overlaid one."""
    colors = theme.plot_colors()
    if run_index == 0:
        return colors[metric_index], _METRIC_STYLES[metric_index]
    others = colors[len(_METRIC_STYLES) :]
    return others[(run_index - 1) % len(others)], _OVERLAY_STYLES[metric_index]


class PlotArea(pg.PlotWidget):
    """Curves and axes, without words. A small one has no horizontal axis."""

    hovered = Signal(float)  # the step under the mouse
    clicked = Signal()

    def __init__(self, *, small: bool) -> None:
        self._left, self._bottom = FigureAxis("left"), FigureAxis("bottom")
        self._bottom.whole = True
        axes = {"left": self._left, "bottom": self._bottom}
        super().__init__(axisItems=axes, enableMenu=False)  # its menus take long to make
        self._small = small
        self._spec: PlotSpec | None = None
        self._lines: dict[tuple[int, str, str], pg.PlotDataItem] = {}
        self._gap_marks = pg.ScatterPlotItem(symbol="x", size=8)
        self._cursor = pg.InfiniteLine(angle=90)
        self._level = pg.InfiniteLine(
            angle=0, label="", labelOpts={"position": 1.0, "anchors": [(1, 0), (1, 1)]}
        )
        self._band_ends = [pg.PlotCurveItem(), pg.PlotCurveItem()]
        self._band = pg.FillBetweenItem(*self._band_ends)
        self._set_up()
        self.restyle()

    def set_spec(self, spec: PlotSpec) -> None:
        self._spec = spec
        self._left.percents = spec.key in SHARES
        for line in (*self._lines.values(), self._level):
            self.removeItem(line)
        self._lines.clear()
        self.addItem(self._level, ignoreBounds=not spec.level_in_view)
        self.set_level(spec.level)

    def set_level(self, level: float | None) -> None:
        self._level.setVisible(level is not None and not self._small)
        if level is not None:
            self._level.setValue(level)

    def set_words(self, level: str, bottom: str) -> None:
        self._level.label.setFormat(level)
        self._bottom.setLabel(bottom, color=theme.foreground())

    def name_axis(self, shown: bool) -> None:
        self._bottom.showLabel(shown)

    def show_cursor(self, step: int | None) -> None:
        self._cursor.setVisible(step is not None)
        if step is not None:
            self._cursor.setValue(step)

    def draw(self, runs: Sequence[RunCurves], smoothing: float) -> None:
        """Bring the curves up to date; the first run is the one in view."""
        assert self._spec is not None
        used: set[tuple[int, str, str]] = set()
        marks: list[tuple[float, float]] = []
        for run_index, run in enumerate(runs):
            for metric_index, metric in enumerate(self._spec.metrics):
                curve = run.curves.get(metric)
                if not curve:
                    continue
                marks.extend(zip(*gaps(curve.steps, curve.values), strict=True))
                if np.isfinite(curve.values).any():
                    look = line_look(run_index, metric_index)
                    used |= self._draw_curve((run_index, metric), curve, look, smoothing)
        for key in set(self._lines) - used:
            self.removeItem(self._lines.pop(key))
        for axis in (self._left, self._bottom):
            axis.setStyle(showValues=bool(used or marks))
        self._gap_marks.setData(pos=np.array(marks).reshape(-1, 2))
        self._draw_band(runs[0] if runs else RunCurves())

    def sizeHint(self) -> QSize:
        """No more than it needs; whoever lays it out gives it what there is."""
        return QSize(160, self.minimumHeight())

    def restyle(self) -> None:
        """Take colours and fonts from the theme; lines follow at the next `draw`."""
        self.setBackground(theme.background())
        quiet = QColor(theme.foreground())
        for axis in (self._left, self._bottom):
            axis.setTextPen(quiet)
            axis.setPen(pg.mkPen(theme.tokens().line))
            axis.setTickPen(pg.mkPen(theme.tokens().line))
            axis.setStyle(tickFont=theme.font(_TICK_PX), tickTextOffset=4)
        self._left.setWidth(theme.px(40 if self._small else 48))
        self._cursor.setPen(pg.mkPen(quiet, width=1))
        self._level.setPen(pg.mkPen(quiet, width=1, style=Qt.PenStyle.DotLine))
        self._level.label.setColor(quiet)
        self._level.label.setFont(theme.font(_TICK_PX))
        self._gap_marks.setPen(pg.mkPen(theme.tokens().error_mark, width=1))
        fill = QColor(theme.plot_colors()[0])
        fill.setAlpha(45)
        self._band.setBrush(fill)

    def _set_up(self) -> None:
        plot = self.getPlotItem()
        plot.hideButtons()
        plot.setMouseEnabled(False, False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameStyle(0)
        self.setMinimumHeight(44 if self._small else 120)
        if self._small:
            plot.hideAxis("bottom")
            plot.layout.setContentsMargins(0, 6, 0, 6)  # room for the outermost numbers
        else:
            plot.showGrid(x=False, y=True, alpha=0.3)
        for end in self._band_ends:
            end.setPen(None)
        for item in (*self._band_ends, self._band, self._gap_marks):
            plot.addItem(item)
        plot.addItem(self._cursor, ignoreBounds=True)
        self._cursor.hide()
        scene = self.scene()
        self._moves = pg.SignalProxy(scene.sigMouseMoved, rateLimit=30, slot=self._follow_mouse)
        scene.sigMouseClicked.connect(self._tell_click)

    def _draw_curve(
        self,
        key: tuple[int, str],
        curve: Curve,
        look: tuple[str, Qt.PenStyle],
        smoothing: float,
    ) -> set[tuple[int, str, str]]:
        """Draw the values, and over them their smoothed line; returns the lines used."""
        color, style = look
        ink = QColor(color)
        ink.setAlpha(_FAINT if smoothing else 255)
        few = len(curve) <= FEW_POINTS and not self._small
        keys = {(*key, "values")}
        self._line((*key, "values")).setData(
            *peaks(curve.steps, curve.values),
            pen=pg.mkPen(ink, width=1, style=style),
            connect="finite",
            symbol="s" if few or len(curve) == 1 else None,
            symbolSize=4,
            symbolPen=None,
            symbolBrush=ink,
        )
        if smoothing:
            keys.add((*key, "smoothed"))
            self._line((*key, "smoothed")).setData(
                *smoothed(curve.steps, curve.values, smoothing),
                pen=pg.mkPen(color, width=1, style=style),
                connect="finite",
            )
        return keys

    def _line(self, key: tuple[int, str, str]) -> pg.PlotDataItem:
        if key not in self._lines:
            self._lines[key] = pg.PlotDataItem()
            self.addItem(self._lines[key])
        return self._lines[key]

    def _draw_band(self, run: RunCurves) -> None:
        assert self._spec is not None
        empty = Curve()
        low, high = (run.curves.get(name, empty) for name in self._spec.band or ("", ""))
        self._band.setVisible(bool(low) and bool(high))
        for end, curve in zip(self._band_ends, (low, high), strict=True):
            finite = np.isfinite(curve.values)
            end.setData(*peaks(curve.steps[finite], curve.values[finite]))

    def _follow_mouse(self, moved: tuple[QPointF]) -> None:
        box = self.getPlotItem().vb
        if box.sceneBoundingRect().contains(moved[0]):
            self.hovered.emit(box.mapSceneToView(moved[0]).x())

    def _tell_click(self, _event: object) -> None:
        self.clicked.emit()
