"""What a command is: something a person can do by key (see `actions` for all of them)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """Something a person can do, from anywhere in the window or on some `screens` only.

    `when` is always, project (one is open) or job (one runs). The first key is the one shown.
    `pages` are those of its screen on which it can be done. Commands of a row, such as the ranks,
    share a text and differ in their `number`.
    """

    id: str
    text: str
    keys: tuple[str, ...]
    when: str = "always"
    screens: tuple[str, ...] = ()  # none means everywhere
    number: int = 0
    pages: tuple[str, ...] = ()  # none means on all of them

    def meets(self, other: Command) -> bool:
        """Whether both can be on the screen at the same time."""
        if not self.screens or not other.screens:
            return True
        if not set(self.screens) & set(other.screens):
            return False
        return not self.pages or not other.pages or bool(set(self.pages) & set(other.pages))
