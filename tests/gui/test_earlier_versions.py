from __future__ import annotations

import pytest
from PySide6.QtTest import QTest

from studio.gui.screens.rank import RankScreen
from studio.gui.screens.write import WriteScreen
from studio.store import labels
from studio.store.prompts import add_prompts
from studio.store.records import NewPrompt


@pytest.fixture
def open_screen(qtbot, context):
    def open_one(kind):
        screen = kind(context)
        qtbot.addWidget(screen)
        screen.resize(1000, 900)
        with qtbot.waitExposed(screen):
            screen.show()
        screen.refresh()
        return screen

    return open_one


def test_a_demonstration_open_for_revision_shows_what_it_was_before(open_screen, context):
    store, anna = context.project.store, context.labeler
    [prompt, *_] = add_prompts(store, [NewPrompt(f"Sing {n}", split="sft") for n in range(2)])
    first = labels.save_demonstration(store, prompt, "La", anna.id, 1.0)
    second = labels.save_demonstration(store, prompt, "La la", anna.id, 1.0, revision_of=first.id)
    labels.withdraw_demonstration(store, second.id)
    third = labels.save_demonstration(store, prompt, "La la la", anna.id, 1.0)
    screen = open_screen(WriteScreen)
    assert not screen.revision_bar.earlier.isVisible()
    screen.revise(third)
    assert not screen.revision_bar.earlier.isVisible()
    screen.revision_bar.versions.click()
    assert screen.revision_bar.earlier.isVisible()
    (about, said), (about_first, said_first) = screen.revision_bar.earlier.lines()
    assert (said, said_first) == ("La la", "La")
    assert "Anna" in about
    assert "withdrawn" in about
    assert "withdrawn" not in about_first
    QTest.keySequence(screen.editor, "Ctrl+H")
    assert not screen.revision_bar.earlier.isVisible()
    QTest.keySequence(screen.editor, "Ctrl+H")
    screen.leave_revision()
    assert not screen.revision_bar.earlier.isVisible()


def test_a_ranking_open_for_revision_shows_what_it_was_before(open_screen, context, add_set):
    add_set("Frogs", "one", "two", "three")
    add_set("Moon", "one", "two", "three")
    screen = open_screen(RankScreen)
    a, b, c = screen.shown_order
    store, anna = context.project.store, context.labeler
    about = {"labeler_id": anna.id, "seconds": 1.0}
    shown = [a, b, c]
    first = labels.save_comparison(store, screen.item.id, [[b], [a, c]], shown, **about)
    second = labels.save_comparison(
        store, screen.item.id, [[c], [b], [a]], shown, **about, revision_of=first.id
    )
    screen.revise(second)
    screen.revision_bar.versions.click()
    [(_, said)] = screen.revision_bar.earlier.lines()
    assert said == "1. B   2. A = C"


def test_a_first_version_has_nothing_before_it(open_screen, context):
    [prompt] = add_prompts(context.project.store, [NewPrompt("Sing", split="sft")])
    one = labels.save_demonstration(context.project.store, prompt, "La", context.labeler.id, 1.0)
    screen = open_screen(WriteScreen)
    screen.revise(one)
    assert screen.revision_bar.isVisible()
    assert not screen.revision_bar.versions.isEnabled()
