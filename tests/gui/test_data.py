from __future__ import annotations

import pytest

from studio.gui.paged_model import PAGE, PAGES_KEPT, Column, PagedModel
from studio.gui.screens.data import DataScreen
from studio.store.labels import save_comparison, save_demonstration
from studio.store.prompts import add_prompts, get_response_set, page_prompts
from studio.store.records import NewPrompt


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
