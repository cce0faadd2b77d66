"""Whether Markdown is shown formatted or as it was typed; like the theme, for the whole window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class _Signals(QObject):
    changed = Signal()


_signals = _Signals()
changed = _signals.changed
_shown = True


def shown() -> bool:
    return _shown


def show(formatted: bool) -> None:
    """Show every text formatted, or every text exactly as it was typed."""
    global _shown
    if formatted != _shown:
        _shown = formatted
        changed.emit()
