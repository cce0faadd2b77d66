"""Issue 5, point 3: in every way to compare answers all keys can be changed and are on the list."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from studio.config import LabelingOptions
from studio.gui import keys
from studio.gui.actions import ALL, PAGES, command
from studio.gui.screens.rank import RankScreen
from studio.gui.widgets.key_list import KeyList
from studio.store import labels
from studio.store.settings import save_labeling
from tests.gui.window_keys import press_in_turn as press

Begin = Callable[..., RankScreen]
OF_PAGES = [found for found in ALL if found.pages]
# how the project compares, and what to press to get to a page
WAY_TO = {
    "list": ({}, ()),
    "board": ({"view": "board"}, ()),
    "grades": ({"mode": "rate_and_rank"}, ()),
    "graded": ({"mode": "rate_and_rank"}, ("4", "Right", "4", "Ctrl+Return")),
    "pair": ({"mode": "pairwise"}, ()),
    "thumbs": ({"mode": "thumbs"}, ()),
    "reading": ({"view": "board"}, ("Space",)),
}


@pytest.fixture(autouse=True)
def _usual_keys(qapp) -> Iterator[None]:
    yield
    keys.apply({})


@pytest.fixture
def begin(window, add_set, context) -> Begin:
    """The real window at its Rank screen, on a page, with some answers to compare."""

    def begin_on(page: str, *answers: str) -> RankScreen:
        options, to_press = WAY_TO[page]
        save_labeling(context.project.store, LabelingOptions(**options))
        add_set("Frogs", *(answers or ("One", "Two")))
        window.activateWindow()
        window.go("rank")
        screen = window.screens["rank"]
        QApplication.processEvents()
        screen.focus_work()
        press(*to_press)
        return screen

    return begin_on


def shown_keys(window) -> list[str]:
    """The keys on the cheat-sheet, by `?` as the person opens it."""
    press("?")
    [sheet] = [found for found in window.findChildren(KeyList) if found.isVisible()]
    words = [label.text() for label in sheet.findChildren(QLabel)]
    sheet.close()
    return words


def mine(screen: RankScreen) -> list:
    return labels.my_comparisons(screen.desk.store, screen.desk.labeler.id)


@pytest.mark.parametrize("page", [name for name, _ in PAGES])
def test_the_cheat_sheet_shows_the_commands_of_the_page_in_use_and_no_others(window, begin, page):
    begin(page)
    words = shown_keys(window)
    for found in OF_PAGES:
        if not found.number and page in found.pages:
            assert " / ".join(keys.of(found.id)) in words, found.id
        if page not in found.pages and page != "reading":
            assert not {text for text in words if text == found.text}, found.id


@pytest.mark.parametrize("page", [name for name, _ in PAGES])
def test_every_row_of_numbered_keys_is_told_as_one(window, begin, page):
    begin(page)
    words = shown_keys(window)
    rows = {
        "list": ["1 … 9"],
        "board": ["1 … 9"],
        "grades": ["1 … 7", "A … K"],
        "graded": ["1 … 9"],
        "pair": [],
        "thumbs": [],
        "reading": ["1 … 9"],
    }[page]
    for row in rows:
        assert row in words


def test_four_answers_are_ranked_with_five_keys_on_the_board(begin):
    screen = begin("board", *"wxyz")
    a, b, c, d = screen.shown_order
    pressed = ("3", "1", "4", "2", "Ctrl+Return")
    press(*pressed)
    assert len(pressed) <= 5
    assert mine(screen)[0].groups == ((b,), (d,), (a,), (c,))


@pytest.mark.parametrize(
    ("page", "pressed"),
    [
        ("list", ("2", "2", "Ctrl+Return")),
        ("board", ("2", "2", "Ctrl+Return")),
        ("graded", ("2", "2", "Ctrl+Return")),
    ],
)
def test_ties_need_no_more_keys_on_any_page(begin, page, pressed):
    screen = begin(page)
    press(*pressed)
    assert [len(group) for group in mine(screen)[0].groups] == [2]


@pytest.mark.parametrize(
    ("name", "key", "by"),
    [
        ("rank.move_left", "0", "rank.unrank"),
        ("rank.unrank", "3", "rank.place_3"),
        ("rank.grade_again", "Left", "rank.focus_left"),
        ("rank.grade_3", "C", "rank.flag_3"),
        ("rank.left_better", "=", "rank.both_equal"),
        ("rank.good", "K", "rank.focus_previous"),
        ("rank.differences", "Right", "rank.read_next"),
        ("rank.good", "S", "rank.skip"),
        ("rank.flag_1", "N", "rank.none_acceptable"),
        ("rank.both_equal", "Ctrl+Enter", "label.submit"),
        ("rank.bad", "F1", "help.keys"),
    ],
)
def test_a_conflict_on_one_page_is_told(name, key, by):
    assert keys.refusal(name, key) == keys.Refusal("taken", command(by))


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("rank.grade_again", "T"),  # ties in the list
        ("rank.good", "D"),  # differences while reading
        ("rank.left_better", "A"),  # a flag among the grades
        ("rank.tie", "="),  # both are equal, of pairs
        ("rank.flag_1", "Up"),  # moves between cards
    ],
)
def test_pages_that_are_never_seen_together_share_keys(name, key):
    assert keys.refusal(name, key) is None


def test_every_command_of_a_page_can_have_another_key_and_takes_it():
    """F-keys are nobody's: each command in turn gets one, and loses the usual ones."""
    for found in OF_PAGES:
        keys.apply({})
        assert keys.refusal(found.id, "F7") is None, found.id
        keys.apply({found.id: "F7"})
        assert keys.of(found.id) == ("F7",)


def test_own_keys_on_the_board(begin):
    keys.apply({"rank.place_1": "X", "rank.unrank": "F6", "rank.move_right": "M"})
    screen = begin("board")
    a, b = screen.shown_order
    press("1")
    assert screen.way.state.unranked == (a, b)
    press("X")
    assert screen.way.state.column_of(a) == 1
    press("X", "M")
    assert screen.way.state.column_of(b) == 2
    press("F6")
    assert screen.way.state.unranked == (b,)
    assert "<b>M" not in screen.hints.text()  # with its opposite: `Shift+Left / M`
    assert "<b>F6</b>" in screen.hints.text()


def test_own_keys_among_the_grades_and_after_them(begin):
    keys.apply({"rank.grade_5": "F5", "rank.flag_2": "Y", "rank.next_answer": "PgDown"})
    screen = begin("grades")
    page = screen.way.page
    assert page.flags[1].text().startswith("Y   ")
    assert page.grades[5].toolTip().endswith("(F5)")
    press("5", "B")
    assert (page.checked_grade(), page.flags[1].isChecked()) == (None, False)
    press("F5", "Y")
    assert (page.checked_grade(), page.flags[1].isChecked()) == (5, True)
    press("PgDown")
    assert page.progress_words() == "2 of 2"
    keys.apply({"rank.grade_again": "F9"})
    press("5", "Ctrl+Return")
    assert screen.way.page_name == "graded"
    press("R")
    assert screen.way.page_name == "graded"
    press("F9")
    assert screen.way.page_name == "grades"


def test_own_keys_for_pairs(begin):
    keys.apply({"rank.left_better": "F", "rank.both_equal": "G"})
    screen = begin("pair")
    assert screen.way.choose_left.text() == "F The left one is better"
    assert screen.way.choose_right.text() == "The right one is better →"
    press("Left", "1", "Down", "3")
    assert screen.way.state == ()
    left, right = screen.way.left, screen.way.right
    press("F")
    assert screen.way.content()["groups"] == [[left], [right]]
    press("Ctrl+Z", "G")
    assert len(screen.way.content()["groups"]) == 1


def test_own_keys_for_thumbs(begin):
    keys.apply({"rank.good": "G", "rank.unmark": "F6"})
    screen = begin("thumbs")
    a, _b = screen.shown_order
    assert screen.way.rows[a].thumbs["up"].toolTip().endswith("(G)")
    press("+", "1")
    assert screen.way.state == ("", "")
    press("G", "-")
    assert screen.way.state == ("up", "down")
    press("F6")
    assert screen.way.state == ("up", "")


def test_own_keys_while_reading(begin):
    keys.apply({"rank.read_next": "F8", "rank.compare_1": "F9", "rank.differences": "X"})
    screen = begin("reading", "One frog", "Two frogs", "Three frogs")
    pane, texts = screen.pane, {r.id: r.text for r in screen.item.responses}
    press("Right", "D")
    assert pane.text.toPlainText() == texts[screen.shown_order[0]]
    press("F8", "F8")
    assert pane.text.toPlainText() == texts[screen.shown_order[2]]
    press("X")
    assert pane.compared_with == 1
    press("F9")
    assert pane.compared_with == 0


def test_a_person_changes_a_key_of_a_page_in_the_settings(window, begin):
    screen = begin("thumbs")
    window.go("settings", "keys")
    card = window.screens["settings"].keys_card
    card.show_place("thumbs")
    seen = {name for name, (label, *_) in card.rows.items() if not label.isHidden()}
    assert seen == {found.id for found in ALL if "thumbs" in found.pages}
    card.bind("rank.good", "J")
    assert card.notice.message() == "J already means “Focus the answer below” (Rank)."
    card.bind("rank.good", "G")
    assert keys.of("rank.good") == ("G",)
    window.go("rank")
    assert "<b>G</b>" in screen.hints.text()
