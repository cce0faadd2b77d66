"""How many sets of answers wait for a labeler, counted aside so that nobody waits for it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QLocale, Signal
from PySide6.QtWidgets import QWidget

from studio.gui.reader import Reader
from studio.gui.widgets.basic import Caption
from studio.store.engine import Store
from studio.store.labels import count_waiting_sets

MOST_COUNTED = 1000  # a large store has millions


class WaitingCount(Caption):
    counted = Signal(int)  # at most one more than `MOST_COUNTED`

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setWordWrap(False)
        self._reader = Reader(self)
        self._waiting: int | None = None

    def count(self, store: Store, labeler_id: int, language: str | None) -> None:
        most = MOST_COUNTED + 1
        self._reader.ask(
            partial(count_waiting_sets, store, labeler_id, language, most=most), self._take
        )

    def _take(self, waiting: int) -> None:
        self._waiting = waiting
        self._show()
        self.counted.emit(waiting)

    def _show(self) -> None:
        if self._waiting is None:
            return
        if self._waiting > MOST_COUNTED:
            many = QLocale().toString(MOST_COUNTED)
            self.setText(self.tr("over {n} waiting").format(n=many))
        else:
            self.setText(self.tr("%Ln waiting", "sets of answers to rank", self._waiting))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)
