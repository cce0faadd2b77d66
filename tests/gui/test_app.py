from __future__ import annotations

import gc
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication

from studio.config import Settings, load_settings, save_settings
from studio.gui import app
from studio.gui.diagnostics import ErrorReporter
from studio.gui.main_window import MainWindow
from studio.store.project import create_project


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


@pytest.fixture
def app_in_a_moment(qtbot, monkeypatch) -> Callable[[Callable[[MainWindow], None]], int]:
    """Runs the whole program until `act` has been done to its window."""
    monkeypatch.setattr("studio.lm.warm_up", lambda: None)
    monkeypatch.setattr(app, "start_logging", lambda: None)
    gc.collect()  # windows of tests before: the program ends with its last one
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def run(act: Callable[[MainWindow], None], folder: Path | None = None) -> int:
        def act_and_close() -> None:
            # Others, from tests before, may wait to be collected.
            shown = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
            [window] = [w for w in shown if isinstance(w, MainWindow)]
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


def test_the_window_with_all_its_screens_needs_no_torch(tmp_path):
    program = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from studio.config import Settings
from studio.gui.context import Context
from studio.gui.main_window import CLASSES, MainWindow
from studio.store.labels import add_labeler
from studio.store.project import create_project
app = QApplication([])
context = Context(Settings())
window = MainWindow(context)
project = create_project(Path(sys.argv[1]), sample=False)
context.open(project, add_labeler(project.store, "Anna"))
window.show()
for name in CLASSES:
    window.go(name)
app.processEvents()
assert "torch" not in sys.modules
"""
    command = [sys.executable, "-c", program, str(tmp_path / "pond")]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr
