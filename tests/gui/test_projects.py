from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QInputDialog

from studio.config import Settings, load_settings
from studio.gui.context import Context
from studio.gui.main_window import MainWindow
from studio.gui.projects import free_folder
from studio.gui.widgets.new_project import NewProjectDialog
from studio.jobs.events import Progress, Started
from studio.jobs.requests import TrainSFT
from studio.store.labels import add_labeler
from studio.store.owner import owner_of
from studio.store.project import create_project
from studio.store.prompts import count_prompts
from tests.gui.window_keys import press


def test_a_new_user_gets_the_sample_project_with_one_click(qtbot, bare_window, tmp_path):
    welcome = bare_window.welcome
    assert bare_window.stack.currentWidget() is welcome
    assert welcome.name.text() == "maria"
    welcome.sample.click()
    project = bare_window.context.project
    assert project.folder == tmp_path / "RLHF Studio" / "Sample project"
    assert count_prompts(project.store) >= 300
    assert bare_window.context.labeler.name == "maria"
    assert bare_window.current == "home"
    saved = load_settings()
    assert saved.labeler == "maria"
    assert saved.recent_projects == (str(project.folder),)


def test_who_makes_a_project_owns_it_and_who_opens_it_does_not(window, context, tmp_path):
    window.projects.create(tmp_path / "mine", sample=False)
    assert owner_of(context.project.store) == context.labeler
    create_project(tmp_path / "other", sample=False).close()
    window.projects.open(tmp_path / "other")
    assert owner_of(context.project.store) is None


def test_without_a_project_only_home_and_settings_are_there(bare_window):
    for name, button in bare_window.rail.buttons.items():
        assert button.isEnabled() is (name in ("home", "settings"))
    press(bare_window, "Ctrl+2")
    assert bare_window.current == "home"
    bare_window.go("rank")
    assert bare_window.stack.currentWidget() is bare_window.welcome
    bare_window.go("settings")
    assert bare_window.current == "settings"


def test_a_second_sample_project_gets_a_number(tmp_path):
    assert free_folder(tmp_path, "Sample") == tmp_path / "Sample"
    (tmp_path / "Sample").mkdir()
    (tmp_path / "Sample 2").mkdir()
    assert free_folder(tmp_path, "Sample") == tmp_path / "Sample 3"


def test_closing_and_opening_again_from_the_recent_ones(window, context):
    folder = context.project.folder
    press(window, "Ctrl+W")
    assert context.project is None
    assert window.stack.currentWidget() is window.welcome
    buttons = window.welcome.recent.findChildren(QAbstractButton)
    [recent] = [button for button in buttons if button.isVisible()]
    assert folder.name in recent.text()
    recent.click()
    assert context.project.folder == folder
    assert context.labeler.name == "Anna"


def test_another_project_shows_its_own_data(window, context, tmp_path):
    window.go("data")
    create_project(tmp_path / "other", sample=False).close()
    window.projects.open(tmp_path / "other")
    assert context.project.name == "other"
    assert window.windowTitle().startswith("other")
    assert window.current == "home"
    window.go("data")
    assert window.screens["data"].model.rowCount() == 0


def test_a_project_that_cannot_be_opened_leaves_the_old_one(window, context, tmp_path):
    before = context.project
    window.projects.open(tmp_path / "nowhere")
    assert context.project is before
    assert "nowhere" in window.notice.message()
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "studio.sqlite").write_bytes(b"this is no database" * 100)
    window.projects.open(tmp_path / "bad")
    assert context.project is before
    assert "bad" in window.notice.message()


def test_the_dialog_for_a_new_project_says_where_it_will_be(qtbot, tmp_path):
    dialog = NewProjectDialog(None, tmp_path)
    qtbot.addWidget(dialog)
    dialog.name.setText("Frogs")
    assert dialog.folder() == tmp_path / "Frogs"
    assert str(tmp_path / "Frogs") in dialog.path.text()
    assert dialog.create_button.isEnabled()
    for bad in ("", "   ", "..", "a/b", "a:b"):
        dialog.name.setText(bad)
        assert not dialog.create_button.isEnabled(), bad


def test_a_project_is_not_left_while_a_job_runs_unless_one_says_so(
    qtbot, window, context, worker, tmp_path
):
    create_project(tmp_path / "other", sample=False).close()
    context.bridge.submit(TrainSFT())
    worker.tell(Started("sft", 9))
    window.projects.open(tmp_path / "other")
    assert context.project.name == "project"
    assert "SFT" in window.notice.message()
    window.notice.action.click()
    worker.tell(Progress(1, 9))  # the job notices the stop with this
    qtbot.waitUntil(lambda: context.project.name == "other")


def test_labelers_are_added_and_switched_in_the_top_bar(window, context, monkeypatch):
    answers = iter([("  Ben ", True), ("Cara", False)])
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: next(answers))
    window.projects.ask_labeler()
    assert context.labeler.name == "Ben"
    assert window.top_bar.labeler.text() == "Ben"
    window.projects.ask_labeler()
    assert context.labeler.name == "Ben"
    add_labeler(context.project.store, "robot", synthetic=True)
    menu = window.top_bar.labeler.menu()
    menu.aboutToShow.emit()
    names = [action.text() for action in menu.actions() if action.isCheckable()]
    assert names == ["Anna", "Ben"]
    menu.actions()[0].trigger()
    assert context.labeler.name == "Anna"
    assert load_settings().labeler == "Anna"


def test_the_name_is_asked_once_and_suggested(qtbot, context, tmp_path, monkeypatch):
    asked = []

    def answer(_parent, _title, _label, *, text):
        asked.append(text)
        return "", False

    monkeypatch.setattr(QInputDialog, "getText", answer)
    monkeypatch.setattr("studio.gui.projects.getpass.getuser", lambda: "maria")
    create_project(tmp_path / "other", sample=False).close()
    fresh = Context(Settings())
    window = MainWindow(fresh)
    qtbot.addWidget(window)
    window.projects.open(tmp_path / "other")
    assert asked == ["maria"]
    assert fresh.project is None, "nobody labels without a name"
