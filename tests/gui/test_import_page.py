"""Files as people import them: looked at first, changed where they were mistaken, then read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest

from studio.gui.language import apply_language
from studio.gui.screens.data import DataScreen
from studio.gui.widgets.import_page import ImportPage
from studio.store.labels import comparisons, count_demonstrations, demonstrations
from studio.store.prompts import count_prompts
from tests.gui.window_keys import press

Look = Callable[[DataScreen, Path], ImportPage]


@pytest.fixture(autouse=True)
def _english(qapp) -> None:
    """The English catalog, for its plurals."""
    apply_language("en")


@pytest.fixture
def look_at(qtbot) -> Look:
    """Chooses a file as the file dialog would, and waits for its preview."""

    def look(screen: DataScreen, path: Path) -> ImportPage:
        screen.exchange.choose_files = lambda: [path]
        page = screen.exchange.import_page
        with qtbot.waitSignal(page.errand.done):
            qtbot.mouseClick(screen.import_button, Qt.MouseButton.LeftButton)
        return page

    return look


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    def write_one(name: str, content: str) -> Path:
        path = tmp_path / name
        path.write_text(content, "utf-8")
        return path

    return write_one


def rows(page: ImportPage) -> list[tuple[str, str, str]]:
    model = page.rows.model
    return [
        tuple(model.index(row, column).data() for column in range(3))
        for row in range(model.rowCount())
    ]


def choose(box, value: str | None) -> None:
    """Choose in a box by the keyboard, as one who steps through its entries."""
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    while box.currentData() != value:
        before = box.currentIndex()
        QTest.keyClick(box, Qt.Key.Key_Down)
        assert box.currentIndex() > before


def finish(qtbot, screen: DataScreen) -> None:
    with qtbot.waitSignal(screen.exchange.files.errand.done):
        qtbot.mouseClick(screen.exchange.import_page.import_button, Qt.MouseButton.LeftButton)


def test_an_empty_project_offers_an_import(qtbot, open_screen, context, write):
    screen = open_screen()
    assert screen.empty.isVisible()
    screen.exchange.choose_files = lambda: [write("frogs.txt", "Who is Frida?\nAnd Fred?\n")]
    page = screen.exchange.import_page
    with qtbot.waitSignal(page.errand.done):
        screen.empty.button.click()
    assert not screen.browse.isVisible()
    assert [row[1] for row in rows(page)] == ["Who is Frida?", "And Fred?"]
    with qtbot.waitSignal(context.data_changed) as changed:
        finish(qtbot, screen)
    assert changed.args == ["prompts"]
    assert screen.model.rowCount() == 2
    assert screen.work.isVisible()
    assert not screen.empty.isVisible()


def test_the_preview_tells_what_was_recognized_and_what_rows_bring(
    qtbot, open_screen, look_at, write, project
):
    path = write(
        "mixed",
        '{"prompt": "Q", "demonstration": "A", "labeler": "Bob"}\n'
        '{"prompt": "R", "responses": ["x", "y", "z"], "groups": [[2], [0, 1]]}\n'
        "no json\n"
        '{"prompt": "S"}\n',
    )
    page = look_at(open_screen(), path)
    assert page.file_type.currentText() == "JSON lines (recognized)"
    assert page.format.currentText() == "RLHF Studio (recognized)"
    assert [row[2] for row in rows(page)] == ["Demonstration", "1   2 = 2", "Left out", "Prompt"]
    assert "not valid JSON" in rows(page)[2][1]
    assert page.summary.text() == "All rows: 3 can be used, 1 cannot"
    page.rows.setFocus()
    QTest.keyClick(page.rows.table, Qt.Key.Key_Down)
    text = page.rows.detail.text.toPlainText()
    assert text.index("Rank 1\nz") < text.index("Rank 2, tied\nx")
    assert count_prompts(project.store) == 0  # nothing is imported yet


def test_bad_rows_are_reported_by_line_and_can_be_copied(
    qtbot, open_screen, look_at, write, project
):
    screen = open_screen()
    look_at(screen, write("mixed.jsonl", '{"prompt": "Good"}\nno json\n{"prompt": " "}\n'))
    finish(qtbot, screen)
    assert count_prompts(project.store) == 1
    panel = screen.exchange.files
    lines = panel.rows.toPlainText().splitlines()
    assert [line.partition(":")[0] for line in lines] == ["Line 2", "Line 3"]
    assert panel.sentence.text() == "1 new prompt,  2 rows could not be used"
    qtbot.mouseClick(panel.copy, Qt.MouseButton.LeftButton)
    report = QGuiApplication.clipboard().text().splitlines()
    assert report == [panel.title.text(), panel.sentence.text(), *lines]


def test_the_keyboard_alone_imports(qtbot, window, project, write):
    window.go("data")
    screen = window.screens["data"]
    screen.exchange.choose_files = lambda: [write("frogs.txt", "A frog?\n")]
    page, panel = screen.exchange.import_page, screen.exchange.files
    with qtbot.waitSignal(page.errand.done):
        press(window, "Ctrl+I")
    with qtbot.waitSignal(panel.errand.done):
        press(window, "Ctrl+Enter")
    assert count_prompts(project.store, "A frog?") == 1
    assert window.focusWidget() is screen.table


def test_a_format_can_be_overruled(qtbot, open_screen, look_at, write, project):
    content = '{"prompt": "Q", "completion": "A"}\n'
    screen = open_screen()
    page = look_at(screen, write("data.jsonl", content))
    assert page.format.currentText() == "TRL: prompt and completion (recognized)"
    assert [row[2] for row in rows(page)] == ["Demonstration"]
    with qtbot.waitSignal(page.errand.done):
        page.format.setCurrentIndex(page.format.findData("studio"))
        page.format.activated.emit(page.format.currentIndex())
    assert [row[2] for row in rows(page)] == ["Prompt"]
    finish(qtbot, screen)
    assert count_prompts(project.store) == 1
    assert count_demonstrations(project.store) == 0


def test_a_file_type_can_be_overruled_by_the_keyboard(qtbot, open_screen, look_at, write):
    page = look_at(open_screen(), write("lines", "question,answer\nWhy?,So\n"))
    assert page.file_type.currentText() == "CSV (recognized)"
    choose(page.file_type, "txt")
    qtbot.waitUntil(lambda: page.import_button.isEnabled())
    assert [row[1] for row in rows(page)] == ["question,answer", "Why?,So"]
    assert not page.columns.isVisible()


def test_columns_can_be_mapped(qtbot, open_screen, look_at, write, project):
    screen = open_screen()
    content = "question,answer,split\nWhy?,So,train\nHow?,Thus,train\n"
    page = look_at(screen, write("table.csv", content))
    assert page.columns.isVisible()
    assert {row[2] for row in rows(page)} == {"Left out"}
    # One may map one column while another is still being read.
    choose(page.columns.boxes["question"], "prompt")
    qtbot.waitUntil(lambda: page.import_button.isEnabled())
    choose(page.columns.boxes["answer"], "demonstration")
    choose(page.columns.boxes["split"], "")
    qtbot.waitUntil(lambda: page.import_button.isEnabled())
    assert {row[2] for row in rows(page)} == {"Demonstration"}
    assert page.format.currentData() == "studio"
    finish(qtbot, screen)
    assert [(d.prompt.text, d.text) for d in demonstrations(project.store)] == [
        ("Why?", "So"),
        ("How?", "Thus"),
    ]


def test_a_key_is_taken_from_the_column_that_had_it(qtbot, open_screen, look_at, write):
    page = look_at(open_screen(), write("t.csv", "prompt,question\nold,new\n"))
    choose(page.columns.boxes["question"], "prompt")
    assert page.columns.boxes["prompt"].currentData() == ""
    assert page.columns.mapping() == {"prompt": "", "question": "prompt"}
    choose(page.columns.boxes["question"], "")
    assert page.columns.boxes["prompt"].currentData() == "prompt"
    choose(page.columns.boxes["question"], "prompt")
    qtbot.waitUntil(lambda: page.import_button.isEnabled())
    assert [row[1] for row in rows(page)] == ["new"]


def test_a_file_that_cannot_be_read_says_why(qtbot, open_screen, write, tmp_path):
    path = tmp_path / "archive.jsonl"
    path.write_bytes(b"PK\x03\x04 and so on")
    screen = open_screen()
    page = screen.exchange.import_page
    with qtbot.waitSignal(page.errand.failed):
        screen.exchange.import_files([path])
    assert "ZIP" in page.notice.message()
    assert not page.import_button.isEnabled()
    assert not page.rows.isVisible()
    QTest.keyClick(screen, Qt.Key.Key_Escape)
    assert screen.browse.isVisible()
    with qtbot.waitSignal(page.errand.done):
        screen.exchange.import_files([write("frogs.txt", "A frog?\n")])
    assert not page.notice.isVisible()
    assert page.rows.isVisible()


def test_files_are_asked_about_one_after_the_other(qtbot, open_screen, write, project):
    files = [write(f"{name}.txt", f"Prompt of {name}\n") for name in "ab"]
    screen = open_screen()
    page = screen.exchange.import_page
    with qtbot.waitSignal(page.errand.done):
        screen.exchange.import_files(files)
    assert page.more.text() == "1 more file after this one"
    finish(qtbot, screen)
    qtbot.waitUntil(lambda: page.import_button.isEnabled())
    assert page.name.text() == "b.txt"
    assert screen.exchange.files.title.text() == "Imported a.txt"
    finish(qtbot, screen)
    assert count_prompts(project.store) == 2
    assert screen.browse.isVisible()


def test_a_cancelled_import_brings_nothing(qtbot, open_screen, look_at, write, project):
    content = "".join(f"Prompt {number}\n" for number in range(20_000))
    screen = open_screen()
    page = look_at(screen, write("many.txt", content))
    assert page.summary.text() == "The first rows: all 200 can be used"
    panel = screen.exchange.files
    with qtbot.waitSignal(panel.errand.stopped):
        page.import_button.click()
        QTest.keyClick(screen, Qt.Key.Key_Escape)
    assert count_prompts(project.store) == 0
    assert panel.title.text() == "Cancelled: many.txt"


def test_what_is_not_wanted_after_all_is_not_imported(qtbot, open_screen, look_at, write, project):
    screen = open_screen()
    look_at(screen, write("frogs.txt", "A frog?\n"))
    qtbot.mouseClick(screen.exchange.import_page.cancel, Qt.MouseButton.LeftButton)
    assert screen.browse.isVisible()
    assert not screen.exchange.files.isVisible()
    assert count_prompts(project.store) == 0


def test_a_project_that_closes_ends_preview_and_import(qtbot, open_screen, write, context):
    content = "".join(f"Prompt {number}\n" for number in range(20_000))
    path = write("many.txt", content)
    screen = open_screen()
    page = screen.exchange.import_page
    screen.exchange.import_files([path, path])
    context.close()
    assert not page.errand.running
    assert not screen.exchange.is_asking


def test_files_can_be_dropped(qtbot, open_screen, write, tmp_path):
    source = write("frogs", "A frog?\n")
    screen = open_screen()

    def drop(*paths: Path) -> QDragEnterEvent:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton)
        none = Qt.KeyboardModifier.NoModifier
        entered = QDragEnterEvent(QPointF(50, 50).toPoint(), *how, none)
        entered.ignore()
        screen.dragEnterEvent(entered)
        if entered.isAccepted():
            screen.dropEvent(QDropEvent(QPointF(50, 50), *how, none))
        return entered

    assert not drop(tmp_path).isAccepted()
    page = screen.exchange.import_page
    with qtbot.waitSignal(page.errand.done):
        assert drop(source, tmp_path).isAccepted()
    assert page.name.text() == "frogs"


def test_rankings_come_in_with_their_ties(qtbot, open_screen, look_at, write, project):
    content = '{"prompt": "R", "responses": ["x", "y", "z"], "groups": [[2], [0, 1]]}\n'
    screen = open_screen()
    look_at(screen, write("ranked.jsonl", content))
    finish(qtbot, screen)
    [found] = comparisons(project.store)
    assert [len(group) for group in found.groups] == [1, 2]


def test_the_page_follows_the_language(qtbot, open_screen, look_at, write):
    screen = open_screen()
    page = look_at(screen, write("t.csv", "prompt,more\nQ,x\n"))
    try:
        apply_language("de")
        qtbot.waitUntil(lambda: page.file_type.currentText() == "CSV (erkannt)")
        assert screen.title.text() == "Importieren"
        assert page.columns.boxes["more"].currentText() == "Nicht genutzt"
        assert rows(page)[0][2] == "Prompt"
    finally:
        apply_language("en")
