"""One answer with a thumb up or down."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from studio.gui import keys
from studio.gui.icons import icon
from studio.gui.theme import px
from studio.gui.widgets.answer_card import AnswerCard
from studio.gui.widgets.answer_text import AnswerText
from studio.gui.widgets.basic import Caption

PADDING = 14  # px at 100 %
LETTER = 26  # px at 100 %
BUTTON_HEIGHT = 34  # px at 100 %
LINES = 10
UP, DOWN = "up", "down"


class ThumbRow(AnswerCard):
    """The buttons say what one thinks; which of them is down is told from outside."""

    judged = Signal(int, str)  # response id, UP or DOWN

    def __init__(self, response_id: int, letter: str, text: str, parent: QWidget) -> None:
        super().__init__(response_id, letter, text, parent)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.name = Caption(letter, self)
        self.text = AnswerText(text, LINES, self)
        self.text.reformatted.connect(self.updateGeometry)
        self.thumbs = {UP: QPushButton(self), DOWN: QPushButton(self)}
        for thumb, button in self.thumbs.items():
            button.setIcon(icon(f"thumb-{thumb}"))
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(
                lambda _=False, thumb=thumb: self.judged.emit(self.response_id, thumb)
            )
        # Not fixed: that would hold it to the height of its old width.
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.tell("")

    def tell(self, thumb: str) -> None:
        """Show what has been said: UP, DOWN or nothing."""
        words = {UP: self.tr("Good"), DOWN: self.tr("Bad")}
        commands = {UP: "rank.good", DOWN: "rank.bad"}
        for name, button in self.thumbs.items():
            button.setText(words[name])
            said = self.tr("Answer {letter}: {words}")
            button.setAccessibleName(said.format(letter=self.letter, words=words[name]))
            button.setToolTip(f"{button.accessibleName()} ({keys.shown(commands[name])})")
            button.setChecked(name == thumb)
        shown = words.get(thumb, self.tr("not marked yet"))
        said = self.tr("Answer {letter}: {words}")
        self.setAccessibleName(said.format(letter=self.letter, words=shown))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        text = self.text.heightForWidth(self._text_width(width))
        return max(text, px(BUTTON_HEIGHT)) + 2 * px(PADDING)

    def sizeHint(self) -> QSize:
        width = max(self.width(), px(400))
        return QSize(width, self.heightForWidth(width))

    def _buttons_width(self) -> int:
        return sum(button.sizeHint().width() for button in self.thumbs.values()) + px(8)

    def _text_width(self, width: int) -> int:
        return max(1, width - px(3 * PADDING + LETTER) - self._buttons_width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()  # another width, another height
        edge = px(PADDING)
        self.name.setGeometry(edge, edge, px(LETTER), self.name.sizeHint().height())
        width = self._text_width(self.width())
        self.text.setGeometry(edge + px(LETTER), edge, width, self.text.heightForWidth(width))
        left = self.width() - edge - self._buttons_width()
        for button in self.thumbs.values():
            hint = button.sizeHint()
            button.setGeometry(left, edge, hint.width(), px(BUTTON_HEIGHT))
            left += hint.width() + px(8)
