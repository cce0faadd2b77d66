"""Labels, buttons and frames with the studio's look."""

from __future__ import annotations

import html

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QShortcut,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from studio.gui import keys, theme
from studio.gui.icons import icon

ICON_PX = 16  # at 100 %


class Title(QLabel):
    """The name of a screen."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("role", "title")


class Heading(QLabel):
    """The name of a part of a screen."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("role", "heading")


class Caption(QLabel):
    """A quiet explanation; it wraps."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("role", "caption")
        self.setWordWrap(True)


class ReadingLabel(QLabel):
    """Plain text for reading, well set; it wraps, can be selected, and keeps line breaks."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plain = ""
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        theme.changed.connect(self._take_font)
        self._take_font()
        self.set_plain(text)

    def set_plain(self, text: str) -> None:
        """Show `text` as it is: nothing in it is taken for markup."""
        self._plain = text
        lines = html.escape(text).replace("\n", "<br>")
        height = round(line_height_percent(self.font()))
        # Spaces at line starts and in rows survive; everything still wraps.
        style = f"margin:0; line-height:{height}%; white-space:pre-wrap"
        self.setText(f'<p style="{style}">{lines}</p>')
        self.setAccessibleName(text)

    def plain(self) -> str:
        return self._plain

    def _take_font(self) -> None:
        self.setFont(theme.reading_font())


def line_height_percent(font: QFont) -> float:
    """Reading text's line height for a font, in percent of the height it has by itself."""
    return 100 * theme.LINE_HEIGHT * font.pixelSize() / QFontMetricsF(font).height()


def set_line_height(document: QTextDocument) -> None:
    """Give an editor's whole text the line height of reading text."""
    spaced = QTextBlockFormat()
    spaced.setLineHeight(
        line_height_percent(document.defaultFont()),
        QTextBlockFormat.LineHeightTypes.ProportionalHeight.value,
    )
    cursor = QTextCursor(document)
    cursor.select(QTextCursor.SelectionType.Document)
    cursor.mergeBlockFormat(spaced)


def key_text(key: str) -> str:
    """A key as this platform and language write it, `Ctrl+Enter` or `Strg+Enter`."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


class KeyButton(QPushButton):
    """A button that also listens to a key and tells it in its tooltip.

    The key is that of a `command`, whichever it is at the moment, or always the same `key`.
    """

    def __init__(
        self, text: str = "", key: str = "", parent: QWidget | None = None, *, command: str = ""
    ) -> None:
        super().__init__(parent)
        self._key, self._command = key, command
        self._text = self._tip = ""
        for twin in keys.twins(key):
            QShortcut(QKeySequence(twin), self).activated.connect(self.click)
        if command:
            keys.listen(self, command, self.click)
            keys.changed.connect(self._say)
        self.set_text(text)

    @property
    def key(self) -> str:
        """The key that is shown."""
        return keys.first(self._command) if self._command else self._key

    def set_text(self, text: str, tip: str = "") -> None:
        """Set what the button says, and optionally a longer explanation for the tooltip."""
        self._text, self._tip = text, tip
        self._say()

    def _say(self) -> None:
        self.setText(self._shown(self._text))
        self.setAccessibleName(self._text)
        self.setToolTip(_with_key(self._tip or self._text, self.key))

    def _shown(self, text: str) -> str:
        return text


class PrimaryButton(KeyButton):
    """The one accented button of a screen, with its key shown."""

    def __init__(
        self, text: str = "", key: str = "", parent: QWidget | None = None, *, command: str = ""
    ) -> None:
        super().__init__(text, key, parent, command=command)
        self.setProperty("role", "primary")

    def _shown(self, text: str) -> str:
        return f"{text}   {key_text(self.key)}" if self.key and text else text


class QuietButton(KeyButton):
    """A button without a frame, for side actions."""

    def __init__(
        self, text: str = "", key: str = "", parent: QWidget | None = None, *, command: str = ""
    ) -> None:
        super().__init__(text, key, parent, command=command)
        self.setProperty("role", "quiet")


class IconButton(QToolButton):
    """A button that shows only an icon; its text is read out and shown as a tooltip.

    The tooltip tells a key, of a `command` or a fixed one; others listen to it.
    """

    def __init__(
        self,
        icon_name: str,
        text: str = "",
        key: str = "",
        parent: QWidget | None = None,
        *,
        command: str = "",
    ) -> None:
        super().__init__(parent)
        self.key, self.command = key, command
        if command:
            keys.changed.connect(self._tell_key)
        self.setIcon(icon(icon_name))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_text(text)
        theme.changed.connect(self._take_size)
        self._take_size()

    def set_text(self, text: str) -> None:
        self.setAccessibleName(text)
        self._tell_key()

    def _tell_key(self) -> None:
        key = keys.first(self.command) if self.command else self.key
        self.setToolTip(_with_key(self.accessibleName(), key))

    def _take_size(self) -> None:
        self.setIconSize(QSize(theme.px(ICON_PX), theme.px(ICON_PX)))


class Card(QFrame):
    """A framed surface; put things into `body`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.body = QVBoxLayout(self)
        padding = theme.CARD_PADDING
        self.body.setContentsMargins(padding, padding, padding, padding)
        self.body.setSpacing(theme.GAP)


class Mark(QWidget):
    """An icon beside a text, `size` px large; painted anew in the colours of the moment."""

    def __init__(
        self, name: str = "", token: str = "muted", size: int = 20, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._size = size
        self.show_icon(name, token)

    def show_icon(self, name: str, token: str = "muted") -> None:
        self._icon = icon(name, token) if name else None
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self._size), theme.px(self._size))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._icon is None:
            return
        side = theme.px(self._size)
        painter = QPainter(self)
        self._icon.paint(painter, 0, (self.height() - side) // 2, side, side)
        painter.end()


class Line(QFrame):
    """A thin separator, horizontal unless told otherwise."""

    def __init__(self, parent: QWidget | None = None, *, vertical: bool = False) -> None:
        super().__init__(parent)
        self.setProperty("role", "line")
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)


def _with_key(text: str, key: str) -> str:
    return f"{text} ({key_text(key)})" if key and text else text
