"""The guidelines beside the work: in the language of the item, and a change is told once."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from studio.errors import StudioError
from studio.gui import theme
from studio.gui.desk import Desk
from studio.gui.saver import Saver
from studio.gui.widgets.basic import Heading, QuietButton
from studio.gui.widgets.guidelines_changes import GuidelinesChanges
from studio.gui.widgets.guidelines_editor import GuidelinesEditor
from studio.gui.widgets.notice import Notice, error_words
from studio.gui.widgets.page_bar import PageBar
from studio.gui.widgets.reading_text import MarkdownText
from studio.store.guidelines import mark_seen, seen_version, text_of_version
from studio.store.project import Project
from studio.store.records import Labeler

BESIDE = 1240  # px at 100 %: as wide as this, a screen shows them beside the ranking by itself
WIDTH = 320  # px at 100 %, beside the ranking


class GuidelinesPanel(QWidget):
    """The text, and a button that changes it."""

    edit_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = Heading()
        self.edit_button = QuietButton()
        self.edit_button.clicked.connect(self.edit_wanted)
        self.text = MarkdownText()
        self.pages = PageBar(self.text)
        self.setFocusProxy(self.text)
        head = QHBoxLayout()
        head.addWidget(self.name, 1)
        head.addWidget(self.edit_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addLayout(head)
        column.addWidget(self.text, 1)
        column.addWidget(self.pages)

    def retranslate(self) -> None:
        self.name.setText(self.tr("Guidelines"))
        self.text.setAccessibleName(self.tr("Guidelines"))
        self.edit_button.set_text(
            self.tr("Edit"), self.tr("Change the guidelines for all labelers; each version is kept")
        )

    def button_words(self) -> tuple[str, str]:
        """What the button that shows and hides this says, and its explanation."""
        return self.tr("Guidelines"), self.tr("Show or hide the guidelines beside the work")


class ChangeNotice(Notice):
    """Says that the guidelines have changed, with a second button for who need not read it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seen = QPushButton()
        self._close.hide()
        layout = self.layout()
        assert isinstance(layout, QHBoxLayout)
        layout.addWidget(self.seen, 0, Qt.AlignmentFlag.AlignTop)

    def tell_change(self) -> None:
        self.seen.setText(self.tr("Seen"))
        self.seen.setAccessibleName(self.tr("Seen"))
        self.seen.setToolTip(self.tr("Do not show this again"))
        self.tell(
            self.tr("The guidelines have changed since you last worked by them."),
            level="info",
            action=self.tr("Read what changed"),
        )


class Guide(QObject):
    """`panel`, `notice` and `button` are a screen's to lay out; `show_for` is called per item."""

    def __init__(self, screen: QWidget) -> None:
        super().__init__(screen)
        self._screen = screen
        self._saver = Saver(self)
        self._about: tuple[Project, Labeler, str] | None = None
        self._text = ""
        self._version: str | None = None
        self._failed = ""  # the failure that has been told
        self._wanted: bool | None = None  # whether to show the panel, once a person has said so
        self.panel = GuidelinesPanel()
        self.panel.edit_wanted.connect(self.edit)
        self.notice = ChangeNotice()
        self.notice.acted.connect(self.read_changes)
        self.notice.seen.clicked.connect(self.take_as_seen)
        self.trouble = Notice()
        self.button = QuietButton(command="rank.guidelines")
        self.button.setCheckable(True)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus on the work
        self.button.clicked.connect(self._take_wish)
        layout = self.panel.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(1, self.trouble)
        screen.installEventFilter(self)

    def show_for(self, desk: Desk, item: Any) -> None:
        """Show the guidelines of an item; trouble with them is told and stops nothing."""
        self._about = (desk.project, desk.labeler, desk.prompt_of(item).language)
        self._show()

    def _show(self) -> None:
        assert self._about is not None
        project, _, language = self._about
        try:
            found = project.guidelines_in_force(language)
            self._text, self._version = found.text, found.version
            self.trouble.hide()
            self._failed = ""
            self._tell_change()
        except StudioError as error:
            self._text, self._version = "", None
            self.notice.hide()
            self._tell_trouble(error)
        self.panel.text.show_markdown(self._text)

    def _tell_change(self) -> None:
        assert self._about is not None
        project, labeler, language = self._about
        seen = seen_version(project.store, labeler.id, language)
        if seen is None and self._version is not None:
            self.take_as_seen()  # what is new to a labeler as a whole is no change
        elif seen == self._version or self._version is None:
            self.notice.hide()
        elif self.notice.isHidden():
            self.notice.tell_change()

    def _tell_trouble(self, error: StudioError) -> None:
        if str(error) != self._failed or self._failed == "":
            self._failed = str(error)
            message, hint = error_words(error)
            self.trouble.tell(message, hint)
            if self._wanted is None and self.button.isVisibleTo(self._screen):
                self.panel.show()
                self.button.setChecked(True)

    def take_as_seen(self) -> None:
        """Remember that the labeler knows the version in force."""
        self.notice.hide()
        if self._about is None or self._version is None:
            return
        project, labeler, language = self._about
        about = (project.store, labeler.id, language, self._version)
        self._saver.save(lambda: mark_seen(*about), lambda _: None, self._tell_trouble)

    def read_changes(self) -> None:
        """Show what changed since the version that the labeler saw last."""
        assert self._about is not None
        project, labeler, language = self._about
        try:
            seen = seen_version(project.store, labeler.id, language)
            old = text_of_version(project.folder, seen) if seen else None
        except StudioError:
            old = None
        dialog = GuidelinesChanges(old, self._text, self._screen)
        dialog.finished.connect(self.take_as_seen)
        dialog.open()

    def edit(self) -> None:
        if self._about is not None:
            project, _, language = self._about
            editor = GuidelinesEditor(project, language, self._screen)
            editor.saved.connect(self._take_edit)
            editor.open()

    def _take_edit(self) -> None:
        """Who wrote the new version has seen it."""
        assert self._about is not None
        project, _, language = self._about
        try:
            self._version = project.guideline_version(language)
        finally:
            self.take_as_seen()
        self._show()

    # Beside the ranking

    def fit(self, width: int) -> None:
        """Show the panel where a screen is wide enough, unless a person has chosen."""
        self.panel.setFixedWidth(theme.px(WIDTH))
        layout = self.panel.layout()
        assert layout is not None
        layout.setContentsMargins(theme.SECTION_GAP, 0, 0, 0)
        shown = width >= theme.px(BESIDE) if self._wanted is None else self._wanted
        self.panel.setVisible(shown)
        self.button.setChecked(shown)

    def _take_wish(self) -> None:
        self._wanted = self.button.isChecked()
        self.panel.setVisible(self._wanted)

    def retranslate(self) -> None:
        self.panel.retranslate()
        self.button.set_text(*self.panel.button_words())
        if not self.notice.isHidden():
            self.notice.tell_change()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide and watched is self._screen:
            self._failed = ""  # who comes back is told again
        return super().eventFilter(watched, event)
