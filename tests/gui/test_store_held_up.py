"""A store that is locked, turns read-only or is full while one labels: the window stays alive,
says so once, and nothing is lost.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import event

from studio.config import LabelingOptions
from studio.errors import StoreError
from studio.gui import saver
from studio.gui.context import Context
from studio.gui.labeling import LabelingScreen
from studio.gui.saver import Saver
from studio.gui.screens.rank import RankScreen
from studio.gui.screens.write import WriteScreen
from studio.gui.widgets.draft_keeper import Kept
from studio.store import labels
from studio.store.migrations.migrate import BUSY_TIMEOUT_MS
from studio.store.prompts import add_prompts
from studio.store.records import NewPrompt
from studio.store.settings import save_labeling
from tests.gui.every_way import WAYS, begin, complete
from tests.gui.window_keys import press_in_turn as press

USUAL_PATIENCE_S = saver.PATIENCE_S
FROGS = ("Two frogs.", "A frog.", "The frog the frog", "dog")
EVERY = ["write", *WAYS]


@dataclass
class Work:
    """A labeler before one item, in one of the ways."""

    context: Context
    screen: LabelingScreen
    way: str

    def begin(self) -> None:
        if self.way == "write":
            QTest.keyClicks(self.screen.editor, "Precious")
        else:
            begin(self.way)

    def complete(self) -> None:
        if self.way == "write":
            QTest.keyClicks(self.screen.editor, " words")
        else:
            complete(self.way, self.screen)

    def submit(self) -> None:
        press("Ctrl+Return")

    @property
    def labels(self) -> list:
        store, labeler = self.context.project.store, self.context.labeler
        mine = labels.my_demonstrations if self.way == "write" else labels.my_comparisons
        return mine(store, labeler.id)

    @property
    def draft(self) -> dict | None:
        store, labeler = self.context.project.store, self.context.labeler
        found = labels.latest_draft(store, labeler.id, self.screen.desk.kind)
        return None if found is None else dict(found.content)

    def shows_what_was_made(self, content: dict) -> bool:
        now = self.screen.content()
        return {key: now[key] for key in content} == content


def made(work: Work) -> dict:
    """What is on the screen, but for the seconds that go on."""
    content = dict(work.screen.content())
    if "ratings" in content:
        content.pop("ratings")
    return content


@pytest.fixture
def begun(qtbot, context: Context, add_set, monkeypatch) -> Callable[[str], Work]:
    def begin_in(way: str) -> Work:
        if way == "write":
            new = [NewPrompt(text, split="sft") for text in ("Frogs", "Moon")]
            add_prompts(context.project.store, new)
            screen: LabelingScreen = WriteScreen(context)
        else:
            save_labeling(context.project.store, LabelingOptions(**WAYS[way][0]))
            add_set("Frogs", *FROGS)
            add_set("Moon", *FROGS)
            screen = RankScreen(context)
        qtbot.addWidget(screen)
        screen.resize(1100, 800)
        screen.show()
        screen.activateWindow()
        qtbot.waitUntil(screen.isActiveWindow)
        screen.refresh()
        monkeypatch.setattr(saver, "PATIENCE_S", USUAL_PATIENCE_S)
        return Work(context, screen, way)

    return begin_in


@pytest.fixture
def other_program(context: Context) -> Iterator[sqlite3.Connection]:
    path = context.project.store.path
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        yield other


def give_up_soon(work: Work) -> None:
    """Let the store wait for a lock for a moment only."""

    @event.listens_for(work.context.project.store._engine, "checkout")
    def hurry(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA busy_timeout=100")


def timed(do: Callable[[], None]) -> float:
    begin = time.perf_counter()
    do()
    return time.perf_counter() - begin


def told(work: Work) -> list[object]:
    failures: list[object] = []
    work.screen.keeper.failed.connect(failures.append)
    return failures


# Locked


def test_the_window_waits_for_a_save_less_than_50_ms() -> None:
    assert USUAL_PATIENCE_S < 0.05


@pytest.mark.parametrize("way", EVERY)
def test_a_locked_store_holds_up_no_draft_and_takes_it_when_free(
    begun, other_program, qtbot, way
) -> None:
    work = begun(way)
    other_program.execute("BEGIN EXCLUSIVE")
    work.begin()
    # A tenth of what the store itself waits for the lock: even on a crowded machine
    assert timed(work.screen.leave) < BUSY_TIMEOUT_MS / 1000 / 10
    assert work.screen.state_words() == "Saving …"
    assert work.draft is None
    work.complete()  # goes on all the while
    content = made(work)
    other_program.execute("COMMIT")
    qtbot.waitUntil(lambda: work.screen.keeper.state is Kept.DRAFT, timeout=20_000)
    kept = work.draft
    assert {key: kept[key] for key in content} == content


@pytest.mark.parametrize("way", EVERY)
def test_a_locked_store_holds_up_no_submission_and_takes_it_when_free(
    begun, other_program, qtbot, way
) -> None:
    work = begun(way)
    work.begin()
    work.complete()
    content, item = made(work), work.screen.item
    states = []
    work.screen.keeper.changed_state.connect(states.append)
    other_program.execute("BEGIN EXCLUSIVE")
    assert timed(work.submit) < BUSY_TIMEOUT_MS / 1000 / 10
    assert work.screen.state_words() == "Saving …"
    assert states == [Kept.SAVING]
    press("Ctrl+Z", "1", "Ctrl+Return", "Alt+Left")  # rests: nothing of it changes what was sent
    assert (work.screen.item, made(work)) == (item, content)
    assert work.labels == []
    other_program.execute("COMMIT")
    qtbot.waitUntil(lambda: work.screen.item != item, timeout=20_000)
    [label] = work.labels
    assert work.draft is None
    assert (
        work.screen.desk.content_of(label).items()
        >= {key: content[key] for key in ("text", "groups") if key in content}.items()
    )
    assert work.screen.work.isEnabled()
    assert work.screen.isAncestorOf(QApplication.focusWidget())
    assert work.screen.notice.isHidden()


@pytest.mark.parametrize("what", ["skip", "withdraw"])
def test_a_locked_store_holds_up_nothing_else(begun, other_program, qtbot, what) -> None:
    work = begun("list")
    work.begin()
    work.submit()
    qtbot.waitUntil(lambda: bool(work.labels) and not work.screen.unsaved, timeout=20_000)
    [label] = work.labels
    if what == "withdraw":
        press("Alt+Left")
        assert work.screen.label == label
    item = work.screen.item
    do = {"skip": lambda: work.screen.skip("unclear"), "withdraw": work.screen.withdraw}[what]
    other_program.execute("BEGIN EXCLUSIVE")
    assert timed(do) < BUSY_TIMEOUT_MS / 1000 / 10
    assert work.screen.item == item
    other_program.execute("COMMIT")
    qtbot.waitUntil(lambda: work.screen.item != item, timeout=20_000)
    assert work.labels == ([] if what == "withdraw" else [label])
    assert not work.screen.unsaved


def test_a_lock_that_outlasts_the_store_is_told_once_and_the_label_sent_again(
    begun, other_program, qtbot, monkeypatch
) -> None:
    monkeypatch.setattr("studio.gui.widgets.draft_keeper.RETRY_AFTER_MS", 50)
    work = begun("list")
    give_up_soon(work)
    work.begin()
    failures, item = told(work), work.screen.item
    other_program.execute("BEGIN EXCLUSIVE")
    work.submit()
    retries = []
    work.screen.keeper._timer.timeout.connect(lambda: retries.append(1))
    qtbot.waitUntil(lambda: len(retries) >= 3, timeout=20_000)
    assert len(failures) == 1
    assert "stays here" in work.screen.notice.hint()
    assert work.screen.state_words() == "Not saved, trying again"
    assert work.screen.item == item
    other_program.execute("COMMIT")
    qtbot.waitUntil(lambda: work.screen.item != item, timeout=20_000)
    assert len(work.labels) == 1
    assert work.draft is None


def test_what_is_changed_after_a_failed_submission_is_kept_and_not_submitted(
    begun, other_program, qtbot, monkeypatch
) -> None:
    monkeypatch.setattr("studio.gui.widgets.draft_keeper.RETRY_AFTER_MS", 50)
    work = begun("list")
    give_up_soon(work)
    work.begin()
    other_program.execute("BEGIN EXCLUSIVE")
    work.submit()
    qtbot.waitUntil(lambda: work.screen.keeper.state is Kept.FAILED, timeout=20_000)
    press("Alt+Down")
    content = made(work)
    other_program.execute("COMMIT")
    qtbot.waitUntil(lambda: work.screen.keeper.state is Kept.DRAFT, timeout=20_000)
    QApplication.processEvents()
    assert work.labels == []
    assert work.draft["groups"] == content["groups"]


# Read-only, full


def turn_read_only(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA query_only=ON")


def fill_up(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA max_page_count=1")


def mend(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA query_only=OFF")
    connection.execute(f"PRAGMA max_page_count={2**30}")


@pytest.mark.parametrize("way", EVERY)
@pytest.mark.parametrize(
    ("trouble", "code"), [(turn_read_only, "store_unwritable"), (fill_up, "disk_full")]
)
def test_a_store_that_takes_nothing_is_told_once_and_nothing_is_lost(
    begun, qtbot, monkeypatch, way, trouble, code
) -> None:
    monkeypatch.setattr("studio.gui.widgets.draft_keeper.RETRY_AFTER_MS", 50)
    work = begun(way)
    state = [trouble]

    @event.listens_for(work.context.project.store._engine, "checkout")
    def spoil(connection: sqlite3.Connection, *_: object) -> None:
        state[0](connection)

    if code == "disk_full":  # what a page still had room for may go in: make it too much
        big = "x" * 20_000
        monkeypatch.setattr(
            type(work.screen), "content", _with_more(type(work.screen).content, big)
        )
    failures, item = told(work), work.screen.item
    work.begin()
    work.complete()
    content = made(work)
    retries = []
    work.screen.keeper._timer.timeout.connect(lambda: retries.append(1))
    work.screen.leave()
    qtbot.waitUntil(lambda: len(retries) >= 3, timeout=20_000)
    assert [error.code for error in failures] == [code]
    assert work.screen.notice.isVisible()
    assert work.screen.state_words() == "Not saved, trying again"
    assert (work.screen.item, made(work)) == (item, content)
    state[0] = mend
    qtbot.waitUntil(lambda: work.screen.keeper.state is Kept.DRAFT, timeout=20_000)
    assert work.screen.notice.isHidden()
    kept = work.draft
    assert {key: kept[key] for key in content} == content
    work.submit()
    qtbot.waitUntil(lambda: len(work.labels) == 1, timeout=20_000)


def _with_more(content: Callable[[LabelingScreen], dict], more: str) -> Callable:
    return lambda screen: {**content(screen), "more": more}


# Closing


@pytest.mark.parametrize("submits", [False, True])
def test_closing_the_window_warns_loses_nothing_and_closes_when_all_is_saved(
    window, other_program, qtbot, monkeypatch, submits
) -> None:
    monkeypatch.setattr(saver, "PATIENCE_S", USUAL_PATIENCE_S)
    window.go("write")
    screen = window.screens["write"]
    QTest.keyClicks(screen.editor, "Precious")
    other_program.execute("BEGIN EXCLUSIVE")
    if submits:
        screen.submit()
    assert not window.close()
    assert window.isVisible()
    assert "not saved" in window.notice.message()
    assert window.notice.action.text() == "Close and lose it"
    other_program.execute("COMMIT")
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)
    store, labeler = window.context.project.store, window.context.labeler
    draft = labels.latest_draft(store, labeler.id, "demonstration")
    made = [label.text for label in labels.my_demonstrations(store, labeler.id)]
    kept = [] if draft is None else [draft.content["text"]]
    assert (made, kept) == ((["Precious"], []) if submits else ([], ["Precious"]))


def test_the_window_stays_when_its_warning_is_closed(
    window, other_program, qtbot, monkeypatch
) -> None:
    monkeypatch.setattr(saver, "PATIENCE_S", USUAL_PATIENCE_S)
    window.go("write")
    screen = window.screens["write"]
    QTest.keyClicks(screen.editor, "Precious")
    other_program.execute("BEGIN EXCLUSIVE")
    assert not window.close()
    window.notice.dismiss()
    other_program.execute("COMMIT")
    qtbot.waitUntil(lambda: not screen.unsaved, timeout=20_000)
    QApplication.processEvents()
    assert window.isVisible()


def test_unsaved_work_is_lost_only_when_one_says_so(window, other_program, monkeypatch) -> None:
    monkeypatch.setattr(saver, "PATIENCE_S", USUAL_PATIENCE_S)
    window.go("write")
    QTest.keyClicks(window.screens["write"].editor, "Precious")
    other_program.execute("BEGIN EXCLUSIVE")
    assert not window.close()
    window.notice.action.click()
    assert not window.isVisible()
    other_program.execute("COMMIT")
    for thread in threading.enumerate():
        if thread.name == "saver":
            thread.join(20)


def test_another_labeler_comes_only_when_the_work_is_saved_or_given_up(
    window, other_program, qtbot, monkeypatch
) -> None:
    bob = labels.add_labeler(window.context.project.store, "Bob")
    monkeypatch.setattr(saver, "PATIENCE_S", USUAL_PATIENCE_S)
    window.go("write")
    screen, anna = window.screens["write"], window.context.labeler
    QTest.keyClicks(screen.editor, "Precious")
    other_program.execute("BEGIN EXCLUSIVE")
    window.projects.switch_labeler(bob)
    assert window.context.labeler == anna
    assert "not saved" in window.notice.message()
    other_program.execute("COMMIT")
    qtbot.waitUntil(lambda: not screen.unsaved, timeout=20_000)
    window.projects.switch_labeler(bob)
    assert window.context.labeler == bob
    draft = labels.latest_draft(window.context.project.store, anna.id, "demonstration")
    assert draft.content["text"] == "Precious"


# The saver itself


def test_writes_go_one_after_another_in_their_order(qapp, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(saver, "PATIENCE_S", 0.0)
    go_on = threading.Event()
    seen: list[str] = []
    writer = Saver()

    def write(name: str) -> Callable[[], str]:
        def do() -> str:
            assert go_on.wait(20)
            seen.append(name)
            return name

        return do

    answers: list[object] = []
    for name in ("first", "second", "third"):
        assert not writer.save(write(name), answers.append, answers.append)
    assert writer.busy
    go_on.set()
    qtbot.waitUntil(lambda: len(answers) == 3)
    assert answers == seen == ["first", "second", "third"]
    assert not writer.busy


def test_a_write_that_fails_is_told_and_the_next_one_is_done(qapp, qtbot) -> None:
    writer = Saver()

    def refuse() -> None:
        raise StoreError("disk_full", path="x")

    answers: list[object] = []
    assert writer.save(refuse, answers.append, lambda error: answers.append(error.code))
    assert writer.save(lambda: "written", answers.append, answers.append)
    assert answers == ["disk_full", "written"]


def test_a_mistake_in_a_write_is_raised_where_it_was_asked_for(qapp) -> None:
    writer = Saver()
    with pytest.raises(ZeroDivisionError):
        writer.save(lambda: 1 // 0, print, print)
    assert not writer.busy
