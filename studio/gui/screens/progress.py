"""How the labeling goes: one's own pace and habits, and for the owner everybody's figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QLocale, Qt, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QScrollArea,
    QStackedWidget,
    QTabBar,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from studio.config import GuardOptions
from studio.errors import StudioError
from studio.gui import theme
from studio.gui.context import Context
from studio.gui.errand import Errand
from studio.gui.progress_words import (
    NONE,
    agreement_facts,
    agreement_words,
    habit_facts,
    median_words,
    queue_facts,
    share_words,
    sitting_facts,
)
from studio.gui.screens.base import Screen
from studio.gui.widgets.basic import Caption, Card, Heading, Title
from studio.gui.widgets.fact_card import FactCard
from studio.gui.widgets.notice import Notice
from studio.gui.widgets.options_form import OptionsForm
from studio.labeling_progress import Everyone, OwnProgress, everyone, own_progress
from studio.store.engine import Store
from studio.store.guards import load_guards, save_guards
from studio.store.owner import owner_of, sees_everyone
from studio.store.records import Labeler

WIDTH = 880  # px at 100 %


@dataclass(frozen=True)
class Read:
    """What an errand has read for a labeler."""

    own: OwnProgress
    owner: Labeler | None
    everyone: Everyone | None  # for the owner only
    guards: GuardOptions


class ProgressScreen(Screen):
    """Two tabs. Habits are on the labeler's own only; everyone's figures are the owner's to see."""

    name = "progress"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._read: Read | None = None
        self._again = False  # whether something changed while it was being read
        self._filling = False
        self.title = Title()
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.addTab("")
        self.tabs.addTab("")
        self.setFocusProxy(self.tabs)
        self.notice = Notice()
        self.sitting, self.queues, self.habits, self.agreement = (FactCard() for _ in range(4))
        self.people, self.between = QTableWidget(), QTableWidget()
        self.people_title, self.between_title, self.guards_title = Heading(), Heading(), Heading()
        self.between_hint, self.guards_hint, self.owner_hint = Caption(), Caption(), Caption()
        self.guards = OptionsForm(GuardOptions)
        self.guards.changed.connect(self._keep_guards)
        self.errand = Errand(self)
        self.errand.done.connect(self._take)
        self.errand.failed.connect(self._tell_failed)
        self._lay_out()
        self.tabs.currentChanged.connect(self.stack.setCurrentIndex)
        self.retranslate()

    def _lay_out(self) -> None:
        self.stack = QStackedWidget()
        own = (self.sitting, self.queues, self.habits, self.agreement)
        people, between, guards = Card(), Card(), Card()
        people.body.addWidget(self.people_title)
        people.body.addWidget(self.people)
        between.body.addWidget(self.between_title)
        between.body.addWidget(self.between_hint)
        between.body.addWidget(self.between)
        guards.body.addWidget(self.guards_title)
        guards.body.addWidget(self.guards_hint)
        guards.body.addWidget(self.guards)
        for table in (self.people, self.between):
            table.verticalHeader().hide()
            table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
            table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
            table.setTabKeyNavigation(False)
            table.setWordWrap(True)
            table.setShowGrid(False)
            table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            header = table.horizontalHeader()
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.stack.addWidget(self._page(*own))
        self.stack.addWidget(self._page(people, between, guards))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*[theme.SECTION_GAP] * 4)
        whole.setSpacing(theme.WIDE_GAP)
        whole.addWidget(self.title)
        whole.addWidget(self.tabs)
        whole.addWidget(self.owner_hint)
        whole.addWidget(self.notice)
        whole.addWidget(self.stack, 1)

    def _page(self, *cards: QWidget) -> QScrollArea:
        page = QWidget()
        page.setMaximumWidth(theme.px(WIDTH))
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, theme.GAP, 0)
        column.setSpacing(theme.WIDE_GAP)
        for card in cards:
            column.addWidget(card)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(page)
        return scroll

    def retranslate(self) -> None:
        self.title.setText(self.tr("Progress"))
        self.tabs.setAccessibleName(self.tr("Whose progress"))
        self.tabs.setTabText(0, self.tr("Yours"))
        self.tabs.setTabText(1, self.tr("Everyone"))
        self.people_title.setText(self.tr("By labeler"))
        self.people.setAccessibleName(self.tr("By labeler"))
        self.between_title.setText(self.tr("Between labelers"))
        self.between.setAccessibleName(self.tr("Between labelers"))
        self.between_hint.setText(
            self.tr("Of the rankings that two people both made; 50 % is what guessing gives.")
        )
        self.guards_title.setText(self.tr("Guards for quality"))
        self.guards_hint.setText(self.tr("What you set here holds from the next item on."))
        self.guards.retranslate()
        self._show()

    def keys(self) -> list[tuple[str, str]]:
        return [("Left", self.tr("Your own progress")), ("Right", self.tr("Everyone's progress"))]

    # Reading

    def refresh(self) -> None:
        """Read everything in a thread of its own; what was read before stays until then."""
        project, labeler = self.context.project, self.context.labeler
        if project is None or labeler is None:
            return
        if self.errand.running:
            self._again = True
            return
        language = self.context.settings.label_language or None
        work = partial(read, project.store, labeler.id, language)
        self.errand.start(lambda _: work())

    def leave(self) -> None:
        self.errand.abandon()
        self._again = False

    def hideEvent(self, event: QHideEvent) -> None:
        self.leave()
        super().hideEvent(event)

    @Slot(object)
    def _take(self, found: Read) -> None:
        self._read = found
        self.notice.hide()
        self._filling = True
        self.guards.set_options(vars(found.guards))
        self._filling = False
        self._show()
        if self._again:
            self._again = False
            self.refresh()

    @Slot(object)
    def _tell_failed(self, error: Exception) -> None:
        if not isinstance(error, StudioError):
            raise error
        self.notice.tell_error(error)

    def _keep_guards(self) -> None:
        project, options = self.context.project, self.guards.options()
        if self._filling or project is None or options is None or self._read is None:
            return
        try:
            save_guards(project.store, options)
        except StudioError as error:
            self.notice.tell_error(error)

    # Showing

    def _show(self) -> None:
        self.owner_hint.hide()
        if self._read is None:
            self.stack.hide()
            return
        self.stack.show()
        own, told = self._read.own, self._read.everyone
        self.tabs.setTabVisible(1, told is not None)
        self.tabs.updateGeometry()
        if told is None:
            self.tabs.setCurrentIndex(0)
            self._tell_owner()
        else:
            self._show_everyone(told)
        self.sitting.show_facts(self.tr("This session"), "", sitting_facts(own))
        self.queues.show_facts(self.tr("What waits"), "", queue_facts(own))
        self.habits.show_facts(
            self.tr("Your habits"),
            self.tr("Only you are shown these. They are hints, not marks."),
            habit_facts(own),
        )
        self.agreement.show_facts(
            self.tr("Agreement"),
            self.tr("The share of pairs put in the same order, and Kendall's τ (1 is the same)."),
            agreement_facts(own),
        )

    def _tell_owner(self) -> None:
        assert self._read is not None
        if self._read.owner is not None:
            said = self.tr("These are your own figures. Everyone's are shown to {owner} alone.")
            self.owner_hint.setText(said.format(owner=self._read.owner.name))
            self.owner_hint.show()

    def _show_everyone(self, told: Everyone) -> None:
        count = QLocale().toString
        names = (
            self.tr("Labeler"),
            self.tr("Written"),
            self.tr("Ranked"),
            self.tr("Time a ranking"),
            self.tr("Hasty"),
            self.tr("With gold"),
            self.tr("With self"),
        )
        rows = [
            (
                row.labeler.name,
                count(row.written),
                count(row.ranked),
                median_words(row.seconds),
                share_words(row.hasty),
                agreement_words(row.with_gold),
                agreement_words(row.with_self),
            )
            for row in told.labelers
        ]
        _fill(self.people, names, rows)
        for column in (1, 2, 4):  # counts need less room than intervals
            fit = QHeaderView.ResizeMode.ResizeToContents
            self.people.horizontalHeader().setSectionResizeMode(column, fit)
        pairs = [(one.name, other.name, agreement_words(a)) for one, other, a in told.between]
        columns = (self.tr("One"), self.tr("The other"), self.tr("Agreement"))
        _fill(self.between, columns, pairs or [(NONE, NONE, self.tr("No ranking was made twice."))])


def read(store: Store, labeler_id: int, language: str | None) -> Read:
    """All that the screen shows (called in the errand's thread)."""
    own = own_progress(store, labeler_id, language, datetime.now(UTC))
    owner = owner_of(store)
    told = everyone(store) if sees_everyone(owner, labeler_id) else None
    return Read(own, owner, told, load_guards(store))


def _fill(table: QTableWidget, names: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """A table as tall as its rows."""
    table.setColumnCount(len(names))
    table.setHorizontalHeaderLabels(list(names))
    table.setRowCount(len(rows))
    for place, row in enumerate(rows):
        for column, words in enumerate(row):
            table.setItem(place, column, QTableWidgetItem(words))
    table.resizeRowsToContents()
    for place in range(len(rows)):
        table.setRowHeight(place, table.rowHeight(place) + theme.px(12))
    height = table.horizontalHeader().sizeHint().height() + table.verticalHeader().length()
    table.setFixedHeight(height + 2 * table.frameWidth() + 2)
