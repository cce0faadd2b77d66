"""Asks for an answer in the labeler's own words, to be compared with those that there are."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from studio.gui import theme
from studio.gui.widgets.basic import Caption, PrimaryButton
from studio.likeness import likeness

SIZE = (560, 320)  # px at 100 %


class AnswerDialog(QDialog):
    """`texts` are the answers that there are, by their letters. Says at once when one is alike."""

    def __init__(self, texts: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = {likeness(text): letter for letter, text in texts.items()}
        self.setWindowTitle(self.tr("Add an answer"))
        self.editor = QPlainTextEdit()
        self.editor.setAccessibleName(self.tr("The answer"))
        self.editor.setPlaceholderText(self.tr("Type or paste an answer to the prompt"))
        self.editor.setTabChangesFocus(True)
        self.editor.textChanged.connect(self._follow)
        self.words = Caption()
        self.add_button = PrimaryButton(self.tr("Add"), key="Ctrl+Enter")
        self.add_button.clicked.connect(self.accept)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.GAP)
        buttons.addWidget(self.words, 1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.add_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SECTION_GAP] * 4)
        column.setSpacing(theme.WIDE_GAP)
        column.addWidget(self.editor, 1)
        column.addLayout(buttons)
        self.resize(*(theme.px(side) for side in SIZE))
        self._follow()

    def text(self) -> str:
        return self.editor.toPlainText().strip()

    def _follow(self) -> None:
        text = self.text()
        twin = self._said.get(likeness(text)) if text else None
        if twin is not None:
            words = self.tr("Answer {letter} says the same already.").format(letter=twin)
        else:
            words = self.tr("It is kept with your name as its source, and others are not told.")
        self.words.setText(words)
        self.add_button.setEnabled(bool(text) and twin is None)
