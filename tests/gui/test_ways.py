"""Each way to compare answers, by mouse and by keyboard, from what is dealt to what is stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from studio.config import FLAGS, LabelingOptions
from studio.gui.context import Context
from studio.gui.data_kinds import KINDS
from studio.gui.screens.rank import RankScreen
from studio.gui.ways import way_for
from studio.gui.ways.base import Way
from studio.store import labels
from studio.store.prompts import get_response_set
from studio.store.ratings import my_ratings
from studio.store.settings import save_labeling
from tests.gui.window_keys import press_in_turn as press

FROGS = ("Two frogs.", "A frog.", "The frog the frog", "dog")
Open = Callable[..., RankScreen]


@pytest.fixture
def open_screen(open_rank: Callable[..., RankScreen]) -> Callable[..., RankScreen]:
    return open_rank


def mine(context: Context) -> list:
    return labels.my_comparisons(context.project.store, context.labeler.id)


def said(way: Way) -> list[str]:
    """What a screen reader is told from now on."""
    words: list[str] = []
    way.announced.connect(lambda text: words.append(text))
    return words


def drag(card: QWidget, column: QWidget) -> None:
    start = QPoint(20, 10)
    target = card.mapFrom(column.window(), column.mapTo(column.window(), QPoint(20, 60)))
    QTest.mousePress(card, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(card, (start + target) / 2)
    QTest.mouseMove(card, target)
    QTest.mouseRelease(card, Qt.MouseButton.LeftButton, pos=target)


# The board


def test_the_board_ranks_by_keys(open_screen, add_set, context):
    add_set("Frogs", *FROGS)
    screen = open_screen(view="board")
    a, b, c, d = screen.shown_order
    words = said(screen.way)
    press("2", "1", "2", "4")  # each goes on to the next that has no rank
    assert screen.way.state.columns == ((), (b,), (a, c), (), (d,))
    assert words == [
        "Answer A put at rank 2",
        "Answer B put at rank 1",
        "Answer C tied with A at rank 2",
        "Answer D put at rank 4",
    ]
    press("Ctrl+Return")
    [saved] = mine(context)
    assert (saved.groups, saved.mode) == (((b,), (a, c), (d,)), "ranking")
    assert saved.shown_order == (a, b, c, d)


def test_cards_are_dragged_between_columns_and_stacked(open_screen, add_set, context):
    add_set("Frogs", *FROGS)
    screen = open_screen(view="board")
    board = screen.way.board
    a, b, c, d = screen.shown_order
    for id, column in ((a, 3), (b, 1), (c, 1), (d, 2), (d, 0), (d, 4)):
        drag(board.cards[id], board.columns[column])
        assert screen.way.state.column_of(id) == column
        assert screen.item is not None
    QTest.mouseClick(screen.submit_button, Qt.MouseButton.LeftButton)
    assert mine(context)[0].groups == ((b, c), (a,), (d,))


def test_a_drag_is_cancelled(open_screen, add_set):
    add_set("Frogs", *FROGS)
    screen = open_screen(view="board")
    board, a = screen.way.board, screen.shown_order[0]
    card = board.cards[a]
    QTest.mousePress(card, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    QTest.mouseMove(card, QPoint(300, 40))
    assert board.dragging
    press("Esc")
    assert not board.dragging
    QTest.mouseRelease(card, Qt.MouseButton.LeftButton, pos=QPoint(300, 40))
    assert screen.way.state.column_of(a) == 0


def test_the_focus_moves_over_the_board(open_screen, add_set):
    add_set("Frogs", *FROGS)
    screen = open_screen(view="board")
    a, b, c, d = screen.shown_order
    press("1", "3", "3")  # d is left
    cards = screen.way.board.cards
    assert cards[d].hasFocus()
    press("Right")
    assert cards[a].hasFocus()
    press("Right", "Down")
    assert cards[c].hasFocus()
    press("Up")
    assert cards[b].hasFocus()
    press("Shift+Right")
    assert screen.way.state.column_of(b) == 4
    press("Shift+Left", "Shift+Left", "Shift+Left")
    assert screen.way.state.columns[1] == (a, b)
    press("Backspace")
    assert screen.way.state.unranked == (d, b)
    assert cards[b].hasFocus()
    press("Tab")
    assert cards[a].hasFocus()


def test_moves_on_the_board_are_undone(open_screen, add_set, context):
    set_id = add_set("Frogs", *FROGS)
    screen = open_screen(view="board")
    begin = screen.way.state
    press("1", "2")
    made = screen.way.state
    press("Ctrl+Z", "Ctrl+Z")
    assert screen.way.state == begin
    screen.leave()
    store, labeler = context.project.store, context.labeler.id
    assert labels.load_draft(store, labeler, "comparison", set_id) is None
    press("Ctrl+Shift+Z", "Ctrl+Y")
    assert screen.way.state == made


def test_a_board_half_filled_is_restored_as_it_was(open_screen, add_set):
    add_set("Frogs", *FROGS)
    screen = open_screen(view="board")
    press("4", "2")
    screen.leave()
    again = open_screen()
    assert again.way.state == screen.way.state
    assert again.way.state.columns[3] == ()


def test_what_has_no_rank_yet_is_asked_for(open_screen, add_set, context):
    add_set("Frogs", *FROGS)
    screen = open_screen(view="board")
    press("Ctrl+Return")
    assert screen.question.message() == "No answer has a rank yet."
    press("1", "2")
    assert screen.question.isHidden()
    press("Ctrl+Return")
    assert screen.question.message() == "2 still to be ranked."
    assert mine(context) == []


def test_a_remainder_may_be_left_where_the_project_allows_it(open_screen, add_set, context):
    add_set("Frogs", *FROGS)
    screen = open_screen(allow_unranked=True)
    a, b, *_ = screen.shown_order
    press("2", "1", "Ctrl+Return")
    [saved] = mine(context)
    assert saved.groups == ((b,), (a,))
    save_labeling(context.project.store, LabelingOptions())
    screen.revise(saved)  # what was left is still to be seen
    assert screen.way.name == "board"
    assert screen.way.state.groups == saved.groups


def test_a_remainder_is_seen_among_the_data(add_set, context):
    store, anna = context.project.store, context.labeler
    save_labeling(store, LabelingOptions(allow_unranked=True))
    shown = get_response_set(store, add_set("Frogs", *FROGS))
    a, b, c, d = shown.responses
    groups = [[c.id], [a.id]]
    order = [r.id for r in shown.responses]
    record = labels.save_comparison(store, shown.id, groups, order, anna.id, 1.0)
    _, sections = KINDS[2].in_full(store, record, {anna.id: anna})
    assert sections == [
        ("Prompt", "Frogs"),
        ("Rank 1", c.text),
        ("Rank 2", a.text),
        ("Not ranked", b.text),
        ("Not ranked", d.text),
    ]


def test_none_is_acceptable_needs_no_order(open_screen, add_set, context):
    add_set("Frogs", *FROGS)
    screen = open_screen(view="board", allow_none_acceptable=True)
    press("N")
    assert screen.none_acceptable.isChecked()
    press("N", "N", "Ctrl+Return")
    [saved] = mine(context)
    assert (saved.groups, saved.none_acceptable) == ((), True)
    screen.revise(saved)
    assert screen.none_acceptable.isChecked()
    assert not screen.worth_keeping()


def test_none_is_acceptable_is_offered_only_where_it_is_allowed(open_screen, add_set):
    add_set("Frogs", *FROGS)
    screen = open_screen()
    assert screen.none_acceptable.isHidden()
    press("N")
    assert not screen.content()["none_acceptable"]


def test_an_answer_on_the_board_is_read_in_full(open_screen, add_set):
    add_set("Frogs", *FROGS)
    screen = open_screen(view="board")
    texts = {r.id: r.text for r in screen.item.responses}
    _a, b, *_ = screen.shown_order
    press("Space", "Right")
    assert screen.pane.text.toPlainText() == texts[b]
    press("Space")
    assert screen.way.board.cards[b].hasFocus()


# Rate, then rank


def test_answers_are_rated_and_then_ranked(open_screen, add_set, context):
    add_set("Frogs", *FROGS)
    screen = open_screen(mode="rate_and_rank")
    a, b, c, d = screen.shown_order
    page = screen.way.page
    assert page.isVisible()
    assert not screen.prompt.isVisible()
    assert page.prompt.toPlainText() == "Frogs"
    assert page.progress_words() == "1 of 4"
    words = said(screen.way)
    press("3", "C", "Return", "7", "Return", "5", "A", "D", "A", "Return", "5")
    assert "Overall quality 3 of 7" in words
    assert "Hallucination: yes" in words
    assert "Fails to follow the instruction: no" in words
    assert "Answer B, 2 of 4" in words
    press("Return")
    assert screen.way.board.isVisible()
    assert screen.prompt.isVisible()
    assert screen.way.state.board.unranked == (b, c, d, a)  # by quality
    assert screen.way.board.cards[b].hasFocus()
    assert "rated 7/7" in screen.way.board.cards[b].accessibleName()
    press("1", "2", "2", "3", "Ctrl+Return")
    [saved] = mine(context)
    assert saved.groups == ((b,), (c, d), (a,))
    ratings = my_ratings(context.project.store, context.labeler.id)
    assert {(r.response_id, r.quality, r.flags) for r in ratings} == {
        (a, 3, ("hallucination",)),
        (b, 7, ()),
        (c, 5, ("satisfies_constraint",)),
        (d, 5, ()),
    }


def test_answers_are_rated_with_the_mouse(open_screen, add_set, context):
    add_set("Frogs", "one", "two")
    screen = open_screen(mode="rate_and_rank", flags=("violent", "Too long"))
    a, b = screen.shown_order
    page = screen.way.page
    assert [box.text() for box in page.flags] == ["A   Contains violent content", "B   Too long"]
    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(page.grades[2], left, pos=QPoint(8, 8))
    QTest.mouseClick(page.flags[1], left, pos=QPoint(8, 8))
    page.notes.setFocus()
    QTest.keyClicks(page.notes, "Ends 7 times, as said.")
    QTest.mouseClick(page.next, left)
    assert page.notes.toPlainText() == ""
    QTest.mouseClick(page.grades[6], left, pos=QPoint(8, 8))
    QTest.mouseClick(page.previous, left)
    assert page.checked_grade() == 2
    assert page.flags[1].isChecked()
    QTest.mouseClick(screen.submit_button, left)
    press("1", "2")
    QTest.mouseClick(screen.submit_button, left)
    ratings = my_ratings(context.project.store, context.labeler.id)
    assert {(r.response_id, r.quality, r.flags, r.notes) for r in ratings} == {
        (a, 2, ("Too long",), "Ends 7 times, as said."),
        (b, 6, (), ""),
    }
    assert mine(context)[0].groups == ((b,), (a,))


def test_an_answer_without_a_grade_is_shown_and_named(open_screen, add_set, context):
    add_set("Frogs", *FROGS)
    screen = open_screen(mode="rate_and_rank")
    press("3", "Return", "Return", "4", "Return", "4", "Ctrl+Return")
    assert screen.question.message() == "Without a grade: B"
    assert screen.way.page.progress_words() == "2 of 4"
    press("6", "Ctrl+Return")
    assert screen.way.board.isVisible()


def test_ratings_are_undone_across_both_pages(open_screen, add_set):
    add_set("Frogs", "one", "two")
    screen = open_screen(mode="rate_and_rank")
    way = screen.way
    begin = way.state
    press("3", "B", "Return", "5", "Return", "1")
    made = way.state
    assert way.state.board.groups
    press("Ctrl+Z")
    assert not way.state.board.groups
    press("Ctrl+Z")
    assert way.page.isVisible()
    press("Ctrl+Z")
    assert (way.page.progress_words(), way.page.checked_grade()) == ("2 of 2", None)
    press("Ctrl+Z")
    assert way.page.progress_words() == "1 of 2"
    assert not way.page.flags[1].isChecked()
    press("Ctrl+Z")
    assert way.state == begin
    assert not screen.worth_keeping()
    for _ in range(5):
        press("Ctrl+Shift+Z")
    assert way.state == made
    press("R")
    assert way.page.isVisible()


def test_typing_notes_is_undone_as_one_step(open_screen, add_set):
    add_set("Frogs", "one", "two")
    screen = open_screen(mode="rate_and_rank")
    page = screen.way.page
    press("3")
    page.notes.setFocus()
    QTest.keyClicks(page.notes, "Not 4 me, nor s")
    assert screen.way.state.marks[0].notes == "Not 4 me, nor s"
    assert screen.skip_bar.isHidden()
    QTest.mouseClick(screen.undo_button, Qt.MouseButton.LeftButton)
    assert page.notes.toPlainText() == ""
    assert page.checked_grade() == 3


def test_ratings_half_made_are_restored(open_screen, add_set):
    add_set("Frogs", *FROGS)
    screen = open_screen(mode="rate_and_rank")
    press("3", "E", "Right", "6")
    screen.leave()
    again = open_screen()
    assert again.way.state == screen.way.state
    assert again.way.page.checked_grade() == 3
    assert again.state_words() == "Draft restored"


def test_a_rated_ranking_is_revised_taken_back_and_counts_again(open_screen, add_set, context):
    add_set("Frogs", "one", "two")
    screen = open_screen(mode="rate_and_rank")
    store, anna = context.project.store, context.labeler.id
    press("3", "Return", "6", "Return", "1", "2", "Ctrl+Return")
    [first] = mine(context)
    screen.revise(first)
    assert not screen.worth_keeping()
    press("4", "Ctrl+Return", "Ctrl+Return")
    [second] = mine(context)
    assert second.revision_of == first.id
    assert {r.quality for r in my_ratings(store, anna)} == {4, 6}
    screen.revise(second)
    screen.revision_bar.withdraw.emit()
    assert my_ratings(store, anna) == []
    screen.done_line.button.click()
    assert {r.quality for r in my_ratings(store, anna)} == {4, 6}
    screen.take_back(mine(context)[0])
    assert my_ratings(store, anna) == []
    assert {marks.quality for marks in screen.way.state.marks} == {4, 6}


def test_attention_is_counted_for_each_answer(open_screen, add_set, context):
    add_set("Frogs", "one", "two")
    screen = open_screen(mode="rate_and_rank")
    a, b = screen.shown_order
    now = [0.0]
    screen.way.case = replace(screen.way.case, seconds=lambda: now[0])
    for seconds, keys in ((4.0, ("3", "Return")), (10.0, ("5", "Return")), (99.0, ("1", "2"))):
        now[0] = seconds
        press(*keys)
    press("Ctrl+Return")
    spent = {r.response_id: r.seconds for r in my_ratings(context.project.store, 1)}
    assert spent == {a: 4.0, b: 6.0}


def test_the_grades_and_flags_have_names(open_screen, add_set):
    add_set("Frogs", *FROGS)
    page = open_screen(mode="rate_and_rank").way.page
    names = [button.accessibleName() for button in page.grades.values()]
    assert names[0] == "Overall quality 1 of 7, worst"
    assert names[-1] == "Overall quality 7 of 7, best"
    assert len(page.flags) == len(FLAGS) == 11
    assert all(box.accessibleName() and box.toolTip() for box in page.flags)
    assert page.notes.accessibleName()


# Pairs


def choose_longer(screen: RankScreen) -> None:
    """Answer every question as one who likes longer texts better."""
    texts = {r.id: len(r.text) for r in screen.item.responses}
    way = screen.way
    while way.pages.currentWidget() is way.question:
        left, right = texts[way.left], texts[way.right]
        press("Left" if left > right else "Right" if right > left else "Down")


def test_pairs_give_an_order(open_screen, add_set, context):
    add_set("Frogs", *FROGS, "A bee.", "A fly!")
    screen = open_screen(mode="pairwise")
    words = said(screen.way)
    assert screen.way.progress.text() == "Choice 1 of at most 10"
    press("Ctrl+Return")
    assert screen.question.message() == "The order is not known yet: choose on."
    choose_longer(screen)
    assert "The order is" in words[-1]
    assert len(words) <= 10
    press("Ctrl+Return")
    [saved] = mine(context)
    texts = {r.id: r.text for r in get_response_set(context.project.store, saved.set_id).responses}
    assert [{texts[id] for id in group} for group in saved.groups] == [
        {"The frog the frog"},
        {"Two frogs."},
        {"A frog."},
        {"A bee.", "A fly!"},
        {"dog"},
    ]
    assert saved.mode == "pairwise"


def test_pairs_are_chosen_with_the_mouse_and_undone(open_screen, add_set, context):
    add_set("Frogs", "one", "two")
    screen = open_screen(mode="pairwise")
    way = screen.way
    left, right = way.left, way.right
    shown = {way.texts[0].toPlainText(), way.texts[1].toPlainText()}
    assert shown == {"one", "two"}
    QTest.mouseClick(way.choose_right, Qt.MouseButton.LeftButton)
    assert way.content()["groups"] == [[right], [left]]
    press("Ctrl+Z")
    assert way.pages.currentWidget() is way.question
    assert (way.left, way.right) == (left, right)
    press("Ctrl+Shift+Z")
    assert way.content()["groups"] == [[right], [left]]
    press("Ctrl+Z", "3", "Ctrl+Return")
    assert {frozenset(group) for group in mine(context)[0].groups} == {frozenset({left, right})}


def test_pairs_half_chosen_are_restored_and_labels_revised(open_screen, add_set, context):
    add_set("Frogs", *FROGS)
    screen = open_screen(mode="pairwise")
    press("Left", "Right")
    screen.leave()
    again = open_screen()
    assert again.way.state == screen.way.state != ()
    choose_longer(again)
    press("Ctrl+Return")
    [saved] = mine(context)
    save_labeling(context.project.store, LabelingOptions())
    again.revise(saved)
    assert again.way.name == "pairwise"
    assert again.way.content()["groups"] == [list(group) for group in saved.groups]
    assert not again.worth_keeping()


# Thumbs


def test_thumbs_by_keys(open_screen, add_set, context):
    add_set("Frogs", *FROGS)
    screen = open_screen(mode="thumbs")
    a, b, c, d = screen.shown_order
    words = said(screen.way)
    press("+", "-", "1")
    assert words == ["Answer A: Good", "Answer B: Bad", "Answer C: Good"]
    press("Ctrl+Return")
    assert screen.question.message() == "1 still to be marked."
    press("2", "Up", "Backspace", "-", "Ctrl+Return")
    [saved] = mine(context)
    assert (saved.groups, saved.mode) == (((a,), (b, c, d)), "thumbs")
    assert not saved.none_acceptable


def test_thumbs_by_mouse_undone_and_restored(open_screen, add_set):
    add_set("Frogs", *FROGS)
    screen = open_screen(mode="thumbs")
    a, b, *_ = screen.shown_order
    rows = screen.way.rows
    click = Qt.MouseButton.LeftButton
    QTest.mouseClick(rows[a].thumbs["up"], click)
    QTest.mouseClick(rows[b].thumbs["down"], click)
    assert screen.way.state == ("up", "down", "", "")
    QTest.mouseClick(rows[b].thumbs["down"], click)  # once more takes it back
    assert screen.way.state == ("up", "", "", "")
    press("Ctrl+Z")
    assert rows[b].thumbs["down"].isChecked()
    press("Ctrl+Z", "Ctrl+Z")
    assert not any(button.isChecked() for row in rows.values() for button in row.thumbs.values())
    assert not screen.worth_keeping()
    press("Ctrl+Y")
    screen.leave()
    assert open_screen().way.state == ("up", "", "", "")


@pytest.mark.parametrize(("key", "none"), [("+", False), ("-", True)])
def test_thumbs_that_are_all_alike(open_screen, add_set, context, key, none):
    add_set("Frogs", *FROGS)
    screen = open_screen(mode="thumbs")
    press(*[key] * 4, "Ctrl+Return")
    [saved] = mine(context)
    assert [sorted(group) for group in saved.groups] == [sorted(saved.shown_order)]
    assert saved.none_acceptable is none
    screen.revise(saved)
    assert set(screen.way.state) == {"down" if none else "up"}


# Which way


def test_each_item_is_shown_in_the_projects_way_or_its_own():
    rank, board = LabelingOptions(), LabelingOptions(view="board")
    pairs = LabelingOptions("pairwise")
    assert way_for({}, 4, rank) == "list"
    assert way_for({}, 4, board) == "board"
    assert way_for({}, 4, LabelingOptions(allow_unranked=True)) == "board"
    assert way_for({}, 4, LabelingOptions("rate_and_rank")) == "rating"
    assert way_for({}, 4, pairs) == "pairwise"
    ranked = {"groups": [[1], [2]], "mode": "ranking"}
    assert way_for(ranked, 2, pairs) == "list"
    assert way_for(ranked, 3, pairs) == "board"
    assert way_for({**ranked, "way": "thumbs"}, 2, pairs) == "thumbs"
    assert way_for({**ranked, "mode": "pairwise"}, 2, rank) == "pairwise"


@pytest.mark.parametrize("mode", ["rate_and_rank", "rank", "pairwise", "thumbs"])
@pytest.mark.parametrize("count", [2, 9])
def test_every_way_lists_its_keys_and_survives_a_change_of_language(
    open_screen, add_set, mode, count
):
    add_set("Frogs", *(f"Answer {n}" for n in range(count)))
    screen = open_screen(mode=mode)
    screen.retranslate()
    assert screen.way.hints()
    listed = [key for key, _ in screen.keys()]  # noqa: SIM118 - a screen is no mapping
    assert len(set(listed)) == len(listed)
    assert screen.hints.text()
