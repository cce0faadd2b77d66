"""A button that shows a command's key, and takes the next key that is pressed for it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from studio.gui import keys
from studio.gui.actions import command, text_of
from studio.gui.widgets.basic import key_text
from studio.gui.widgets.notice import announce


class KeyRecorder(QPushButton):
    """Pressed, it waits for a key: any but Esc, which leaves all as it was."""

    began = Signal()
    pressed_key = Signal(str, str)  # command id, key
    ended = Signal()  # without a key

    def __init__(self, command_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.command_id = command_id
        self.waiting = False
        self.clicked.connect(self._begin)
        self.retranslate()

    def retranslate(self) -> None:
        shown = " / ".join(map(key_text, keys.of(self.command_id))) or self.tr("no key")
        self.setText(self.tr("Press a key …") if self.waiting else shown)
        name = text_of(command(self.command_id))
        self.setAccessibleName(self.tr("{command}: {key}").format(command=name, key=shown))
        self.setToolTip(self.tr("Press it, then the new key. Esc leaves it as it is."))

    def _begin(self) -> None:
        self.waiting = True
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.retranslate()
        self.began.emit()
        announce(self, self.tr("Press the new key. Esc leaves it as it is."))

    def _end(self) -> None:
        self.waiting = False
        self.retranslate()

    def event(self, event: QEvent) -> bool:
        if self.waiting and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # no command takes it meanwhile
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._take(event)
            return True
        return super().event(event)

    def _take(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._end()
            self.ended.emit()
        elif key := keys.pressed(event):
            self._end()
            self.pressed_key.emit(self.command_id, key)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self.waiting:
            self._end()
            self.ended.emit()
        super().focusOutEvent(event)
