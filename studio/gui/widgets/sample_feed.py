"""What the model says while it trains: samples with their rewards, the newest on top."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from studio.gui import theme
from studio.gui.figures import fixed
from studio.gui.widgets.basic import Caption, Heading
from studio.gui.widgets.plain_text import first_line
from studio.gui.widgets.text_block import TextBlock

MOST_SAMPLES = 200
FOLDED_LINES, MOST_LINES = 4, 200
READING_PX = 15
TICK_MS = 100
A_TICK = 12  # samples that are shown in one tick at most, so that a burst cannot stall the window
SAMPLE = Qt.ItemDataRole.UserRole

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, eq=False)
class Sample:
    """A response seen during a run; `reward` is r_k where a reward model scored it."""

    step: int
    prompt: str
    response: str
    reward: float | None = None


def reward_text(reward: float) -> str:
    return QCoreApplication.translate("SampleFeed", "r {reward}").format(reward=fixed(reward))


class SampleModel(QAbstractListModel):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._samples: list[Sample] = []  # newest first
        self.opened: set[Sample] = set()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._samples)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        sample = self._samples[index.row()]
        if role == SAMPLE:
            return sample
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            reward = "" if sample.reward is None else reward_text(sample.reward)
            return f"{sample.prompt}\n{sample.response}\n{reward}".rstrip()
        return None

    def put_on_top(self, samples: Sequence[Sample]) -> None:
        """Add samples, given oldest first; the oldest rows make room."""
        self.beginInsertRows(QModelIndex(), 0, len(samples) - 1)
        self._samples[:0] = reversed(samples)
        self.endInsertRows()
        if len(self._samples) > MOST_SAMPLES:
            self.beginRemoveRows(QModelIndex(), MOST_SAMPLES, len(self._samples) - 1)
            self.opened -= set(self._samples[MOST_SAMPLES:])
            del self._samples[MOST_SAMPLES:]
            self.endRemoveRows()

    def replace(self, samples: Sequence[Sample]) -> None:
        self.beginResetModel()
        self._samples = list(reversed(samples))[:MOST_SAMPLES]
        self.opened.clear()
        self.endResetModel()

    def toggle(self, index: Index) -> None:
        self.opened ^= {index.data(SAMPLE)}
        self.dataChanged.emit(index, index)


class SampleDelegate(QStyledItemDelegate):
    """Paints the prompt small, the response for reading, the reward beside them."""

    def __init__(self, view: QListView, model: SampleModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model
        self._blocks: dict[tuple[Sample, bool], tuple[TextBlock, TextBlock]] = {}
        self._width = 0
        theme.changed.connect(self._blocks.clear)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        prompt, response = self._laid_out(index.data(SAMPLE))
        height = prompt.height + response.height + 2 * theme.GAP + self._head_height() + 6
        return QSize(0, round(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        sample: Sample = index.data(SAMPLE)
        colors = theme.tokens()
        painter.save()
        place: QRect = option.rect
        state = option.state
        if state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            painter.fillRect(place, QColor(colors.selection))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(place, QColor(colors.hover))
        painter.setPen(QColor(colors.line))
        painter.drawLine(place.bottomLeft(), place.bottomRight())
        prompt, response = self._laid_out(sample)
        inside = place.adjusted(theme.GAP, theme.GAP, -theme.GAP, 0)
        self._paint_head(painter, inside, sample, more=response.cut)
        painter.setPen(QColor(colors.muted))
        corner = QPointF(inside.left(), inside.top() + self._head_height())
        prompt.draw(painter, corner)
        painter.setPen(QColor(colors.text))
        response.draw(painter, corner + QPointF(0, prompt.height + 4))
        painter.restore()

    def _paint_head(self, painter: QPainter, inside: QRect, sample: Sample, more: bool) -> None:
        line = QRectF(inside.left(), inside.top(), inside.width(), self._head_height())
        painter.setFont(theme.caption_font())
        painter.setPen(QColor(theme.tokens().muted))
        words = self.tr("Step {step}").format(step=sample.step)
        if more:
            words += "  ·  " + self.tr("more")
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, words)
        if sample.reward is not None:
            painter.setFont(theme.font(bold=True))
            painter.setPen(QColor(theme.tokens().text))
            side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(line, side, reward_text(sample.reward))

    def _head_height(self) -> int:
        return QFontMetrics(theme.font(bold=True)).height() + 2

    def _laid_out(self, sample: Sample) -> tuple[TextBlock, TextBlock]:
        width = self._view.viewport().width() - 2 * theme.GAP
        if width != self._width or len(self._blocks) > 2 * MOST_SAMPLES:
            self._blocks.clear()
            self._width = width
        opened = sample in self._model.opened
        if (sample, opened) not in self._blocks:
            small = theme.caption_font()
            prompt = sample.prompt
            if not opened:
                line = first_line(prompt, 200)
                prompt = QFontMetrics(small).elidedText(line, Qt.TextElideMode.ElideRight, width)
            lines = MOST_LINES if opened else FOLDED_LINES
            self._blocks[sample, opened] = (
                TextBlock(prompt, small, width, MOST_LINES),
                TextBlock(sample.response, theme.reading_font(READING_PX), width, lines),
            )
        return self._blocks[sample, opened]


class SampleList(QListView):
    """Rows open and fold by a click, Enter or Space; the copy key copies the current one."""

    def __init__(self, model: SampleModel) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        self.setItemDelegate(SampleDelegate(self, model))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(24)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        opening = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if index.isValid() and event.key() in opening:
            self._model.toggle(index)
        elif index.isValid() and event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(index.data())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self._model.toggle(index)


class SampleFeed(QWidget):
    """A heading and the list; samples that come while it is hidden wait until it is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = SampleModel(self)
        self.view = SampleList(self.model)
        self._title = Heading()
        self._empty = Caption()
        self._stage = "sft"
        self._waiting: deque[Sample] = deque(maxlen=MOST_SAMPLES)
        self._beat = QTimer(self, interval=TICK_MS)
        self._beat.timeout.connect(self.show_waiting)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(self._title)
        column.addWidget(self._empty)
        column.addWidget(self.view, 1)
        column.addStretch()  # for when there is nothing to view
        self.retranslate()
        self._show_emptiness()

    def set_stage(self, stage: str) -> None:
        """Whose samples these are, or would be."""
        self._stage = stage
        self.retranslate()

    def add(self, sample: Sample) -> None:
        """A new sample; it appears with the next tick."""
        self._waiting.append(sample)
        if self.isVisible():
            self._beat.start()

    def show_samples(self, samples: Sequence[Sample]) -> None:
        """Show these instead, given oldest first."""
        self._waiting.clear()
        self.model.replace(samples)
        self.view.scrollToTop()
        self._show_emptiness()

    def show_waiting(self) -> None:
        """Put some waiting samples on top; what one reads stays where it is."""
        some = [self._waiting.popleft() for _ in range(min(A_TICK, len(self._waiting)))]
        if some:
            reading = self.view.indexAt(QPoint(theme.GAP, theme.GAP))
            scrolled = self.view.verticalScrollBar().value() > 0
            self.model.put_on_top(some)
            if scrolled and reading.isValid():
                anchor = self.model.index(reading.row() + len(some))
                self.view.scrollTo(anchor, QListView.ScrollHint.PositionAtTop)
            self._show_emptiness()
        if not self._waiting:
            self._beat.stop()

    def retranslate(self) -> None:
        self._title.setText(self.tr("Samples"))
        if self._stage == "reward":
            said = self.tr("A reward model says nothing; its scores stand beside PPO's samples.")
        else:
            said = self.tr("What the model says appears here while it trains, the newest on top.")
        self._empty.setText(said)
        self.view.setAccessibleName(self.tr("Samples, the newest on top"))
        self.view.setToolTip(
            self.tr("r is the reward model's score r_k. A click (Enter) shows the full text.")
        )
        self.view.viewport().update()

    def _show_emptiness(self) -> None:
        nothing = self.model.rowCount() == 0
        self._empty.setVisible(nothing)
        self.view.setVisible(not nothing)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._waiting:
            self._beat.start()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
