"""What is written down when something goes wrong, and how the window learns of it."""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
import threading
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import IO

import platformdirs
from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)

from studio.config import APP_NAME

LOG_BYTES = 1_000_000
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_crash_file: IO[str] | None = None  # faulthandler needs it open until the very end

log = logging.getLogger(__name__)


def log_folder() -> Path:
    """Where the program's logs are; `RLHF_STUDIO_HOME` moves them with everything else."""
    home = os.environ.get("RLHF_STUDIO_HOME")
    return Path(home) / "logs" if home else platformdirs.user_log_path(APP_NAME)


def start_logging() -> None:
    """Log the program's and Qt's messages, and crashes of the interpreter, to files."""
    global _crash_file
    qInstallMessageHandler(_log_qt)
    folder = log_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "studio.log", maxBytes=LOG_BYTES, backupCount=2, encoding="utf-8"
        )
        _crash_file = open(folder / "crash.log", "a", encoding="utf-8")  # noqa: SIM115
    except OSError as error:
        log.warning("No log can be written: %s", error)
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    faulthandler.enable(_crash_file)


def _log_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    logging.getLogger("qt").log(_LEVELS[kind], "%s", message)


class ErrorReporter(QObject):
    """Brings every exception that nobody caught, from any thread, to `show` in the GUI thread."""

    _raised = Signal(object)  # BaseException

    def __init__(self, show: Callable[[BaseException], None], interrupt: Callable[[], object]):
        super().__init__()
        self._show = show
        self._interrupt = interrupt
        self._raised.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        sys.excepthook = self._caught
        threading.excepthook = self._caught_in_thread

    def remove(self) -> None:
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def _caught(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._interrupt()
            return
        log.error("Nobody caught this", exc_info=(kind, error, trace))
        self._raised.emit(error)

    def _caught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._caught(args.exc_type, args.exc_value, args.exc_traceback)

    def _take(self, error: BaseException) -> None:
        try:
            self._show(error)
        except Exception:
            log.exception("An error could not be shown")
