"""The commands of the window: what there is, under which key, and when."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from studio.translatable import QT_TRANSLATE_NOOP

# name, icon and word of each screen, in the order of the work
SCREENS = (
    ("home", QT_TRANSLATE_NOOP("commands", "Home")),
    ("write", QT_TRANSLATE_NOOP("commands", "Write")),
    ("rank", QT_TRANSLATE_NOOP("commands", "Rank")),
    ("train", QT_TRANSLATE_NOOP("commands", "Train")),
    ("chat", QT_TRANSLATE_NOOP("commands", "Chat")),
    ("data", QT_TRANSLATE_NOOP("commands", "Data")),
    ("progress", QT_TRANSLATE_NOOP("commands", "Progress")),
    ("settings", QT_TRANSLATE_NOOP("commands", "Settings")),
)
WITHOUT_PROJECT = ("home", "settings")  # the screens that are there before a project is open


@dataclass(frozen=True)
class Command:
    """Something a person can do from anywhere in the window.

    `when` is always, project (one is open) or job (one runs). The first key is the one shown.
    """

    id: str
    text: str
    keys: tuple[str, ...]
    when: str = "always"


COMMANDS = (
    *(
        Command(
            f"go.{name}",
            text,
            (f"Ctrl+{number}",),
            "always" if name in WITHOUT_PROJECT else "project",
        )
        for number, (name, text) in enumerate(SCREENS, start=1)
    ),
    Command("project.new", QT_TRANSLATE_NOOP("commands", "New project …"), ("Ctrl+N",)),
    Command("project.open", QT_TRANSLATE_NOOP("commands", "Open project …"), ("Ctrl+O",)),
    Command(
        "project.close", QT_TRANSLATE_NOOP("commands", "Close project"), ("Ctrl+W",), "project"
    ),
    Command(
        "labeler.switch", QT_TRANSLATE_NOOP("commands", "Switch labeler"), ("Ctrl+L",), "project"
    ),
    # The buttons of the status line listen to these two themselves.
    Command("job.pause", QT_TRANSLATE_NOOP("commands", "Pause or resume"), ("Ctrl+P",), "job"),
    Command("job.stop", QT_TRANSLATE_NOOP("commands", "Stop and keep"), ("Ctrl+.",), "job"),
    Command("view.larger", QT_TRANSLATE_NOOP("commands", "Larger text"), ("Ctrl++", "Ctrl+=")),
    Command("view.smaller", QT_TRANSLATE_NOOP("commands", "Smaller text"), ("Ctrl+-",)),
    Command("view.normal", QT_TRANSLATE_NOOP("commands", "Normal text"), ("Ctrl+0",)),
    Command("help.keys", QT_TRANSLATE_NOOP("commands", "Keys of this screen"), ("F1", "?")),
    Command("quit", QT_TRANSLATE_NOOP("commands", "Quit"), ("Ctrl+Q",)),
)


def text_of(command: Command) -> str:
    """What a command is called, in the window's language."""
    return QCoreApplication.translate("commands", command.text)


def command(command_id: str) -> Command:
    return next(found for found in COMMANDS if found.id == command_id)
