"""One plot of a run's metrics, large or small, in words: title, explanation, key, cursor."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from studio.gui import theme
from studio.gui.curve import Array, Curve, RunCurves
from studio.gui.figures import metric_value, percent_interval
from studio.gui.stage_plots import PlotSpec
from studio.gui.widgets.basic import Caption, Card, Heading
from studio.gui.widgets.curve_key import CurveKey, KeyEntry
from studio.gui.widgets.plot_area import PlotArea, line_look
from studio.metric_texts import metric_texts

_MOVES = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End)
_PRESSES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


def metric_title(name: str) -> str:
    return QCoreApplication.translate("metrics", metric_texts(name)[0])


def metric_explanation(name: str) -> str:
    return QCoreApplication.translate("metrics", metric_texts(name)[1])


class ElidedCaption(Caption):
    """A caption of one line that gives way where there is no room; its tooltip has it all."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(False)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width()
        )
        painter = QPainter(self)
        painter.setPen(QColor(theme.tokens().muted))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, shown)


class MetricPlot(Card):
    """A plot with its title and a cursor (mouse or arrow keys) that reads values off.

    The first run is the one in view; further ones are overlaid, each dashed in its own colour.
    Curves are drawn by `redraw` alone, for whoever keeps the beat (see `PlotBoard`).
    """

    chosen = Signal(str)  # a small plot was clicked, or Enter pressed on it
    pointed = Signal(object)  # the step under the cursor, or None

    def __init__(self, spec: PlotSpec, *, small: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.small = small
        self._runs: tuple[RunCurves, ...] = (RunCurves(),)
        self._smoothing = 0.0
        self._step: int | None = None
        self._own_cursor = False
        self._title = ElidedCaption() if small else Heading()
        self._value = QLabel()
        self._explanation = Caption()
        self._key = CurveKey()
        self._area = PlotArea(small=small)
        self._area.hovered.connect(self._follow_mouse)
        self._area.clicked.connect(self._choose)
        self._lay_out()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self._restyle)
        self.set_spec(spec)
        self._restyle()

    def set_spec(self, spec: PlotSpec) -> None:
        self.spec = spec
        self._area.set_spec(spec)
        self.retranslate()

    def set_runs(self, runs: Sequence[RunCurves]) -> None:
        """Show these runs from the next `redraw` on: the one in view first, then overlays."""
        self._runs = tuple(runs)
        self._point_at(None)

    def set_smoothing(self, strength: float) -> None:
        self._smoothing = strength

    def set_level(self, level: float | None) -> None:
        """Where the line to compare with lies, if not where the spec says."""
        self._area.set_level(level)

    def redraw(self) -> None:
        """Bring the curves and the values up to date."""
        self._area.draw(self._runs, self._smoothing)
        self._tell_values()

    def point_at(self, step: int | None) -> None:
        """Tell the values at a step that another plot points to; None tells the last ones."""
        self._own_cursor = False
        self._area.show_cursor(None)
        self._step = step
        self._tell_values()

    def explain(self, shown: bool) -> None:
        """Whether there is room for explanations; the tooltip always has the main one."""
        self._explanation.setVisible(shown)
        self._area.name_axis(shown)

    def readout(self) -> str:
        """The values as text, as a screen reader gets them."""
        return self._value.text() if self.small else self._key.text()

    def retranslate(self) -> None:
        self._title.setText(metric_title(self.spec.key))
        explanation = metric_explanation(self.spec.key)
        self._explanation.setText(explanation)
        enlarge = "\n" + self.tr("Click to enlarge (Enter).") if self.small else ""
        title = metric_title(self.spec.key) + "\n" if self.small else ""
        self._title.setToolTip(
            title + explanation + enlarge
        )  # over the curves it would be in the way
        self.setAccessibleDescription(explanation)
        names = {
            "chance": self.tr("chance"),
            "budget": self.tr("budget"),
            "demonstrations": self.tr("as good as demonstrations"),
        }
        self._area.set_words(
            level=names.get(self.spec.level_name, ""), bottom="" if self.small else self.tr("Step")
        )
        self._tell_values()

    # Values

    def _tell_values(self) -> None:
        entries = []
        for run_index, run in enumerate(self._runs):
            for metric_index, metric in enumerate(self.spec.metrics):
                if run.curves.get(metric):
                    name = metric_title(metric)
                    name = f"{run.name}: {name}" if run_index else name
                    value = self._value_of(run, metric)
                    entries.append(KeyEntry(name, value, *line_look(run_index, metric_index)))
        self._value.setText(self._value_of(self._runs[0], self.spec.key))
        note = ""
        if not entries:
            note = self.tr("No values yet")
        elif self._step is not None:
            note = self.tr("At step {step}").format(step=self._step)
        self._key.show_entries(entries, note)
        self.setAccessibleName(f"{self._title.text()}: {self.readout()}")

    def _value_of(self, run: RunCurves, metric: str) -> str:
        value = self._number(run.curves.get(metric))
        if value is None:
            return ""
        if self.spec.band and metric == self.spec.key and not self.small:
            low, high = (self._number(run.curves.get(name)) for name in self.spec.band)
            if low is not None and high is not None and math.isfinite(value + low + high):
                return percent_interval(value, low, high)
        return metric_value(metric, value)

    def _number(self, curve: Curve | None) -> float | None:
        if curve is None:
            return None
        return curve.last() if self._step is None else curve.at(self._step)

    # The cursor

    def _point_at(self, step: int | None) -> None:
        self._own_cursor = step is not None
        self._step = step
        self._area.show_cursor(step)
        self._tell_values()
        self.pointed.emit(step)

    def _follow_mouse(self, step: float) -> None:
        steps = self._steps()
        if len(steps):
            self._point_at(int(steps[np.abs(steps - step).argmin()]))

    def _move_cursor(self, key: Qt.Key, steps: Array) -> None:
        last = len(steps) - 1
        here = last if self._step is None else int(np.searchsorted(steps, self._step))
        there = {
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
            Qt.Key.Key_Left: max(here - 1, 0),
            Qt.Key.Key_Right: min(here + 1, last),
        }[key]
        self._point_at(int(steps[there]))

    def _steps(self) -> Array:
        """The steps that the cursor visits: all that have a value."""
        empty = Curve()
        curves = [run.curves.get(m, empty) for run in self._runs for m in self.spec.metrics]
        return np.unique(np.concatenate([curve.steps for curve in curves]))

    def _choose(self) -> None:
        if self.small:
            self.chosen.emit(self.spec.key)

    def leaveEvent(self, event: QEvent) -> None:
        if self._own_cursor:
            self._point_at(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self.small and key in _PRESSES:
            self._choose()
        elif key == Qt.Key.Key_Escape and self._step is not None:
            self._point_at(None)
        elif key in _MOVES and len(steps := self._steps()):
            self._move_cursor(key, steps)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose()

    # Looks

    def _lay_out(self) -> None:
        if self.small:
            self.body.setSpacing(2)
            self.body.setContentsMargins(8, 6, 8, 4)
            row = QHBoxLayout()
            row.addWidget(self._title, 1)
            row.addWidget(self._value)
            self.body.addLayout(row)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            words = QVBoxLayout()
            words.setSpacing(2)
            words.addWidget(self._title)
            words.addWidget(self._explanation)
            self.body.addLayout(words)
            self.body.addWidget(self._key)
        self.body.addWidget(self._area, 1)

    def _restyle(self) -> None:
        self._value.setFont(theme.font(theme.CAPTION_PX, bold=True))
        self._area.restyle()
        self.redraw()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self._own_cursor:
            self._point_at(None)
        self.update()
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.tokens().accent), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 8, 8)
