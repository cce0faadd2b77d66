"""What can go wrong, told by a code and its details; `wording` turns both into sentences."""

from __future__ import annotations

from typing import Any


class StudioError(Exception):
    """An error that the program expects and can explain.

    `code` names an entry of `wording.ERRORS`; `details` fill its placeholders.
    """

    exit_code = 1

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self.details.items())
        return f"{self.code}({told})"


class InputError(StudioError):
    """What the person gave cannot be used: a bad file, option or folder."""

    exit_code = 2


class StoreError(StudioError):
    """The project's database or disk does not do what it should."""


class ModelError(StudioError):
    """A model folder is damaged or of a kind the studio does not support."""

    exit_code = 2


class TrainingError(StudioError):
    """A stage cannot start or go on: too few labels, numbers that are not finite."""


class RemoteError(StudioError):
    """An endpoint does not answer as it should; `details` name it and never hold its key."""
