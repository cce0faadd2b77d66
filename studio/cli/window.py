"""Opening the window, or saying why it cannot open."""

from __future__ import annotations

from pathlib import Path

from studio.display import obstacle
from studio.errors import InputError


def open_window(project: Path | None) -> int:
    """Run the window until it is closed; its exit code.

    Raises `InputError` where Qt would end the process instead of opening one.
    """
    if (problem := obstacle()) is not None:
        raise problem
    try:
        from studio.gui.app import run_app
    except ImportError as error:
        raise InputError("window_import", reason=str(error)) from error
    return run_app(project)
