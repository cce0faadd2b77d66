"""The plots of a stage: one large, the others small beneath it, drawn one at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from studio.gui import theme
from studio.gui.curve import RunCurves
from studio.gui.stage_plots import STAGE_PLOTS, PlotSpec
from studio.gui.widgets.metric_plot import MetricPlot

TICK_MS = 100  # at most one plot is drawn in each
SMALL_WIDTH = 144  # px at 100 %, at least
SMALL_HEIGHTS = (72, 104)  # px at 100 %, from and to
STRIP_SHARE = 0.46  # of the height, at most, for the small plots
ROOM_TO_EXPLAIN = 520  # px at 100 %; a lower board leaves the explanation to the tooltip
MOST_SMOOTHING = 99  # of 100


class PlotBoard(QWidget):
    """Shows the runs of one stage; new values are announced by `touch`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._specs: list[PlotSpec] = list(STAGE_PLOTS["sft"])  # the large one first
        self._runs: tuple[RunCurves, ...] = (RunCurves(),)
        self._levels: dict[str, float | None] = {}
        self._stale: dict[MetricPlot, None] = {}  # in the order in which they became so
        self._large_is_next = True
        self.large = MetricPlot(self._specs[0], small=False)
        self.large.pointed.connect(self._point_others)
        self.small: list[MetricPlot] = []
        self._grid = QGridLayout()
        self.smoothing = QSlider(Qt.Orientation.Horizontal)
        self.smoothing.setRange(0, MOST_SMOOTHING)
        self.smoothing.setPageStep(10)
        self.smoothing.valueChanged.connect(self._smooth)
        self.smoothing_control = QWidget()  # for whoever shows the board to place
        self._smoothing_label = QLabel()
        self._smoothing_label.setBuddy(self.smoothing)
        self._beat = QTimer(self, interval=TICK_MS)
        self._beat.timeout.connect(self.draw_next)
        self._lay_out()
        self._fill_grid()
        theme.changed.connect(self._arrange)
        self.retranslate()

    def show_stage(self, stage: str) -> None:
        """Show the plots of a stage, without runs."""
        self._levels = {}
        self._runs = (RunCurves(),)
        self._set_specs(list(STAGE_PLOTS[stage]))

    def show_runs(self, runs: Sequence[RunCurves]) -> None:
        """Show these runs: the one in view first, then overlays."""
        self._runs = tuple(runs)
        for plot in self.plots():
            plot.set_runs(self._runs)
        self._refresh(self.plots())

    def set_level(self, metric: str, level: float | None) -> None:
        """The value with which a metric is to be compared, for instance the KL budget."""
        self._levels[metric] = level
        for plot in self.plots():
            if plot.spec.key == metric:
                plot.set_level(level)

    def touch(self, metrics: Iterable[str]) -> None:
        """Some of the shown curves got new values."""
        names = set(metrics)
        self._refresh(
            plot for plot in self.plots() if names & {*plot.spec.metrics, *(plot.spec.band or ())}
        )

    def enlarge(self, key: str) -> None:
        """Let the small plot `key` and the large one change places."""
        index = next(i for i, spec in enumerate(self._specs) if spec.key == key)
        specs = self._specs
        specs[0], specs[index] = specs[index], specs[0]
        had_focus = self.small[index - 1].hasFocus()
        self.large.set_spec(specs[0])
        self.small[index - 1].set_spec(specs[index])
        self._apply_levels()
        self._refresh([self.large, self.small[index - 1]])
        if had_focus:
            self.large.setFocus()

    def plots(self) -> list[MetricPlot]:
        return [self.large, *self.small]

    def draw_next(self) -> None:
        """Draw one stale plot that is in sight: the large one, then one of the others, in turn."""
        seen = [plot for plot in self._stale if _in_sight(plot)]
        if not seen:
            self._beat.stop()
            return
        others = [plot for plot in seen if plot is not self.large]
        if self.large in seen and (self._large_is_next or not others):
            plot = self.large
        else:
            plot = others[0]
        self._large_is_next = plot is not self.large
        del self._stale[plot]
        plot.redraw()

    def draw_all(self) -> None:
        """Draw every plot now, for instance after another run was chosen."""
        for plot in self.plots():
            plot.redraw()
        self._stale.clear()

    def retranslate(self) -> None:
        self._smoothing_label.setText(self.tr("Smoothing"))
        self.smoothing.setAccessibleName(self.tr("Smoothing of the curves"))
        self.smoothing.setToolTip(
            self.tr(
                "How much of the past is averaged into each value; the values stay faintly seen."
            )
        )
        for plot in self.plots():
            plot.retranslate()

    def _set_specs(self, specs: list[PlotSpec]) -> None:
        self._specs = specs
        self.large.set_spec(specs[0])
        self._fill_grid()
        for plot in self.plots():
            plot.set_runs(self._runs)
        self._apply_levels()
        self._refresh(self.plots())

    def _fill_grid(self) -> None:
        """Have one small plot for each spec but the first."""
        wanted = self._specs[1:]
        for plot in self.small[len(wanted) :]:
            self._grid.removeWidget(plot)
            plot.deleteLater()
        del self.small[len(wanted) :]
        for plot, spec in zip(self.small, wanted, strict=False):
            plot.set_spec(spec)
        for spec in wanted[len(self.small) :]:
            plot = MetricPlot(spec, small=True)
            plot.set_smoothing(self._strength())
            plot.chosen.connect(self.enlarge)
            plot.pointed.connect(self._point_others)
            self.small.append(plot)
        self._stale = {plot: None for plot in self._stale if plot in self.plots()}
        self._arrange()

    def _arrange(self) -> None:
        """Put the small plots into as many columns as there is room for."""
        room = max(self.width(), 1)
        gap = self._grid.spacing()
        fitting = max(1, (room + gap) // (theme.px(SMALL_WIDTH) + gap))
        count = len(self.small)
        rows = -(-count // min(fitting, count))
        columns = -(-count // rows)  # rows as even as can be
        gaps = (rows - 1) * gap
        least, most = (theme.px(height) for height in SMALL_HEIGHTS)
        height = int((STRIP_SHARE * self.height() - gaps) / rows)
        height = min(max(height, least), most)
        for plot in self.small:
            self._grid.removeWidget(plot)
        for index, plot in enumerate(self.small):
            plot.setFixedHeight(height)
            self._grid.addWidget(plot, index // columns, index % columns)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        room = self.height() - self.large.minimumSizeHint().height() - theme.GAP
        room = min(room, int(STRIP_SHARE * self.height()))
        self._strip.setFixedHeight(min(rows * height + gaps, max(height, room)))
        self.large.explain(self.height() > theme.px(ROOM_TO_EXPLAIN))

    def _apply_levels(self) -> None:
        for plot in self.plots():
            if plot.spec.key in self._levels:
                plot.set_level(self._levels[plot.spec.key])

    def _refresh(self, plots: Iterable[MetricPlot]) -> None:
        self._stale.update(dict.fromkeys(plots))
        if self._stale and self.isVisible() and not self._beat.isActive():
            self._beat.start()

    def _smooth(self) -> None:
        for plot in self.plots():
            plot.set_smoothing(self._strength())
        self._refresh(self.plots())

    def _strength(self) -> float:
        return self.smoothing.value() / 100

    def _point_others(self, step: int | None) -> None:
        for plot in self.plots():
            if plot is not self.sender():
                plot.point_at(step)

    def _lay_out(self) -> None:
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.GAP)
        inside = QWidget()
        inside.setLayout(self._grid)
        self._strip = QScrollArea()
        self._strip.setWidget(inside)
        self._strip.setWidgetResizable(True)
        self._strip.setFrameShape(QFrame.Shape.NoFrame)
        self._strip.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._strip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        tools = QHBoxLayout(self.smoothing_control)
        tools.setContentsMargins(0, 0, 0, 0)
        tools.addWidget(self._smoothing_label)
        self.smoothing.setFixedHeight(theme.px(24))
        self.smoothing.setMinimumWidth(theme.px(64))
        self.smoothing.setMaximumWidth(theme.px(112))
        tools.addWidget(self.smoothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(self.large, 1)
        column.addWidget(self._strip)

    def minimumSizeHint(self) -> QSize:
        large = self.large.minimumSizeHint()
        return QSize(large.width(), large.height() + theme.GAP + theme.px(SMALL_HEIGHTS[0]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh(())

    def hideEvent(self, event: QHideEvent) -> None:
        self._beat.stop()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _in_sight(plot: MetricPlot) -> bool:
    return plot.isVisible() and not plot.visibleRegion().isEmpty()
