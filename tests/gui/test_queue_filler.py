"""The queue is filled while one ranks: quietly, one job at a time, after everything else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.gui.context import Context
from studio.gui.screens.rank import RankScreen
from studio.jobs.events import Failed, Finished, Progress, Started
from studio.jobs.requests import Chat, FillQueue, Sample
from studio.store import labels
from studio.store.runs import add_checkpoint
from tests.gui.scripted_worker import ScriptedWorker

ANSWERS = ("Two frogs.", "A frog.", "dog")
Open = Callable[[], RankScreen]


@pytest.fixture(autouse=True)
def policy(context: Context) -> int:
    return add_checkpoint(context.project.store, "sft", "first", "first", None, None, {}).id


@pytest.fixture
def open_screen(open_rank: Callable[..., RankScreen]) -> Callable[..., RankScreen]:
    return open_rank


@pytest.fixture
def fill(context: Context, worker: ScriptedWorker, add_set) -> Callable[[int], None]:
    """Lets the job that runs add some sets and end."""
    made = iter(range(1000))

    def add(count: int) -> None:
        for step in range(count):
            add_set(f"Filled {next(made)}", *ANSWERS)
            worker.tell(Progress(step + 1, count))
        worker.tell(Finished(count, {"sets": count, "responses": 3 * count}))

    return add


def settle(qtbot, screen: RankScreen) -> None:
    """Until the next set and the count are read."""
    readers = (screen._reader, screen.waiting._reader)
    qtbot.waitUntil(lambda: not any(reader._timer.isActive() for reader in readers))


def rank_one(screen: RankScreen) -> None:
    for key in ("2", "Ctrl+Return"):
        QTest.keySequence(QApplication.focusWidget(), key)


def test_the_next_set_is_there_after_each_submit_while_the_queue_is_filled(
    open_screen: Open, context, worker, add_set, fill, qtbot, monkeypatch
) -> None:
    """Twelve rankings with a depth of three: no model is waited for, nor the store."""
    context.change_settings(queue_depth=3)
    for n in range(3):
        add_set(f"Frogs {n}", *ANSWERS)
    screen = open_screen()
    seen = [screen.item.id]
    for _ in range(12):
        settle(qtbot, screen)
        assert screen._next is not None
        with monkeypatch.context() as patched:
            patched.setattr(labels, "next_response_set", lambda *_: pytest.fail("asked the store"))
            rank_one(screen)
            assert screen.item is not None
            assert screen.work.isVisible()
        seen.append(screen.item.id)
        settle(qtbot, screen)
        if screen.sample.filler.filling:  # it goes on while one ranks
            assert not screen.sample.running
            fill(3)
            qtbot.waitUntil(lambda: not screen.sample.filler.filling)
    assert len(set(seen)) == 13
    assert len(worker.requests) >= 3
    assert all(isinstance(request, FillQueue) for request in worker.requests)


def test_a_queue_below_its_depth_is_filled_by_one_job(
    open_screen: Open, context, worker, add_set, fill, qtbot
) -> None:
    add_set("Frogs", *ANSWERS)
    context.change_settings(label_language="en")
    screen = open_screen()
    qtbot.waitUntil(lambda: screen.sample.filler.filling)
    screen.refresh()
    settle(qtbot, screen)
    assert len(context.bridge.jobs) == 1
    assert screen.sample.bar.isHidden()
    assert screen.sample.button.isVisible()
    [job] = context.bridge.jobs
    assert (job.request.labeler_id, job.request.depth) == (context.labeler.id, 15)
    assert job.request.sampling.language == "en"
    fill(10)
    qtbot.waitUntil(lambda: not screen.sample.filler.filling)
    settle(qtbot, screen)
    assert screen.waiting.text() == "11 waiting"
    assert context.bridge.jobs == []


@pytest.mark.parametrize(("depth", "waiting"), [(0, 1), (2, 2)])
def test_a_queue_that_is_off_or_full_is_left_alone(
    open_screen: Open, context, worker, add_set, qtbot, depth: int, waiting: int
) -> None:
    context.change_settings(queue_depth=depth)
    for n in range(waiting):
        add_set(f"Frogs {n}", *ANSWERS)
    screen = open_screen()
    qtbot.waitUntil(lambda: screen.waiting.text() == f"{waiting} waiting")
    assert context.bridge.jobs == []


def test_it_gives_way_to_another_job_and_goes_on_afterwards(
    open_screen: Open, context, worker, add_set, fill, qtbot
) -> None:
    add_set("Frogs", *ANSWERS)
    screen = open_screen()
    qtbot.waitUntil(lambda: len(worker.requests) == 1)
    other = context.bridge.submit(Chat("Why?", (1,)))
    assert worker.controls[0].stopping
    worker.tell(Started("fill", 9))  # the next moment at which it may stop
    qtbot.waitUntil(lambda: context.bridge.current is other)
    assert not screen.sample.filler.filling
    worker.tell(Finished(1))
    qtbot.waitUntil(lambda: len(worker.requests) == 3)
    assert [type(r) for r in worker.requests] == [FillQueue, Chat, FillQueue]
    fill(14)
    qtbot.waitUntil(lambda: not screen.sample.filler.filling)


@pytest.mark.parametrize("end", ["stop", "failure", "nothing new"])
def test_it_rests_after_a_stop_a_failure_or_nothing_new(
    open_screen: Open, context, worker, add_set, fill, qtbot, end: str
) -> None:
    add_set("Frogs", *ANSWERS)
    screen = open_screen()
    qtbot.waitUntil(lambda: len(worker.requests) == 1)
    if end == "stop":
        worker.controls[0].stop()
    failed = Failed("disk_full", {"path": "studio.sqlite"})
    worker.tell(failed if end == "failure" else Finished(0, {"sets": 0, "responses": 0}))
    qtbot.waitUntil(lambda: not screen.sample.filler.filling)
    assert screen.notice.isVisible() == (end == "failure")
    screen.refresh()
    settle(qtbot, screen)
    assert context.bridge.jobs == []
    context.change_settings(queue_depth=20)
    screen.sample.menu.changed.emit()
    qtbot.waitUntil(lambda: len(worker.requests) == 2)
    fill(3)
    qtbot.waitUntil(lambda: not context.bridge.jobs or len(worker.requests) > 2)
    context.change_settings(queue_depth=0)
    if context.bridge.jobs:
        worker.tell(Finished(0, {"sets": 0}))
        qtbot.waitUntil(lambda: not context.bridge.jobs)


def test_several_policies_can_be_chosen_and_a_depth(
    open_screen: Open, context, worker, add_set, policy, qtbot
) -> None:
    context.change_settings(queue_depth=0)
    second = add_checkpoint(context.project.store, "ppo", "second", "second", None, None, {}).id
    add_checkpoint(context.project.store, "base", "base", "base", None, None, {})
    add_set("Frogs", *ANSWERS)
    screen = open_screen()
    menu = screen.sample.menu
    actions = {action.text().split(" ")[0]: action for action in menu.menu().actions()}
    assert menu.checkpoint_ids == ()
    assert actions["The"].isChecked()
    assert "base" not in actions
    actions["first"].trigger()
    actions["second"].trigger()
    assert menu.checkpoint_ids == (second, policy)
    assert not actions["The"].isChecked()
    screen.sample.start()
    qtbot.waitUntil(lambda: len(worker.requests) == 1)
    assert worker.requests == [Sample(checkpoint_ids=(second, policy))]
    worker.tell(Finished(0, {"sets": 0, "responses": 0}))
    qtbot.waitUntil(lambda: not context.bridge.jobs)
    actions["The"].trigger()
    assert menu.checkpoint_ids == ()
    actions["5"].trigger()
    assert context.settings.queue_depth == 5
    qtbot.waitUntil(lambda: len(worker.requests) == 2)
    assert isinstance(worker.requests[1], FillQueue)
    worker.tell(Finished(0, {"sets": 0, "responses": 0}))
    qtbot.waitUntil(lambda: not context.bridge.jobs)
