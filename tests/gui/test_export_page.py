"""Exports as people ask for them: what, how written, and which of it."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest

from studio.gui.language import apply_language
from studio.gui.screens.data import DataScreen
from studio.gui.widgets.export_page import ExportPage
from studio.store.formats.importing import import_file
from studio.store.labels import add_labeler
from studio.store.prompts import add_prompts
from studio.store.records import NewPrompt
from tests.gui.window_keys import press

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def _english(qapp) -> None:
    """The English catalog, for its plurals."""
    apply_language("en")


@pytest.fixture
def labels(project, context, tmp_path: Path) -> None:
    """Labels of Anna and Bob, one of them old, by two versions of the guidelines."""
    old = (NOW - timedelta(days=400)).isoformat()
    rows: list[dict[str, Any]] = [
        {"prompt": "only a prompt", "split": "ppo"},
        {"prompt": "A", "demonstration": "by Anna", "guideline_version": "v1"},
        {"prompt": "B", "demonstration": "by Bob", "labeler": "Bob", "guideline_version": "v2"},
        {"prompt": "O", "demonstration": "old", "labeler": "Bob", "created_at": old},
        {"prompt": "R", "responses": ["x", "y", "z"], "groups": [[2], [0, 1]], "labeler": "Bob"},
    ]
    path = tmp_path / "labels.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    assert import_file(project.store, path, labeler_id=context.labeler.id).bad_row_count == 0


def ask(qtbot, screen: DataScreen) -> ExportPage:
    page = screen.exchange.export_page
    with qtbot.waitSignal(page.filters.errand.done):
        qtbot.mouseClick(screen.export_button, Qt.MouseButton.LeftButton)
    return page


def choose(box, value: Any) -> None:
    """Choose in a box by the keyboard."""
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    while box.currentData() != value:
        before = box.currentIndex()
        QTest.keyClick(box, Qt.Key.Key_Down)
        assert box.currentIndex() > before


def export(qtbot, screen: DataScreen, path: Path) -> str:
    """Press the button, say where, and give what was written."""
    screen.exchange.choose_target = lambda suggestion, file_type: path
    with qtbot.waitSignal(screen.exchange.files.errand.done):
        button = screen.exchange.export_page.export_button
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    return path.read_text("utf-8-sig")


def rows_of(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_everything_goes_out_as_json_lines_unless_one_says_otherwise(
    qtbot, open_screen, labels, tmp_path
):
    screen = open_screen()
    page = ask(qtbot, screen)
    assert screen.title.text() == "Export"
    assert not screen.browse.isVisible()
    rows = rows_of(export(qtbot, screen, tmp_path / "out.jsonl"))
    assert [row["prompt"] for row in rows] == ["only a prompt", "A", "B", "O", "R"]
    assert screen.browse.isVisible()
    assert screen.exchange.files.sentence.text() == "5 rows written"
    assert not page.isVisible()


def test_filters_choose_by_labeler_use_date_and_guidelines(qtbot, open_screen, labels, tmp_path):
    screen = open_screen()
    page = ask(qtbot, screen)
    choose(page.what, "demonstrations")
    people = page.filters.labelers
    names = [people.item(place).text() for place in range(people.count())]
    people.setFocus()
    people.setCurrentRow(names.index("Bob"))
    QTest.keyClick(people, Qt.Key.Key_Space)
    page.filters.since.box.click()
    page.filters.since.edit.setDate(QDate.currentDate().addDays(-30))
    page.filters.until.box.click()
    choose(page.filters.version, "v2")
    page.filters.splits["sft"].click()
    rows = rows_of(export(qtbot, screen, tmp_path / "out.jsonl"))
    assert [(row["prompt"], row["labeler"]) for row in rows] == [("B", "Bob")]


def test_a_date_alone_leaves_out_what_is_older(qtbot, open_screen, labels, tmp_path):
    screen = open_screen()
    page = ask(qtbot, screen)
    choose(page.what, "demonstrations")
    page.filters.until.box.click()
    page.filters.until.edit.setDate(QDate.currentDate().addDays(-300))
    rows = rows_of(export(qtbot, screen, tmp_path / "out.jsonl"))
    assert [row["demonstration"] for row in rows] == ["old"]


def test_prompts_are_not_asked_for_labelers(qtbot, open_screen, labels, tmp_path):
    screen = open_screen()
    page = ask(qtbot, screen)
    page.filters.labelers.item(0).setCheckState(Qt.CheckState.Checked)
    choose(page.what, "prompts")
    assert not page.filters.labelers.isEnabled()
    assert not page.told_as.isEnabled()
    page.filters.splits["ppo"].click()
    rows = rows_of(export(qtbot, screen, tmp_path / "out.jsonl"))
    assert [row["prompt"] for row in rows] == ["only a prompt"]


def test_preferences_as_messages_with_a_card(qtbot, open_screen, labels, tmp_path):
    screen = open_screen()
    page = ask(qtbot, screen)
    choose(page.what, "preference-implicit")
    choose(page.told_as, True)
    page.card.click()
    folder = tmp_path / "out"
    folder.mkdir()
    rows = rows_of(export(qtbot, screen, folder / "pairs.jsonl"))
    assert [row["chosen"][-1]["content"] for row in rows] == ["z", "z"]
    assert rows[0]["chosen"][0] == {"role": "user", "content": "R"}
    assert "pairs.jsonl" in (folder / "README.md").read_text("utf-8")


def test_the_file_type_is_the_chosen_one_or_the_names(qtbot, open_screen, labels, tmp_path):
    screen = open_screen()
    page = ask(qtbot, screen)
    choose(page.what, "demonstrations")
    choose(page.file_type, "csv")
    table = list(csv.DictReader(export(qtbot, screen, tmp_path / "out").splitlines()))
    assert [row["demonstration"] for row in table] == ["by Anna", "by Bob", "old"]
    ask(qtbot, screen)
    assert len(json.loads(export(qtbot, screen, tmp_path / "out.json"))) == 5


def test_asked_while_a_file_is_read_it_says_so(qtbot, open_screen, monkeypatch):
    screen = open_screen()
    monkeypatch.setattr(type(screen.exchange.files.errand), "running", True)
    with qtbot.waitSignal(screen.context.message) as said:
        screen.export_button.click()
    assert "Export again" in said.args[0]
    assert not screen.exchange.is_asking


def test_a_cancelled_export_writes_nothing(qtbot, open_screen, project, tmp_path):
    add_prompts(project.store, (NewPrompt(f"Prompt {number}") for number in range(5000)))
    screen = open_screen()
    page = ask(qtbot, screen)
    path = tmp_path / "out.jsonl"
    path.write_text("older", "utf-8")
    screen.exchange.choose_target = lambda suggestion, file_type: path
    with qtbot.waitSignal(screen.exchange.files.errand.stopped):
        page.export_button.click()
        QTest.keyClick(screen, Qt.Key.Key_Escape)
    assert path.read_text("utf-8") == "older"
    assert [file.name for file in tmp_path.glob("out*")] == ["out.jsonl"]


def test_the_keyboard_alone_exports(qtbot, window, tmp_path):
    window.go("data")
    screen = window.screens["data"]
    exchange = screen.exchange
    with qtbot.waitSignal(exchange.export_page.filters.errand.done):
        press(window, "Ctrl+E")
    assert window.focusWidget() is exchange.export_page.what
    suggested = []
    exchange.choose_target = lambda path, file_type: (
        suggested.append((path.name, file_type)) or tmp_path / "out.jsonl"
    )
    with qtbot.waitSignal(exchange.files.errand.done):
        press(window, "Ctrl+Enter")
    assert suggested == [("project all.jsonl", "jsonl")]
    assert len(rows_of((tmp_path / "out.jsonl").read_text("utf-8"))) == 2


def test_one_may_go_back(qtbot, open_screen, labels):
    screen = open_screen()
    ask(qtbot, screen)
    QTest.keyClick(screen, Qt.Key.Key_Escape)
    assert screen.browse.isVisible()
    assert screen.title.text() == "Data"


def test_labelers_that_came_meanwhile_are_offered(qtbot, open_screen, labels, project):
    screen = open_screen()
    page = ask(qtbot, screen)
    QTest.keyClick(screen, Qt.Key.Key_Escape)
    add_labeler(project.store, "Carl")
    ask(qtbot, screen)
    people = page.filters.labelers
    assert "Carl" in [people.item(place).text() for place in range(people.count())]
