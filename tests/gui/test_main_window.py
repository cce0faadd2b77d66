from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QInputDialog, QLabel

from studio.config import Settings, load_settings, save_settings
from studio.errors import StoreError
from studio.gui import actions, theme
from studio.gui.context import Context
from studio.gui.diagnostics import ErrorReporter
from studio.gui.language import apply_language
from studio.gui.main_window import CLASSES, MINIMUM, MainWindow
from studio.gui.projects import free_folder
from studio.gui.widgets.key_list import KeyList
from studio.gui.widgets.new_project import NewProjectDialog
from studio.jobs.events import Failed, Finished, Progress, Started
from studio.jobs.requests import Sample, TrainSFT
from studio.store.labels import add_labeler, my_demonstrations
from studio.store.project import create_project
from studio.store.prompts import add_prompts, count_prompts
from studio.store.records import NewPrompt
from tests.gui.scripted_worker import ScriptedWorker


@pytest.fixture
def worker(monkeypatch) -> ScriptedWorker:
    return ScriptedWorker(monkeypatch)


@pytest.fixture
def window(qtbot, context: Context) -> Iterator[MainWindow]:
    """The window with an open project that has prompts to write to."""
    assert context.project is not None
    new = [NewPrompt("Why is the sky blue?", split="sft"), NewPrompt("Sing", split="sft")]
    add_prompts(context.project.store, new)
    made = MainWindow(context)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    context.bridge.jobs.clear()
    apply_language("en")
    theme.apply("light")


@pytest.fixture
def bare_window(qtbot, qapp, tmp_path, monkeypatch) -> Iterator[MainWindow]:
    """The window of someone who starts the program for the first time."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("studio.gui.projects.getpass.getuser", lambda: "maria")
    theme.apply("light")
    context = Context(Settings())
    made = MainWindow(context)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    assert context.bridge.shut_down()
    context.close()


def press(window: MainWindow, key: str) -> None:
    """Press a key as the person does, wherever the focus is."""
    combination = QKeySequence(key)[0]
    QTest.keyClick(
        QApplication.focusWidget() or window, combination.key(), combination.keyboardModifiers()
    )


# Screens


def test_every_screen_opens_by_its_key_and_by_the_rail(window):
    for number, name in enumerate(CLASSES, start=1):
        press(window, f"Ctrl+{number}")
        assert window.current == name
        assert window.stack.currentWidget() is window.screens[name]
        assert window.rail.buttons[name].isChecked()
    for name, button in window.rail.buttons.items():
        button.click()
        assert window.current == name


def test_the_keyboard_follows_to_the_screen(window):
    for name in CLASSES:
        window.rail.buttons[name].setFocus()
        window.go(name)
        assert window.screens[name].isAncestorOf(QApplication.focusWidget()), name


def test_a_screen_that_is_pointed_to_shows_the_item(window, monkeypatch):
    window.go("data")
    shown = []
    monkeypatch.setattr(window.screens["data"], "show_item", shown.append)
    window.context.go_to.emit("data", "comparisons")
    assert shown == ["comparisons"]


def test_leaving_a_screen_saves_what_is_on_it(window, context):
    window.go("write")
    window.screens["write"].editor.setPlainText("Because air scatters blue light.")
    window.go("home")
    window.go("write")
    assert window.screens["write"].editor.toPlainText() == "Because air scatters blue light."
    assert window.screens["write"].state_words().startswith("Draft")


def test_a_submitted_answer_is_counted_at_home(window, context):
    assert window.screens["home"].picture.boxes["write"].figure().startswith("0")
    window.go("write")
    window.screens["write"].editor.setPlainText("Because air scatters blue light.")
    window.screens["write"].submit()
    assert len(my_demonstrations(context.project.store, context.labeler.id)) == 1
    window.go("home")
    assert window.screens["home"].picture.boxes["write"].figure().startswith("1")


def test_an_unknown_screen_changes_nothing(window, caplog):
    window.go("write")
    window.context.go_to.emit("models", None)
    assert window.current == "write"
    assert "models" in caplog.text


def test_a_store_that_refuses_is_told_above_the_screen(window, monkeypatch):
    def refuse(_: object) -> None:
        raise StoreError("store_locked", path="x")

    monkeypatch.setattr("studio.gui.screens.home.pipeline", refuse)
    window.go("home")
    assert window.notice.isVisible()
    assert "x" in window.notice.message()
    window.notice.dismiss()
    assert not window.notice_holder.isVisible()


def test_the_window_is_at_least_as_large_as_it_must_be(window):
    window.resize(10, 10)
    assert (window.width(), window.height()) == MINIMUM
    for name in CLASSES:
        window.go(name)
        assert window.minimumSizeHint().width() <= MINIMUM[0], name
        assert window.minimumSizeHint().height() <= MINIMUM[1], name


def test_size_and_place_are_remembered(qtbot, window, context):
    window.resize(1024, 720)  # not the usual size, and one that the screen of tests has room for
    window.close()
    again = MainWindow(context)
    qtbot.addWidget(again)
    assert again.height() == 720


# Projects


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


# Jobs and messages


def test_the_status_line_shows_the_running_job(qtbot, window, context, worker):
    assert not window.status.job_row.isVisible()
    job = context.bridge.submit(TrainSFT())
    context.bridge.submit(Sample())
    worker.tell(Started("sft", 4), Progress(1, 4))
    qtbot.waitUntil(window.status.job_row.isVisible)
    qtbot.waitUntil(lambda: "25 %" in window.status.figures.text())
    assert window.status.stage.text() == "SFT"
    assert "1 more waiting" in window.status.figures.text()
    press(window, "Ctrl+P")
    assert job.control.paused
    assert "paused" in window.status.figures.text()
    window.status.pause_button.click()
    assert not job.control.paused
    press(window, "Ctrl+.")
    assert job.control.stopping
    assert "Stopping" in window.status.figures.text()
    worker.tell(Progress(2, 4), Finished(0))
    qtbot.waitUntil(lambda: not context.bridge.jobs)
    assert not window.status.job_row.isVisible()
    assert window.status.message.text() == "Sampling finished"


def test_a_short_job_does_not_flicker(qtbot, window, context, worker):
    with qtbot.waitSignal(context.bridge.ended):
        context.bridge.submit(TrainSFT())
        worker.tell(Finished(0))
    assert not window.status.job_row.isVisible()


def test_a_failed_job_is_told_where_the_person_is(qtbot, window, context, worker):
    window.go("write")
    with qtbot.waitSignal(context.bridge.ended):
        context.bridge.submit(TrainSFT())
        worker.tell(Failed("disk_full", {"path": "/there"}, "Traceback: there"))
    assert "SFT" in window.notice.message()
    assert window.notice.details() == "Traceback: there"
    window.notice.action.click()
    assert window.current == "train"
    assert not window.notice.isVisible()


def test_quiet_messages_appear_in_the_status_line(window, context):
    context.message.emit("Two prompts imported")
    assert window.status.message.text() == "Two prompts imported"


def test_the_top_bar_says_truthfully_whether_all_is_saved(qtbot, window, context):
    window.go("write")
    assert window.top_bar.saved.text() == "All saved"
    window.screens["write"].editor.insertPlainText("A")
    assert window.top_bar.saved.text() == "Not saved yet"
    qtbot.waitUntil(lambda: window.top_bar.saved.text() == "All saved")


def test_an_unexpected_error_is_shown_and_the_window_stays(qtbot, window):
    reporter = ErrorReporter(window.tell_exception, window.close)
    try:
        raise RuntimeError("the pond is empty")
    except RuntimeError as error:
        reporter._caught(type(error), error, error.__traceback__)
    qtbot.waitUntil(window.notice.isVisible)
    assert "the pond is empty" in window.notice.message()
    assert "Traceback" in window.notice.details()
    assert window.isVisible()


def test_an_error_in_a_thread_reaches_the_gui_thread(qtbot, qapp):
    shown = []
    reporter = ErrorReporter(
        lambda error: shown.append((error, threading.current_thread())), lambda: None
    )
    reporter.install()
    try:
        thread = threading.Thread(target=int, args=("frog",))
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: bool(shown))
    finally:
        reporter.remove()
    [(error, where)] = shown
    assert isinstance(error, ValueError)
    assert where is threading.main_thread()


# Keys, names, languages


def test_the_list_of_keys_opens_with_f1_and_the_question_mark(qtbot, window):
    for key in ("F1", "?"):
        window.go("rank")
        window.rail.buttons["rank"].setFocus()
        press(window, key)
        [shown] = [found for found in window.findChildren(KeyList) if found.isVisible()]
        words = [label.text() for label in shown.findChildren(QLabel)]
        assert "Submit" in " ".join(words)
        assert "Everywhere" in words
        shown.close()


def test_no_two_commands_share_a_key():
    keys = [key for command in actions.COMMANDS for key in command.keys]
    assert len(keys) == len(set(keys))
    assert len({command.id for command in actions.COMMANDS}) == len(actions.COMMANDS)


def test_every_command_does_something(window):
    bound = {action.shortcut().toString() for action in window.findChildren(QAction)}
    for command in actions.COMMANDS:
        if command.when != "job":
            assert QKeySequence(command.keys[0]).toString() in bound, command.id


def test_text_grows_and_shrinks_by_key_within_limits(window, context):
    press(window, "Ctrl++")
    assert context.settings.scale_percent == 110
    assert theme.px(100) == 110
    press(window, "Ctrl+0")
    assert context.settings.scale_percent == 100
    for _ in range(5):
        press(window, "Ctrl+-")
    assert context.settings.scale_percent == 80
    assert load_settings().scale_percent == 80


def test_every_button_of_the_frame_has_a_name_a_tooltip_and_takes_the_focus(
    qtbot, window, context, worker
):
    context.bridge.submit(TrainSFT())
    qtbot.waitUntil(window.status.job_row.isVisible)
    window.tell("Something", action="Mend it")
    for part in (window.rail, window.top_bar, window.status, window.welcome, window.notice):
        for button in part.findChildren(QAbstractButton):
            assert button.accessibleName(), button
            assert button.toolTip(), button.accessibleName()
            assert button.focusPolicy() & Qt.FocusPolicy.TabFocus, button.accessibleName()
    worker.tell(Finished(0))


def test_the_language_changes_at_once_everywhere(qtbot, window, context):
    seen = []

    class Listener(QLabel):
        def changeEvent(self, event: QEvent) -> None:
            seen.append(event.type())

    listener = Listener(window)
    context.change_settings(language="de")
    qtbot.waitUntil(lambda: QEvent.Type.LanguageChange in seen)
    tip = window.rail.buttons["home"].toolTip
    qtbot.waitUntil(lambda: tip().endswith("(Strg+1)"))
    context.change_settings(language="en")
    qtbot.waitUntil(lambda: tip() == "Home (Ctrl+1)")
    listener.deleteLater()


# Closing


def test_closing_waits_for_the_job_and_says_so(qtbot, window, context, worker):
    job = context.bridge.submit(TrainSFT())
    worker.tell(Started("sft", 9), Progress(1, 9))
    qtbot.waitUntil(window.status.job_row.isVisible)
    window.close()
    assert window.isVisible()
    assert job.control.stopping
    assert "Saving" in window.status.figures.text()
    worker.tell(Progress(2, 9))
    qtbot.waitUntil(lambda: not window.isVisible())


def test_a_job_that_does_not_answer_does_not_keep_the_window(qtbot, window, context, worker):
    context.bridge.submit(TrainSFT())
    window.close()
    assert window.isVisible()
    window._give_up_waiting()
    assert not window.isVisible()
    worker.tell(Progress(1, 9))


def test_closing_saves_the_draft(window, context):
    window.go("write")
    window.screens["write"].editor.setPlainText("Half an answ")
    window.close()
    again = MainWindow(context)
    again.go("write")
    assert again.screens["write"].editor.toPlainText() == "Half an answ"
    again.deleteLater()


def test_settings_of_an_earlier_session_are_kept(tmp_path: Path, qtbot):
    save_settings(Settings(labeler="Anna", scale_percent=120))
    assert load_settings().scale_percent == 120


@pytest.fixture
def app_in_a_moment(qtbot, monkeypatch) -> Callable[[Callable[[MainWindow], None]], int]:
    """Runs the whole program until `act` has been done to its window."""
    from PySide6.QtCore import QTimer

    from studio.gui import app

    monkeypatch.setattr("studio.lm.warm_up", lambda: None)
    monkeypatch.setattr(app, "start_logging", lambda: None)

    def run(act: Callable[[MainWindow], None], folder: Path | None = None) -> int:
        def act_and_close() -> None:
            [window] = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
            act(window)
            window.close()
            window.deleteLater()

        QTimer.singleShot(100, act_and_close)
        return app.run_app(folder)

    return run


def test_the_program_opens_the_given_project_else_the_last_one(app_in_a_moment, tmp_path):
    create_project(tmp_path / "pond", sample=False).close()
    save_settings(Settings(labeler="Anna"))
    opened = []
    look = lambda window: opened.append(window.context.project.name)  # noqa: E731
    assert app_in_a_moment(look, tmp_path / "pond") == 0
    assert app_in_a_moment(look) == 0
    assert opened == ["pond", "pond"]
    assert load_settings().recent_projects == (str(tmp_path / "pond"),)


def test_a_project_that_is_gone_leads_to_the_welcome_page(app_in_a_moment, tmp_path):
    save_settings(Settings(labeler="Anna", recent_projects=(str(tmp_path / "gone"),)))
    seen = []

    def look(window: MainWindow) -> None:
        seen.append((window.stack.currentWidget() is window.welcome, window.notice.message()))

    assert app_in_a_moment(look) == 0
    [(welcome, message)] = seen
    assert welcome
    assert "gone" in message
