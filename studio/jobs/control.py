"""Stop and pause, as a running job sees them."""

from __future__ import annotations

import threading


class StopRequested(Exception):  # noqa: N818 - a request, not an error
    """Raised inside a job at its next checkpoint after someone asked it to stop."""


class RunControl:
    """The handle shared by a job and whoever may stop it.

    A stage calls `checkpoint()` between optimizer steps and between generated tokens. There
    pause blocks (without polling) and stop raises.
    """

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._go = threading.Event()
        self._go.set()

    def stop(self) -> None:
        """Ask the job to end; a paused job wakes up to do so."""
        self._stop.set()
        self._go.set()

    def pause(self) -> None:
        if not self._stop.is_set():
            self._go.clear()

    def resume(self) -> None:
        self._go.set()

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    @property
    def paused(self) -> bool:
        return not self._go.is_set()

    def checkpoint(self) -> None:
        """Block while paused; raise `StopRequested` once stop was asked for."""
        if not self._go.is_set():  # not wait() at once: a signal handler may call stop() in there
            self._go.wait()
        if self._stop.is_set():
            raise StopRequested
