"""What a run has to say beside its figures, in words: alarms, and why it failed."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.gui import theme
from studio.gui.widgets.notice import Notice, notice_words, words_for
from studio.jobs import events

MOST_SHOWN = 3


class AlarmStack(QWidget):
    """The last few notices, the newest on top; one code appears once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: list[tuple[events.Notice | events.Failed, Notice]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.GAP)
        self.hide()

    def show_event(self, event: events.Notice | events.Failed) -> None:
        """Put what a run told on top."""
        for old, widget in list(self.shown):
            if old.code == event.code:
                self._remove(old, widget)
        while len(self.shown) >= MOST_SHOWN:
            self._remove(*self.shown[-1])
        widget = Notice()
        self.shown.insert(0, (event, widget))
        self._column.insertWidget(0, widget)
        self.show()
        self._word(event, widget)
        widget.closed.connect(self._forget_closed)

    def clear(self) -> None:
        for event, widget in list(self.shown):
            self._remove(event, widget)
        self.hide()

    def retranslate(self) -> None:
        for event, widget in self.shown:
            self._word(event, widget)

    def _word(self, event: events.Notice | events.Failed, widget: Notice) -> None:
        if isinstance(event, events.Failed):
            message, hint = words_for(event.code, event.details)
            widget.tell(message, hint, level="error", details=event.traceback)
        else:
            widget.tell(notice_words(event), level=event.level)

    def _remove(self, event: events.Notice | events.Failed, widget: Notice) -> None:
        self.shown.remove((event, widget))
        self._column.removeWidget(widget)
        widget.hide()
        widget.deleteLater()

    def _forget_closed(self) -> None:
        for event, widget in list(self.shown):
            if widget.isHidden():
                self._remove(event, widget)
        self.setVisible(bool(self.shown))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
