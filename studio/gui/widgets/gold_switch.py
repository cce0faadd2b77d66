"""Makes the order of the ranking that is shown the known one of its answers, or takes that back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from studio.errors import StudioError
from studio.gui import keys
from studio.gui.context import Context
from studio.gui.saver import Saver
from studio.gui.widgets.notice import Notice
from studio.store.gold import gold_of, remove_gold, set_gold
from studio.store.records import Comparison


class GoldSwitch(QCheckBox):
    """Hidden for anything but a ranking with an order in it."""

    failed = Signal(object)  # StudioError

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._saver = Saver(self)
        self._record: Comparison | None = None
        self.clicked.connect(self._take)
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        self.setText(self.tr("Use this order as gold"))
        self.setAccessibleName(self.tr("Use this order as gold"))
        self.setToolTip(
            self.tr(
                "Deal these answers to other labelers too, and compare their order with this one; "
                "how often is set under Guards for quality in Progress"
            )
        )

    def show_for(self, record: Any) -> None:
        """Follow what is shown; raises `StudioError` when the store cannot be read."""
        ranking = record if isinstance(record, Comparison) and len(record.groups) > 1 else None
        project, self._record = self._context.project, ranking
        self.setVisible(ranking is not None)
        if ranking is not None and project is not None:
            self.setChecked(gold_of(project.store, ranking.set_id) == ranking.groups)

    def use(self, notice: Notice) -> None:
        """As a click; where that cannot be, `notice` says how one comes to it."""
        if self.isVisible() and self.isEnabled():
            self.click()
        elif self.isVisible():
            notice.tell(
                self.tr("Submit your changes first: gold is an order that was submitted."),
                level="info",
            )
        else:
            open_one = self.tr("Open one of yours ({key}) that has an order, and use it there.")
            notice.tell(
                self.tr("Gold is an order that was submitted."),
                open_one.format(key=keys.shown("label.back")),
                level="info",
            )

    def _take(self) -> None:
        project, record = self._context.project, self._record
        if project is None or record is None:
            return
        store, on = project.store, self.isChecked()

        def write() -> None:
            if on:
                set_gold(store, record.set_id, record.groups)
            else:
                remove_gold(store, record.set_id)

        def tell(_: object) -> None:
            self._context.message.emit(self.tr("Others are dealt these answers too.") if on else "")

        def refused(error: StudioError) -> None:
            if self._record is record:
                self.setChecked(not on)
            self.failed.emit(error)

        self._saver.save(write, tell, refused)
