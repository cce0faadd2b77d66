from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.gui import keys, theme
from studio.gui.widgets.drop_target import Drop, drop_at
from studio.gui.widgets.folded_text import OPEN_CHARACTERS
from studio.gui.widgets.ranking_column import ShownResponse
from studio.gui.widgets.ranking_view import (
    RankingView,
    moved_by_one,
    placed_at,
    scroll_speed,
    tied_with_above,
)
from studio.ranking import Ranking

IDS = (10, 20, 30, 40)
SPANS = [(0, 100), (110, 210), (220, 320)]


def make_view(qtbot, texts: tuple[str, ...] = ("one", "two", "three", "four")) -> RankingView:
    theme.apply("light")
    view = RankingView()
    qtbot.addWidget(view)
    view.resize(800, 600)
    shown = [
        ShownResponse(id, letter, text) for id, letter, text in zip(IDS, "ABCD", texts, strict=True)
    ]
    view.show_responses(shown, Ranking.from_order(IDS))
    view.show()
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    view.focus_card(IDS[0])
    return view


@pytest.fixture
def view(qtbot) -> Iterator[RankingView]:
    return make_view(qtbot)


def middle(view: RankingView, response_id: int) -> QPoint:
    return view.column.place_of(response_id).center()


def drag(view: RankingView, response_id: int, to: QPoint, release: bool = True) -> None:
    """Drag a card by its grip to a point of the column, in several moves."""
    card = view.column.cards[response_id]
    start = QPoint(card.width() - 8, 20)
    QTest.mousePress(card, Qt.MouseButton.LeftButton, pos=start)
    end = card.mapFrom(view.column, to)
    for step in range(1, 6):
        QTest.mouseMove(card, start + (end - start) * step / 5)
    if release:
        QTest.mouseRelease(card, Qt.MouseButton.LeftButton, pos=end)


def press(view: RankingView, *keys: str) -> None:
    for key in keys:
        QTest.keySequence(QApplication.focusWidget(), key)


@pytest.mark.parametrize(
    ("y", "own", "alone", "expected"),
    [
        (5, 2, True, Drop(0, tie=False)),  # above everything
        (50, 2, True, Drop(0, tie=True)),  # the middle of the first
        (105, 2, True, Drop(1, tie=False)),  # the gap
        (125, 2, True, Drop(1, tie=False)),  # the upper edge of the second
        (160, 2, True, Drop(1, tie=True)),
        (205, 2, True, None),  # before itself
        (270, 2, True, None),  # on itself
        (900, 2, True, None),  # after itself
        (900, 2, False, Drop(3, tie=False)),  # out of its tie, below it
        (205, 2, False, Drop(2, tie=False)),  # out of its tie, above it
        (270, 2, False, None),  # its own tie
        (900, 0, True, Drop(3, tie=False)),
    ],
)
def test_edges_and_gaps_mean_order_and_middles_a_tie(y, own, alone, expected):
    assert drop_at(y, SPANS, own, alone) == expected


def test_moving_by_one_passes_a_whole_tie_and_leaves_ones_own():
    ranking = Ranking(((1,), (2, 3), (4,)))
    assert moved_by_one(ranking, 4, -1).groups == ((1,), (4,), (2, 3))
    assert moved_by_one(ranking, 1, 1).groups == ((2, 3), (1,), (4,))
    assert moved_by_one(ranking, 2, -1).groups == ((1,), (2,), (3,), (4,))
    assert moved_by_one(ranking, 2, 1).groups == ((1,), (3,), (2,), (4,))
    assert moved_by_one(ranking, 1, -1) == ranking
    assert moved_by_one(ranking, 4, 1) == ranking


def test_placing_at_a_rank():
    ranking = Ranking(((1,), (2, 3), (4,)))
    assert placed_at(ranking, 4, 1).groups == ((4,), (1,), (2, 3))
    assert placed_at(ranking, 1, 2).groups == ((2, 3), (1,), (4,))
    assert placed_at(ranking, 3, 1).groups == ((3,), (1,), (2,), (4,))
    assert placed_at(ranking, 1, 9).groups == ((2, 3), (4,), (1,))
    assert placed_at(ranking, 1, 1) == ranking


def test_tying_with_the_card_above():
    ranking = Ranking(((1,), (2, 3), (4,)))
    assert tied_with_above(ranking, 4).groups == ((1,), (2, 3, 4))
    assert tied_with_above(ranking, 3) == ranking
    assert tied_with_above(ranking, 1) == ranking


def test_a_card_dragged_into_a_gap_takes_that_place(view, qtbot):
    top = view.column.place_of(10).top() + 2
    with qtbot.waitSignal(view.announced) as said:
        drag(view, 30, QPoint(300, top))
    assert view.ranking.groups == ((30,), (10,), (20,), (40,))
    assert said.args == ["Answer C moved to rank 1 of 4"]
    assert view.column.cards[30].hasFocus()


def test_a_card_dropped_on_another_ties_with_it(view):
    drag(view, 40, middle(view, 20), release=False)
    assert view.column.drop == Drop(1, tie=True)
    QTest.mouseRelease(view.column.cards[40], Qt.MouseButton.LeftButton)
    assert view.ranking.groups == ((10,), (20, 40), (30,))


def test_a_card_dragged_out_of_a_tie_stands_alone(view):
    drag(view, 40, middle(view, 20))
    below = view.column.place_of(30).bottom() + 40
    drag(view, 20, QPoint(300, below))
    assert view.ranking.groups == ((10,), (40,), (30,), (20,))


def test_escape_cancels_a_drag(view):
    drag(view, 40, middle(view, 10), release=False)
    press(view, "Esc")
    assert not view.column.dragging
    QTest.mouseRelease(view.column.cards[40], Qt.MouseButton.LeftButton)
    assert view.ranking == Ranking.from_order(IDS)
    assert not view.can_undo


def test_a_press_without_a_move_only_focuses(view):
    QTest.mouseClick(view.column.cards[30], Qt.MouseButton.LeftButton)
    assert view.column.cards[30].hasFocus()
    assert view.ranking == Ranking.from_order(IDS)


def test_a_drag_near_the_edge_scrolls(qtbot):
    view = make_view(qtbot, tuple("line\n" * 9 + str(n) for n in range(4)))
    view.resize(800, 300)
    bar = view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    drag(view, 10, QPoint(300, 295), release=False)
    qtbot.waitUntil(lambda: bar.value() == bar.maximum())
    assert view.column.drop == Drop(4, tie=False)
    QTest.mouseRelease(view.column.cards[10], Qt.MouseButton.LeftButton)
    assert view.ranking.order == (20, 30, 40, 10)


def test_scrolling_is_faster_nearer_the_edge():
    assert scroll_speed(150, 300) == 0
    assert 0 < scroll_speed(260, 300) < scroll_speed(295, 300)
    assert scroll_speed(30, 300) < 0
    assert scroll_speed(-500, 300) == -scroll_speed(900, 300)


def test_keyboard_alone_makes_any_ranking(view, qtbot):
    press(view, "Down", "J", "Alt+Up")  # C above B
    assert view.ranking.order == (10, 30, 20, 40)
    press(view, "Down", "Down", "T")  # D joins B
    assert view.ranking.groups == ((10,), (30,), (20, 40))
    press(view, "1")
    assert view.ranking.groups == ((40,), (10,), (30,), (20,))
    press(view, "K", "T")  # nothing is above the first
    assert view.ranking.groups == ((40,), (10,), (30,), (20,))
    press(view, "Alt+Down", "T")
    assert view.ranking.groups == ((10, 40), (30,), (20,))
    press(view, "U")
    assert view.ranking.groups == ((10,), (40,), (30,), (20,))
    assert view.current == 40
    with qtbot.waitSignal(view.read_requested) as read:
        press(view, "Space")
    assert read.args == [40]


def test_buttons_of_a_card_do_the_same(view):
    card = view.column.cards[20]
    card.up.click()
    assert view.ranking.order == (20, 10, 30, 40)
    assert not card.up.isEnabled()
    card.down.click()
    card.tie.click()
    assert view.ranking.groups == ((10, 20), (30,), (40,))
    assert card.tie.accessibleName() == "Untie answer B"
    card.tie.click()
    assert view.ranking == Ranking.from_order(IDS)


def test_space_on_a_button_presses_it_and_other_keys_reach_the_card(view):
    card = view.column.cards[20]
    card.down.setFocus()
    view._remember_focus(20)
    QTest.keyClick(card.down, Qt.Key.Key_Space)
    assert view.ranking.order == (10, 30, 20, 40)
    card.up.setFocus()
    QTest.keyClick(card.up, Qt.Key.Key_1)
    assert view.ranking.order == (20, 10, 30, 40)


def test_undo_and_redo_go_through_everything(view):
    seen = [view.ranking]
    for key in ("4", "2", "T", "Down", "T", "U", "1"):
        before = view.ranking
        press(view, key)
        if view.ranking == before:
            continue
        seen.append(view.ranking)
    for expected in reversed(seen[:-1]):
        view.undo()
        assert view.ranking == expected
    assert not view.can_undo
    for expected in seen[1:]:
        view.redo()
        assert view.ranking == expected
    view.undo()
    press(view, "3")
    assert not view.can_redo


def test_a_key_that_changes_nothing_leaves_nothing_to_undo(view):
    press(view, "T", "Alt+Up", "U")
    assert not view.can_undo


def test_typed_digits_rank_one_card_after_another_and_equal_ones_tie(view, qtbot):
    with qtbot.waitSignal(view.announced) as said:
        press(view, "2")
    assert said.args == ["Answer A moved to rank 2 of 4"]
    assert view.current == 20
    press(view, "1", "1")
    assert view.ranking.groups == ((20, 30), (10,), (40,))
    assert view.all_typed
    press(view, "4")
    assert view.column.cards[40].hasFocus()  # the last one, with nothing to go on to
    press(view, "1")
    assert view.ranking.groups == ((20, 30, 40), (10,))


def test_undoing_a_digit_returns_to_its_card(view):
    press(view, "3", "1")
    view.undo()
    assert view.column.cards[20].hasFocus()
    press(view, "4")
    assert view.ranking.order == (30, 40, 10, 20)
    view.undo()
    view.redo()
    assert view.column.cards[30].hasFocus()


@pytest.mark.parametrize("other", ["Alt+Down", "T", "mouse"])
def test_after_another_kind_of_change_a_digit_moves_one_card_and_the_focus_stays(view, other):
    press(view, "Down", "Down")
    if other == "mouse":
        view.column.cards[30].up.click()
    else:
        press(view, other)
    assert view.current == 30
    press(view, "1")
    assert view.ranking.groups[0] == (30,)
    assert view.column.cards[30].hasFocus()
    press(view, "Down", "1")  # no tie, though both were given rank 1
    assert view.ranking.groups[1] == (30,)
    assert view.column.cards[view.ranking.order[0]].hasFocus()


def test_moving_only_the_focus_does_not_end_the_typing(view):
    press(view, "Down", "1", "2", "3", "4")
    assert view.ranking.order == (20, 30, 40, 10)


def test_own_keys_take_the_place_of_the_usual_ones(view):
    keys.apply({"rank.place_4": "Q", "rank.tie": "Ctrl+J"})
    try:
        press(view, "4", "T")
        assert not view.can_undo
        press(view, "Q")
        assert view.ranking.order == (20, 30, 40, 10)
        press(view, "Down", "Ctrl+J")
        assert view.ranking.groups == ((20, 30), (40,), (10,))
    finally:
        keys.apply({})


def test_cards_tell_their_place_to_a_screen_reader(view):
    press(view, "Down", "T")
    names = [view.column.cards[id].accessibleName() for id in IDS]
    assert names[:3] == [
        "Answer A, rank 1 of 3, tied",
        "Answer B, rank 1 of 3, tied",
        "Answer C, rank 2 of 3",
    ]
    for card in view.column.cards.values():
        for button in (card.up, card.down, card.tie):
            assert button.accessibleName()


def test_tab_goes_through_the_cards_in_their_order(view):
    press(view, "Down", "Down", "Down", "1")
    order = []
    widget = view.column.cards[40]
    for _ in range(40):
        if widget in view.column.cards.values():
            order.append(widget.response_id)
        widget = widget.nextInFocusChain()
    assert tuple(dict.fromkeys(order)) == (40, 10, 20, 30)


PRESSED = st.sampled_from(
    [
        "Up",
        "Down",
        "J",
        "K",
        "Alt+Up",
        "Alt+Down",
        "T",
        "U",
        *map(str, range(1, 10)),
        "undo",
        "redo",
    ]
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(pressed=st.lists(PRESSED, max_size=25))
def test_any_keys_keep_a_partition_and_cards_stand_in_its_order(view, pressed):
    for key in pressed:
        if key == "undo":
            view.undo()
        elif key == "redo":
            view.redo()
        else:
            QTest.keySequence(view.column.cards[view.current], key)
    assert sorted(view.ranking.order) == sorted(IDS)
    tops = [view.column.place_of(id).top() for id in view.ranking.order]
    assert tops == sorted(tops)


def test_long_answers_fold_and_unfold(qtbot):
    view = make_view(qtbot, ("word " * 2000, "short", "x\n" * 30, "last"))
    long, short, lines = (view.column.cards[id] for id in (10, 20, 30))
    assert long.more.isVisible()
    assert lines.more.isVisible()
    assert not short.more.isVisible()
    folded = long.height()
    long.more.click()
    assert long.height() > 2 * folded
    long.more.click()
    assert long.height() == folded


def test_a_megabyte_in_one_line_is_never_laid_out_whole(qtbot):
    view = make_view(qtbot, ("a" * 1_000_000, "b " * 500_000, "c", "d"))
    for response_id in (10, 20):
        card = view.column.cards[response_id]
        card.more.click()
        shaped = sum(len(layout.text()) for layout, _ in card.text._laid_out)
        assert 0 < shaped <= OPEN_CHARACTERS
        assert card.text.cut


@pytest.mark.parametrize(
    "text",
    [
        "<b>bold</b><img src='http://example.org/x.png'>",
        "مرحبا بالعالم",
        "👩‍👩‍👧‍👦 e\u0301\u0323",
        "\x00\x07 tab\t\r\nnew",
    ],
)
def test_any_text_is_shown_as_it_is(qtbot, text):
    view = make_view(qtbot, (text, "", "\n\n", " "))
    shown = "\n".join(layout.text() for layout, _ in view.column.cards[10].text._laid_out)
    assert shown == text.replace("\r\n", "\n").replace("\x00", "␀").replace("\x07", "␇")
    assert not view.grab().isNull()


def test_text_grows_with_the_users_scale(view):
    before = view.column.cards[10].height()
    try:
        theme.apply("dark", 200)
        assert view.column.cards[10].height() > 1.5 * before
    finally:
        theme.apply("light")
