"""Talk to any checkpoint, or to two side by side."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from studio.config import SamplingOptions, replace
from studio.gui import keys, theme
from studio.gui.context import Context
from studio.gui.language import chosen_language
from studio.gui.screens.base import Screen
from studio.gui.widgets.basic import Card, KeyButton, PrimaryButton, QuietButton, Title
from studio.gui.widgets.chat_turn import ChatTurn
from studio.gui.widgets.checkpoint_box import CheckpointBox, checkpoint_text
from studio.gui.widgets.conversation import Conversation
from studio.gui.widgets.notice import EmptyState
from studio.gui.widgets.options_form import OptionsForm
from studio.gui.widgets.plain_text import first_line
from studio.gui.widgets.prompt_box import PromptBox
from studio.jobs.requests import Chat
from studio.store.prompts import prompts_of_split
from studio.store.records import Checkpoint
from studio.store.runs import list_checkpoints

POLICIES = ("base", "sft", "ppo")
EXAMPLES = 3
OPTIONS_WIDTH = 296  # px at 100 %
BOX_WIDTH = 360  # px at 100 %
PAIR_WIDTH = 1320  # px at 100 %, of two answers side by side


class ChatScreen(Screen):
    name = "chat"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.title = Title()
        self.first, self.second = CheckpointBox(), CheckpointBox(optional=True)
        self._first_label, self._second_label = QLabel(), QLabel()
        self._first_label.setBuddy(self.first)
        self._second_label.setBuddy(self.second)
        self.fold = QuietButton(command="chat.options")
        self.fold.setCheckable(True)
        self.options = OptionsForm(SamplingOptions)
        self.conversation = Conversation()
        self.empty = EmptyState()
        self.examples: list[QPushButton] = []
        self.prompt = PromptBox()
        self.prompt.sent.connect(self.send)
        self.prompt.textChanged.connect(self._update)
        self.options.changed.connect(self._update)
        self.send_button = PrimaryButton(command="chat.send")
        self.send_button.clicked.connect(self.send)
        self.stop_button = KeyButton(key="Esc")
        self.stop_button.clicked.connect(self.stop)
        keys.listen(self, "chat.again", self.ask_again)
        self.second.currentIndexChanged.connect(self._limit_width)
        context.bridge.queued.connect(self._update)
        context.bridge.ended.connect(self._update)
        context.project_changed.connect(self._forget_project)
        self._lay_out()
        self.fold.toggled.connect(self._side.setVisible)
        self.retranslate()

    def refresh(self) -> None:
        project = self.context.project
        if project is None:
            return
        found = list_checkpoints(project.store)
        policies = [c for c in found if c.stage in POLICIES]
        for box in (self.first, self.second):
            box.show_checkpoints(policies)
        self._show_examples()
        self._update()

    def show_item(self, item: Any) -> None:
        """Talk to this checkpoint."""
        if isinstance(item, Checkpoint):
            self.first.choose(item.id)

    def keys(self) -> list[tuple[str, str]]:
        return [
            *super().keys(),
            ("Enter", self.tr("Send the prompt")),
            ("Shift+Enter", self.tr("A new line in the prompt")),
            ("Esc", self.tr("Stop the answers")),
        ]

    def send(self) -> None:
        """Ask the chosen checkpoints what is in the prompt box."""
        if self._can_send() and self.ask(self.prompt.prompt()):
            self.prompt.clear()

    def ask(self, prompt: str) -> bool:
        """Ask the chosen checkpoints; false when that is not possible now."""
        options: SamplingOptions | None = self.options.options()
        chosen = [c for c in (self.first.checkpoint(), self.second.checkpoint()) if c is not None]
        if options is None or not chosen or self._open_turn() is not None:
            return False
        turn = ChatTurn(self.context.bridge, prompt, [checkpoint_text(c) for c in chosen], options)
        turn.again.connect(self._ask_with_next_seed)
        self.conversation.add(turn)
        ids = tuple(checkpoint.id for checkpoint in chosen)
        turn.follow(self.context.bridge.submit(Chat(prompt, ids, options)))
        self._update()
        return True

    def ask_again(self) -> None:
        """Ask the last prompt once more, with the next seed."""
        if self.conversation.turns and self._open_turn() is None:
            self.conversation.turns[-1].repeat.click()

    def stop(self) -> None:
        """Stop the answers; what has been written stays."""
        turn = self._open_turn()
        if turn is not None and turn.job is not None:
            turn.job.control.stop()
            self._update()

    def retranslate(self) -> None:
        self.title.setText(self.tr("Chat"))
        self._first_label.setText(self.tr("Model"))
        self.first.setAccessibleName(self.tr("Model that answers"))
        self._second_label.setText(self.tr("beside"))
        self.second.setAccessibleName(self.tr("Second model, side by side"))
        self.second.set_none_text(self.tr("no other"))
        self.first.retranslate()
        self.fold.set_text(self.tr("Sampling"), self.tr("Show or hide the sampling options"))
        self.prompt.setPlaceholderText(self.tr("Ask something …"))
        self.prompt.setAccessibleName(self.tr("Prompt"))
        self.prompt.setToolTip(self.tr("Enter sends, Shift+Enter begins a new line"))
        self.send_button.set_text(self.tr("Send"))
        self.stop_button.set_text(self.tr("Stop"), self.tr("Stop; what has been written stays"))
        self.empty.set_texts(
            self.tr("Talk to a model"),
            self.tr(
                "Ask a checkpoint something, or two of them side by side, to see what training "
                "has changed. Every prompt is answered on its own."
            ),
        )

    def _ask_with_next_seed(self, prompt: str) -> None:
        options: SamplingOptions | None = self.options.options()
        if options is not None:
            following = replace(options, seed=options.seed + 1)
            self.options.rows["seed"].set_value(following.seed)
        self.ask(prompt)

    def _open_turn(self) -> ChatTurn | None:
        """The turn that is still being answered."""
        turns = self.conversation.turns
        return turns[-1] if turns and not turns[-1].ended else None

    def _can_send(self) -> bool:
        ready = self.first.checkpoint() is not None and self.options.options() is not None
        return ready and bool(self.prompt.prompt()) and self._open_turn() is None

    def _update(self) -> None:
        turn = self._open_turn()
        self.send_button.setEnabled(self._can_send())
        self.send_button.setVisible(turn is None)
        self.stop_button.setVisible(turn is not None)
        stopping = turn is not None and turn.job is not None and turn.job.control.stopping
        self.stop_button.setEnabled(not stopping)
        self._limit_width()
        talked = bool(self.conversation.turns)
        self._pages.setCurrentWidget(self.conversation if talked else self._start)

    def _show_examples(self) -> None:
        """A few prompts that nothing is trained on, as buttons."""
        assert self.context.project is not None
        store = self.context.project.store
        language = chosen_language(self.context.settings.language)
        found = prompts_of_split(store, "heldout", language, EXAMPLES)
        found = found or prompts_of_split(store, "heldout", None, EXAMPLES)
        for button in self.examples:
            button.deleteLater()
        self.examples = []
        for prompt in found:
            button = QPushButton(first_line(prompt.text, 70))
            button.setAccessibleName(prompt.text)
            button.setToolTip(prompt.text)
            button.clicked.connect(lambda _=False, text=prompt.text: self.ask(text))
            self._example_column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
            self.examples.append(button)

    def _forget_project(self) -> None:
        self.conversation.clear()
        self.prompt.clear()
        self._update()

    def _lay_out(self) -> None:
        self._start = QWidget()
        start = QVBoxLayout(self._start)
        start.addStretch(1)
        start.addWidget(self.empty)
        self._example_column = QVBoxLayout()
        self._example_column.setSpacing(theme.GAP)
        start.addLayout(self._example_column)
        start.addStretch(2)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._start)
        self._pages.addWidget(self.conversation)
        card = Card()
        card.body.addWidget(self.options)
        card.body.addStretch(1)
        self._side = QScrollArea()
        self._side.setWidget(card)
        self._side.setWidgetResizable(True)
        self._side.setFrameShape(QFrame.Shape.NoFrame)
        self._side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._side.hide()
        head = QHBoxLayout()
        head.setSpacing(theme.GAP)
        head.addWidget(self.title)
        head.addStretch(1)
        for label, box in ((self._first_label, self.first), (self._second_label, self.second)):
            head.addWidget(label)
            head.addWidget(box, 4)
        head.addWidget(self.fold)
        foot = QHBoxLayout()
        foot.setSpacing(theme.GAP)
        foot.addWidget(self.prompt, 1)
        for button in (self.send_button, self.stop_button):
            foot.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        self._talk = QWidget()
        talk = QVBoxLayout(self._talk)
        talk.setContentsMargins(0, 0, 0, 0)
        talk.setSpacing(theme.WIDE_GAP)
        talk.addWidget(self._pages, 1)
        talk.addLayout(foot)
        middle = QHBoxLayout()
        middle.setSpacing(theme.WIDE_GAP)
        middle.addStretch(1)
        middle.addWidget(self._talk, 1000)
        middle.addStretch(1)
        middle.addWidget(self._side)
        page = QVBoxLayout(self)
        page.setContentsMargins(*[theme.SECTION_GAP] * 4)
        page.setSpacing(theme.WIDE_GAP)
        page.addLayout(head)
        page.addLayout(middle, 1)
        theme.changed.connect(self._limit_width)
        self._limit_width()

    def _limit_width(self) -> None:
        """Text columns stop at the width that reads well, also two side by side."""
        alone = self.second.checkpoint() is None
        self._talk.setMaximumWidth(theme.px(theme.READING_WIDTH if alone else PAIR_WIDTH))
        self._side.setFixedWidth(theme.px(OPTIONS_WIDTH))
        for box in (self.first, self.second):
            box.setMaximumWidth(theme.px(BOX_WIDTH))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.prompt.setFocus()
