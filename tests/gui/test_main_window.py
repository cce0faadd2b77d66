from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from studio.config import load_settings
from studio.errors import StoreError
from studio.gui import actions, theme
from studio.gui.main_window import CLASSES, MINIMUM, MainWindow
from studio.gui.widgets.key_list import KeyList
from studio.jobs.events import Failed, Finished, Progress, Started
from studio.jobs.requests import Sample, TrainSFT
from studio.store.labels import my_demonstrations
from tests.gui.window_keys import press


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
    window.context.go_to.emit("nowhere", None)
    assert window.current == "write"
    assert "nowhere" in caplog.text


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
