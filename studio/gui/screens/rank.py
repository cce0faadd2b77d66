"""Step 2: a labeler compares the answers to a prompt, in one of several ways (see `ways`)."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from studio.gui import keys, theme
from studio.gui.added_answers import AnswerAdder, fitted
from studio.gui.context import Context
from studio.gui.desk import RankingDesk, shuffled
from studio.gui.labeling import LabelingScreen
from studio.gui.rank_layout import lay_out
from studio.gui.ways import Case, Way, new_way, way_for
from studio.gui.widgets.basic import (
    Caption,
    IconButton,
    PrimaryButton,
    QuietButton,
    Title,
)
from studio.gui.widgets.dialogue_text import DialogueText
from studio.gui.widgets.draft_keeper import Kept
from studio.gui.widgets.formatting_button import FormattingButton
from studio.gui.widgets.gold_switch import GoldSwitch
from studio.gui.widgets.nothing_to_rank import NothingToRank
from studio.gui.widgets.notice import Notice, words_for
from studio.gui.widgets.page_bar import PageBar
from studio.gui.widgets.reading_pane import ReadingPane
from studio.gui.widgets.sample_control import SampleControl
from studio.gui.widgets.sampling_remark import SamplingRemark
from studio.gui.widgets.waiting_count import WaitingCount
from studio.gui.widgets.work_clock import clock_text
from studio.jobs.events import Failed
from studio.store.records import Comparison, ResponseSet
from studio.store.settings import load_labeling

COLUMN_WIDTH = 880  # px at 100 %, with gutter, buttons and grip
WIDE_WIDTH = 1800  # px at 100 %, of ways that put answers side by side
PROMPT_SIZE = 20  # px
PROMPT_SHARE = 0.25  # of the screen's height at most; longer prompts scroll


class RankScreen(LabelingScreen):
    """The prompt, always visible; the answers below, to be compared as the project has it."""

    name = "rank"
    desk_kind = RankingDesk
    skip_codes = ("unclear", "all_alike", "no_knowledge", "harmful")

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.shown_order: tuple[int, ...] = ()
        self._asked = False  # whether to submit what has not been touched
        self._none_before = False  # whether none was acceptable when the item was shown
        self.title = Title()
        self.waiting = WaitingCount()
        self.sample = SampleControl(context)
        self.sample.arrived.connect(self._take_arrivals)
        self.sample.failed.connect(self._tell_sampling_failed)
        self.waiting.counted.connect(self.sample.filler.tell_waiting)
        self.sampling_remark = SamplingRemark(context)
        self.gold = GoldSwitch(context)
        self.gold.failed.connect(self.notice.tell_error)
        keys.listen(self, "rank.gold", self._use_as_gold)
        self.prompt = DialogueText(PROMPT_SIZE)
        self.prompt_pages = PageBar(self.prompt)
        self.formatting = FormattingButton(context)
        self.prompt.height_changed.connect(self._fit_prompt)
        self.pane = ReadingPane()
        self.pane.closed.connect(self._close_pane)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.pane)
        self.ways: dict[str, Way] = {}  # made when first needed
        self.way = self._choose_way("list")
        self.question = Notice()
        self.question.acted.connect(self.submit)
        self.hints = Caption()
        self.hints.setTextFormat(Qt.TextFormat.RichText)
        self.undo_button = IconButton("undo", command="label.undo")
        self.undo_button.clicked.connect(self.undo)
        self.redo_button = IconButton("redo", command="label.redo")
        self.redo_button.clicked.connect(self.redo)
        self.adder = AnswerAdder(self)
        for button in (self.undo_button, self.redo_button, self.adder.button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus on the card
        self.state = Caption()
        self.state.setWordWrap(False)
        self.state.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.none_acceptable = QCheckBox()
        self.none_acceptable.clicked.connect(self._take_none_acceptable)
        self.skip_button = QuietButton(command="rank.skip")
        self.skip_button.clicked.connect(self.ask_to_skip)
        self.submit_button = PrimaryButton(command="label.submit")
        self.submit_button.clicked.connect(self.submit)
        self.empty = NothingToRank(command="label.submit")
        self.empty.acted.connect(self._act_on_empty)
        self.clock.ticked.connect(self.update_state)
        keys.listen(self, "rank.none_acceptable", self._toggle_none_acceptable)
        self.page, self.work = lay_out(self)
        theme.changed.connect(self._take_width)
        self._take_width()
        self.retranslate()

    def _take_width(self) -> None:
        self.page.setMaximumWidth(theme.px(WIDE_WIDTH if self.way.is_wide else COLUMN_WIDTH))

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
        self.none_acceptable.setText(self.tr("&None is acceptable"))
        self.none_acceptable.setAccessibleName(self.tr("None of the answers is acceptable"))
        none_tip = self.tr("None of the answers would do as it is ({key})")
        self.none_acceptable.setToolTip(none_tip.format(key=keys.shown("rank.none_acceptable")))
        self._show_hints()
        for way in self.ways.values():
            way.retranslate()
        for part in (self.pane, self.sample, self.adder, self.gold):
            part.retranslate()
        super().retranslate()
        if self.item is None:
            self.present_nothing()

    def keys(self) -> list[tuple[str, str]]:
        if self._reads:
            return [*self.pane.keys(), *keys.sheet(self.name, ("reading",))]
        return [*self.way.keys(), *keys.sheet(self.name, (self.way.page_name,))]

    @property
    def _reads(self) -> bool:
        """Whether one answer is open in full."""
        return self.item is not None and self.stack.currentWidget() is self.pane

    def about_keys(self) -> str:
        return self.way.about_keys()

    def _follow_way(self) -> None:
        self.prompt.setVisible(not self.way.shows_prompt)
        self._show_hints()
        self._take_width()

    def _show_hints(self) -> None:
        hints = (
            *self.way.hints(),
            (keys.shown("rank.skip"), self.tr("skip")),
            (keys.shown("label.undo"), self.tr("undo")),
            (keys.shown("label.back"), self.tr("go back")),
            (keys.shown("help.keys"), self.tr("all keys")),
        )
        # A hint is not torn apart where the line ends.
        shown = (
            f"<b>{html.escape(key)}</b> {words}".replace(" ", "&nbsp;")
            for key, words in hints
            if key
        )
        self.hints.setText(" &nbsp; &nbsp; ".join(shown))

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
        saved = fitted(content or {}, item)
        own = self.desk.content_of(self.label) if self.label is not None else {}
        self.shown_order = tuple(saved.get("shown_order", ())) or shuffled(
            item, self.desk.labeler.id
        )
        options = load_labeling(self.desk.store)
        self.way = self._choose_way(way_for(saved, len(item.responses), options))
        self._none_before = bool(own.get("none_acceptable"))
        none_acceptable = bool(saved.get("none_acceptable"))
        offers_none = options.allow_none_acceptable or none_acceptable
        self.none_acceptable.setVisible(offers_none and self.way.offers_none_acceptable)
        self.none_acceptable.setChecked(none_acceptable)
        self.way.none_acceptable = none_acceptable
        empty = self.tr("(an empty answer)")
        case = Case(item, self.shown_order, options, empty, lambda: self.clock.seconds)
        self.way.show_set(case, saved, own)
        self.stack.setCurrentWidget(self.way)
        self.prompt.show_prompt(item.prompt.text)
        self.gold.show_for(self.label)
        self._follow_way()
        self._count_waiting()

    def present_nothing(self) -> None:
        self.work.hide()
        self.empty.show()
        possible = not self.has_desk or self.sample.possible()
        sampling = self.sample.running or self.sample.filler.filling
        self.empty.tell(sampling=sampling, possible=possible)

    def _act_on_empty(self) -> None:
        if self.sample.possible():
            self.sample.start()
            self.present_nothing()
        else:
            self.context.go_to.emit("train", "sft")

    def content(self) -> dict[str, Any]:
        return {
            **self.way.content(),
            "shown_order": list(self.shown_order),
            "repeat_of": self.item.repeat_of,
            "way": self.way.name,
            "mode": self.way.mode,
            "none_acceptable": self.way.says_none_acceptable(),
        }

    def worth_keeping(self) -> bool:
        return self.way.worth_keeping() or self.none_acceptable.isChecked() != self._none_before

    def ready(self) -> bool:
        return not self.way.missing()

    def content_words(self, label: Comparison) -> str:
        """The letters in their order: `B   A = C   D`."""
        letters = {id: chr(ord("A") + place) for place, id in enumerate(label.shown_order)}
        groups = (" = ".join(letters[id] for id in group) for group in label.groups)
        return "   ".join(f"{rank}. {group}" for rank, group in enumerate(groups, start=1))

    def focus_work(self) -> None:
        if self._reads:
            self.pane.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.item is not None:
            self.way.focus_work()
        else:
            self.empty.button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def update_state(self) -> None:
        shown = (clock_text(self.clock.seconds), self.state_words())
        self.state.setText("   ·   ".join(part for part in shown if part))
        self.undo_button.setEnabled(self.way.can_undo or self.adder.can_undo)
        self.redo_button.setEnabled(self.way.can_redo)
        self.submit_button.setEnabled(self.item is not None)
        self.gold.setEnabled(self.keeper.state is Kept.SUBMITTED)  # it is about what was submitted
        words = self.way.submit_words() if self.item is not None else ""
        self.submit_button.set_text(words or self.tr("Submit"))

    def submit(self) -> None:
        """As always, but what is missing is named, and what is untouched asked about once."""
        if self.item is None or self.way.step():
            return
        if missing := self.way.missing():
            self.question.tell(missing, level="info")
            return
        untouched = self.label is None and not self.worth_keeping()
        doubt = self.way.doubt() if untouched and not self._asked else None
        if doubt is not None:
            self._asked = True
            self.question.tell(doubt[0], level="info", action=doubt[1])
            return
        super().submit()

    # Its own

    def _choose_way(self, name: str) -> Way:
        if name not in self.ways:
            way = self.ways[name] = new_way(name)
            way.changed.connect(self._way_changed)
            way.read_requested.connect(self.read)
            way.submit_requested.connect(self.submit)
            self.stack.addWidget(way)
        return self.ways[name]

    def undo(self) -> None:
        if not self.adder.undo():
            self.way.undo()

    def redo(self) -> None:
        self.way.redo()

    def _toggle_none_acceptable(self) -> None:
        if self.item is not None and self.none_acceptable.isVisible():
            self.none_acceptable.click()

    def _take_none_acceptable(self) -> None:
        self.way.none_acceptable = self.none_acceptable.isChecked()
        self._way_changed()

    def _use_as_gold(self) -> None:
        if self.item is not None:
            self.gold.use(self.question)

    def ask_to_skip(self) -> None:
        if self.item is not None:
            self.question.hide()
            self.skip_bar.ask()

    def read(self, response_id: int) -> None:
        """Open the reading pane on an answer."""
        texts = {response.id: response.text for response in self.item.responses}
        order = self.way.reading_order()
        pages = [(self.way.name_of(id), texts[id]) for id in order]
        self.stack.setCurrentWidget(self.pane)
        self.pane.read(pages, order.index(response_id))

    def _close_pane(self, at: int) -> None:
        self.stack.setCurrentWidget(self.way)
        self.way.focus_answer(self.way.reading_order()[at])

    def _way_changed(self) -> None:
        self.question.hide()
        self.stack.setCurrentWidget(self.way)
        self._follow_way()
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
            self.waiting.count(self.desk.store, self.desk.labeler.id, self.language)

    def _fit_prompt(self) -> None:
        """As tall as the prompt, up to a share of the screen; longer ones scroll."""
        most = max(60, round(self.height() * PROMPT_SHARE))
        self.prompt.setFixedHeight(min(self.prompt.height_of_text(), most))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.guide.fit(self.width())
        self._fit_prompt()
