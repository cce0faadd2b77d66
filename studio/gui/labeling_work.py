"""What a kind of labeling says of itself: how its items and labels are shown and changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from studio.gui.screens.base import Screen


class LabelingWork(Screen):
    """What `LabelingScreen` asks of its subclasses."""

    def present(self, item: Any, content: Mapping[str, Any] | None) -> None:
        """Show an item; `content` is that of its draft or label, or None for a fresh start."""
        raise NotImplementedError

    def present_nothing(self) -> None:
        """Nothing waits for the labeler: say so."""
        raise NotImplementedError

    def content(self) -> dict[str, Any]:
        """What is on the screen."""
        raise NotImplementedError

    def worth_keeping(self) -> bool:
        """Whether what is on the screen differs from what the item began with."""
        raise NotImplementedError

    def ready(self) -> bool:
        """Whether it can be submitted."""
        raise NotImplementedError

    def content_words(self, label: Any) -> str:
        """What a label says, in words."""
        raise NotImplementedError

    def undo(self) -> None:
        raise NotImplementedError

    def redo(self) -> None:
        raise NotImplementedError

    def focus_work(self) -> None:
        """Give the keyboard to what one works on."""
        raise NotImplementedError

    def update_state(self) -> None:
        """Show the state of the work (see `state_words`), and what can be done now."""
        raise NotImplementedError
