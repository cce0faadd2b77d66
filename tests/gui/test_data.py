from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from studio.gui.context import Context
from studio.gui.paged_model import PAGE, PAGES_KEPT, Column, PagedModel
from studio.gui.screens.data import DataScreen
from studio.store.labels import save_comparison, save_demonstration
from studio.store.prompts import add_prompts, count_prompts, get_response_set, page_prompts
from studio.store.records import NewPrompt


@pytest.fixture
def open_screen(qtbot, context: Context) -> Callable[[], DataScreen]:
    def open_one() -> DataScreen:
        screen = DataScreen(context)
        qtbot.addWidget(screen)
        screen.resize(1128, 700)
        screen.show()
        screen.refresh()
        return screen

    return open_one


@pytest.fixture
def prompts(project) -> list[int]:
    new = [
        NewPrompt("Write about frogs", split="sft"),
        NewPrompt("Write about the <b>moon</b>", split="reward", tags=("space",)),
        NewPrompt("Sing of frogs", split="reward"),
    ]
    return add_prompts(project.store, new)


def shown(screen: DataScreen) -> list[str]:
    model = screen.model
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def imported(qtbot, screen: DataScreen, *paths: Path) -> None:
    with qtbot.waitSignal(screen.files.errand.done):
        screen.import_files(list(paths))


def test_an_empty_project_offers_an_import(qtbot, open_screen, context, tmp_path):
    screen = open_screen()
    assert screen.empty.isVisible()
    assert not screen.work.isVisible()
    source = tmp_path / "frogs.txt"
    source.write_text("Who is Frida?\nWhere do frogs sleep?\n", "utf-8")
    screen.choose_files = lambda: [source]
    with qtbot.waitSignal(context.data_changed) as changed:
        screen.empty.button.click()
    assert changed.args == ["prompts"]
    assert shown(screen) == ["Who is Frida?", "Where do frogs sleep?"]
    assert screen.work.isVisible()
    assert not screen.empty.isVisible()


def test_search_and_split_narrow_the_table_and_the_count(qtbot, open_screen, prompts):
    screen = open_screen()
    assert len(shown(screen)) == 3
    with qtbot.waitSignal(screen._searching.timeout):
        screen.search.setText("FROGS")
    assert shown(screen) == ["Write about frogs", "Sing of frogs"]
    screen.splits.setCurrentIndex(screen.splits.findData("reward"))
    screen.splits.activated.emit(screen.splits.currentIndex())
    assert shown(screen) == ["Sing of frogs"]
    assert screen.tabs.tabText(0).endswith(" 1")
    screen.search.setText("nothing like it")
    screen.show_found()
    assert shown(screen) == []
    assert screen.work.isVisible()
    assert screen.detail.facts.text()


def test_the_whole_of_a_row_is_shown_as_plain_text(open_screen, prompts):
    screen = open_screen()
    screen.table.selectRow(1)
    assert "Write about the <b>moon</b>" in screen.detail.text.toPlainText()
    assert "space" in screen.detail.facts.text()


def test_labels_are_shown_with_who_made_them(open_screen, prompts, project, context, add_set):
    save_demonstration(project.store, prompts[0], "Frogs\nare green.", context.labeler.id, 12)
    responses = get_response_set(project.store, add_set("Rank me", "one", "two", "three")).responses
    one, two, three = (response.id for response in responses)
    save_comparison(
        project.store, responses[0].set_id, [[three], [one, two]], [one, two, three], 1, 3
    )
    screen = open_screen()
    screen.show_item("demonstrations")
    assert shown(screen) == ["Write about frogs"]
    assert screen.model.index(0, 2).data() == "Anna"
    assert "Frogs\nare green." in screen.detail.text.toPlainText()
    screen.show_item("comparisons")
    text = screen.detail.text.toPlainText()
    assert text.index("three") < text.index("one") < text.index("two")
    assert "Anna" in screen.detail.facts.text()


def test_rows_that_cannot_be_used_are_told_in_words(qtbot, open_screen, tmp_path, project):
    source = tmp_path / "mixed.jsonl"
    source.write_text('{"prompt": "Good"}\nno json\n{"prompt": " "}\n', "utf-8")
    screen = open_screen()
    imported(qtbot, screen, source)
    assert count_prompts(project.store) == 1
    lines = screen.files.rows.toPlainText().splitlines()
    assert [line.partition(":")[0] for line in lines] == ["Line 2", "Line 3"]
    assert screen.files.rows.isVisible()


def test_several_files_come_in_one_after_the_other(qtbot, open_screen, tmp_path, project):
    files = [tmp_path / f"{name}.txt" for name in ("a", "b")]
    for file in files:
        file.write_text(f"Prompt of {file.stem}\n", "utf-8")
    screen = open_screen()
    screen.import_files(files)
    qtbot.waitUntil(lambda: count_prompts(project.store) == 2)
    qtbot.waitUntil(lambda: not screen.files.errand.running)
    assert shown(screen) == ["Prompt of a", "Prompt of b"]


def test_a_cancelled_import_brings_nothing(qtbot, open_screen, tmp_path, project):
    source = tmp_path / "many.txt"
    source.write_text("".join(f"Prompt {number}\n" for number in range(20_000)), "utf-8")
    screen = open_screen()
    with qtbot.waitSignal(screen.files.errand.stopped):
        screen.import_files([source, source])
        screen.files.cancel.click()
    assert count_prompts(project.store) == 0
    assert not screen.files.errand.running


def test_a_project_that_closes_ends_the_import(qtbot, open_screen, tmp_path, context):
    source = tmp_path / "many.txt"
    source.write_text("".join(f"Prompt {number}\n" for number in range(20_000)), "utf-8")
    screen = open_screen()
    screen.import_files([source])
    context.close()
    assert not screen.files.errand.running
    assert screen._waiting == []


def test_files_can_be_dropped(qtbot, open_screen, tmp_path, project):
    source, other = tmp_path / "frogs.txt", tmp_path / "frog.png"
    source.write_text("A frog?\n", "utf-8")
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

    assert not drop(other).isAccepted()
    with qtbot.waitSignal(screen.files.errand.done):
        assert drop(source, other).isAccepted()
    assert count_prompts(project.store) == 1


def test_an_export_is_written_where_one_says(qtbot, open_screen, prompts, tmp_path):
    screen = open_screen()
    target = tmp_path / "out"
    screen.choose_target = lambda suggestion: target
    with qtbot.waitSignal(screen.files.errand.done):
        screen.export_button.menu().actions()[0].trigger()
    rows = [
        json.loads(line)
        for line in target.with_suffix(".jsonl").read_text("utf-8").split("\n")
        if line
    ]
    assert (
        [row["prompt"] for row in rows]
        == shown(screen)
        == [
            "Write about frogs",
            "Write about the <b>moon</b>",
            "Sing of frogs",
        ]
    )


def test_pages_are_fetched_as_needed_and_read_again_when_dropped(project, qtbot):
    rows = PAGE * (PAGES_KEPT + 2)
    ids = add_prompts(project.store, (NewPrompt(f"Prompt {number}") for number in range(rows)))
    fetched = []

    def fetch(after: int, limit: int):
        fetched.append(after)
        return page_prompts(project.store, after_id=after, limit=limit)

    model = PagedModel([Column("Prompt", lambda row: row.text)])
    model.show(fetch)
    assert model.rowCount() == PAGE
    while model.canFetchMore():
        model.fetchMore()
    assert model.rowCount() == rows
    assert fetched == sorted(set(fetched))
    assert [model.record(row).id for row in range(0, rows, 97)] == ids[::97]
    assert fetched.count(0) == 2
