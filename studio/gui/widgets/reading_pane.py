"""One answer at a time, in full and large; alone, or with its differences from another one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.gui import keys, theme
from studio.gui.actions import RANKS
from studio.gui.widgets.basic import Caption, Card, Heading, IconButton, QuietButton
from studio.gui.widgets.page_bar import PageBar
from studio.gui.widgets.reading_text import ReadingText
from studio.word_differences import word_differences

READING_SIZE = 18
COMMANDS = (
    *("rank.read_previous", "rank.read_next", "rank.read"),
    *(f"rank.compare_{number}" for number in range(1, RANKS + 1)),
)


class ReadingPane(Card):
    """Goes through texts by key or button; the key that opened it, or Esc, closes it.

    A key, D by default, shows which words were removed from another answer, and which added, to get
    this one: from the one above, or from the one whose digit is pressed.
    """

    closed = Signal(int)  # the index of the text that was read last

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts: list[tuple[str, str]] = []
        self._at = 0
        self._other: int | None = None  # the index of the text that was chosen to compare with
        self._name = Heading()
        self._previous = IconButton("chevron-left", command="rank.read_previous")
        self._next = IconButton("chevron-right", command="rank.read_next")
        self.differences = QuietButton(command="rank.differences")
        self.differences.setCheckable(True)
        self.differences.toggled.connect(self._show_text)
        self._close = QuietButton()
        self.legend = Caption()
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.text = ReadingText(READING_SIZE, margin=theme.GAP)
        self.pages = PageBar(self.text)
        self._previous.clicked.connect(self.show_previous)
        self._next.clicked.connect(self.show_next)
        self._close.clicked.connect(self.close_pane)
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(self._name)
        row.addStretch(1)
        buttons = (self.differences, self._previous, self._next, self._close)
        for button in buttons:
            row.addWidget(button)
        self.body.addLayout(row)
        self.body.addWidget(self.legend)
        self.body.addWidget(self.text, 1)
        self.body.addWidget(self.pages)
        self._buttons = (*buttons, self.pages.back, self.pages.on)
        for widget in (self, self.text, *self._buttons):
            widget.installEventFilter(self)
        self.setFocusProxy(self.text)
        theme.changed.connect(self._tell_differences)
        self.retranslate()

    def retranslate(self) -> None:
        self._previous.set_text(self.tr("Previous answer"))
        self._next.set_text(self.tr("Next answer"))
        tip = self.tr("Back to the ranking ({key} or Esc)").format(key=keys.shown("rank.read"))
        self._close.set_text(self.tr("Close"), tip)
        self.differences.set_text(
            self.tr("Differences"),
            self.tr(
                "Mark the words that another answer lacks or has; {digits} choose the other"
            ).format(digits=keys.span("rank.compare_", RANKS)),
        )
        self.text.setAccessibleName(self.tr("The answer in full"))
        self._tell_differences()

    def read(self, texts: Sequence[tuple[str, str]], at: int) -> None:
        """Show the text at index `at` of (name, text) pairs, alone at first."""
        self._texts, self._at = list(texts), at
        self._other = None
        self.differences.setEnabled(len(texts) > 1)
        self.differences.setChecked(False)
        self._show(at)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def keys(self) -> list[tuple[str, str]]:
        """For the cheat sheet, what is not told by the commands of reading."""
        return [
            (
                keys.span("rank.compare_", RANKS),
                self.tr("Show the differences from that answer"),
            ),
            ("Esc", self.tr("Back to the ranking")),
        ]

    def show_previous(self) -> None:
        self._show(max(0, self._at - 1))

    def show_next(self) -> None:
        self._show(min(len(self._texts) - 1, self._at + 1))

    def compare_with(self, other: int) -> None:
        """Show the differences from the text at index `other`, if it is there and another one."""
        if 0 <= other < len(self._texts) and other != self._at:
            self._other = other
            if self.differences.isChecked():
                self._show_text()
            else:
                self.differences.setChecked(True)

    @property
    def compared_with(self) -> int | None:
        """The index of the text whose differences are shown; by default of the one above."""
        if not self.differences.isChecked() or len(self._texts) < 2:
            return None
        if self._other is not None and self._other != self._at:
            return self._other
        return self._at - 1 if self._at else 1

    def close_pane(self) -> None:
        self.closed.emit(self._at)

    def _show(self, at: int) -> None:
        self._at = at
        self._previous.setEnabled(at > 0)
        self._next.setEnabled(at + 1 < len(self._texts))
        self._show_text()

    def _show_text(self) -> None:
        if not self._texts:
            return
        name, text = self._texts[self._at]
        self._name.setText(name)
        self.text.setAccessibleDescription(name)
        other = self.compared_with
        if other is None:
            self.text.show_text(text)
        else:
            self.text.show_pieces(word_differences(self._texts[other][1], text))
        self._tell_differences()

    def _tell_differences(self) -> None:
        """Name the other answer, and what the marks mean, in the marks themselves."""
        other = self.compared_with
        self.legend.setVisible(other is not None)
        if other is None:
            return
        colors = theme.tokens()
        here, there = self.tr("only here"), self.tr("only there")
        here = f'<span style="color:{colors.good_mark}"><u>{here}</u></span>'
        there = f'<span style="color:{colors.error_mark}"><s>{there}</s></span>'
        said = self.tr("Compared with: {digit} – {name}").format(
            digit=other + 1, name=self._texts[other][0]
        )
        self.legend.setText(f"{said} &nbsp; · &nbsp; {here} &nbsp; · &nbsp; {there}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            command = keys.meant(keys.pressed(event), COMMANDS)
            on_button = watched in self._buttons
            if command == "rank.read_previous":
                self.show_previous()
            elif command == "rank.read_next":
                self.show_next()
            elif command.startswith("rank.compare_"):
                self.compare_with(int(command.removeprefix("rank.compare_")) - 1)
            elif event.key() == Qt.Key.Key_Escape or (command == "rank.read" and not on_button):
                self.close_pane()
            else:
                return super().eventFilter(watched, event)
            return True
        return super().eventFilter(watched, event)
