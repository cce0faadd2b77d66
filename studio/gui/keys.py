"""Which key does what: the defaults of `actions`, and what a person has chosen instead.

A key is written as Qt does in its portable form, such as `Ctrl+Enter`; Return and the keypad's
Enter count as one key. `apply` takes over the person's own keys, as the settings hold them, and
emits `changed`, so that whoever shows or listens to a key takes the new one.

A key of the person's own takes the place of all the defaults of its command. Two commands may
share a key only where they never are on the screen together; `refusal` says so beforehand. Should
an own key be another command's default after all, as in settings from an earlier version, then
the person's choice holds and the other command goes without.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from studio.gui.actions import ALL, COMMANDS, Command, command, text_of

# What the keyboard does in every program and every widget stays as it is.
FIXED = {
    *("Tab", "Shift+Tab", "Enter", "Shift+Enter", "Esc", "Backspace", "Del"),
    *("Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+A", "Alt+F4"),
}
ARROWS = {"Up": "↑", "Down": "↓", "Left": "←", "Right": "→"}
TYPING = ("write", "chat")  # screens where plain letters are text
MODIFIERS = {
    *(Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr),
    *(Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock, Qt.Key.Key_ScrollLock, Qt.Key.Key_unknown),
}


class _Signals(QObject):
    changed = Signal()


_signals = _Signals()
changed = _signals.changed
_own: dict[str, str] = {}  # command id -> key


@dataclass(frozen=True)
class Refusal:
    """Why a command cannot have a key: it is fixed, it would be typing, or it is taken."""

    reason: str
    by: Command | None = None


def apply(own: Mapping[str, str]) -> None:
    """Take over a person's own keys; what is no command or no key is left out."""
    known = {found.id for found in ALL}
    kept = {name: normal(key) for name, key in own.items() if name in known and normal(key)}
    if kept != _own:
        _own.clear()
        _own.update(kept)
        changed.emit()


def own() -> dict[str, str]:
    """The person's own keys by command."""
    return dict(_own)


def of(command_id: str) -> tuple[str, ...]:
    """The keys of a command, the one to show first; none when others have taken them."""
    if command_id in _own:
        return (_own[command_id],)
    this = command(command_id)
    taken = {key for other, key in _own.items() if this.meets(command(other))}
    return tuple(key for key in map(normal, this.keys) if key not in taken)


def first(command_id: str) -> str:
    """The key of a command that is shown, or an empty text."""
    return next(iter(of(command_id)), "")


def shown(command_id: str) -> str:
    """As `first`, written as this platform and language do."""
    return QKeySequence(first(command_id)).toString(QKeySequence.SequenceFormat.NativeText)


def sequences(command_id: str) -> list[QKeySequence]:
    """What to listen to for a command: its keys, and their twins on the keypad."""
    return [QKeySequence(twin) for key in of(command_id) for twin in twins(key)]


def twins(key: str) -> tuple[str, ...]:
    """The key, and the other one that means the same (Return and the keypad's Enter)."""
    is_enter = key.endswith("Enter")
    return (key, key.removesuffix("Enter") + "Return") if is_enter else (key,) if key else ()


def arrow(command_id: str) -> str:
    """As `shown`, but an arrow for an arrow key."""
    return ARROWS.get(first(command_id)) or shown(command_id)


def span(prefix: str, count: int) -> str:
    """The keys of a row of numbered commands, shortened where they are the usual ones."""
    ids = [f"{prefix}{number}" for number in range(1, count + 1)]
    if count < 3 or any(first(name) != command(name).keys[0] for name in ids):
        return " / ".join(filter(None, map(first, ids)))
    return f"{first(ids[0])} … {first(ids[-1])}"


def meant(pressed: str, command_ids: Iterable[str]) -> str:
    """Which of some commands a pressed key means; empty for none."""
    return next((name for name in command_ids if pressed and pressed in of(name)), "")


def pair(one: str, other: str) -> str:
    """The keys of two opposite commands, shortened: Alt+↑↓."""
    keys = [first(one), first(other)]
    stems, ends = zip(*(key.rpartition("+")[::2] for key in keys), strict=True)
    if stems[0] == stems[1] and all(end in ARROWS for end in ends):
        held = QKeySequence(f"{stems[0]}+A").toString(QKeySequence.SequenceFormat.NativeText)[:-1]
        held = "⇧" if stems[0] == "Shift" else held
        return (held if stems[0] else "") + "".join(ARROWS[end] for end in ends)
    return " / ".join(filter(None, (shown(one), shown(other))))


def sheet(screen: str = "", pages: Container[str] = ()) -> list[tuple[str, str]]:
    """(keys, what they do) of a screen's commands, or of those that are everywhere.

    Of a screen with pages, those that are on one of `pages`, then those that are on all of them.
    Several keys of one command stand with ` / ` between them. Rows of numbered commands are left
    out: the screen explains them.
    """
    commands = [c for c in ALL if screen in c.screens] if screen else list(COMMANDS)
    commands.sort(key=lambda found: not found.pages)
    rows = [
        (" / ".join(of(found.id)), text_of(found))
        for found in commands
        if not found.number and (not found.pages or any(page in pages for page in found.pages))
    ]
    return [row for row in rows if row[0]]


def refusal(command_id: str, key: str) -> Refusal | None:
    """Why a command cannot have this key, or None when it can."""
    this, key = command(command_id), normal(key)
    if key in FIXED or not key:
        return Refusal("fixed")
    if is_typed(key) and any(screen in TYPING for screen in this.screens):
        return Refusal("typing")
    for other in ALL:
        if other is not this and this.meets(other) and key in of(other.id):
            return Refusal("taken", other)
    return None


def is_typed(key: str) -> bool:
    """Whether the key writes or moves in a text field, so that it is no command there."""
    found: QKeyCombination = QKeySequence(key)[0]  # type: ignore[index]
    bare = found.keyboardModifiers() & ~Qt.KeyboardModifier.ShiftModifier
    moves = Qt.Key.Key_Home <= found.key() <= Qt.Key.Key_PageDown
    return bare == Qt.KeyboardModifier.NoModifier and (moves or found.key() < Qt.Key.Key_Escape)


def normal(key: str) -> str:
    """A key as it is compared: portable, with Enter for Return; empty for what is no key."""
    sequence = QKeySequence(key.replace("Return", "Enter"))
    if sequence.count() != 1 or sequence[0].key() in MODIFIERS:  # type: ignore[index]
        return ""
    return sequence.toString()


def pressed(event: QKeyEvent) -> str:
    """The key of an event as it is bound: `?`, not `Shift+?`; empty while only modifiers are held.

    The keypad's digits are digits.
    """
    if event.key() in MODIFIERS:
        return ""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    modifiers &= ~Qt.KeyboardModifier.GroupSwitchModifier
    key = Qt.Key(event.key())
    is_letter = chr(key).isalpha() if key < Qt.Key.Key_Escape else True
    if not is_letter and key != Qt.Key.Key_Space:
        modifiers &= ~Qt.KeyboardModifier.ShiftModifier  # it only chose the sign
    if key == Qt.Key.Key_Backtab:
        return "Shift+Tab"
    return normal(QKeySequence(QKeyCombination(modifiers, key)).toString())


class Listener(QShortcut):
    """Listens to the keys of a command, whichever they are, while its widget is visible."""

    def __init__(self, widget: QWidget, command_id: str) -> None:
        super().__init__(widget)
        self._command_id = command_id
        self._take_keys()
        changed.connect(self._take_keys)  # a method, so that Qt lets go of it with the widget

    def _take_keys(self) -> None:
        self.setKeys(sequences(self._command_id))


def listen(
    widget: QWidget, command_id: str, act: Callable[[], object], *, inside: bool = False
) -> QShortcut:
    """Do `act` on the keys of a command, whichever they are, while the widget is visible.

    With `inside` only while the focus is in the widget.
    """
    shortcut = Listener(widget, command_id)
    if inside:
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    shortcut.activated.connect(act)
    return shortcut
