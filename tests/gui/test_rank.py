from __future__ import annotations

import sys
import types
from collections.abc import Callable
from itertools import permutations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from studio.errors import StoreError
from studio.gui.context import Context
from studio.gui.desk import shuffled
from studio.gui.screens.rank import RankScreen
from studio.gui.widgets.draft_keeper import Kept
from studio.jobs.events import Failed, Finished, Progress, Started
from studio.jobs.requests import Sample
from studio.store import labels
from studio.store.prompts import add_prompts, add_response_set, get_response_set
from studio.store.records import NewPrompt, NewResponse
from studio.store.runs import add_checkpoint
from tests.gui.window_keys import press_in_turn as press

FROGS = ("Two frogs.", "A frog.", "The frog the frog", "dog")
MOON = ("A rocket.", "Three days.", "moon moon")


@pytest.fixture
def open_screen(open_rank: Callable[..., RankScreen]) -> Callable[..., RankScreen]:
    return open_rank


def mine(context: Context) -> list:
    return labels.my_comparisons(context.project.store, context.labeler.id)


def says_waiting(screen: RankScreen, count: int) -> Callable[[], bool]:
    return lambda: screen.waiting.text() == f"{count} waiting"


def refuse(*args: object, **more: object) -> None:
    raise StoreError("disk_full", path="studio.sqlite")


def test_order_is_shuffled_the_same_way_for_the_same_labeler(project, add_set):
    sets = [get_response_set(project.store, add_set(f"Prompt {n}", *FROGS)) for n in range(20)]
    orders = [shuffled(one, 1) for one in sets]
    assert orders == [shuffled(one, 1) for one in sets]
    assert orders != [shuffled(one, 2) for one in sets]
    places = [
        order.index(sorted(r.id for r in one.responses)[0])
        for order, one in zip(orders, sets, strict=True)
    ]
    assert set(places) == {0, 1, 2, 3}


def test_a_ranking_is_submitted_with_its_ties_and_the_shown_order(open_screen, add_set, context):
    set_id = add_set("Write a story about frogs", *FROGS)
    screen = open_screen()
    assert screen.prompt.toPlainText() == "Write a story about frogs"
    a, b, c, d = screen.shown_order
    press("Alt+Down", "Down", "Down", "T", "Ctrl+Return")  # b, a, c + d
    [saved] = mine(context)
    assert saved.set_id == set_id
    assert saved.groups == ((b,), (a,), (c, d))
    assert (
        saved.shown_order
        == (a, b, c, d)
        == shuffled(get_response_set(context.project.store, set_id), context.labeler.id)
    )
    assert not saved.synthetic


def test_a_ranking_made_by_dragging_is_submitted(open_screen, add_set, context):
    add_set("Write a story about frogs", *FROGS)
    screen = open_screen()
    a, b, c, d = screen.shown_order
    card, column = screen.ways["list"].view.column.cards[d], screen.ways["list"].view.column
    start = QPoint(card.width() // 2, 10)
    above = card.mapFrom(column, QPoint(200, column.place_of(a).top() + 1))
    QTest.mousePress(card, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(card, (start + above) / 2)
    QTest.mouseMove(card, above)
    QTest.mouseRelease(card, Qt.MouseButton.LeftButton, pos=above)
    QTest.mouseClick(screen.submit_button, Qt.MouseButton.LeftButton)
    assert mine(context)[0].groups == ((d,), (a,), (b,), (c,))


def test_an_untouched_order_is_asked_about_once(open_screen, add_set, context):
    add_set("Frogs", *FROGS)
    screen = open_screen()
    press("Ctrl+Return")
    assert screen.question.isVisible()
    assert mine(context) == []
    press("Ctrl+Return")
    [saved] = mine(context)
    assert saved.groups == tuple((id,) for id in saved.shown_order)


def test_four_answers_are_ranked_with_five_keys_whatever_the_order(open_screen, add_set, context):
    orders = list(permutations((1, 2, 3, 4)))
    for number in range(len(orders)):
        add_set(f"Prompt {number}", *FROGS)
    screen = open_screen()
    for ranks in orders:
        shown = screen.shown_order
        press(*map(str, ranks), "Ctrl+Return")
        by_rank = sorted(zip(ranks, shown, strict=True))
        assert mine(context)[0].groups == tuple((id,) for _, id in by_rank)
    assert len(mine(context)) == len(orders) == 24
    assert screen.item is None


def test_ties_need_no_more_keys(open_screen, add_set, context):
    add_set("Frogs", *FROGS)
    screen = open_screen()
    a, b, c, d = screen.shown_order
    press("2", "1", "2", "3", "Ctrl+Return")
    assert mine(context)[0].groups == ((b,), (a, c), (d,))


def test_moving_a_card_takes_the_question_away(open_screen, add_set, context):
    add_set("Frogs", *FROGS)
    screen = open_screen()
    press("Ctrl+Return", "Alt+Down")
    assert not screen.question.isVisible()
    press("Ctrl+Return")
    assert len(mine(context)) == 1


def test_the_next_set_is_there_without_asking_the_store(
    open_screen, add_set, context, monkeypatch, qtbot
):
    add_set("Frogs", *FROGS)
    add_set("Moon", *MOON)
    screen = open_screen()
    first = screen.item.id
    qtbot.waitUntil(lambda: screen._next is not None)
    monkeypatch.setattr(labels, "next_response_set", refuse)
    press("2", "Ctrl+Return")
    assert screen.item.id != first
    assert screen.ways["list"].view.column.cards[screen.ways["list"].view.current].hasFocus()
    assert screen.notice.isHidden()


def test_a_half_made_ranking_is_restored_in_a_new_screen(open_screen, add_set, context, qtbot):
    for name in ("Frogs", "Moon", "Sun"):
        add_set(name, *FROGS)
    screen = open_screen()
    screen.skip("unclear")
    press("4", "Up", "T")
    made, item = screen.ways["list"].view.ranking, screen.item
    assert screen.state_words() == "Not saved yet"
    qtbot.waitUntil(lambda: screen.keeper.state is Kept.DRAFT)
    again = open_screen()
    assert again.item == item
    assert again.ways["list"].view.ranking == made
    assert again.shown_order == screen.shown_order
    assert again.state_words() == "Draft restored"


def test_leaving_saves_the_draft_at_once(open_screen, add_set, context):
    set_id = add_set("Frogs", *FROGS)
    screen = open_screen()
    press("2")
    screen.leave()
    draft = labels.load_draft(context.project.store, context.labeler.id, "comparison", set_id)
    assert draft.content["groups"] == [list(g) for g in screen.ways["list"].view.ranking.groups]


def test_undoing_everything_leaves_no_draft(open_screen, add_set, context):
    set_id = add_set("Frogs", *FROGS)
    screen = open_screen()
    press("3", "T")
    screen.leave()
    press("Ctrl+Z", "Ctrl+Z")
    screen.leave()
    store, labeler = context.project.store, context.labeler.id
    assert labels.load_draft(store, labeler, "comparison", set_id) is None
    assert screen.state_words() == ""
    press("Ctrl+Shift+Z", "Ctrl+Y")
    assert screen.redo_button.isEnabled() is False
    assert screen.worth_keeping()


def test_a_failing_store_keeps_the_ranking_and_says_so_once(
    open_screen, add_set, context, monkeypatch, qtbot
):
    add_set("Frogs", *FROGS)
    screen = open_screen()
    save = labels.save_comparison
    monkeypatch.setattr(labels, "save_comparison", refuse)
    monkeypatch.setattr(labels, "save_draft", refuse)
    press("2")
    made, item = screen.ways["list"].view.ranking, screen.item
    press("Ctrl+Return")
    assert screen.notice.isVisible()
    assert "stays here" in screen.notice.hint()
    assert screen.state_words() == "Not saved, trying again"
    assert (screen.item, screen.ways["list"].view.ranking) == (item, made)
    monkeypatch.setattr(labels, "save_comparison", save)
    screen.notice.action.click()
    assert mine(context)[0].groups == made.groups
    assert screen.notice.isHidden()


def test_skipping_gives_a_reason_and_can_be_taken_back(open_screen, add_set, context):
    set_id = add_set("Frogs", *FROGS)
    screen = open_screen()
    press("2")
    made = screen.ways["list"].view.ranking
    press("S")
    assert screen.skip_bar.isVisible()
    press("2")
    assert screen.item is None
    assert screen.empty.isVisible()
    screen.done_line.button.click()
    assert screen.item.id == set_id
    assert screen.ways["list"].view.ranking == made
    assert labels.next_response_set(context.project.store, context.labeler.id).id == set_id


def test_skipping_in_ones_own_words_and_thinking_better_of_it(open_screen, add_set, context):
    add_set("Frogs", *FROGS)
    add_set("Moon", *MOON)
    screen = open_screen()
    first = screen.item
    press("S", "Esc")
    assert screen.skip_bar.isHidden()
    assert screen.item == first
    press("S")
    screen.skip_bar._other.setFocus()
    QTest.keyClicks(screen.skip_bar._other, "Some 123 words")
    assert screen.item == first
    press("Return")
    assert screen.item != first


def test_going_back_revises_and_forward_returns(open_screen, add_set, context, qtbot):
    for name in ("Frogs", "Moon", "Sun"):
        add_set(name, *FROGS)
    screen = open_screen()
    for _ in range(2):
        press("2", "Ctrl+Return")
    waiting = screen.item
    press("3")
    half_made = screen.ways["list"].view.ranking
    newest, oldest = mine(context)
    press("Alt+Left")
    assert screen.revision_bar.isVisible()
    assert screen.label == newest
    assert screen.ways["list"].view.ranking.groups == newest.groups
    press("Alt+Left")
    assert screen.label == oldest
    press("Alt+Left")
    assert screen.label == oldest
    press("2", "1", "Ctrl+Return")
    assert screen.item == waiting
    assert screen.ways["list"].view.ranking == half_made
    assert not screen.revision_bar.isVisible()
    revised = mine(context)[0]
    assert revised.revision_of == oldest.id
    assert revised.shown_order == oldest.shown_order
    assert revised.groups != oldest.groups
    press("Alt+Left", "Alt+Right")
    assert screen.item == waiting
    assert screen.label is None


def test_taking_back_what_was_submitted(open_screen, add_set, context):
    add_set("Frogs", *FROGS)
    add_set("Moon", *FROGS)
    screen = open_screen()
    first = screen.item
    press("2")
    made = screen.ways["list"].view.ranking
    press("Ctrl+Return")
    second = screen.item
    screen.done_line.button.click()
    assert mine(context) == []
    assert (screen.item.id, screen.ways["list"].view.ranking) == (first.id, made)
    store, labeler = context.project.store, context.labeler.id
    assert labels.load_draft(store, labeler, "comparison", first.id) is not None
    press("Ctrl+Return")
    assert len(mine(context)) == 1
    assert screen.item == second


def test_withdrawing_and_undoing_that(open_screen, add_set, context):
    add_set("Frogs", *FROGS)
    screen = open_screen()
    press("2", "Ctrl+Return")
    [saved] = mine(context)
    screen.revise(saved)
    screen.revision_bar.withdraw.emit()
    assert mine(context) == []
    screen.done_line.button.click()
    [again] = mine(context)
    assert again.groups == saved.groups
    assert again.seconds == saved.seconds


def test_the_menu_of_ones_last_ones_opens_one(open_screen, add_set, context):
    add_set("Frogs & moons", *FROGS)
    screen = open_screen()
    press("2", "Ctrl+Return")
    screen.last_ones.fill()
    [action] = screen.last_ones.menu().actions()
    assert action.text().endswith("Frogs && moons")
    action.trigger()
    assert screen.label == mine(context)[0]


def test_the_reading_pane_goes_through_the_answers(open_screen, add_set):
    add_set("Frogs", *FROGS)
    screen = open_screen()
    texts = {r.id: r.text for r in screen.item.responses}
    order = screen.ways["list"].view.ranking.order
    press("Space")
    assert screen.stack.currentWidget() is screen.pane
    assert screen.pane.text.toPlainText() == texts[order[0]]
    press("Right", "Right", "Left")
    assert screen.pane.text.toPlainText() == texts[order[1]]
    press("Space")
    assert screen.stack.currentWidget() is screen.way
    assert screen.ways["list"].view.column.cards[order[1]].hasFocus()


def test_the_focus_is_on_the_work_when_one_comes_back_to_it(open_screen, add_set, qtbot):
    add_set("Frogs", *FROGS)
    screen = open_screen()
    press("Down", "2")
    card = screen.ways["list"].view.column.cards[screen.shown_order[1]]
    QTest.mouseClick(screen.undo_button, Qt.MouseButton.LeftButton)
    assert card.hasFocus()
    screen.languages.setFocus()
    screen.work.hide()
    screen.work.show()
    screen.showEvent(QShowEvent())
    qtbot.waitUntil(card.hasFocus)


def test_only_the_chosen_language_is_dealt(open_screen, add_set, context, qtbot):
    add_set("Frogs", *FROGS)
    add_set("Frösche", *FROGS, language="de")
    screen = open_screen()
    screen.languages.chosen.emit("de")
    assert screen.item.prompt.text == "Frösche"
    qtbot.waitUntil(says_waiting(screen, 1))
    screen.languages.chosen.emit("en")
    assert screen.item.prompt.text == "Frogs"
    assert context.settings.label_language == "en"


def test_another_labeler_gets_their_own_work(open_screen, add_set, context):
    set_id = add_set("Frogs", *FROGS)
    screen = open_screen()
    press("2")
    anna, made = context.labeler, screen.ways["list"].view.ranking
    ben = labels.add_labeler(context.project.store, "Ben")
    context.switch_labeler(ben)
    screen.refresh()
    assert screen.ways["list"].view.ranking.order == screen.shown_order
    draft = labels.load_draft(context.project.store, anna.id, "comparison", set_id)
    assert draft.content["groups"] == [list(group) for group in made.groups]
    assert labels.load_draft(context.project.store, ben.id, "comparison", set_id) is None


def test_time_is_counted_only_while_the_window_is_active(open_screen, add_set, qtbot):
    add_set("Frogs", *FROGS)
    screen = open_screen()
    qtbot.waitUntil(lambda: screen.clock.running)
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: not screen.clock.running)
    counted = screen.clock.seconds
    assert counted > 0
    screen.activateWindow()
    qtbot.waitUntil(lambda: screen.clock.seconds > counted)
    screen.hide()
    qtbot.waitUntil(lambda: not screen.clock.running)


def use_runner(monkeypatch: pytest.MonkeyPatch, run: Callable[..., None]) -> None:
    """Let the worker use `run` instead of the real runner, which would import torch."""
    runner = types.ModuleType("studio.jobs.runner")
    runner.run = run
    monkeypatch.setitem(sys.modules, "studio.jobs.runner", runner)
    monkeypatch.setattr("studio.lm.warm_up", lambda: None)


def sampling(*, fail: bool = False) -> Callable[..., None]:
    """A runner that answers one prompt, as the real one would tell it."""

    def run(project, request, *, emit, control) -> None:
        assert isinstance(request, Sample)
        emit(Started("sample", 1))
        if fail:
            emit(Failed("disk_full", {"path": "studio.sqlite"}))
            return
        [prompt_id] = add_prompts(project.store, [NewPrompt("Sampled", split="reward")])
        responses = [NewResponse(str(n), None, {}, n) for n in range(request.k)]
        add_response_set(project.store, prompt_id, responses)
        emit(Progress(1, 1))
        emit(Finished(1, {"sets": 1, "responses": 4}))

    return run


def test_with_nothing_to_rank_answers_are_sampled(open_screen, context, monkeypatch, qtbot):
    use_runner(monkeypatch, sampling())
    add_checkpoint(context.project.store, "sft", "first", "models/first", None, None, {})
    screen = open_screen()
    assert screen.empty.isVisible()
    with qtbot.waitSignal(context.bridge.ended):
        screen.empty.button.click()
        assert screen.sample.running
    assert screen.item.prompt.text == "Sampled"
    assert screen.empty.isHidden()
    qtbot.waitUntil(says_waiting(screen, 1))
    assert not screen.sample.running


def test_sampling_that_fails_is_explained(open_screen, context, monkeypatch, qtbot):
    use_runner(monkeypatch, sampling(fail=True))
    screen = open_screen()
    with qtbot.waitSignal(context.bridge.ended):
        screen.sample.start()
    assert screen.notice.isVisible()
    assert screen.notice.message()
    assert not screen.sample.running


def test_without_a_policy_one_is_sent_to_train_one(open_screen, context, qtbot):
    screen = open_screen()
    with qtbot.waitSignal(context.go_to) as gone:
        screen.empty.button.click()
    assert gone.args == ["train", "sft"]


def test_every_control_has_a_name_and_every_key_is_listed(open_screen, add_set):
    add_set("Frogs", *FROGS)
    screen = open_screen()
    for button in (
        screen.undo_button,
        screen.redo_button,
        screen.skip_button,
        screen.submit_button,
        screen.last_ones,
        screen.languages,
        screen.sample.button,
    ):
        assert button.accessibleName()
        assert button.toolTip()
    listed = dict(screen.keys())
    assert {"Ctrl+Enter", "S", "T", "U", "Space", "Alt+Up", "Alt+Left"} <= set(listed)
