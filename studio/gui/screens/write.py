"""Step 1: a labeler writes the answer to a prompt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.gui import theme
from studio.gui.context import Context
from studio.gui.desk import WritingDesk
from studio.gui.labeling import LabelingScreen
from studio.gui.widgets.answer_editor import AnswerEditor
from studio.gui.widgets.basic import Caption, Heading, PrimaryButton, QuietButton, Title
from studio.gui.widgets.dialogue_text import DialogueText
from studio.gui.widgets.formatting_button import FormattingButton
from studio.gui.widgets.notice import EmptyState, announce
from studio.gui.widgets.page_bar import PageBar
from studio.gui.widgets.plain_text import count_words
from studio.gui.widgets.work_clock import clock_text
from studio.store.prompts import page_prompts
from studio.store.records import Demonstration, Prompt

PROMPT_SIZE = 20  # px
PROMPT_SHARE = 0.5  # of the left column at most; the guidelines have the rest
PAGE_WIDTH = 1320  # px at 100 %; the editor's column then has about the reading width


class WriteScreen(LabelingScreen):
    """The prompt and the guidelines on the left, the editor on the right, nothing else."""

    name = "write"
    desk_kind = WritingDesk
    skip_codes = ("unclear", "no_knowledge", "harmful")

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._began_with = ""
        self.title = Title()
        self.prompt_name = Heading()
        self.prompt = DialogueText(PROMPT_SIZE)
        self.prompt_pages = PageBar(self.prompt)
        self.formatting = FormattingButton(context)
        self.prompt.height_changed.connect(self._fit_prompt)
        self.guidelines = self.guide.panel
        self.editor_name = Heading()
        self.editor = AnswerEditor()
        self.editor.edited.connect(self.touched)
        self.editor.cut_short.connect(self._tell_cut_short)
        self.editor.too_long.connect(self._tell_too_long)
        self.counts = Caption()
        self.counts.setWordWrap(False)
        self.skip_button = QuietButton(command="write.skip")
        self.skip_button.clicked.connect(self.ask_to_skip)
        self.submit_button = PrimaryButton(command="label.submit")
        self.submit_button.clicked.connect(self.submit)
        self.empty = EmptyState(command="label.submit")
        self.empty.acted.connect(self._act_on_empty)
        self.clock.ticked.connect(self.update_state)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.formatting)
        head.addWidget(self.last_ones)
        head.addWidget(self.languages)

        left = QVBoxLayout()
        left.setSpacing(theme.GAP)
        left.addWidget(self.prompt_name)
        left.addWidget(self.prompt)
        left.addWidget(self.prompt_pages)
        left.addSpacing(theme.WIDE_GAP)
        left.addWidget(self.guidelines, 1)

        foot = QHBoxLayout()
        foot.setSpacing(theme.GAP)
        foot.addWidget(self.counts)
        foot.addStretch(1)
        foot.addWidget(self.done_line)
        foot.addWidget(self.skip_button)
        foot.addWidget(self.submit_button)

        right = QVBoxLayout()
        right.setSpacing(theme.GAP)
        right.addWidget(self.editor_name)
        right.addWidget(self.revision_bar)
        right.addWidget(self.editor, 1)
        right.addWidget(self.skip_bar)
        right.addLayout(foot)

        self.page = QWidget()
        columns = QHBoxLayout(self.page)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(theme.SECTION_GAP)
        columns.addLayout(left, 2)
        columns.addLayout(right, 3)

        self.work = QWidget()
        middle = QHBoxLayout(self.work)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.addStretch(1)
        middle.addWidget(self.page, 1000)
        middle.addStretch(1)

        whole = QVBoxLayout(self)
        whole.setContentsMargins(*[theme.SECTION_GAP] * 4)
        whole.setSpacing(theme.WIDE_GAP)
        whole.addLayout(head)
        whole.addWidget(self.notice)
        whole.addWidget(self.guide.notice)
        whole.addWidget(self.work, 1)
        whole.addWidget(self.empty, 1)
        for before, after in (
            (self.editor, self.submit_button),
            (self.submit_button, self.skip_button),
            (self.skip_button, self.prompt),
            (self.prompt, self.guidelines),
            (self.guidelines, self.last_ones),
            (self.last_ones, self.languages),
        ):
            QWidget.setTabOrder(before, after)

        theme.changed.connect(self._take_width)
        self._take_width()

    def _take_width(self) -> None:
        self.page.setMaximumWidth(theme.px(PAGE_WIDTH))

    def retranslate(self) -> None:
        self.title.setText(self.tr("Write"))
        self.prompt_name.setText(self.tr("Prompt"))
        self.prompt.setAccessibleName(self.tr("Prompt"))
        self.editor_name.setText(self.tr("Your answer"))
        self.editor.setAccessibleName(self.tr("Your answer"))
        self.editor.setPlaceholderText(self.tr("Write the answer that you would like to get."))
        self.skip_button.set_text(self.tr("Skip"), self.tr("Leave this prompt to others"))
        self.submit_button.set_text(self.tr("Submit and next"))
        self.skip_bar.set_words(
            (
                self.tr("The prompt is unclear"),
                self.tr("I do not know enough"),
                self.tr("It asks for something harmful"),
            )
        )
        super().retranslate()
        if self.item is None:
            self.present_nothing()

    def keys(self) -> list[tuple[str, str]]:
        return [*super().keys(), ("Tab", self.tr("Leave the editor"))]

    # What `LabelingScreen` asks for

    def present(self, item: Prompt, content: Mapping[str, Any] | None) -> None:
        self.empty.hide()
        self.work.show()
        own = self.desk.content_of(self.label) if self.label is not None else {}
        self._began_with = str(own.get("text", ""))
        self.prompt.show_prompt(item.text)
        self.editor.setAccessibleDescription(item.text)  # read out with the editor's name
        self.editor.show_text(str(content.get("text", "")) if content else "")

    def present_nothing(self) -> None:
        self.work.hide()
        self.empty.show()
        if self.has_desk and self._has_prompts():
            done = self.tr("There is nothing left to write.")
            if self.language is not None:
                done = self.tr("There is nothing left to write in the language chosen above.")
            self.empty.set_texts(
                self.tr("Every prompt has its answer"), done, self.tr("Go on with ranking")
            )
        else:
            self.empty.set_texts(
                self.tr("Here you write answers that the model learns from"),
                self.tr("There are no prompts in this project yet. Import some to begin."),
                self.tr("Import prompts"),
            )

    def _has_prompts(self) -> bool:
        counted: list[int] = []
        self._attempt(
            lambda: counted.append(len(page_prompts(self.desk.store, split="sft", limit=1))),
            self.advance,
        )
        return bool(counted and counted[0])

    def _act_on_empty(self) -> None:
        self.context.go_to.emit("rank" if self._has_prompts() else "data", None)

    def content(self) -> dict[str, Any]:
        return {"text": self.editor.text()}

    def worth_keeping(self) -> bool:
        return self.editor.text() != self._began_with

    def ready(self) -> bool:
        return bool(self.editor.text().strip())

    def content_words(self, label: Demonstration) -> str:
        return label.text

    def undo(self) -> None:
        if self.editor.document().isUndoAvailable():
            self.editor.undo()
            announce(self.editor, self.tr("Undone."))

    def redo(self) -> None:
        if self.editor.document().isRedoAvailable():
            self.editor.redo()
            announce(self.editor, self.tr("Done again."))

    def focus_work(self) -> None:
        work = self.editor if self.item is not None else self.empty.button
        work.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def update_state(self) -> None:
        count = count_words(self.editor.toPlainText())
        words = self.tr("1 word") if count == 1 else self.tr("{count} words").format(count=count)
        shown = (words, clock_text(self.clock.seconds), self.state_words())
        self.counts.setText("   ·   ".join(part for part in shown if part))
        self.submit_button.setEnabled(self.item is not None and self.ready())

    # Its own

    def ask_to_skip(self) -> None:
        if self.item is not None:
            self.skip_bar.ask()

    def _tell_cut_short(self, most: int) -> None:
        message = self.tr("The pasted text was cut: an answer has at most {most} characters.")
        self.notice.tell(message.format(most=f"{most:,}"))

    def _tell_too_long(self, most: int) -> None:
        message = self.tr(
            "This answer is too long to be changed here: it has more than {most} characters. "
            "Only its beginning is shown; it is kept whole."
        )
        self.notice.tell(message.format(most=f"{most:,}"))

    def _fit_prompt(self) -> None:
        """As tall as the prompt, up to a share of the column; longer ones scroll."""
        most = max(80, round(self.work.height() * PROMPT_SHARE))
        self.prompt.setFixedHeight(min(self.prompt.height_of_text(), most))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_prompt()
