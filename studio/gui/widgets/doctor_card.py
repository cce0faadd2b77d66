"""Checks the computer and the project, as `rlhf-studio doctor` does, and says what was found."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QWidget

from studio.doctor import examine
from studio.gui import theme
from studio.gui.context import Context
from studio.gui.errand import Errand
from studio.gui.icons import icon
from studio.gui.widgets.basic import Caption, Card, Heading, QuietButton
from studio.gui.widgets.notice import announce
from studio.jobs.control import StopRequested

TEXT_HEIGHT = 220  # px at 100 %


class DoctorCard(Card):
    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.errand = Errand(self)
        self.errand.done.connect(self._show_findings)
        self.errand.failed.connect(self._show_failure)
        context.project_changed.connect(self._forget)
        self.title = Heading()
        self.hint = Caption()
        self.run_button = QPushButton()
        self.run_button.clicked.connect(self.examine)
        self.copy_button = QuietButton()
        self.copy_button.setIcon(icon("copy"))
        self.copy_button.clicked.connect(self._copy)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.GAP)
        buttons.addWidget(self.run_button)
        buttons.addWidget(self.copy_button)
        buttons.addStretch(1)
        self.body.addWidget(self.title)
        self.body.addWidget(self.hint)
        self.body.addLayout(buttons)
        self.body.addWidget(self.text)
        theme.changed.connect(self._take_size)
        self._take_size()
        self._forget()
        self.retranslate()

    def examine(self) -> None:
        """Run all checks in a thread, those of the open project too."""
        project = self._context.project
        folder = None if project is None else project.folder
        self.run_button.setEnabled(False)
        self.hint.setText(self.tr("Checking; this takes some seconds …"))
        self.errand.start(lambda errand: _findings(folder, errand))

    def retranslate(self) -> None:
        self.title.setText(self.tr("Doctor"))
        if not self.errand.running:
            self.hint.setText(
                self.tr("Checks that everything is there, and says how to mend what is not.")
            )
        self.run_button.setText(self.tr("Run doctor"))
        self.run_button.setAccessibleName(self.tr("Run doctor"))
        self.run_button.setToolTip(self.tr("Check the computer, the program and this project"))
        self.copy_button.set_text(self.tr("Copy"), self.tr("Copy what was found"))
        self.text.setAccessibleName(self.tr("What was found"))

    def _show_findings(self, findings: str) -> None:
        self.run_button.setEnabled(True)
        self.retranslate()
        self.text.setPlainText(findings)
        self.text.show()
        self.copy_button.show()
        announce(self, findings)

    def _show_failure(self, error: Exception) -> None:
        self._show_findings(f"{type(error).__name__}: {error}")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())

    def _forget(self) -> None:
        """What was found belongs to the project that was open."""
        self.errand.finish()
        self.run_button.setEnabled(True)
        self.text.hide()
        self.copy_button.hide()
        self.retranslate()

    def _take_size(self) -> None:
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPixelSize(theme.px(theme.LABEL_PX))
        self.text.setFont(fixed)
        self.text.setFixedHeight(theme.px(TEXT_HEIGHT))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _findings(folder: Path | None, errand: Errand) -> str:
    """One check a line, as the command prints them."""
    lines = []
    for check in examine(folder):
        if errand.stopping():
            raise StopRequested
        lines.append(f"{check.status:5} {check.name}: {check.found}")
        if check.remedy:
            lines.append(f"      {check.remedy}")
    return "\n".join(lines)
