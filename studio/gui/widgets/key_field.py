"""The field for an endpoint's key, and what the system's keyring says of the one that it has."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from studio.endpoints import Endpoint, key_variable
from studio.errors import InputError, StudioError
from studio.gui import theme
from studio.gui.reader import Reader
from studio.gui.saver import Saver
from studio.gui.widgets.basic import Caption, QuietButton
from studio.remote.keys import forget_key, has_keyring, keep_key, where_key


class KeyField(QWidget):
    """The keyring is asked in threads: it may take as long as somebody types a password.

    What it says stands in `words`, which belong below.
    """

    kept = Signal(str)  # keyring, session where there is none, or refused
    failed = Signal(object)  # StudioError

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place: Endpoint | None = None  # what the key is for, whatever else is missing of it
        self._reader = Reader(self, may_hang=True)
        self._saver = Saver(self, may_hang=True)
        self.edit = QLineEdit()
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.setFocusProxy(self.edit)
        self.words = Caption()
        self.forget_button = QuietButton(self.tr("Forget the key"))
        self.forget_button.clicked.connect(self.forget)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        row.addWidget(self.edit, 1)
        row.addWidget(self.forget_button)

    def typed(self) -> str:
        return self.edit.text().strip()

    def ask(self, place: Endpoint | None) -> None:
        """Find out where the key for a place is, and tell."""
        self.place = place
        self._tell_waiting()

        def read() -> tuple[str, bool]:
            return where_key(place) if place is not None else "", has_keyring()

        self._reader.soon(read, lambda found: self._tell(*found))

    def keep(self, endpoint: Endpoint) -> bool:
        """Keep what was typed and emit `kept`; gives whether that has been done already."""
        typed = self.typed()

        def write() -> str:
            where = keep_key(endpoint, typed)
            return "refused" if where == "session" and has_keyring() else where

        return self._saver.save(write, self.kept.emit, self.failed.emit)

    def forget(self) -> None:
        """Remove the key that is kept for this place."""
        place = self.place
        if place is None:
            return
        self._tell_waiting()
        self._saver.save(lambda: forget_key(place), self._take_forgotten, self.failed.emit)

    def leave(self) -> None:
        """Nobody looks any more: what is under way goes on alone."""
        self._reader.forget()

    def _take_forgotten(self, gone: bool) -> None:
        self.edit.clear()
        self.ask(self.place)
        if not gone:
            error: StudioError = InputError("endpoint_key_stays")
            self.failed.emit(error)

    def _tell_waiting(self) -> None:
        self.forget_button.hide()
        self.words.setText(self.tr("Asking the system's keyring …"))

    def _tell(self, where: str, has_one: bool) -> None:
        self.forget_button.setVisible(where in ("keyring", "session"))
        variable = key_variable(self.place.base_url) if self.place is not None else ""
        if where == "variable":
            words = self.tr("The key is taken from {variable}.").format(variable=variable)
        elif where == "unknown":
            words = self.tr(
                "The system's keyring does not say whether it has a key; it may be locked. A key "
                "entered here can be used in any case, until the program ends."
            )
        elif has_one:
            words = self.tr("It goes into the system's keyring, never into the project.")
        else:
            words = self.tr("There is no keyring here: it is forgotten when the program ends.")
            if variable:
                or_in = self.tr("The environment variable {variable} can hold it instead.")
                words += " " + or_in.format(variable=variable)
        self.words.setText(words)
        kept = {"keyring": self.tr("Kept in the keyring"), "session": self.tr("Kept until the end")}
        usual = self.tr("Only if the endpoint asks for one")
        self.edit.setPlaceholderText(kept.get(where, usual))
