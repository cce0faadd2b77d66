"""An answer of one's own in the comparison on the screen, by keyboard and mouse, and undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio.gui.added_answers import fitted
from studio.gui.screens.rank import RankScreen
from studio.gui.widgets.answer_dialog import AnswerDialog
from studio.store import labels
from studio.store.added_answers import add_answer
from studio.store.prompts import get_response_set
from tests.gui.window_keys import press_in_turn as press

FROGS = ("Two frogs.", "A frog.", "The frog the frog")
Open = Callable[..., RankScreen]


@pytest.fixture
def open_screen(open_rank: Callable[..., RankScreen]) -> Callable[..., RankScreen]:
    return open_rank


def dialog_of(screen: RankScreen) -> AnswerDialog:
    [dialog] = [one for one in screen.findChildren(AnswerDialog) if one.isVisible()]
    return dialog


def write(screen: RankScreen, text: str) -> None:
    screen.adder.ask()
    dialog = dialog_of(screen)
    QTest.keyClicks(dialog.editor, text)
    QTest.mouseClick(dialog.add_button, Qt.MouseButton.LeftButton)


def texts_of(screen: RankScreen) -> dict[str, str]:
    case = screen.way.shown_case
    return {case.letters[one.id]: one.text for one in screen.item.responses}


def test_an_answer_is_added_by_key_and_ranked(qtbot, open_screen, add_set, context):
    set_id = add_set("Frogs", *FROGS)
    screen = open_screen()
    before = texts_of(screen)
    press("Ctrl+Shift+A")
    dialog = dialog_of(screen)
    QTest.keyClicks(dialog.editor, "Four frogs sat here.")
    qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyClick(dialog.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert texts_of(screen) == {**before, "D": "Four frogs sat here."}
    assert screen.done_line.words.text() == "Your answer is D."
    screen.submit()  # asked about once: the order is as it was shown
    screen.submit()
    [label] = labels.my_comparisons(context.project.store, context.labeler.id)
    last = get_response_set(context.project.store, set_id).responses[3]
    assert label.groups[3] == (last.id,)
    assert last.sampling == {"source": "by_hand", "labeler": "Anna"}


def test_what_was_done_before_stays(open_screen, add_set):
    add_set("Frogs", *FROGS)
    screen = open_screen()
    press("Alt+Down", "T")
    before = screen.way.state
    write(screen, "Four frogs.")
    assert screen.way.state.groups[: len(before.groups)] == before.groups
    assert len(screen.way.state.groups) == len(before.groups) + 1


def test_one_that_says_the_same_is_told_by_its_letter(open_screen, add_set):
    add_set("Frogs", *FROGS)
    screen = open_screen()
    letter = next(name for name, text in texts_of(screen).items() if text == "A frog.")
    screen.adder.ask()
    dialog = dialog_of(screen)
    QTest.keyClicks(dialog.editor, "  frog, A")
    assert dialog.words.text() == f"Answer {letter} says the same already."
    assert not dialog.add_button.isEnabled()
    QTest.keyClicks(dialog.editor, " too")
    assert dialog.add_button.isEnabled()
    dialog.reject()


def test_it_is_undone_by_key_after_all_that_came_later(open_screen, add_set, context):
    set_id = add_set("Frogs", *FROGS)
    screen = open_screen()
    before = texts_of(screen)
    write(screen, "Four frogs.")
    press("Alt+Down")
    assert screen.undo_button.isEnabled()
    press("Ctrl+Z")
    assert len(texts_of(screen)) == 4
    assert screen.undo_button.isEnabled()
    press("Ctrl+Z")
    assert texts_of(screen) == before
    assert not screen.undo_button.isEnabled()
    assert len(get_response_set(context.project.store, set_id).responses) == 3


def test_it_is_taken_back_by_the_line_that_tells_of_it(open_screen, add_set):
    add_set("Frogs", *FROGS)
    screen = open_screen()
    before = texts_of(screen)
    write(screen, "Four frogs.")
    screen.done_line.button.click()
    assert texts_of(screen) == before
    assert "taken out" in screen.done_line.words.text()


@pytest.mark.parametrize(
    "options",
    [{"mode": "rate_and_rank"}, {"mode": "pairwise"}, {"mode": "thumbs"}, {"view": "board"}],
)
def test_every_way_takes_another_answer_and_gives_it_back(open_screen, add_set, options):
    add_set("Frogs", *FROGS)
    screen = open_screen(**options)
    before = texts_of(screen)
    write(screen, "Four frogs.")
    assert texts_of(screen) == {**before, "D": "Four frogs."}
    screen.adder.take_back()
    assert texts_of(screen) == before


def test_thumbs_stay_where_they_were(open_screen, add_set):
    add_set("Frogs", *FROGS)
    screen = open_screen(mode="thumbs")
    first, second, _ = screen.shown_order
    screen.way.judge(first, "up")
    screen.way.judge(second, "down")
    write(screen, "Four frogs.")
    assert screen.way.state == ("up", "down", "", "")


def test_a_full_set_takes_no_more(open_screen, add_set):
    add_set("Frogs", *(f"{n} frogs" for n in range(9)))
    screen = open_screen()
    press("Ctrl+Shift+A")
    assert "No more than 9" in screen.question.message()
    assert screen.findChildren(AnswerDialog) == []


def test_answers_that_were_submitted_take_no_more(open_screen, add_set, context):
    add_set("Frogs", *FROGS)
    screen = open_screen()
    screen.submit()
    screen.submit()
    screen.go_back()
    assert screen.label is not None
    press("Ctrl+Shift+A")
    assert "compared already" in screen.question.message()


def test_a_draft_of_another_labeler_gets_the_answer_too(open_screen, add_set, context):
    """Their order stays, the new answer comes last; nothing of the draft is lost."""
    set_id = add_set("Frogs", *FROGS)
    screen = open_screen()
    press("Alt+Down")
    content = screen.content()
    screen.keeper.flush()
    bob = labels.add_labeler(context.project.store, "Bob")
    added = add_answer(context.project.store, set_id, "Four frogs.", bob.id)
    screen.item = None
    screen._desk = None
    screen.refresh()
    assert screen.way.state.groups == (*map(tuple, content["groups"]), (added,))
    assert screen.shown_order == (*content["shown_order"], added)


def test_content_that_fits_is_left_alone(add_set, project):
    item = get_response_set(project.store, add_set("Frogs", *FROGS))
    ids = [one.id for one in item.responses]
    content = {"shown_order": ids[::-1], "groups": [ids], "verdicts": [1]}
    assert fitted(content, item) == content
    assert fitted({}, item) == {}
    fewer = replace(item, responses=item.responses[:2])
    assert fitted(content, fewer) == {
        "shown_order": [ids[1], ids[0]],
        "groups": [],
        "verdicts": [],
    }
