"""Starts the window and ends it in good order."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from studio.config import load_settings, resource
from studio.gui import keys, theme
from studio.gui.context import Context
from studio.gui.diagnostics import ErrorReporter, start_logging
from studio.gui.garbage import GarbageCollector
from studio.gui.language import apply_language
from studio.gui.main_window import MainWindow

SWITCH_INTERVAL_S = 0.001  # lets the GUI thread in sooner while the worker runs plain Python
WAIT_FOR_WORKER_S = 10.0
WARM_UP_AFTER_MS = 500  # once the window is on the screen, loading torch disturbs less


def run_app(project_folder: Path | None) -> int:
    """Run the window until it is closed; the exit code.

    Opens the project given, else the most recent one, else the welcome page. Ask
    `studio.display.obstacle` first: where there is no display, Qt ends the process.
    """
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    start_logging()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("RLHF Studio")
    app.setDesktopFileName("rlhf-studio")
    app.setWindowIcon(QIcon(str(resource("icons", "app.svg"))))
    settings = load_settings()
    apply_language(settings.language)
    theme.apply(settings.color_scheme, settings.scale_percent)
    keys.apply(settings.own_keys)
    context = Context(settings)
    QGuiApplication.styleHints().colorSchemeChanged.connect(lambda: _follow_system(context))
    window = MainWindow(context)
    reporter = ErrorReporter(window.tell_exception, window.close)
    reporter.install()
    ends = (signal.SIGINT, signal.SIGTERM)
    handlers = [signal.signal(end, lambda *_: window.close()) for end in ends]
    collector = GarbageCollector(context.bridge.warm.is_set)
    _open_first(window, project_folder)
    # The window is on the screen before the worker loads torch.
    warm_up = QTimer(context, singleShot=True, interval=WARM_UP_AFTER_MS)
    warm_up.timeout.connect(context.bridge.start)
    warm_up.start()
    code = app.exec()
    warm_up.stop()
    if context.bridge.shut_down(WAIT_FOR_WORKER_S):
        context.close()  # otherwise a job still uses the store; the end of the process closes it
    for end, handler in zip(ends, handlers, strict=True):
        signal.signal(end, handler)
    reporter.remove()
    collector.stop()
    return code


def _follow_system(context: Context) -> None:
    """The system's scheme has changed; take it over where the person wants that."""
    settings = context.settings
    if settings.color_scheme == "system":
        theme.apply("system", settings.scale_percent)


def _open_first(window: MainWindow, project_folder: Path | None) -> None:
    settings = window.context.settings
    recent = settings.recent_projects
    folder = project_folder or (Path(recent[0]) if recent else None)
    if folder is None:
        window.show()
    elif settings.labeler:
        window.projects.open(folder)
        window.show()
    else:  # the question for the name belongs in front of the window
        window.show()
        QTimer.singleShot(0, window, lambda: window.projects.open(folder))
