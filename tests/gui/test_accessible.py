"""Everything one can press is large enough, has a name, and what one does is said aloud."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)

from studio.gui import theme
from studio.gui.main_window import CLASSES, MainWindow
from studio.gui.widgets import notice
from studio.store import labels

SMALLEST = 24  # px, WCAG 2.2's target size
CONTROLS = (
    *(QAbstractButton, QComboBox, QLineEdit, QTextEdit, QPlainTextEdit, QAbstractSpinBox),
    *(QAbstractSlider, QAbstractItemView, QTabBar),
)


def controls(window: MainWindow) -> list[QWidget]:
    """What one can press or type into now, but not the inner parts of Qt's own controls."""
    return [
        found
        for found in window.findChildren(QWidget)
        if isinstance(found, CONTROLS)
        and found.isVisible()
        and not isinstance(found, QScrollBar)
        and not isinstance(
            found.parent(), (QComboBox, QLineEdit, QAbstractSpinBox, QAbstractItemView)
        )
        and found.focusPolicy() is not Qt.FocusPolicy.NoFocus
    ]


@pytest.fixture
def full_window(window, context, add_set) -> MainWindow:
    """The window, with something on every screen."""
    add_set("Frogs", "word " * 500, "Two", "Three", "Four")
    store, anna = context.project.store, context.labeler
    prompt = labels.next_demonstration_prompt(store, anna.id)
    labels.save_demonstration(store, prompt.id, "An answer", anna.id, 1.0)
    return window


def shown_screens(window: MainWindow) -> list[tuple[str, list[QWidget]]]:
    found = []
    for name in CLASSES:
        window.go(name)
        QApplication.processEvents()
        found.append((name, controls(window)))
    window.go("write")
    screen = window.screens["write"]
    screen.ask_to_skip()
    screen.notice.tell("Something", "A hint", action="Try again", details="x")
    QApplication.processEvents()
    found.append(("write, skipping", controls(window)))
    screen.go_back()
    QApplication.processEvents()
    found.append(("write, revising", controls(window)))
    window.go("rank")
    window.screens["rank"].read(window.screens["rank"].ways["list"].view.current)
    QApplication.processEvents()
    found.append(("rank, reading", controls(window)))
    return found


def test_what_one_presses_is_large_enough(full_window):
    small = {
        (where, type(found).__name__, found.accessibleName(), found.width(), found.height())
        for where, shown in shown_screens(full_window)
        for found in shown
        if min(found.width(), found.height()) < SMALLEST
    }
    assert not small


def test_everything_one_can_use_has_a_name(full_window):
    nameless = set()
    for where, shown in shown_screens(full_window):
        assert len(shown) > len(CLASSES), where  # the rail and more
        for found in shown:
            text = found.text() if isinstance(found, QAbstractButton) else ""
            if not found.accessibleName() and not text:
                nameless.add((where, type(found).__name__, found.objectName()))
    assert not nameless


class Reader:
    """Stands for a screen reader that listens."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def isActive(self) -> bool:
        return True

    def updateAccessibility(self, event: object) -> None:
        self.said.append(event.message())


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    reader = Reader()
    monkeypatch.setattr(notice, "QAccessible", reader)
    return reader.said


@pytest.fixture
def do(full_window) -> Callable[..., None]:
    def press(*keys: str) -> None:
        for key in keys:
            QTest.keySequence(QApplication.focusWidget(), key)

    return press


def test_each_move_in_a_ranking_is_said_once(full_window, do, said):
    full_window.go("rank")
    said.clear()
    for keys in ("3", "Alt+Down", "T", "U", "Ctrl+Z", "Ctrl+Shift+Z"):
        before = len(said)
        do(keys)
        assert len(said) == before + 1, keys
    assert said[0] == "Answer A moved to rank 3 of 4"
    assert said[-2:] == ["Undone.", "Done again."]
    do("Ctrl+Return")
    assert said[-1] == "Submitted."
    assert said.count("Submitted.") == 1


def test_each_step_of_writing_is_said_once(full_window, do, said):
    full_window.go("write")
    said.clear()
    QTest.keyClicks(full_window.screens["write"].editor, "Hello")
    do("Ctrl+Z", "Ctrl+Shift+Z")
    assert said == ["Undone.", "Done again."]
    do("Ctrl+Return", "Alt+Left", "Ctrl+K")
    said.clear()
    full_window.screens["write"].skip_bar.cancel()
    full_window.screens["write"].leave_revision()
    full_window.go("rank")
    do("S", "1")
    assert said == ["Skipped."]


def test_the_prompt_is_read_out_with_the_editor(full_window):
    full_window.go("write")
    screen = full_window.screens["write"]
    assert screen.editor.accessibleDescription() == screen.item.text


def test_the_focus_is_never_lost(full_window, do):
    full_window.go("rank")
    screen = full_window.screens["rank"]
    for key in ("2", "Alt+Down", "T", "Ctrl+Z", "Space", "Right", "Space", "S", "Esc", "1"):
        do(key)
        focused = QApplication.focusWidget()
        assert focused is not None, key
        assert screen.isAncestorOf(focused), key
    do("Ctrl+Return")
    assert screen.isAncestorOf(QApplication.focusWidget())


def test_the_smallest_scale_keeps_what_one_presses_on_the_cards_large_enough(full_window):
    theme.apply("light", 80)
    full_window.go("rank")
    QApplication.processEvents()
    for card in full_window.screens["rank"].ways["list"].view.column.cards.values():
        for button in (card.up, card.down, card.tie):
            assert min(button.width(), button.height()) >= SMALLEST
