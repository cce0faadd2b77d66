"""Throughput: the progress view tells a labeler's session, queue and habits, and everyone's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from studio.config import GuardOptions
from studio.errors import StoreError
from studio.gui.progress_words import time_words
from studio.gui.screens.progress import ProgressScreen
from studio.store import labels
from studio.store.guards import load_guards
from studio.store.owner import set_owner
from studio.store.prompts import get_response_set


@pytest.fixture
def rank(context, add_set) -> Callable[..., None]:
    def make(labeler, name: str, seconds: float, reverse: bool = False) -> None:
        store = context.project.store
        set_id = add_set(name, "short", "a longer one", "the longest answer of the three")
        ids = [response.id for response in get_response_set(store, set_id).responses]
        order = ids[::-1] if reverse else ids
        labels.save_comparison(store, set_id, [[id] for id in order], ids, labeler.id, seconds)

    return make


@pytest.fixture
def open_screen(qtbot, context):
    def open_one() -> ProgressScreen:
        screen = ProgressScreen(context)
        qtbot.addWidget(screen)
        screen.resize(1100, 700)
        with qtbot.waitExposed(screen):
            screen.show()
        with qtbot.waitSignal(screen.errand.done):
            screen.refresh()
        return screen

    return open_one


def test_a_labeler_sees_session_queue_and_habits(open_screen, rank, add_set, context):
    for number in range(3):
        rank(context.labeler, f"Prompt {number}", 30.0)
    for number in range(4):
        add_set(f"Waiting {number}", "a", "b")
    screen = open_screen()
    items, pace = screen.sitting.facts()
    assert items[1] == "3"
    assert "Rank: 3" in items[2]
    assert pace[1] == "120 an hour"
    write, ranking = screen.queues.facts()
    assert write[2] == "Nothing is left to do."
    assert ranking[1].startswith("4 ")
    assert "2 min left" in ranking[2]
    first, length, speed, hasty = screen.habits.facts()
    assert first[1].startswith("100 %")
    assert "33 %" in first[2]
    assert "Too few" in first[2]
    assert "τ -1.00" in length[1].replace("\u2212", "-")
    assert speed[1].startswith("30 s")
    assert hasty[1].startswith("0 %")


def test_habits_are_told_to_the_labeler_alone(open_screen, rank, context):
    bob = labels.add_labeler(context.project.store, "Bob")
    rank(context.labeler, "One", 30.0)
    rank(bob, "Two", 50.0)
    screen = open_screen()
    headers = [
        screen.people.horizontalHeaderItem(n).text() for n in range(screen.people.columnCount())
    ]
    assert not any("length" in name.lower() or "first" in name.lower() for name in headers)
    names = [screen.people.item(row, 0).text() for row in range(screen.people.rowCount())]
    assert names == ["Anna", "Bob"]
    assert screen.people.item(1, 3).text().startswith("50 s")


def test_the_owner_sees_agreement_between_labelers(open_screen, rank, context):
    store = context.project.store
    bob = labels.add_labeler(store, "Bob")
    rank(context.labeler, "One", 30.0)
    [made] = labels.my_comparisons(store, context.labeler.id)
    labels.save_comparison(store, made.set_id, made.groups, made.shown_order, bob.id, 30.0)
    screen = open_screen()
    screen.tabs.setCurrentIndex(1)
    assert screen.people.isVisible()
    row = [screen.between.item(0, column).text() for column in range(3)]
    assert row[:2] == ["Anna", "Bob"]
    assert row[2].startswith("100 %")
    assert "1" in row[2].splitlines()[-1]


def test_only_the_owner_is_shown_everyone(open_screen, rank, context, qtbot):
    store, anna = context.project.store, context.labeler
    bob = labels.add_labeler(store, "Bob")
    rank(anna, "One", 30.0)
    rank(bob, "Two", 50.0)
    screen = open_screen()
    assert screen.tabs.isTabVisible(1)  # nobody's project yet
    set_owner(store, anna.id)
    with qtbot.waitSignal(screen.errand.done):
        screen.refresh()
    screen.tabs.setCurrentIndex(1)
    assert screen.people.rowCount() == 2
    assert screen.owner_hint.isHidden()
    context.switch_labeler(bob)
    with qtbot.waitSignal(screen.errand.done):
        screen.refresh()
    assert not screen.tabs.isTabVisible(1)
    assert screen.stack.currentIndex() == 0
    assert "Anna alone" in screen.owner_hint.text()
    assert screen._read.everyone is None  # not even read
    assert screen.sitting.facts()[0][1] == "1"


def test_guards_are_set_here(open_screen, context):
    screen = open_screen()
    assert load_guards(context.project.store) == GuardOptions()
    screen.guards.rows["repeat_share"].set_value(0.1)
    screen.guards.rows["repeat_share"].changed.emit()
    assert load_guards(context.project.store).repeat_share == 0.1
    again = open_screen()
    assert again.guards.rows["repeat_share"].value() == 0.1


def test_it_is_read_off_the_gui_thread_and_again_when_labels_come(
    open_screen, rank, context, qtbot
):
    screen = open_screen()
    rank(context.labeler, "One", 30.0)
    screen.refresh()
    assert screen.errand.running
    screen.refresh()  # while it is being read
    with qtbot.waitSignals([screen.errand.done, screen.errand.done]):
        pass
    assert screen.sitting.facts()[0][1] == "1"


def test_a_store_that_fails_is_told(open_screen, monkeypatch, qtbot):
    screen = open_screen()

    def refuse(*_: object) -> None:
        raise StoreError("store_locked", path="x")

    monkeypatch.setattr("studio.gui.screens.progress.own_progress", refuse)
    with qtbot.waitSignal(screen.errand.failed):
        screen.refresh()
    assert screen.notice.isVisible()
    assert screen.sitting.isVisible()  # what was read before stays


def test_times_in_words():
    assert [time_words(s) for s in (12, 89, 90, 3599, 3660)] == [
        "12 s",
        "89 s",
        "2 min",
        "1 h 0 min",
        "1 h 1 min",
    ]
