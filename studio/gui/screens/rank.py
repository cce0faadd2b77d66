"""Step 2: a labeler ranks the answers to a prompt from the best to the worst."""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QLocale, Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from studio.gui import theme
from studio.gui.context import Context
from studio.gui.desk import RankingDesk
from studio.gui.labeling import LabelingScreen
from studio.gui.reader import Reader
from studio.gui.widgets.basic import (
    Caption,
    IconButton,
    PrimaryButton,
    QuietButton,
    Title,
    key_text,
)
from studio.gui.widgets.notice import EmptyState, Notice, words_for
from studio.gui.widgets.ranking_column import ShownResponse
from studio.gui.widgets.ranking_view import RankingView
from studio.gui.widgets.reading_pane import ReadingPane
from studio.gui.widgets.reading_text import ReadingText
from studio.gui.widgets.sample_control import SampleControl
from studio.gui.widgets.work_clock import clock_text
from studio.jobs.events import Failed
from studio.ranking import Ranking
from studio.store.labels import count_waiting_sets
from studio.store.records import ResponseSet

COLUMN_WIDTH = 880  # px at 100 %, with gutter, buttons and grip
PROMPT_SIZE = 20  # px
MOST_COUNTED = 1000  # waiting sets; a large store has millions
PROMPT_SHARE = 0.25  # of the screen's height at most; longer prompts scroll


class RankScreen(LabelingScreen):
    """The prompt on top, always visible; the answers below as cards to be put into order."""

    name = "rank"
    desk_kind = RankingDesk
    skip_codes = ("unclear", "all_alike", "no_knowledge", "harmful")

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.shown_order: tuple[int, ...] = ()
        self._began_with = Ranking(())
        self._asked = False  # whether to leave the order as shown
        self.title = Title()
        self.waiting = Caption()
        self.waiting.setWordWrap(False)
        self._counter = Reader(self)
        self.sample = SampleControl(context)
        self.sample.arrived.connect(self._take_arrivals)
        self.sample.failed.connect(self._tell_sampling_failed)
        self.prompt = ReadingText(PROMPT_SIZE)
        self.prompt.height_changed.connect(self._fit_prompt)
        self.view = RankingView()
        self.view.changed.connect(self._ranking_changed)
        self.view.read_requested.connect(self.read)
        self.pane = ReadingPane()
        self.pane.closed.connect(self._close_pane)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.view)
        self.stack.addWidget(self.pane)
        self.question = Notice()
        self.question.acted.connect(self.submit)
        self.hints = Caption()
        self.hints.setTextFormat(Qt.TextFormat.RichText)
        self.undo_button = IconButton("undo", key="Ctrl+Z")
        self.undo_button.clicked.connect(self.view.undo)
        self.redo_button = IconButton("redo", key="Ctrl+Shift+Z")
        self.redo_button.clicked.connect(self.view.redo)
        for button in (self.undo_button, self.redo_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus on the card
        self.state = Caption()
        self.state.setWordWrap(False)
        self.skip_button = QuietButton(key="S")
        self.skip_button.clicked.connect(self.ask_to_skip)
        self.submit_button = PrimaryButton(key="Ctrl+Enter")
        self.submit_button.clicked.connect(self.submit)
        self.empty = EmptyState(key="Ctrl+Enter")
        self.empty.acted.connect(self._act_on_empty)
        self.clock.ticked.connect(self.update_state)
        for key, act in (
            ("Ctrl+Z", self.view.undo),
            ("Ctrl+Shift+Z", self.view.redo),
            ("Ctrl+Y", self.view.redo),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(act)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.WIDE_GAP)
        head.addWidget(self.title)
        head.addWidget(self.waiting)
        head.addStretch(1)
        head.addWidget(self.sample)
        head.addWidget(self.last_ones)
        head.addWidget(self.languages)

        foot = QHBoxLayout()
        foot.setSpacing(theme.GAP)
        foot.addWidget(self.undo_button)
        foot.addWidget(self.redo_button)
        foot.addWidget(self.state)
        foot.addStretch(1)
        foot.addWidget(self.done_line)
        foot.addWidget(self.skip_button)
        foot.addWidget(self.submit_button)

        self.page = QWidget()
        column = QVBoxLayout(self.page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(self.prompt)
        column.addWidget(self.revision_bar)
        column.addWidget(self.stack, 1)
        column.addWidget(self.question)
        column.addWidget(self.skip_bar)
        column.addWidget(self.hints)
        column.addLayout(foot)

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
        whole.addWidget(self.work, 1)
        whole.addWidget(self.empty, 1)
        theme.changed.connect(self._take_width)
        self._take_width()

    def _take_width(self) -> None:
        self.page.setMaximumWidth(theme.px(COLUMN_WIDTH))

    def retranslate(self) -> None:
        self.title.setText(self.tr("Rank"))
        self.prompt.setAccessibleName(self.tr("Prompt"))
        self.undo_button.set_text(self.tr("Undo"))
        self.redo_button.set_text(self.tr("Redo"))
        self.skip_button.set_text(self.tr("Skip"), self.tr("Leave these answers to others"))
        self.submit_button.set_text(self.tr("Submit"))
        self.skip_bar.set_words(
            (
                self.tr("The prompt is unclear"),
                self.tr("All are alike"),
                self.tr("I do not know enough"),
                self.tr("Something is harmful"),
            )
        )
        hints = (
            ("Alt+↑↓", self.tr("move")),
            ("1–9", self.tr("put at that rank")),
            ("T", self.tr("tie with the one above")),
            ("U", self.tr("untie")),
            (key_text("Space"), self.tr("read")),
            ("↑↓", self.tr("focus")),
            ("S", self.tr("skip")),
            (key_text("Ctrl+Z"), self.tr("undo")),
            (key_text("Alt+Left"), self.tr("go back")),
        )
        # A hint is not torn apart where the line ends.
        shown = (f"<b>{key}</b> {words}".replace(" ", "&nbsp;") for key, words in hints)
        self.hints.setText(" &nbsp; &nbsp; ".join(shown))
        for part in (self.view, self.pane, self.sample):
            part.retranslate()
        super().retranslate()
        if self.item is None:
            self.present_nothing()

    def keys(self) -> list[tuple[str, str]]:
        """The keys of this screen and what they do, for the cheat sheet."""
        return [
            ("Up", self.tr("Focus the answer above (also K)")),
            ("Down", self.tr("Focus the answer below (also J)")),
            ("Alt+Up", self.tr("Move the answer up")),
            ("Alt+Down", self.tr("Move the answer down")),
            ("1 … 9", self.tr("Put the answer at that rank")),
            ("T", self.tr("Tie with the answer above")),
            ("U", self.tr("Untie")),
            ("Space", self.tr("Read the answer in full; Left and Right go on from there")),
            ("S", self.tr("Skip with a reason")),
            ("Ctrl+Z", self.tr("Undo")),
            ("Ctrl+Shift+Z", self.tr("Redo (also Ctrl+Y)")),
            ("Ctrl+Enter", self.tr("Submit and next")),
            ("Alt+Left", self.tr("Back to your last ones")),
            ("Alt+Right", self.tr("Forward again")),
            ("Esc", self.tr("Cancel a drag")),
        ]

    # What `LabelingScreen` asks for

    def refresh(self) -> None:
        super().refresh()
        self.sample.refresh()
        self._count_waiting()

    def present(self, item: ResponseSet, content: Mapping[str, Any] | None) -> None:
        self.empty.hide()
        self.work.show()
        self.question.hide()
        self._asked = False
        self.stack.setCurrentWidget(self.view)
        saved = content or {}
        self.shown_order = tuple(saved.get("shown_order", ())) or shuffled(
            item, self.desk.labeler.id
        )
        as_shown = Ranking.from_order(self.shown_order)
        own = self.desk.content_of(self.label) if self.label is not None else {}
        self._began_with = _ranking(own) or as_shown
        letters = {id: chr(ord("A") + place) for place, id in enumerate(self.shown_order)}
        empty = self.tr("(an empty answer)")
        self.view.show_responses(
            [ShownResponse(r.id, letters[r.id], r.text or empty) for r in item.responses],
            _ranking(saved) or as_shown,
        )
        self.prompt.show_text(item.prompt.text)
        self._count_waiting()

    def present_nothing(self) -> None:
        self.work.hide()
        self.empty.show()
        if self.sample.running or self.sample.filler.filling:
            self.empty.set_texts(
                self.tr("The model is answering"),
                self.tr("Each prompt's answers appear here as soon as they are there."),
            )
        elif not self.has_desk or self.sample.possible():
            self.empty.set_texts(
                self.tr("No answers wait to be ranked"),
                self.tr(
                    "Here you put a model's answers into order, from the best to the worst. "
                    "Let the newest model answer some prompts to begin."
                ),
                self.tr("Sample answers"),
            )
        else:
            self.empty.set_texts(
                self.tr("There is no policy yet that could answer"),
                self.tr(
                    "Here you put a model's answers into order, from the best to the worst. "
                    "Train a first policy on the demonstrations, then let it answer some prompts."
                ),
                self.tr("Train a policy (SFT)"),
            )

    def _act_on_empty(self) -> None:
        if self.sample.possible():
            self.sample.start()
            self.present_nothing()
        else:
            self.context.go_to.emit("train", "sft")

    def content(self) -> dict[str, Any]:
        groups = [list(group) for group in self.view.ranking.groups]
        return {"groups": groups, "shown_order": list(self.shown_order)}

    def worth_keeping(self) -> bool:
        return self.view.ranking != self._began_with

    def ready(self) -> bool:
        return True

    def focus_work(self) -> None:
        if self.item is not None and self.stack.currentWidget() is self.pane:
            self.pane.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.item is not None:
            self.view.focus_card(self.view.current)
        else:
            self.empty.button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def update_state(self) -> None:
        shown = (clock_text(self.clock.seconds), self.state_words())
        self.state.setText("   ·   ".join(part for part in shown if part))
        self.undo_button.setEnabled(self.view.can_undo)
        self.redo_button.setEnabled(self.view.can_redo)
        self.submit_button.setEnabled(self.item is not None)

    def submit(self) -> None:
        """As always, but an order left exactly as it was shown is asked about once."""
        untouched = self.label is None and not self.worth_keeping()
        if self.item is not None and untouched and not self._asked:
            self._asked = True
            self.question.tell(
                self.tr("The order is as it was shown. Leave it so?"),
                level="info",
                action=self.tr("Leave it as shown"),
            )
            return
        super().submit()

    # Its own

    def ask_to_skip(self) -> None:
        if self.item is not None:
            self.question.hide()
            self.skip_bar.ask()

    def read(self, response_id: int) -> None:
        """Open the reading pane on an answer."""
        texts = {response.id: response.text for response in self.item.responses}
        order = self.view.ranking.order
        pages = [(self.view.column.cards[id].accessibleName(), texts[id]) for id in order]
        self.stack.setCurrentWidget(self.pane)
        self.pane.read(pages, order.index(response_id))

    def _close_pane(self, at: int) -> None:
        self.stack.setCurrentWidget(self.view)
        self.view.focus_card(self.view.ranking.order[at])

    def _ranking_changed(self) -> None:
        self.question.hide()
        self.stack.setCurrentWidget(self.view)
        self.touched()

    def _take_arrivals(self) -> None:
        """Sampling has stored more, or has ended."""
        if not self.has_desk:
            return
        if self.item is None:
            self.advance()
        else:
            self._fetch_ahead()
        self._count_waiting()

    def _tell_sampling_failed(self, event: Failed) -> None:
        message, hint = words_for(event.code, event.details)
        again = self.tr("Try again")
        self._retry = self.sample.start
        self.notice.tell(message, hint, level="error", action=again, details=event.traceback)

    def _count_waiting(self) -> None:
        if self.has_desk:
            desk = self.desk
            count = partial(count_waiting_sets, desk.store, desk.labeler.id, self.language)
            self._counter.ask(partial(count, most=MOST_COUNTED + 1), self._show_waiting)

    def _show_waiting(self, waiting: int) -> None:
        self.sample.filler.tell_waiting(waiting)
        if waiting > MOST_COUNTED:
            many = QLocale().toString(MOST_COUNTED)
            self.waiting.setText(self.tr("over {n} waiting").format(n=many))
        else:
            self.waiting.setText(self.tr("%n waiting", "sets of answers to rank", waiting))

    def _fit_prompt(self) -> None:
        """As tall as the prompt, up to a share of the screen; longer ones scroll."""
        most = max(60, round(self.height() * PROMPT_SHARE))
        self.prompt.setFixedHeight(min(self.prompt.height_of_text(), most))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_prompt()


def shuffled(item: ResponseSet, labeler_id: int) -> tuple[int, ...]:
    """The order in which a labeler is shown the answers: always the same, different for others."""
    ids = sorted(response.id for response in item.responses)
    random.Random(f"{item.id} {labeler_id}").shuffle(ids)
    return tuple(ids)


def _ranking(content: Mapping[str, Any]) -> Ranking | None:
    groups = content.get("groups")
    return Ranking(tuple(tuple(group) for group in groups)) if groups else None
