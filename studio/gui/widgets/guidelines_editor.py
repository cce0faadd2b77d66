"""Edits a project's guidelines: Markdown on the left, as labelers see it on the right."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from studio.errors import StudioError
from studio.gui import theme
from studio.gui.widgets.basic import Caption, PrimaryButton, Title
from studio.gui.widgets.notice import Notice
from studio.gui.widgets.reading_text import MarkdownText
from studio.store.guidelines import save_guidelines
from studio.store.project import Project

SIZE = (960, 640)  # px at 100 %
PREVIEW_AFTER_MS = 150


class GuidelinesEditor(QDialog):
    """One tab a language; `saved` tells that a new version is in force."""

    saved = Signal()

    def __init__(self, project: Project, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Guidelines"))
        self._project = project
        self._discard = False
        self._languages = list(dict.fromkeys(("en", "de", language)))
        self._saved: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self.notice = Notice()
        self.notice.acted.connect(self._close_without_saving)
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        names = {"en": self.tr("English"), "de": self.tr("German")}
        for code in self._languages:
            self.tabs.addTab(names.get(code, code))
        self.tabs.setCurrentIndex(self._languages.index(language))
        self.editor = QPlainTextEdit()
        self.editor.setAccessibleName(self.tr("Guidelines, in Markdown"))
        self.editor.setTabChangesFocus(True)
        self.preview = MarkdownText()
        self.preview.setAccessibleName(self.tr("As labelers see it"))
        self._rendering = QTimer(self, singleShot=True, interval=PREVIEW_AFTER_MS)
        self._rendering.timeout.connect(self._render)
        self.save_button = PrimaryButton(self.tr("Save"), key="Ctrl+S")
        self.save_button.clicked.connect(self.save)
        self.cancel_button = QPushButton(self.tr("Close"))
        self.cancel_button.clicked.connect(self.reject)
        self.cancel_button.setAutoDefault(False)
        self._lay_out()
        self.tabs.currentChanged.connect(self._show)
        self.editor.textChanged.connect(self._take_text)
        self._show()
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def language(self) -> str:
        return self._languages[self.tabs.currentIndex()]

    def changed(self) -> list[str]:
        """The languages whose text is not saved."""
        return [code for code, text in self._texts.items() if text != self._saved[code]]

    def save(self) -> None:
        """Put what changed into force; what could not be written stays here."""
        try:
            for code in self.changed():
                save_guidelines(self._project.folder, code, self._texts[code])
                self._saved[code] = self._texts[code]
        except StudioError as error:
            self.notice.tell_error(error)
            return
        self.saved.emit()
        self.accept()

    def reject(self) -> None:
        """Ask before changes are lost."""
        if self.changed() and not self._discard:
            self.notice.tell(
                self.tr("Your changes are not saved."), action=self.tr("Close without saving")
            )
            return
        self._rendering.stop()
        super().reject()

    def accept(self) -> None:
        self._rendering.stop()
        super().accept()

    def _close_without_saving(self) -> None:
        self._discard = True
        self.reject()

    def _show(self) -> None:
        code = self.language
        if code not in self._texts:
            try:
                path = self._project.folder / "guidelines" / f"{code}.md"
                text = self._project.guidelines(code) if path.is_file() else ""
            except StudioError as error:
                self.notice.tell_error(error)
                text = ""
            self._texts[code] = self._saved[code] = text
        with QSignalBlocker(self.editor):
            self.editor.setPlainText(self._texts[code])
        self._render()
        self._tell_state()

    def _take_text(self) -> None:
        self._texts[self.language] = self.editor.toPlainText()
        self._rendering.start()
        self._tell_state()

    def _tell_state(self) -> None:
        self.save_button.setEnabled(bool(self.changed()))

    def _render(self) -> None:
        self.preview.show_markdown(self._texts[self.language])

    def _lay_out(self) -> None:
        columns = QHBoxLayout()
        columns.setSpacing(theme.SECTION_GAP)
        columns.addWidget(self.editor, 1)
        columns.addWidget(self.preview, 1)
        hint = Caption(
            self.tr("Each version is kept, and each labeler is told once what has changed.")
        )
        foot = QHBoxLayout()
        foot.setSpacing(theme.GAP)
        foot.addWidget(hint, 1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SECTION_GAP] * 4)
        column.setSpacing(theme.WIDE_GAP)
        column.addWidget(Title(self.tr("Guidelines")))
        column.addWidget(self.notice)
        column.addWidget(self.tabs)
        column.addLayout(columns, 1)
        column.addLayout(foot)
        self.resize(theme.px(SIZE[0]), theme.px(SIZE[1]))
