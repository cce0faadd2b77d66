"""A labeler at the real Write and Rank screens, as a process of its own that a test can kill.

Types word after word and submits, then ranks by keys and submits, in turns that a seed decides.
Keeps a journal, one JSON object a line, each safely in the file before the work goes on:

* `{"touched": content, "item": id, "kind": kind, "at": seconds}` when the draft changes,
* `{"submitting": content, "item": id, "kind": kind}` before a label is submitted,
* `{"submitted": content, "item": id, "kind": kind}` once the screen says so.

`at` is of the system's monotonic clock, which the test reads too. `ready` is printed when the
work begins.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from pathlib import Path
from typing import IO, Any

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.config import Settings
from studio.gui.context import Context
from studio.gui.labeling import LabelingScreen
from studio.gui.screens.rank import RankScreen
from studio.gui.screens.write import WriteScreen
from studio.gui.widgets.draft_keeper import Kept
from studio.store.labels import add_labeler
from studio.store.project import open_project

ENDLESSLY = 10_000  # changes of one draft: only its being saved as one goes keeps it


class AtWork:
    def __init__(self, screens: list[LabelingScreen], journal: IO[str], seed: int) -> None:
        self.screens, self.journal = screens, journal
        self.chance = random.Random(seed)
        self.screen = screens[0]
        self.left = 0  # changes until the next submission
        self.words = 0
        self.sent: tuple[Any, ...] | None = None  # and perhaps not in the store yet

    def note(self, what: str, **more: object) -> None:
        screen = self.screen
        entry = {what: screen.content(), "item": screen.item.id, "kind": screen.desk.kind, **more}
        self.journal.write(json.dumps(entry) + "\n")
        self.journal.flush()
        os.fsync(self.journal.fileno())

    def work(self) -> None:
        """One change, or a submission and on to one of the screens."""
        if self.screen.saver.busy:
            return  # as the person, who sees that it is being saved
        self._note_sent()
        if self.left > 0:
            self.left -= 1
            self._change()
            self.note("touched", at=time.monotonic())
            return
        if self.screen.ready() and self.screen.worth_keeping():
            self.note("submitting")
            self.sent = self.screen.content(), self.screen.item.id, self.screen.desk.kind
            self.screen.submit()
            if self.screen.saver.busy:
                return
            self._note_sent()
        self.screen.leave()
        self.screen.hide()
        self.screen = self.chance.choice(self.screens)
        self.screen.show()
        self.screen.refresh()
        self.left = self.chance.choice((1, 4, 12, ENDLESSLY))

    def _note_sent(self) -> None:
        """The store has taken what was submitted."""
        if self.sent is None:
            return
        assert self.screen.keeper.state is not Kept.FAILED
        content, item, kind = self.sent
        self.sent = None
        self.journal.write(json.dumps({"submitted": content, "item": item, "kind": kind}) + "\n")
        self.journal.flush()
        os.fsync(self.journal.fileno())

    def _change(self) -> None:
        if isinstance(self.screen, WriteScreen):
            self.words += 1
            QTest.keyClicks(self.screen.editor, f"word{self.words} ")
        elif isinstance(self.screen, RankScreen):
            card = self.screen.ways["list"].view.column.cards[self.screen.ways["list"].view.current]
            QTest.keySequence(card, self.chance.choice(["1", "2", "3", "Alt+Down", "Alt+Up", "T"]))


def main(folder: Path, journal_file: Path, seed: int) -> None:
    app = QApplication(sys.argv[:1])
    project = open_project(folder)
    context: Any = Context(Settings())
    context.open(project, add_labeler(project.store, "Anna"))
    screens: list[LabelingScreen] = [WriteScreen(context), RankScreen(context)]
    with open(journal_file, "a", encoding="utf-8") as journal:
        at_work = AtWork(screens, journal, seed)
        at_work.screen.show()
        at_work.screen.refresh()
        timer = QTimer(interval=at_work.chance.randint(5, 40))
        timer.timeout.connect(at_work.work)
        timer.start()
        print("ready", flush=True)
        app.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
