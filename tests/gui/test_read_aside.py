"""Issue 5, point 5: however large the store, the window's thread waits for no count or search."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import event

from studio.errors import StoreError
from studio.gui.main_window import CLASSES
from studio.gui.reader import Reader
from studio.store import runs
from studio.store.labels import add_labeler
from studio.store.project import create_project
from studio.store.prompts import add_prompts, count_prompts, page_prompts
from studio.store.records import NewPrompt

WAIT_S = 20


class Held:
    """A read that begins and does not end before it is let go."""

    def __init__(self, read: Callable[..., Any]) -> None:
        self.read = read
        self.let_go = threading.Event()
        self.threads: list[str] = []

    def __call__(self, *given: Any, **named: Any) -> Any:
        self.threads.append(threading.current_thread().name)
        assert self.let_go.wait(WAIT_S)
        return self.read(*given, **named)


@pytest.fixture
def hold(monkeypatch) -> Iterator[Callable[[str, Callable[..., Any]], Held]]:
    """Put a held read in the place of a function; the window has no patience with it."""
    made: list[Held] = []

    def hold_one(name: str, read: Callable[..., Any]) -> Held:
        made.append(Held(read))
        monkeypatch.setattr("studio.gui.reader.PATIENCE_S", 0)
        monkeypatch.setattr(name, made[-1])
        return made[-1]

    yield hold_one
    for held in made:
        held.let_go.set()


@pytest.fixture
def counted_here(project) -> Iterator[list[str]]:
    """What the window's thread counts or searches in the store."""
    found: list[str] = []

    @event.listens_for(project.store._engine, "before_cursor_execute")
    def note(_: object, __: object, statement: str, *___: object) -> None:
        costly = "count(" in statement.lower() or " LIKE " in statement
        if costly and threading.current_thread() is threading.main_thread():
            found.append(statement)

    yield found
    event.remove(project.store._engine, "before_cursor_execute", note)


def test_no_screen_counts_or_searches_in_the_windows_thread(window, add_set, counted_here):
    add_set("Frogs", "One", "Two")
    for name in CLASSES:
        window.go(name)
    write, rank, data = (window.screens[name] for name in ("write", "rank", "data"))
    window.go("write")
    write.editor.setPlainText("An answer.")
    write.submit()
    write.go_back()
    write.leave_revision()
    write.skip("unclear")
    window.go("rank")
    rank.way.view.command(rank.way.view.ranking.order[0], "move_down")
    rank.submit()
    window.go("data")
    for at in range(3):
        data.tabs.setCurrentIndex(at)
        for words in ("frog", "nowhere", ""):
            data.search.setText(words)
            data.show_found()
    window.go("home")
    assert counted_here == []


def test_home_shows_what_was_last_known_until_it_has_counted(qtbot, window, project, hold):
    home = window.screens["home"]
    box = home.picture.boxes["write"]
    assert box.state() == "2 prompts without an answer"
    held = hold("studio.gui.screens.home.pipeline", runs.pipeline)
    add_prompts(project.store, [NewPrompt("Another", split="sft")])
    window.go("home")
    assert box.state() == "2 prompts without an answer"
    assert home.next_button.isVisible()
    held.let_go.set()
    qtbot.waitUntil(lambda: box.state() == "3 prompts without an answer")
    assert held.threads == ["reader"]


def test_home_of_another_project_shows_nothing_of_the_one_before(
    qtbot, window, context, hold, tmp_path
):
    home = window.screens["home"]
    held = hold("studio.gui.screens.home.pipeline", runs.pipeline)
    other = create_project(tmp_path / "other", sample=False)
    context.open(other, add_labeler(other.store, "Anna"))
    texts = {name: (b.title(), b.figure(), b.state()) for name, b in home.picture.boxes.items()}
    assert texts["write"] == ("Write answers", "…", "")
    assert all(text[0] for text in texts.values())
    assert not home.next_button.isVisible()
    home.do_next()  # by its key: there is no next step yet
    assert window.current == "home"
    held.let_go.set()
    qtbot.waitUntil(home.next_button.isVisible)
    assert home.step == "import"


def test_training_can_be_begun_once_the_project_was_read(qtbot, window, context, hold, tmp_path):
    window.go("train")
    panel = window.screens["train"].panel
    assert panel.isEnabled()
    held = hold("studio.store.runs.pipeline", runs.pipeline)
    window.go("home")
    window.go("train")
    assert panel.isEnabled()  # by what was last known
    other = create_project(tmp_path / "other", sample=False)
    context.open(other, add_labeler(other.store, "Anna"))
    window.go("train")
    assert not panel.isEnabled()
    held.let_go.set()
    qtbot.waitUntil(panel.isEnabled)
    assert set(held.threads) == {"reader"}


def test_a_search_leaves_the_rows_until_it_has_found_some(qtbot, window, hold):
    window.go("data")
    data = window.screens["data"]
    assert data.model.rowCount() == 2
    assert data.tabs.tabText(0) == "Prompts  2"
    counting = hold("studio.gui.data_kinds.count_prompts", count_prompts)
    searching = hold("studio.gui.data_kinds.page_prompts", page_prompts)
    data.search.setText("sky")
    data.show_found()
    assert data.model.rowCount() == 2
    assert data.tabs.tabText(0) == "Prompts  …"
    data.search.setText("sing")  # only the last search counts
    data.show_found()
    searching.let_go.set()
    qtbot.waitUntil(lambda: data.model.rowCount() == 1)
    assert data.model.index(0, 0).data() == "Sing"
    assert data.detail.text.toPlainText().endswith("Sing")
    counting.let_go.set()
    qtbot.waitUntil(lambda: data.tabs.tabText(0) == "Prompts  1")
    assert set(searching.threads + counting.threads) == {"reader"}


def test_another_table_shows_no_row_of_the_one_before(qtbot, window, hold):
    window.go("data")
    data = window.screens["data"]
    data.search.setText("s")
    data.show_found()
    held = hold("studio.store.labels.demonstrations", lambda *_, **__: [])
    data.tabs.setCurrentIndex(1)
    assert data.model.rowCount() == 0
    assert data.detail.facts.text() == ""  # not that nothing was found
    held.let_go.set()
    qtbot.waitUntil(lambda: not data.model.waiting)
    assert data.detail.facts.text() == "Nothing fits this search."


def test_leaving_the_progress_screen_waits_for_nothing(window, hold):
    held = hold("studio.gui.screens.progress.own_progress", lambda *_: None)
    window.go("progress")
    window.go("home")  # would not return if it waited
    assert not held.let_go.is_set()
    assert not window.screens["progress"].errand.running
    window.go("progress")
    assert window.screens["progress"].errand.running


# The reader


@pytest.fixture
def reader(qapp: object) -> Iterator[Reader]:
    made = Reader()
    yield made
    made.deleteLater()


def test_what_is_quick_is_taken_at_once(reader):
    told: list[str] = []
    reader.soon(lambda: threading.current_thread().name, told.append)
    assert told == ["reader"]
    assert not reader._timer.isActive()


def test_what_is_slow_is_taken_later_and_only_the_last(qtbot, reader, hold, monkeypatch):
    monkeypatch.setattr("studio.gui.reader.PATIENCE_S", 0)
    told: list[str] = []
    slow = Held(lambda: "slow")
    reader.soon(slow, told.append)
    reader.soon(lambda: "second", told.append)
    reader.soon(lambda: "third", told.append)
    slow.let_go.set()
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["third"]


def test_a_store_that_fails_is_told_at_once_or_by_the_event_loop(qtbot, reader, monkeypatch):
    def refuse() -> None:
        raise StoreError("store_locked", path="x")

    told: list[object] = []
    with pytest.raises(StoreError):
        reader.soon(refuse, told.append)
    monkeypatch.setattr("studio.gui.reader.PATIENCE_S", 0)
    slow = Held(refuse)
    reader.soon(slow, told.append)
    with qtbot.captureExceptions() as caught:
        slow.let_go.set()
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is StoreError
    assert told == []
