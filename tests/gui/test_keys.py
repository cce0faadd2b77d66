from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from studio.config import load_settings, settings_path
from studio.gui import keys
from studio.gui.actions import ALL, command
from studio.gui.main_window import CLASSES
from studio.gui.widgets.key_list import KeyList
from studio.gui.widgets.keys_card import KeysCard, places_of
from tests.gui.window_keys import press


@pytest.fixture(autouse=True)
def _usual_keys(qapp) -> Iterator[None]:
    yield
    keys.apply({})


@pytest.fixture
def card(window) -> KeysCard:
    window.go("settings", "keys")
    return window.screens["settings"].keys_card


def record(card: KeysCard, name: str, key: str) -> None:
    """Press a command's button, then a key, as the person does."""
    recorder = card.rows[name][1]
    card.show_place(places_of(command(name))[0])
    recorder.click()
    assert recorder.waiting
    combination = QKeySequence(key)[0]
    QTest.keyClick(recorder, combination.key(), combination.keyboardModifiers())
    assert not recorder.waiting


def test_the_usual_keys_are_normal_and_meet_nowhere():
    for found in ALL:
        assert keys.of(found.id) == found.keys
        for key in found.keys:
            assert keys.refusal(found.id, key) is None, (found.id, key)


def test_every_screens_commands_are_on_the_list_of_keys(window):
    for screen in CLASSES:
        window.go(screen)
        rows = window.screens[screen].keys()
        listed = " ".join(key for key, _ in rows)
        for found in ALL:
            seen = not found.pages or "list" in found.pages  # the project's way to compare
            if screen in found.screens and not found.number and seen:
                assert keys.first(found.id) in listed, found.id


@pytest.mark.parametrize(
    ("name", "key", "reason", "by"),
    [
        ("rank.tie", "U", "taken", "rank.untie"),
        ("rank.tie", "Ctrl+Return", "taken", "label.submit"),
        ("rank.tie", "5", "taken", "rank.place_5"),
        ("quit", "Ctrl+Y", "taken", "label.redo"),
        ("rank.tie", "Ctrl+Q", "taken", "quit"),
        ("label.submit", "X", "typing", None),
        ("chat.again", "Shift+X", "typing", None),
        ("chat.again", "Home", "typing", None),
        ("rank.tie", "Tab", "fixed", None),
        ("rank.tie", "Esc", "fixed", None),
        ("write.skip", "Ctrl+C", "fixed", None),
        ("rank.tie", "nonsense", "fixed", None),
    ],
)
def test_a_key_that_cannot_be_is_refused(name, key, reason, by):
    assert keys.refusal(name, key) == keys.Refusal(reason, command(by) if by else None)


@pytest.mark.parametrize(
    ("name", "key"),
    [("rank.tie", "X"), ("write.skip", "Ctrl+R"), ("chat.again", "F5"), ("quit", "Ctrl+Alt+X")],
)
def test_a_key_may_mean_different_things_where_they_never_meet(name, key):
    assert keys.refusal(name, key) is None


def test_what_is_no_command_or_no_key_is_left_out_of_the_settings():
    keys.apply({"no.such": "Ctrl+J", "rank.tie": "", "rank.untie": "A, B", "rank.read": "R"})
    assert keys.own() == {"rank.read": "R"}


def test_an_own_key_that_is_anothers_usual_one_wins():
    keys.apply({"rank.tie": "Ctrl+Y"})
    assert keys.of("rank.tie") == ("Ctrl+Y",)
    assert keys.of("label.redo") == ("Ctrl+Shift+Z",)


def test_damaged_settings_give_the_usual_keys(context):
    context.change_settings(own_keys={"rank.tie": "X"})
    kept = json.loads(settings_path().read_text("utf-8"))
    settings_path().write_text(json.dumps(kept | {"own_keys": ["X"]}), "utf-8")
    assert load_settings().own_keys == {}


def test_a_new_key_works_at_once_and_is_kept(window, card):
    record(card, "go.write", "Ctrl+J")
    assert load_settings().own_keys == {"go.write": "Ctrl+J"}
    press(window, "Ctrl+2")
    assert window.current == "settings"
    press(window, "Ctrl+J")
    assert window.current == "write"
    assert "Ctrl+J" in window.rail.buttons["write"].toolTip()


def test_buttons_hints_tooltips_and_the_list_follow(window, card, add_set):
    add_set("Frogs", "One", "Two")
    window.go("rank")
    screen = window.screens["rank"]
    record(card, "label.submit", "Ctrl+M")
    record(card, "rank.tie", "X")
    assert screen.submit_button.text().endswith("Ctrl+M")
    assert "<b>X</b>" in screen.hints.text()
    assert "<b>T</b>" not in screen.hints.text()
    second = screen.ways["list"].view.column.cards[screen.ways["list"].view.ranking.order[1]]
    assert second.tie.toolTip().endswith("(X)")
    window.go("rank")
    window.show_keys()
    [shown] = [found for found in window.findChildren(KeyList) if found.isVisible()]
    words = [label.text() for label in shown.findChildren(QLabel)]
    assert {"X", "Ctrl+M"} <= set(words)
    assert "T" not in words
    shown.close()


def test_a_new_key_for_submitting_submits_and_the_old_one_does_not(window, card):
    record(card, "label.submit", "Ctrl+M")
    window.go("write")
    screen = window.screens["write"]
    QTest.keyClicks(screen.editor, "An answer")
    first = screen.item
    press(window, "Ctrl+Return")
    assert screen.item == first
    press(window, "Ctrl+M")
    assert screen.item != first


def test_a_conflict_is_refused_in_a_sentence(window, card):
    record(card, "rank.tie", "U")
    assert card.notice.isVisible()
    assert card.notice.message() == "U already means “Untie” (Rank)."
    assert keys.own() == {}
    record(card, "label.undo", "K")
    assert "belongs to the text" in card.notice.message()
    record(card, "label.undo", "Ctrl+U")
    assert not card.notice.isVisible()


def test_esc_and_leaving_change_nothing(window, card):
    recorder = card.rows["quit"][1]
    recorder.click()
    QTest.keyClick(recorder, Qt.Key.Key_Escape)
    assert not recorder.waiting
    recorder.click()
    QTest.keyClick(recorder, Qt.Key.Key_Control)  # a modifier alone is no key yet
    assert recorder.waiting
    card.place.setFocus()
    assert not recorder.waiting
    assert keys.own() == {}


def test_one_or_all_are_as_usual_again(window, card):
    record(card, "quit", "Ctrl+J")
    record(card, "rank.tie", "X")
    record(card, "rank.untie", "T")
    card.rows["rank.tie"][2].click()
    assert "T already means “Untie”" in card.notice.message()
    assert keys.of("rank.tie") == ("X",)
    card.rows["rank.untie"][2].click()
    card.rows["rank.tie"][2].click()
    assert load_settings().own_keys == {"quit": "Ctrl+J"}
    card.reset_all.click()
    assert load_settings().own_keys == {}
    assert keys.of("quit") == ("Ctrl+Q",)
    assert not card.reset_all.isEnabled()


def test_plain_letters_are_text_while_one_types(window, card, add_set):
    add_set("Frogs", "One", "Two")
    record(card, "go.home", ".")  # every letter is a flag's or another command's
    window.go("write")
    editor = window.screens["write"].editor
    for key in ".k?1":
        press(window, key)
    assert editor.toPlainText() == ".k?1"
    assert window.current == "write"
    window.go("rank")
    screen = window.screens["rank"]
    screen.ask_to_skip()
    other = screen.skip_bar._other
    other.setFocus()
    for key in ".sj?":
        press(window, key)
    assert other.text() == ".sj?"
    assert window.current == "rank"
    screen.skip_bar.cancel()
    press(window, ".")
    assert window.current == "home"


def test_a_sign_is_the_key_itself_however_it_is_typed(qtbot):
    button = QPushButton()
    qtbot.addWidget(button)
    seen = []
    button.keyPressEvent = lambda event: seen.append(keys.pressed(event))
    shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(button, Qt.Key.Key_Question, shift)
    QTest.keyClick(button, Qt.Key.Key_Plus, shift | control)
    QTest.keyClick(button, Qt.Key.Key_1, Qt.KeyboardModifier.KeypadModifier)
    QTest.keyClick(button, Qt.Key.Key_K, shift)
    QTest.keyClick(button, Qt.Key.Key_Return, control)
    assert [key for key in seen if key] == ["?", "Ctrl++", "1", "Shift+K", "Ctrl+Enter"]


def test_the_list_of_keys_leads_to_where_they_are_changed(window):
    window.go("rank")
    window.show_keys()
    [shown] = [found for found in window.findChildren(KeyList) if found.isVisible()]
    shown._change()
    assert window.current == "settings"
    assert QApplication.focusWidget() is window.screens["settings"].keys_card.place
