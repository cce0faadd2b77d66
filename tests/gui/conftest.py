"""What tests of the window share: no display, settings of their own, a small project."""

from __future__ import annotations

import gc
import os
import threading
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from shiboken6 import isValid

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from studio.config import LabelingOptions, Settings
from studio.gui import theme
from studio.gui.context import Context
from studio.gui.language import apply_language
from studio.gui.main_window import MainWindow
from studio.gui.screens.data import DataScreen
from studio.gui.screens.rank import RankScreen
from studio.store.labels import add_labeler
from studio.store.project import Project, create_project
from studio.store.prompts import add_prompts, add_response_set
from studio.store.records import NewPrompt, NewResponse
from studio.store.settings import save_labeling
from tests.gui.scripted_worker import ScriptedWorker


@pytest.fixture(autouse=True)
def _nothing_left_behind(qapp: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test fails when a thread or a running timer outlives it."""
    before = set(threading.enumerate())
    started: list[weakref.ref[QTimer]] = []
    start = QTimer.start

    def remember(timer: QTimer, *interval: int) -> None:
        started.append(weakref.ref(timer))
        start(timer, *interval)

    monkeypatch.setattr(QTimer, "start", remember)
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    timers = [timer for found in started if (timer := found()) is not None and isValid(timer)]
    left = [f"a timer of {timer.parent()}" for timer in timers if timer.isActive()]
    for thread in (threads := set(threading.enumerate()) - before):
        if thread.name in ("reader", "abandoned errand"):  # reading when its screen was closed
            thread.join(5)
    left += [f"the thread {thread.name}" for thread in threads if thread.is_alive()]
    assert not left


@pytest.fixture(autouse=True)
def _what_is_read_aside_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the computer; tests of what is seen meanwhile take the patience away."""
    monkeypatch.setattr("studio.gui.reader.PATIENCE_S", 30)


COLLECT_EVERY = 20  # tests
_tests_since = 0


@pytest.fixture(autouse=True)
def _garbage_is_collected_in_the_gui_thread() -> Iterator[None]:
    """As the program does (`studio.gui.garbage`): a reading thread must not destroy Qt objects."""
    global _tests_since
    gc.disable()
    yield
    _tests_since += 1
    if _tests_since >= COLLECT_EVERY:
        _tests_since = 0
        gc.collect()


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RLHF_STUDIO_HOME", str(tmp_path / "home"))


@pytest.fixture(autouse=True)
def _saves_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is; tests of a store that takes its time shorten this again."""
    monkeypatch.setattr("studio.gui.saver.PATIENCE_S", 30.0)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A project without prompts."""
    opened = create_project(tmp_path / "project", sample=False)
    yield opened
    opened.close()


@pytest.fixture
def context(qapp: object, project: Project) -> Iterator[Context]:
    """An open project with the labeler Anna."""
    theme.apply("light")
    shared = Context(Settings())
    shared.open(project, add_labeler(project.store, "Anna"))
    yield shared
    assert shared.bridge.shut_down()


@pytest.fixture
def add_set(project: Project) -> Callable[..., int]:
    """Adds a prompt with its answers, ready to be ranked; gives the id of the set."""

    def add(prompt: str, *answers: str, language: str = "en") -> int:
        [prompt_id] = add_prompts(project.store, [NewPrompt(prompt, language, split="reward")])
        responses = [NewResponse(answer, None, {}, seed) for seed, answer in enumerate(answers)]
        return add_response_set(project.store, prompt_id, responses)

    return add


@pytest.fixture
def open_rank(qtbot, context: Context) -> Callable[..., RankScreen]:
    """Opens the Rank screen with the keyboard in it, in a project of the labeling `options`."""

    def open_one(width: int = 1000, **options: object) -> RankScreen:
        if options:
            save_labeling(context.project.store, LabelingOptions(**options))
        screen = RankScreen(context)
        qtbot.addWidget(screen)
        screen.resize(width, 900)
        screen.show()
        screen.activateWindow()
        qtbot.waitUntil(screen.isActiveWindow)
        screen.refresh()
        return screen

    return open_one


@pytest.fixture
def open_screen(qtbot, context: Context) -> Callable[[], DataScreen]:
    """Opens the data screen, as large as it is in a window of 1280x800."""

    def open_one() -> DataScreen:
        screen = DataScreen(context)
        qtbot.addWidget(screen)
        screen.resize(1128, 700)
        with qtbot.waitExposed(screen):
            screen.show()
        screen.refresh()
        return screen

    return open_one


@pytest.fixture
def worker(monkeypatch) -> ScriptedWorker:
    return ScriptedWorker(monkeypatch)


@pytest.fixture
def window(qtbot, context: Context) -> Iterator[MainWindow]:
    """The window with an open project that has prompts to write to."""
    assert context.project is not None
    new = [NewPrompt("Why is the sky blue?", split="sft"), NewPrompt("Sing", split="sft")]
    add_prompts(context.project.store, new)
    made = MainWindow(context)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    context.bridge.jobs.clear()
    apply_language("en")
    theme.apply("light")


@pytest.fixture
def bare_window(qtbot, qapp, tmp_path, monkeypatch) -> Iterator[MainWindow]:
    """The window of someone who starts the program for the first time."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("studio.gui.projects.getpass.getuser", lambda: "maria")
    theme.apply("light")
    context = Context(Settings())
    made = MainWindow(context)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    assert context.bridge.shut_down()
    context.close()
