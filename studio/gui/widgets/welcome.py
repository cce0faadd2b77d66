"""What the window shows before a project is open."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from studio.gui import theme
from studio.gui.context import Context
from studio.gui.icons import icon
from studio.gui.projects import system_user
from studio.gui.widgets.basic import Caption, Card, Heading, PrimaryButton, Title
from studio.gui.widgets.choices import LanguageChoice

WIDTH = 560  # px at 100 %


class Welcome(QScrollArea):
    sample_wanted = Signal()
    new_project = Signal()
    open_project = Signal()
    recent_chosen = Signal(str)  # a folder

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.title = Title()
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.name_label = Heading()
        self.name = QLineEdit()
        self.name_label.setBuddy(self.name)
        self.name_hint = Caption()
        self.sample = PrimaryButton(command="home.next")
        self.new = QPushButton()
        self.new.setIcon(icon("plus"))
        self.open = QPushButton()
        self.open.setIcon(icon("folder"))
        self.recent_label = Heading()
        self.recent = Card()
        self.recent.body.setContentsMargins(8, 8, 8, 8)
        self.recent.body.setSpacing(0)
        self.language_label = QLabel()
        self.language = LanguageChoice(context)
        self.language_label.setBuddy(self.language)
        self.name.editingFinished.connect(self._keep_name)
        for button, asked in (
            (self.sample, self.sample_wanted),
            (self.new, self.new_project),
            (self.open, self.open_project),
        ):
            button.clicked.connect(self._keep_name)
            button.clicked.connect(asked.emit)
        self._lay_out()
        theme.changed.connect(self._take_size)
        self._take_size()
        self.retranslate()

    def _lay_out(self) -> None:
        self._page = QWidget()
        column = QVBoxLayout(self._page)
        column.setContentsMargins(*[theme.SECTION_GAP] * 4)
        column.setSpacing(theme.GAP)
        column.addStretch(1)
        column.addWidget(self.title)
        column.addWidget(self.sentence)
        column.addSpacing(theme.WIDE_GAP)
        column.addWidget(self.name_label)
        column.addWidget(self.name)
        column.addWidget(self.name_hint)
        column.addSpacing(theme.WIDE_GAP)
        column.addWidget(self.sample, 0, Qt.AlignmentFlag.AlignLeft)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.GAP)
        for button in (self.new, self.open):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addSpacing(theme.SECTION_GAP)
        column.addWidget(self.recent_label)
        column.addWidget(self.recent)
        column.addSpacing(theme.SECTION_GAP)
        language = QHBoxLayout()
        language.addWidget(self.language_label)
        language.addWidget(self.language)
        language.addStretch(1)
        column.addLayout(language)
        column.addStretch(2)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(self._page)
        row.addStretch(1)
        self.setWidget(holder)
        self.setWidgetResizable(True)

    def retranslate(self) -> None:
        self.title.setText(self.tr("Welcome to RLHF Studio"))
        self.sentence.setText(
            self.tr(
                "Write answers, rank answers, and watch a language model learn from both, "
                "on this computer and without a network."
            )
        )
        self.name_label.setText(self.tr("Your name"))
        self.name.setAccessibleName(self.tr("Your name"))
        self.name_hint.setText(self.tr("It is kept with everything you write and rank."))
        self.sample.set_text(
            self.tr("Start with the sample project"),
            self.tr("Make a project with prompts and demonstrations in your home folder"),
        )
        for button, text in (
            (self.new, self.tr("New project …")),
            (self.open, self.tr("Open project …")),
        ):
            button.setText(text)
            button.setAccessibleName(text)
        self.new.setToolTip(self.tr("Make a project in a folder of your choice"))
        self.open.setToolTip(self.tr("Open the folder of a project"))
        self.recent_label.setText(self.tr("Recent projects"))
        self.language_label.setText(self.tr("Language"))
        self.refresh()

    def refresh(self) -> None:
        """Show the name and the recent projects as they are now."""
        self.name.setText(self._context.settings.labeler or system_user())
        while (item := self.recent.body.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        folders = [Path(path) for path in self._context.settings.recent_projects]
        for folder in folders:
            self.recent.body.addWidget(self._recent_button(folder))
        self.recent.setVisible(bool(folders))
        self.recent_label.setVisible(bool(folders))

    def _recent_button(self, folder: Path) -> QPushButton:
        button = QPushButton(f"{folder.name}    {folder.parent}".replace("&", "&&"))
        button.setProperty("role", "row")
        button.setIcon(icon("folder", "muted"))
        button.setAccessibleName(self.tr("Open {path}").format(path=folder))
        button.setToolTip(str(folder))
        button.clicked.connect(lambda: self.recent_chosen.emit(str(folder)))
        return button

    def _keep_name(self) -> None:
        name = self.name.text().strip()
        if name and name != self._context.settings.labeler:
            self._context.change_settings(labeler=name)

    def _take_size(self) -> None:
        self._page.setFixedWidth(theme.px(WIDTH) + 2 * theme.SECTION_GAP)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self.sample.setFocus(Qt.FocusReason.OtherFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
