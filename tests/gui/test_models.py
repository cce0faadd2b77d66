"""The screen of models: lineage, names and notes, ways in and out, and what a deletion costs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTreeWidgetItemIterator

from studio.gui.context import Context
from studio.gui.main_window import MainWindow
from studio.gui.screens.models import ModelsScreen, file_name
from studio.gui.widgets.checkpoint_tree import FIGURE, NAME, SIZE, item_texts
from studio.jobs import models
from studio.lm.checkpoint import load_model, save_model
from studio.lm.gguf_model import save_gguf
from studio.lm.lora import add_adapters
from studio.lm.peft_format import peft_adapter
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.store import checkpoints, runs
from studio.store.project import Project
from studio.store.prompts import get_response_set
from studio.store.records import Checkpoint
from tests.gui.window_keys import press

EMBEDDED = 1


@pytest.fixture
def make(project: Project, tiny_model: Transformer, tiny_tokenizer: Tokenizer) -> Callable:
    """Makes a checkpoint that can be loaded."""

    def one(stage: str, parent: int, summary: dict | None = None, **more: int) -> Checkpoint:
        store = project.store
        run = runs.start_run(store, stage, {}, parent, 0, "f00d" * 8, 12, **more)
        name = f"{stage}-{run.id}"
        save_model(project.models / name, tiny_model, tiny_tokenizer)
        made = runs.add_checkpoint(
            store, stage, name, f"models/{name}", parent, run.id, summary or {}
        )
        runs.end_run(store, run.id, "finished", summary or {})
        return made

    return one


@pytest.fixture
def sft(make) -> Checkpoint:
    return make("sft", EMBEDDED, {"heldout_loss": 1.92})


@pytest.fixture
def screen(qtbot, context: Context, sft: Checkpoint) -> ModelsScreen:
    """The screen, as large as in a window of 1280x800, standing on the SFT checkpoint."""
    made = ModelsScreen(context)
    qtbot.addWidget(made)
    made.resize(1128, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.refresh()
    made.tree.choose(sft.id)
    return made


def rows(screen: ModelsScreen) -> list[tuple[int, list[str]]]:
    """Depth and texts of each row."""
    found = []
    walk = QTreeWidgetItemIterator(screen.tree)
    while (item := walk.value()) is not None:
        depth, above = 0, item.parent()
        while above is not None:
            depth, above = depth + 1, above.parent()
        found.append((depth, item_texts(item)))
        walk += 1
    return found


def reads(project: Project, checkpoint: Checkpoint) -> Checkpoint:
    return runs.get_checkpoint(project.store, checkpoint.id)


def wait_for_end(qtbot, screen: ModelsScreen) -> str:
    """Wait until the errand has ended; the panel's title."""
    qtbot.waitUntil(lambda: not screen.panel.errand.running, timeout=20_000)
    return screen.panel.title.text()


# What is shown


def test_each_stands_below_what_it_was_trained_from(screen, make, sft):
    reward = make("reward", sft.id, {"accuracy": 0.78, "low": 0.7, "high": 0.86})
    make("ppo", sft.id, reward_checkpoint_id=reward.id)
    screen.refresh()
    told = rows(screen)
    assert [(depth, texts[NAME]) for depth, texts in told] == [
        (0, "embedded"),
        (1, "sft-1"),
        (2, "reward-2"),
        (2, "ppo-3"),
    ]
    assert told[1][1][FIGURE] == "loss 1.92"
    assert told[2][1][FIGURE] == "78 % ± 8"
    assert told[0][1][SIZE].endswith(" MB")
    spoken = screen.tree.currentItem().data(NAME, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("sft-1, SFT, loss 1.92, ")


def test_the_details_say_where_it_comes_from(screen, make, sft):
    reward = make("reward", sft.id)
    ppo = make("ppo", sft.id, reward_checkpoint_id=reward.id)
    screen.refresh()
    facts = screen.details.facts.facts()
    assert facts["Made from"] == "embedded"
    assert facts["Learned from"].startswith("12 demonstration")
    assert facts["Data snapshot"] == "f00df00df00d"
    assert facts["Place"].endswith("sft-1")
    screen.tree.choose(ppo.id)
    facts = screen.details.facts.facts()
    assert (facts["Made from"], facts["Rewards by"]) == ("sft-1", "reward-2")
    assert facts["Run"] == "PPO 3, finished"
    screen.tree.choose(EMBEDDED)
    assert "Run" not in screen.details.facts.facts()
    assert not screen.details.run.isVisible()


def test_a_reward_model_neither_chats_nor_goes_out_as_gguf(screen, make, sft):
    reward = make("reward", sft.id)
    screen.refresh()
    assert screen.details.chat.isEnabled()
    screen.tree.choose(reward.id)
    assert not screen.details.chat.isEnabled()
    enabled = {name: action.isEnabled() for name, action in screen.details.formats.items()}
    assert enabled == {"folder": True, "gguf-f16": False, "gguf-q8_0": False}


def test_missing_files_are_told(screen, project):
    gone = runs.add_checkpoint(project.store, "base", "gone", "/nowhere/m.gguf", None, None, {})
    screen.refresh()
    screen.tree.choose(gone.id)
    assert screen.details.facts.facts()["Size"] == "its files are missing"
    assert not screen.details.chat.isEnabled()


# Names and notes


def test_rename_by_keys(screen, project, sft, context, qtbot):
    screen.tree.setFocus()
    QTest.keyClick(screen.tree, Qt.Key.Key_F2)
    assert QApplication.focusWidget() is screen.details.name
    with qtbot.waitSignal(context.data_changed):
        QTest.keyClicks(screen.details.name, "the good one")
        QTest.keyClick(screen.details.name, Qt.Key.Key_Return)
    assert reads(project, sft).name == "the good one"
    assert screen.tree.currentItem().text(NAME) == "the good one"


def test_a_name_that_is_taken_is_refused_with_a_reason(screen, project, sft):
    screen.details.name.setFocus()
    screen.details.name.setText("embedded")
    QTest.keyClick(screen.details.name, Qt.Key.Key_Return)
    assert "embedded" in screen.notice.message()
    assert screen.details.name.text() == "sft-1"
    assert reads(project, sft).name == "sft-1"


def test_a_note_is_kept_when_one_goes_on(screen, project, sft):
    screen.details.note.setFocus()
    QTest.keyClicks(screen.details.note, "for the class")
    screen.tree.setFocus()
    assert checkpoints.note_of(reads(project, sft)) == "for the class"
    screen.details.note.setPlainText("for everyone")
    screen.tree.choose(EMBEDDED)
    assert checkpoints.note_of(reads(project, sft)) == "for everyone"
    assert screen.details.note.toPlainText() == ""
    screen.details.note.setPlainText("ours")
    screen.leave()
    note = checkpoints.note_of(runs.get_checkpoint(project.store, EMBEDDED))
    assert note == "ours"
    screen.tree.choose(sft.id)
    assert screen.details.note.toPlainText() == "for everyone"


def test_a_note_being_written_outlives_a_refresh(screen):
    screen.details.note.setPlainText("half a")
    screen.refresh()
    assert screen.details.note.toPlainText() == "half a"


# Elsewhere


def test_chat_and_run_lead_to_their_screens(screen, context, sft, qtbot):
    with qtbot.waitSignal(context.go_to) as chat:
        QTest.keyClick(screen.tree, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert chat.args[0] == "chat"
    assert chat.args[1].id == sft.id
    with qtbot.waitSignal(context.go_to) as train:
        screen.details.run.click()
    assert (train.args[0], train.args[1].id) == ("train", sft.run_id)


def test_the_window_has_the_screen_in_its_rail(window: MainWindow, qtbot):
    press(window, "Ctrl+7")
    assert window.current == "models"
    screen = window.screens["models"]
    assert isinstance(screen, ModelsScreen)
    qtbot.waitUntil(screen.tree.hasFocus)
    press(window, "Ctrl+Return")
    assert window.current == "chat"
    press(window, "Ctrl+9")
    assert window.current == "settings"


# Out


@pytest.mark.parametrize("format", ["folder", "gguf-f16", "gguf-q8_0"])
def test_export(screen, qtbot, monkeypatch, tmp_path, project, sft, format):
    monkeypatch.setattr(screen, "choose_folder", lambda title: tmp_path)
    monkeypatch.setattr(screen, "choose_target", lambda name: tmp_path / name)
    screen.details.formats[format].trigger()
    assert screen.panel.cancel.isVisible()
    assert not screen.add_button.isEnabled()
    assert not screen.details.export.isEnabled()
    assert wait_for_end(qtbot, screen).startswith("Exported to sft-1")
    target = tmp_path / ("sft-1" if format == "folder" else f"sft-1.{format[5:]}.gguf")
    load_model(target)
    if format == "folder":
        assert "# sft-1" in (target / "README.md").read_text("utf-8")
    assert screen.add_button.isEnabled()
    assert screen.details.export.isEnabled()
    screen.panel.close_button.click()
    assert screen.panel.isHidden()


def test_an_export_can_be_cancelled(screen, qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(screen, "choose_target", lambda name: tmp_path / "m.gguf")
    export = models.export_model

    def slow(*given, stop, **named):
        def until_asked() -> bool:
            screen.panel.errand._stop.wait(20)
            return stop()

        return export(*given, stop=until_asked, **named)

    monkeypatch.setattr(models, "export_model", slow)
    screen.details.formats["gguf-f16"].trigger()
    screen.panel.cancel.click()
    assert wait_for_end(qtbot, screen) == "Cancelled: m.gguf"
    assert not (tmp_path / "m.gguf").exists()


def test_a_folder_in_use_is_left_alone(screen, qtbot, monkeypatch, tmp_path):
    (tmp_path / "sft-1").mkdir()
    (tmp_path / "sft-1" / "thesis.txt").write_text("mine")
    monkeypatch.setattr(screen, "choose_folder", lambda title: tmp_path)
    screen.details.formats["folder"].trigger()
    assert "sft-1" in wait_for_end(qtbot, screen)
    assert [file.name for file in (tmp_path / "sft-1").iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(
    ("name", "file"),
    [("sft-1", "sft-1"), ("a/b: c?", "a-b-c"), ("..", "model"), ("Übung", "Übung")],
)
def test_a_name_becomes_a_files_name(name, file):
    assert file_name(name) == file


# In


def test_a_gguf_file_becomes_the_newest_base(
    screen, qtbot, monkeypatch, tmp_path, project, tiny_model, tiny_tokenizer
):
    save_gguf(tmp_path / "my model.gguf", tiny_model, tiny_tokenizer, "f16")
    monkeypatch.setattr(screen, "choose_file", lambda: tmp_path / "my model.gguf")
    screen.add_file.trigger()
    assert wait_for_end(qtbot, screen) == "my model can be trained from now"
    newest = runs.latest_checkpoint(project.store, "base")
    assert newest.path == str(tmp_path / "my model.gguf")
    assert screen.tree.checkpoint() == newest
    facts = screen.details.facts.facts()
    assert (facts["Family"], facts["Longest text"]) == ("Llama", "128")


def test_a_folder_becomes_a_base_and_a_bad_one_is_explained(
    screen, qtbot, monkeypatch, tmp_path, project, sft
):
    folder = project.checkpoint_folder(sft)
    mine = folder.rename(tmp_path / "mine")
    monkeypatch.setattr(screen, "choose_folder", lambda title: mine)
    screen.add_folder.trigger()
    assert wait_for_end(qtbot, screen).startswith("mine can be")
    (mine / "config.json").write_text("{}")
    monkeypatch.setattr(screen, "choose_folder", lambda title: Path(tmp_path))
    screen.add_folder.trigger()
    assert "config.json" in wait_for_end(qtbot, screen)
    assert len(runs.list_checkpoints(project.store, "base")) == 2


def test_an_adapter_asks_for_its_base_only_where_the_project_has_it_not(
    qtbot, screen, project, tmp_path, tiny_model, tiny_tokenizer, monkeypatch
):
    mine = tmp_path / "mine"
    save_model(mine, tiny_model, tiny_tokenizer)
    add_adapters(tiny_model, 2, 4, "all", torch.Generator().manual_seed(0))
    for name, base in (("frogs", "org/toads"), ("moons", "org/sft-1")):
        kept = peft_adapter(tiny_model, base)
        save_model(tmp_path / f"run-{name}", tiny_model, tiny_tokenizer, adapter=kept)
        (tmp_path / f"run-{name}" / "adapter").rename(tmp_path / name)
    asked = []

    def choose(*answers):
        left = iter(answers)
        monkeypatch.setattr(screen, "choose_folder", lambda t: asked.append(t) or next(left))
        screen.add_folder.trigger()

    choose(tmp_path / "frogs", None)
    assert screen.panel.isHidden()
    choose(tmp_path / "frogs", mine)
    assert wait_for_end(qtbot, screen).startswith("frogs can be")
    assert asked[-1] == "The folder of org/toads, which the adapter belongs to"
    assert "do not move" not in screen.panel.sentence.text()
    choose(tmp_path / "moons")
    assert wait_for_end(qtbot, screen).startswith("moons can be")
    made = {one.name: one.parent_id for one in runs.list_checkpoints(project.store, "base")}
    assert (made["frogs"], made["moons"]) == (None, 2)
    (tmp_path / "moons" / "adapter_config.json").write_text("{")
    choose(tmp_path / "moons")
    assert screen.notice.isVisible()
    assert "adapter_config.json" in screen.notice.message()


def test_choosing_nothing_does_nothing(screen, monkeypatch):
    monkeypatch.setattr(screen, "choose_folder", lambda title: None)
    monkeypatch.setattr(screen, "choose_file", lambda: None)
    screen.add_folder.trigger()
    screen.add_file.trigger()
    screen.export("folder")
    assert screen.panel.isHidden()
    assert not screen.panel.errand.running


# Deleting


def test_a_deletion_names_what_is_lost_and_waits_for_a_yes(
    screen, make, project, sft, add_set, context
):
    make("reward", sft.id)
    set_id = add_set("Sing", "la", "lo")
    for response in get_response_set(project.store, set_id).responses:
        with project.store.write() as session:
            from studio.store import schema

            session.get(schema.Response, response.id).checkpoint_id = sft.id
    screen.refresh()
    screen.tree.setFocus()
    QTest.keyClick(screen.tree, Qt.Key.Key_Delete)
    assert screen.notice.message() == "Delete sft-1?"
    assert "reward-2" in screen.notice.hint()
    assert "2 answer" in screen.notice.hint()
    assert QApplication.focusWidget() is screen.notice.action
    QTest.keyClick(screen.notice.action, Qt.Key.Key_Escape)
    assert screen.notice.isHidden()
    assert screen.tree.hasFocus()
    reads(project, sft)
    QTest.keyClick(screen.tree, Qt.Key.Key_Delete)
    QTest.keyClick(screen.notice.action, Qt.Key.Key_Space)
    assert not project.checkpoint_folder(sft).exists()
    assert [(depth, texts[NAME]) for depth, texts in rows(screen)] == [
        (0, "embedded"),
        (0, "reward-2"),
    ]
    assert screen.tree.checkpoint().name == "reward-2"
    assert screen.details.facts.facts()["Made from"] == "sft-1, which was deleted"


def test_another_choice_takes_the_question_back(screen, project, sft):
    screen.ask_to_delete()
    screen.tree.choose(EMBEDDED)
    assert screen.notice.isHidden()
    screen._delete()
    reads(project, sft)


def test_what_comes_with_the_program_cannot_be_deleted(screen):
    screen.tree.choose(EMBEDDED)
    assert not screen.details.delete.isEnabled()
    screen.tree.setFocus()
    QTest.keyClick(screen.tree, Qt.Key.Key_Delete)
    assert screen.notice.isHidden()


def test_a_model_in_use_stays_and_the_reason_is_told(screen, project, sft):
    runs.start_run(project.store, "reward", {}, sft.id, 0, "f00d", 3)
    screen.ask_to_delete()
    screen.notice.action.click()
    assert "sft-1" in screen.notice.message()
    assert project.checkpoint_folder(sft).is_dir()


def test_a_model_of_ones_own_is_only_forgotten(screen, project, tmp_path, sft):
    mine = project.checkpoint_folder(sft).rename(tmp_path / "mine")
    added = runs.add_checkpoint(project.store, "base", "mine", str(mine), None, None, {})
    screen.refresh()
    screen.tree.choose(added.id)
    screen.ask_to_delete()
    assert "its files stay" in screen.notice.hint()
    screen.notice.action.click()
    assert (mine / "config.json").is_file()


def test_everything_has_a_name_for_the_screen_reader(screen):
    details = screen.details
    for widget in (
        screen.tree,
        screen.add_button,
        details.name,
        details.note,
        details.chat,
        details.run,
        details.export,
        details.delete,
        screen.panel.bar,
        screen.panel.cancel,
    ):
        assert widget.accessibleName()
