"""The real window while it trains a stage, as a process of its own that a test can kill.

Prints a line for each step that the window has heard of.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from studio.config import Settings
from studio.gui.context import Context
from studio.gui.main_window import MainWindow
from studio.jobs.events import Progress
from studio.store.labels import add_labeler
from studio.store.project import open_project
from studio.training import keeping


def main(folder: Path, stage: str, options: dict[str, Any]) -> None:
    keeping.LEAST_SECONDS, keeping.SHARE = 0.0, float("inf")  # keeps the state after every step
    app = QApplication(sys.argv[:1])
    project = open_project(folder)
    context = Context(Settings())
    window = MainWindow(context)
    window.show()
    context.open(project, add_labeler(project.store, "Ann"))
    window.go("train")
    panel = window.screens["train"].panel
    panel.switch.choose(stage)
    panel.fill_in(options)
    context.bridge.event.connect(
        lambda _, event: print("step", flush=True) if isinstance(event, Progress) else None
    )
    panel.launch.start.click()
    app.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3]))
