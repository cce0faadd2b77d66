"""What did not work, said in place with its remedy; and places that have nothing to show yet."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from studio.errors import StudioError
from studio.gui import theme
from studio.gui.icons import icon
from studio.gui.widgets.basic import Caption, Heading, IconButton, Mark, PrimaryButton, QuietButton
from studio.jobs import events
from studio.wording import ERRORS, NOTICES, shortened

_MARKS = {"info": "accent", "warning": "warning_mark", "error": "error_mark"}


def error_words(error: BaseException) -> tuple[str, str]:
    """(what is wrong, what to do), in the window's language; of what nobody foresaw its kind."""
    if isinstance(error, StudioError):
        return words_for(error.code, error.details)
    return words_for("unexpected", {"reason": f"{type(error).__name__}: {error}"})


def words_for(code: str, details: object) -> tuple[str, str]:
    """As `error_words`, from a code and its details as the event `Failed` carries them."""
    message, hint = ERRORS.get(code, ERRORS["unexpected"])
    filled = {"reason": code, **shortened(dict(details))}  # type: ignore[call-overload]
    translate = QCoreApplication.translate
    return (
        translate("errors", message).format_map(filled),
        translate("errors", hint).format_map(filled),
    )


def notice_words(event: events.Notice) -> str:
    """What a job tells, in the window's language."""
    text = QCoreApplication.translate("errors", NOTICES.get(event.code, event.code))
    return text.format_map(dict(event.details))


class Notice(QFrame):
    """An inline notice: an icon, what is the matter, what to do, and a button that does it.

    Hidden until `tell` is called. `level` is info, warning or error. With `details` a button
    copies them to the clipboard.
    """

    acted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self._details = ""
        self._mark = Mark()
        self._message = Heading()
        self._hint = QLabel()
        for label in (self._message, self._hint):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.action = QPushButton()
        self.action.clicked.connect(self.acted)
        self._copy = QuietButton()
        self._copy.setIcon(icon("copy"))
        self._copy.clicked.connect(self._copy_details)
        self._close = IconButton("close")
        self._close.clicked.connect(self.dismiss)

        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._message)
        words.addWidget(self._hint)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.WIDE_GAP, 12, 8, 12)
        row.setSpacing(12)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        for button in (self._copy, self.action, self._close):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        self._copy.set_text(self.tr("Copy details"))
        self._close.set_text(self.tr("Close this notice"))

    def tell(
        self,
        message: str,
        hint: str = "",
        *,
        level: str = "warning",
        action: str = "",
        details: str = "",
    ) -> None:
        """Show a notice; `action` names the button that emits `acted`."""
        self._details = details
        self._message.setText(message)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.action.setText(action)
        self.action.setAccessibleName(action)
        self.action.setToolTip(action)
        self.action.setVisible(bool(action))
        self._copy.setVisible(bool(details))
        self._mark.show_icon(level, _MARKS[level])
        self.setProperty("level", level)
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()
        announce(self, f"{message} {hint}")

    def tell_error(self, error: BaseException, *, action: str = "") -> None:
        """Show in words what the core reported, or what nobody foresaw."""
        message, hint = error_words(error)
        self.tell(message, hint, level="error", action=action)

    def message(self) -> str:
        return self._message.text()

    def hint(self) -> str:
        return self._hint.text()

    def details(self) -> str:
        return self._details

    def dismiss(self) -> None:
        self.hide()
        self.closed.emit()

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self._details)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class EmptyState(QWidget):
    """What a place is for, in one sentence, and the next step as a button."""

    acted = Signal()

    def __init__(
        self,
        title: str = "",
        sentence: str = "",
        button: str = "",
        parent: QWidget | None = None,
        *,
        key: str = "",
        command: str = "",
    ) -> None:
        super().__init__(parent)
        self._title = Heading()
        self._title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._sentence = Caption()
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._sentence.setFixedWidth(theme.px(420))
        self.button = PrimaryButton(key=key, command=command)
        self.button.clicked.connect(self.acted)
        column = QVBoxLayout(self)
        column.setSpacing(theme.GAP)
        column.addStretch(2)
        column.addWidget(self._title, 0, Qt.AlignmentFlag.AlignHCenter)
        sentence_row = QHBoxLayout()  # an alignment would cut what wraps
        sentence_row.addStretch(1)
        sentence_row.addWidget(self._sentence)
        sentence_row.addStretch(1)
        column.addLayout(sentence_row)
        column.addSpacing(theme.GAP)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.set_texts(title, sentence, button)

    def set_texts(self, title: str, sentence: str, button: str = "") -> None:
        """Set the words; without `button` there is none."""
        self._title.setText(title)
        self._sentence.setText(sentence)
        self.button.set_text(button)
        self.button.setVisible(bool(button))


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say `text`."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
