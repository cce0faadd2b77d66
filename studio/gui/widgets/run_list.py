"""The runs of a stage, newest first: one is in view, others can be laid over it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QStandardItem,
    QStandardItemModel,
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
from studio.gui.figures import headline, when
from studio.gui.stage_names import stage_name
from studio.gui.widgets.basic import Caption, Heading
from studio.gui.widgets.sample_feed import Index
from studio.store.records import Run

MOST_OVERLAYS = 4  # as many as there are colours left in a plot
RUN = Qt.ItemDataRole.UserRole
_CHECK = 30  # px at 100 %, of the check mark with its gap


def run_name(run: Run) -> str:
    """SFT 3: the stage and the number of the run."""
    return f"{stage_name(run.stage)} {run.id}"


def status_text(status: str) -> str:
    translate = QCoreApplication.translate
    return {
        "running": translate("runs", "running"),
        "finished": translate("runs", "finished"),
        "stopped": translate("runs", "stopped"),
        "failed": translate("runs", "failed"),
        "interrupted": translate("runs", "interrupted"),
    }.get(status, status)


class RunDelegate(QStyledItemDelegate):
    """Two lines: name and figure; when and how it ended. The check mark is the style's.

    The run in view looks selected and has no check mark: it cannot be laid over itself.
    """

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        self.in_view: int | None = None  # a run's id

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, 2 * QFontMetrics(theme.font(bold=True)).height() + 14)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.text = ""
        option.state &= ~QStyle.StateFlag.State_HasFocus
        if index.data(RUN).id == self.in_view:
            option.features &= ~QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
            option.state |= QStyle.StateFlag.State_Selected

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)  # the row, its state and the check mark
        run: Run = index.data(RUN)
        colors = theme.tokens()
        painter.save()
        place: QRect = option.rect
        inside = place.adjusted(theme.px(_CHECK) + theme.GAP, 5, -theme.GAP, -5)
        half = inside.height() // 2
        upper = QRect(inside.left(), inside.top(), inside.width(), half)
        lower = upper.translated(0, half)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(colors.text))
        painter.setFont(theme.font(bold=True))
        painter.drawText(upper, left | middle, run_name(run))
        painter.setFont(theme.font())
        painter.drawText(upper, right | middle, headline(run.stage, run.summary))
        painter.setFont(theme.caption_font())
        failed = run.status in ("failed", "interrupted")
        painter.setPen(QColor(colors.error_mark if failed else colors.muted))
        painter.drawText(lower, right | middle, status_text(run.status))
        painter.setPen(QColor(colors.muted))
        painter.drawText(lower, left | middle, when(run.started_at))
        if index == self._view.currentIndex() and self._view.hasFocus():
            painter.setPen(QColor(colors.accent))
            painter.drawRoundedRect(place.adjusted(1, 1, -2, -2), 4, 4)
        painter.restore()


class RunRows(QListView):
    """Remembers where it was pressed."""

    pressed_x = 0.0

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed_x = event.position().x()
        super().mousePressEvent(event)


class RunList(QWidget):
    """A heading and the list. A click or Enter brings a run into view, Space lays one over it."""

    chosen = Signal(object)  # Run
    overlays_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = QStandardItemModel(self)
        self.model.itemChanged.connect(self._take_check)
        self.view = RunRows()
        self.view.setModel(self.model)
        self._delegate = RunDelegate(self.view)
        self.view.setItemDelegate(self._delegate)
        self.view.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.clicked.connect(self._take_click)
        self.view.activated.connect(self._take_choice)
        self._title = Heading()
        self._hint = Caption()
        self._filling = False  # changes are the program's, not the person's
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(self._title)
        column.addWidget(self._hint)
        column.addWidget(self.view, 1)
        column.addStretch()  # for when there is nothing to view
        theme.changed.connect(self.view.doItemsLayout)
        self.retranslate()

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Show these runs; the one in view and the overlays stay as they are where they can."""
        checked = {run.id for run in self.overlays()}
        focused = self.view.currentIndex().row()
        self._filling = True
        self.model.clear()
        for run in runs:
            item = QStandardItem()
            item.setData(run, RUN)
            item.setText(self._spoken(run))
            item.setCheckable(True)
            item.setCheckState(
                Qt.CheckState.Checked if run.id in checked else Qt.CheckState.Unchecked
            )
            self.model.appendRow(item)
        self._filling = False
        self.view.setCurrentIndex(self.model.index(max(0, focused), 0))
        self._show_emptiness()

    def choose(self, run_id: int | None) -> None:
        """Make a run the one in view; with None none is."""
        self._delegate.in_view = run_id
        for row in range(self.model.rowCount()):
            if self.model.item(row).data(RUN).id == run_id:
                self.view.setCurrentIndex(self.model.index(row, 0))
        self.view.viewport().update()

    def current(self) -> Run | None:
        """The run in view."""
        return next((run for run in self._runs() if run.id == self._delegate.in_view), None)

    def overlays(self) -> list[Run]:
        """The checked runs but the one in view, newest first."""
        items = [self.model.item(row) for row in range(self.model.rowCount())]
        checked = [item.data(RUN) for item in items if item.checkState() == Qt.CheckState.Checked]
        return [run for run in checked if run.id != self._delegate.in_view]

    def _runs(self) -> list[Run]:
        return [self.model.item(row).data(RUN) for row in range(self.model.rowCount())]

    def retranslate(self) -> None:
        self._title.setText(self.tr("Runs"))
        self.view.setAccessibleName(self.tr("Runs of this stage, newest first"))
        self.view.setToolTip(
            self.tr(
                "A click (Enter) brings a run into view; a check (Space) lays it over that one."
            )
        )
        self._filling = True
        for row in range(self.model.rowCount()):
            item = self.model.item(row)
            item.setText(self._spoken(item.data(RUN)))
        self._filling = False
        self._show_emptiness()

    def _spoken(self, run: Run) -> str:
        told = (
            run_name(run),
            when(run.started_at),
            status_text(run.status),
            headline(run.stage, run.summary),
        )
        return ", ".join(part for part in told if part)

    def _take_check(self, item: QStandardItem) -> None:
        if self._filling:
            return
        if len(self.overlays()) > MOST_OVERLAYS:
            item.setCheckState(Qt.CheckState.Unchecked)
            return
        self.overlays_changed.emit()

    def _take_click(self, index: Index) -> None:
        """A click beside the check mark; one on the mark has changed it already."""
        if self.view.pressed_x - self.view.visualRect(index).left() > theme.px(_CHECK):
            self._take_choice(index)

    def _take_choice(self, index: Index) -> None:
        run: Run = index.data(RUN)
        self.choose(run.id)
        self.chosen.emit(run)

    def _show_emptiness(self) -> None:
        nothing = self.model.rowCount() == 0
        self.view.setVisible(not nothing)
        self._hint.setText(
            self.tr("No run of this stage yet.")
            if nothing
            else self.tr("Check a run to lay its curves over the one in view.")
        )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
