from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtTest import QTest

from studio.errors import StoreError
from studio.gui.context import Context
from studio.gui.screens.write import WriteScreen
from studio.gui.widgets.answer_editor import MOST_CHARACTERS
from studio.gui.widgets.draft_keeper import DraftKeeper, Kept
from studio.gui.widgets.plain_text import breakable, displayable, first_line
from studio.gui.widgets.reading_text import MarkdownText
from studio.gui.widgets.work_clock import clock_text
from studio.store import labels
from studio.store.prompts import add_prompts
from studio.store.records import NewPrompt
from tests.gui.window_keys import press_in_turn as press


@pytest.fixture
def prompts(project) -> list[int]:
    new = [
        NewPrompt("Write about frogs", split="sft"),
        NewPrompt("Write about the moon", split="sft"),
        NewPrompt("Erzähle vom Mond", language="de", split="sft"),
    ]
    return add_prompts(project.store, new)


@pytest.fixture
def open_screen(qtbot, context: Context) -> Callable[[], WriteScreen]:
    def open_one() -> WriteScreen:
        screen = WriteScreen(context)
        qtbot.addWidget(screen)
        screen.resize(1000, 700)
        screen.show()
        screen.activateWindow()
        qtbot.waitUntil(screen.isActiveWindow)
        screen.refresh()
        return screen

    return open_one


def write(screen: WriteScreen, text: str) -> None:
    QTest.keyClicks(screen.editor, text)


def mine(context: Context) -> list:
    return labels.my_demonstrations(context.project.store, context.labeler.id)


def refuse(*args: object, **more: object) -> None:
    raise StoreError("disk_full", path="studio.sqlite")


def test_what_is_written_is_submitted_and_the_next_prompt_comes(open_screen, prompts, context):
    screen = open_screen()
    assert not screen.submit_button.isEnabled()
    first = screen.item
    assert screen.prompt.toPlainText() == first.text
    assert screen.guidelines.text.toPlainText()
    write(screen, "Frogs are green.")
    assert screen.counts.text().startswith("3 words")
    assert screen.submit_button.isEnabled()
    press("Ctrl+Return")
    [saved] = mine(context)
    assert (saved.text, saved.prompt.id) == ("Frogs are green.", first.id)
    assert saved.seconds >= 0
    assert saved.guideline_version
    assert screen.item.id != first.id
    assert screen.editor.toPlainText() == ""
    assert screen.editor.hasFocus()
    assert labels.latest_draft(context.project.store, context.labeler.id, "demonstration") is None


def test_blank_text_cannot_be_submitted(open_screen, prompts, context):
    screen = open_screen()
    write(screen, "   ")
    press("Ctrl+Return")
    screen.submit()
    assert mine(context) == []


def test_a_draft_is_kept_as_one_types_and_restored(open_screen, prompts, context, qtbot):
    screen = open_screen()
    with qtbot.waitSignal(context.saved_changed) as safe:
        write(screen, "Half a sent")
    assert safe.args == [False]
    assert "Not saved yet" in screen.counts.text()
    qtbot.waitUntil(lambda: screen.keeper.state is Kept.DRAFT)
    assert "Draft saved" in screen.counts.text()
    again = open_screen()  # as after a crash: the first screen was never left
    assert again.item == screen.item
    assert again.editor.toPlainText() == "Half a sent"
    assert "Draft restored" in again.counts.text()
    write(again, "!")
    assert "Draft restored" not in again.counts.text()


def test_deleting_everything_deletes_the_draft(open_screen, prompts, context):
    screen = open_screen()
    write(screen, "ab")
    screen.leave()
    press("Backspace", "Backspace")
    screen.leave()
    assert labels.latest_draft(context.project.store, context.labeler.id, "demonstration") is None


def test_a_failing_store_keeps_the_text_says_so_once_and_recovers(
    open_screen, prompts, context, monkeypatch, qtbot
):
    screen = open_screen()
    said = []
    screen.keeper.failed.connect(said.append)
    save = labels.save_draft
    monkeypatch.setattr(labels, "save_draft", refuse)
    write(screen, "Precious")
    qtbot.waitUntil(lambda: screen.keeper.state is Kept.FAILED)
    assert screen.notice.isVisible()
    assert "Not saved, trying again" in screen.counts.text()
    write(screen, " words")
    assert not screen.keeper.flush()
    assert len(said) == 1
    assert screen.editor.toPlainText() == "Precious words"
    assert "Not saved" in screen.counts.text()
    monkeypatch.setattr(labels, "save_draft", save)
    with qtbot.waitSignal(context.message):
        qtbot.waitUntil(lambda: screen.keeper.state is Kept.DRAFT)
    assert screen.notice.isHidden()
    assert open_screen().editor.toPlainText() == "Precious words"


def test_a_failing_submission_keeps_the_text(open_screen, prompts, context, monkeypatch):
    screen = open_screen()
    first = screen.item
    write(screen, "Precious")
    save = labels.save_demonstration
    monkeypatch.setattr(labels, "save_demonstration", refuse)
    press("Ctrl+Return")
    assert screen.item == first
    assert screen.editor.toPlainText() == "Precious"
    assert screen.notice.isVisible()
    monkeypatch.setattr(labels, "save_demonstration", save)
    screen.notice.action.click()
    assert mine(context)[0].text == "Precious"
    assert screen.item != first


def test_another_item_is_not_shown_while_this_one_cannot_be_saved(
    open_screen, prompts, context, monkeypatch
):
    screen = open_screen()
    write(screen, "First")
    press("Ctrl+Return")
    write(screen, "Second")
    monkeypatch.setattr(labels, "save_draft", refuse)
    press("Alt+Left")
    assert screen.editor.toPlainText() == "Second"
    assert screen.label is None
    assert screen.notice.isVisible()


def test_steady_typing_is_saved_too(qtbot):
    written = []
    keeper = DraftKeeper(lambda: written.append(1) or Kept.DRAFT)
    with qtbot.waitSignal(keeper.changed_state, check_params_cb=lambda s: s is Kept.DRAFT):
        keeper.touch()
        due = keeper._timer.remainingTime()
        keeper.touch()  # does not put the saving off
        assert keeper._timer.remainingTime() <= due <= 500
    assert written == [1]


def test_going_back_revises(open_screen, prompts, context):
    screen = open_screen()
    write(screen, "Frogs are green")
    press("Ctrl+Return")
    waiting = screen.item
    write(screen, "Half")
    press("Alt+Left")
    assert screen.editor.toPlainText() == "Frogs are green"
    assert screen.revision_bar.isVisible()
    assert "Saved" in screen.counts.text()
    press("Ctrl+End")
    write(screen, ".")
    press("Ctrl+Return")
    [revised] = mine(context)
    assert revised.text == "Frogs are green."
    assert revised.revision_of is not None
    assert screen.item == waiting
    assert screen.editor.toPlainText() == "Half"


def test_a_half_made_revision_survives(open_screen, prompts, context):
    screen = open_screen()
    write(screen, "One")
    press("Ctrl+Return", "Alt+Left", "Ctrl+End")
    write(screen, " two")
    screen.leave()
    again = open_screen()
    assert again.editor.toPlainText() == "One two"
    assert again.revision_bar.isVisible()
    press("Ctrl+Return")
    [revised] = mine(context)
    assert revised.text == "One two"


def test_taking_back_and_withdrawing(open_screen, prompts, context):
    screen = open_screen()
    first = screen.item
    write(screen, "Frogs")
    press("Ctrl+Return")
    screen.done_line.button.click()
    assert mine(context) == []
    assert (screen.item, screen.editor.toPlainText()) == (first, "Frogs")
    press("Ctrl+Return", "Alt+Left")
    screen.revision_bar.withdraw.emit()
    assert mine(context) == []
    screen.done_line.button.click()
    assert [label.text for label in mine(context)] == ["Frogs"]


def test_skipping_with_a_reason(open_screen, prompts, context):
    screen = open_screen()
    first = screen.item
    write(screen, "A start")
    press("Ctrl+K", "1")
    assert screen.item != first
    screen.done_line.button.click()
    assert screen.item == first
    assert screen.editor.toPlainText() == "A start"


def test_the_language_filter(open_screen, prompts, context):
    screen = open_screen()
    screen.languages.chosen.emit("de")
    assert screen.item.language == "de"
    assert open_screen().item.language == "de"
    write(screen, "Es war einmal")
    screen.submit()
    assert screen.item is None
    assert screen.empty.isVisible()


def test_without_prompts_import_is_offered(open_screen, context, qtbot):
    screen = open_screen()
    assert screen.empty.isVisible()
    with qtbot.waitSignal(context.go_to) as gone:
        screen.empty.button.click()
    assert gone.args[0] == "data"


def test_when_all_is_written_ranking_is_offered(open_screen, project, context, qtbot):
    add_prompts(project.store, [NewPrompt("Only one", split="sft")])
    screen = open_screen()
    write(screen, "Done")
    press("Ctrl+Return")
    with qtbot.waitSignal(context.go_to) as gone:
        screen.empty.button.click()
    assert gone.args[0] == "rank"


def test_tab_leaves_the_editor_for_submit(open_screen, prompts):
    screen = open_screen()
    write(screen, "x")
    press("Tab")
    assert screen.submit_button.hasFocus()
    press("Shift+Tab")
    assert screen.editor.hasFocus()


def test_only_plain_text_is_pasted_and_not_without_end(open_screen, prompts):
    screen = open_screen()
    pasted = QMimeData()
    pasted.setHtml("<b>bold</b>")
    pasted.setText("bold")
    screen.editor.insertFromMimeData(pasted)
    assert screen.editor.toPlainText() == "bold"
    assert "<b>" not in screen.editor.toHtml()
    pasted = QMimeData()
    pasted.setText("word " * MOST_CHARACTERS)
    screen.editor.insertFromMimeData(pasted)
    assert len(screen.editor.toPlainText()) <= MOST_CHARACTERS
    assert screen.notice.isVisible()


def test_markdown_loads_nothing(qtbot):
    text = MarkdownText()
    qtbot.addWidget(text)
    text.show_markdown("# Rules\n\n![x](/etc/hostname) ![y](http://example.org/y.png)\n\n- be kind")
    assert text.loadResource(2, "/etc/hostname") is None
    assert "be kind" in text.toPlainText()


def test_texts_are_made_safe_to_lay_out():
    assert displayable("a\r\nb\u2028c\x00") == "a\nb\nc␀"
    assert max(map(len, breakable("x" * 5000).split("\n"))) <= 500
    assert breakable("short words stay") == "short words stay"
    assert first_line("one\ntwo " + "x" * 100, 10) == "one two x…"
    assert displayable("\ud800") == "\ufffd"


def test_clock():
    assert [clock_text(s) for s in (0, 42.9, 725, 3723)] == ["0:00", "0:42", "12:05", "1:02:03"]
