"""A labeler at the real Write screen, as a process of its own that a test can kill.

Types word after word into the editor and submits now and then. Prints, one JSON object a line and
only after the store has it: `{"draft": text, "prompt": id}` and `{"submitted": text}`.
"""

from __future__ import annotations

import json
import sys
from itertools import count
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.config import Settings
from studio.gui.context import Context
from studio.gui.screens.write import WriteScreen
from studio.gui.widgets.draft_keeper import Kept
from studio.store.labels import add_labeler
from studio.store.project import open_project

WORDS_A_DEMONSTRATION = 25


def tell(**what: object) -> None:
    print(json.dumps(what), flush=True)


def main(folder: Path) -> None:
    app = QApplication(sys.argv[:1])
    project = open_project(folder)
    context = Context(Settings())
    screen = WriteScreen(context)
    context.open(project, add_labeler(project.store, "Anna"))
    screen.show()
    screen.refresh()

    def tell_state(state: Kept) -> None:
        if state is Kept.DRAFT:
            tell(draft=screen.editor.toPlainText(), prompt=screen.item.id)

    screen.keeper.changed_state.connect(tell_state)
    numbers = count(1)

    def work() -> None:
        number = next(numbers)
        QTest.keyClicks(screen.editor, f"word{number} ")
        if number % WORDS_A_DEMONSTRATION == 0:
            text = screen.editor.toPlainText()
            screen.submit_button.click()
            tell(submitted=text.strip())

    timer = QTimer(interval=20)
    timer.timeout.connect(work)
    timer.start()
    app.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
