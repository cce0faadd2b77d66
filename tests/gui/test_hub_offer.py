"""GGUF files and adapters from the Hub by the window: what there is, what is chosen, what comes."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.gui.context import Context
from studio.gui.screens.models import ModelsScreen
from studio.gui.widgets.hub_dialog import HubDialog
from studio.jobs.models import add_model
from studio.store import runs
from studio.store.project import Project
from tests.fake_hub import FILES, ID, LARGE, SMALL, TUNED, FakeHub

WAIT_MS = 20_000


@pytest.fixture
def screen(qtbot, context: Context, stocked: FakeHub) -> ModelsScreen:
    made = ModelsScreen(context)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.refresh()
    return made


def ask(qtbot, screen: ModelsScreen, id: str) -> HubDialog:
    screen.add_hub.trigger()
    dialog = screen.findChildren(HubDialog)[-1]
    qtbot.waitUntil(dialog.isVisible)
    QTest.keyClicks(dialog.id, id)
    QTest.keyClick(dialog.id, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.errand.running, timeout=WAIT_MS)
    return dialog


def wait_for_end(qtbot, screen: ModelsScreen) -> str:
    qtbot.waitUntil(lambda: not screen.panel.errand.running, timeout=WAIT_MS)
    return screen.panel.title.text()


def texts(box) -> list[str]:
    return [box.itemText(n) for n in range(box.count())]


def test_of_several_gguf_files_one_is_chosen_by_its_size_with_the_keyboard(
    qtbot, screen, project: Project, stocked
):
    dialog = ask(qtbot, screen, FILES)
    offer = dialog.offer
    assert [text.split("   ")[0] for text in texts(offer.way)] == [SMALL, LARGE]
    assert all(text.endswith("kB") for text in texts(offer.way))
    assert offer.size_line.text().startswith("2 GGUF file")
    assert not dialog.fetch.isEnabled()
    assert QApplication.focusWidget() is offer.way
    QTest.keyClick(offer.way, Qt.Key.Key_Down)
    QTest.keyClick(offer.way, Qt.Key.Key_Down)
    assert offer.model().path.name == LARGE
    assert offer.files.text() == LARGE
    assert dialog.fetch.isEnabled()
    QTest.keyClick(offer.way, Qt.Key.Key_Return)
    assert wait_for_end(qtbot, screen) == "Frog-F16 can be trained from now"
    newest = runs.latest_checkpoint(project.store, "base")
    assert newest.summary["hub"] == f"{FILES}/{LARGE}"
    assert not any(path.endswith(SMALL) for path in stocked.paths())


def test_a_file_that_is_named_leaves_no_choice(qtbot, screen, stocked):
    dialog = ask(qtbot, screen, f"{FILES}/{SMALL}")
    assert not dialog.offer.way.isVisible()
    assert dialog.fetch.isEnabled()
    assert QApplication.focusWidget() is dialog.fetch


def test_a_folder_is_chosen_before_the_files_beside_it(qtbot, screen, stocked):
    stocked.files[SMALL] = stocked.others[FILES][SMALL]
    dialog = ask(qtbot, screen, ID)
    assert texts(dialog.offer.way)[0].startswith("All of it, as a folder")
    assert dialog.offer.model().kind == "folder"
    dialog.offer.way.setCurrentIndex(1)
    assert dialog.offer.model().path.name == SMALL
    assert "in 1 file" in dialog.offer.size_line.text()


def test_an_adapters_base_is_told_and_fetched_with_it(qtbot, screen, project: Project, stocked):
    dialog = ask(qtbot, screen, TUNED)
    offer = dialog.offer
    assert "adapter of frogs/tiny-moon, which the project does not have" in offer.belongs.text()
    assert texts(offer.base)[0].startswith("frogs/tiny-moon from the Hub")
    assert texts(offer.base)[1:] == ["embedded"]
    alone = offer.model().size
    assert offer.missing() > alone
    assert offer.files.text().splitlines()[-1] == ID
    QTest.keyClick(dialog.fetch, Qt.Key.Key_Return)
    assert wait_for_end(qtbot, screen) == "tuned can be trained from now"
    made = {one.name: one for one in runs.list_checkpoints(project.store, "base")}
    assert made["tuned"].parent_id == made["tiny-moon"].id
    dialog = ask(qtbot, screen, TUNED)
    assert "which the project has as tiny-moon" in dialog.offer.belongs.text()
    assert dialog.offer.model().missing == 0
    assert dialog.fetch.text() == "Add"


def test_the_model_an_adapter_belongs_to_is_asked_for_where_nothing_tells_it(
    qtbot, screen, project: Project, stocked, tmp_path
):
    config = json.loads(stocked.others[TUNED]["adapter_config.json"])
    config["base_model_name_or_path"] = "/home/toads/<b>model</b>"
    stocked.others[TUNED]["adapter_config.json"] = json.dumps(config).encode()
    mine = add_model(project, tmp_path / "saved", "mine")
    dialog = ask(qtbot, screen, TUNED)
    assert "which the project has not" in dialog.notice.message()
    assert "<b>model</b>" in dialog.offer.belongs.text()
    assert dialog.offer.belongs.textFormat() == Qt.TextFormat.PlainText
    assert not dialog.fetch.isEnabled()
    assert QApplication.focusWidget() is dialog.offer.base
    assert texts(dialog.offer.base) == ["mine", "embedded"]
    dialog.offer.base.setCurrentIndex(0)
    dialog.fetch.click()
    assert wait_for_end(qtbot, screen) == "tuned can be trained from now"
    assert runs.latest_checkpoint(project.store, "base").parent_id == mine.id


def test_what_broke_off_is_gone_on_with_by_one_button(qtbot, screen, stocked):
    dialog = ask(qtbot, screen, f"{FILES}/{LARGE}")
    stocked.break_after = [1000, 0, 0, 0, 0]
    dialog.fetch.click()
    assert "broke off" in wait_for_end(qtbot, screen)
    assert screen.panel.again.text() == "Try again"
    screen.panel.again.click()
    assert not screen.panel.again.isVisible()
    assert wait_for_end(qtbot, screen) == "Frog-F16 can be trained from now"
    assert stocked.asked[-1][1]["range"] == "bytes=1000-"
    assert not screen.panel.again.isVisible()


def test_closing_does_not_wait_for_the_hub(qtbot, screen, stocked):
    from studio.jobs import hub_models  # noqa: F401 - torch is loaded before the errand

    stocked.hold.clear()
    screen.add_hub.trigger()
    dialog = screen.findChildren(HubDialog)[-1]
    dialog.id.setText(TUNED)  # whose config is a file
    dialog.look_up.click()
    assert dialog.state.text() == "Asking the Hub …"
    qtbot.waitUntil(stocked.held.is_set, timeout=WAIT_MS)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert not stocked.hold.is_set()
