"""The commands: what one can do, in the window or on a screen, and the key it has by default.

`keys` knows which key each has at the moment, since a person may choose others.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from studio.gui.command import Command
from studio.gui.ranking_commands import PAGES, RANKING_COMMANDS, RANKS
from studio.translatable import QT_TRANSLATE_NOOP

# name, icon and word of each screen, in the order of the work
SCREENS = (
    ("home", QT_TRANSLATE_NOOP("commands", "Home")),
    ("write", QT_TRANSLATE_NOOP("commands", "Write")),
    ("rank", QT_TRANSLATE_NOOP("commands", "Rank")),
    ("train", QT_TRANSLATE_NOOP("commands", "Train")),
    ("chat", QT_TRANSLATE_NOOP("commands", "Chat")),
    ("data", QT_TRANSLATE_NOOP("commands", "Data")),
    ("models", QT_TRANSLATE_NOOP("commands", "Models")),
    ("progress", QT_TRANSLATE_NOOP("commands", "Progress")),
    ("settings", QT_TRANSLATE_NOOP("commands", "Settings")),
)
WITHOUT_PROJECT = ("home", "settings")  # the screens that are there before a project is open


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
    Command("view.formatting", QT_TRANSLATE_NOOP("commands", "Show formatting"), ("Ctrl+Shift+F",)),
    Command("help.keys", QT_TRANSLATE_NOOP("commands", "Keys of this screen"), ("F1", "?")),
    Command("quit", QT_TRANSLATE_NOOP("commands", "Quit"), ("Ctrl+Q",)),
)


LABELING = ("write", "rank")

SCREEN_COMMANDS = (
    Command(
        "home.next",
        QT_TRANSLATE_NOOP("commands", "Do the next step"),
        ("Ctrl+Enter",),
        screens=("home",),
    ),
    Command(
        "label.submit",
        QT_TRANSLATE_NOOP("commands", "Submit and next"),
        ("Ctrl+Enter",),
        screens=LABELING,
    ),
    Command("label.undo", QT_TRANSLATE_NOOP("commands", "Undo"), ("Ctrl+Z",), screens=LABELING),
    Command(
        "label.redo",
        QT_TRANSLATE_NOOP("commands", "Redo"),
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        screens=LABELING,
    ),
    Command(
        "label.back",
        QT_TRANSLATE_NOOP("commands", "Back to your last ones"),
        ("Alt+Left",),
        screens=LABELING,
    ),
    Command(
        "label.forward",
        QT_TRANSLATE_NOOP("commands", "Forward again"),
        ("Alt+Right",),
        screens=LABELING,
    ),
    Command(
        "label.history",
        QT_TRANSLATE_NOOP("commands", "Show or hide the earlier versions"),
        ("Ctrl+H",),
        screens=LABELING,
    ),
    Command(
        "write.skip",
        QT_TRANSLATE_NOOP("commands", "Skip with a reason"),
        ("Ctrl+K",),
        screens=("write",),
    ),
    *RANKING_COMMANDS,
    Command(
        "rank.add_answer",
        QT_TRANSLATE_NOOP("commands", "Add an answer of your own"),
        ("Ctrl+Shift+A",),
        screens=("rank",),
    ),
    Command(
        "rank.guidelines",
        QT_TRANSLATE_NOOP("commands", "Show or hide the guidelines"),
        ("Ctrl+G",),
        screens=("rank",),
    ),
    Command(
        "rank.none_acceptable",
        QT_TRANSLATE_NOOP("commands", "None of the answers is acceptable"),
        ("N",),
        screens=("rank",),
    ),
    Command(
        "rank.gold",
        QT_TRANSLATE_NOOP("commands", "Use the submitted order that is open as gold"),
        ("Ctrl+Shift+G",),
        screens=("rank",),
    ),
    Command(
        "rank.skip",
        QT_TRANSLATE_NOOP("commands", "Skip with a reason"),
        ("S",),
        screens=("rank",),
    ),
    Command(
        "train.start",
        QT_TRANSLATE_NOOP("commands", "Start the training"),
        ("Ctrl+Enter",),
        screens=("train",),
    ),
    *(
        Command(
            f"train.step_{number}",
            QT_TRANSLATE_NOOP("commands", "Choose step {number}"),
            (f"Alt+{number}",),
            screens=("train",),
            number=number,
        )
        for number in range(1, 4)
    ),
    Command(
        "chat.send",
        QT_TRANSLATE_NOOP("commands", "Send the prompt"),
        ("Ctrl+Enter",),
        screens=("chat",),
    ),
    Command(
        "chat.again",
        QT_TRANSLATE_NOOP("commands", "Ask the last prompt again, with the next seed"),
        ("Ctrl+R",),
        screens=("chat",),
    ),
    Command(
        "chat.options",
        QT_TRANSLATE_NOOP("commands", "Show or hide the sampling options"),
        ("Ctrl+T",),
        screens=("chat",),
    ),
    Command("data.find", QT_TRANSLATE_NOOP("commands", "Search"), ("Ctrl+F",), screens=("data",)),
    Command("data.import", QT_TRANSLATE_NOOP("commands", "Import"), ("Ctrl+I",), screens=("data",)),
    Command("data.export", QT_TRANSLATE_NOOP("commands", "Export"), ("Ctrl+E",), screens=("data",)),
    Command(
        "data.confirm",
        QT_TRANSLATE_NOOP("commands", "Import or export as chosen"),
        ("Ctrl+Enter",),
        screens=("data",),
    ),
)
ALL = (*COMMANDS, *SCREEN_COMMANDS)
__all__ = ["ALL", "COMMANDS", "PAGES", "RANKS", "SCREENS", "SCREEN_COMMANDS", "Command"]
_BY_ID = {known.id: known for known in ALL}


def text_of(command: Command) -> str:
    """What a command is called, in the window's language."""
    text = QCoreApplication.translate("commands", command.text)
    return text.format(number=command.number) if command.number else text


def command(command_id: str) -> Command:
    return _BY_ID[command_id]
