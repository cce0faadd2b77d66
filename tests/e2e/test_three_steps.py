"""All three steps in the real window, with a real worker and a model of a moment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.config import Settings
from studio.gui.context import Context
from studio.gui.main_window import MainWindow
from studio.jobs.events import Finished
from studio.jobs.requests import Sample
from studio.store import labels, prompts, runs
from tests.small_project import PPO, REWARD, SAMPLING, SFT, make_small_project

Key, Modifier = Qt.Key, Qt.KeyboardModifier
ANSWER = "A frog sang to the moon."


@pytest.fixture
def window(tmp_path: Path, monkeypatch, qtbot, tiny_model, tiny_tokenizer) -> Iterator[MainWindow]:
    monkeypatch.setenv("RLHF_STUDIO_HOME", str(tmp_path / "home"))
    project = make_small_project(tmp_path / "project", tiny_model, tiny_tokenizer)
    prompts.add_prompts(project.store, [prompts.NewPrompt("Sing once more", split="sft")])
    context = Context(Settings())
    window = MainWindow(context)
    qtbot.addWidget(window)
    window.show()
    context.open(project, labels.add_labeler(project.store, "Ben"))
    yield window
    assert context.bridge.shut_down()
    context.close()


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Modifier.NoModifier) -> None:
    """A key to whatever has the focus, as a person without a mouse presses it."""
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


def finish(window: MainWindow, qtbot, act) -> dict[str, object]:
    """Do what starts a job, and wait for its end; the job's summary."""
    with qtbot.waitSignal(window.context.bridge.ended, timeout=60_000) as ended:
        act()
    _, last = ended.args
    assert isinstance(last, Finished), last
    return dict(last.summary)


def letters(text: str) -> str:
    """What does not depend on how white space and control characters are shown."""
    return "".join(c for c in text if c.isalnum())


def train(window: MainWindow, qtbot, stage: str, options: object) -> dict[str, object]:
    window.go("train")
    panel = window.screens["train"].panel
    panel.switch.choose(stage)
    panel.fill_in(asdict(options))  # type: ignore[call-overload]
    return finish(window, qtbot, lambda: press(Key.Key_Return, Modifier.ControlModifier))


def test_from_a_demonstration_to_a_chat(window: MainWindow, qtbot) -> None:
    store = window.context.project.store

    # 1 A labeler demonstrates; SFT trains on it.
    window.go("write")
    assert window.screens["write"].prompt.toPlainText() == "Sing once more"
    QTest.keyClicks(QApplication.focusWidget(), ANSWER)
    press(Key.Key_Return, Modifier.ControlModifier)
    assert labels.my_demonstrations(store, window.context.labeler.id)[0].text == ANSWER
    assert train(window, qtbot, "sft", SFT)["demonstrations"] == 9

    # 2 The policy answers; the labeler ranks by keyboard; the reward model trains.
    sampling = Sample(SAMPLING, prompts=8, k=3)
    finish(window, qtbot, lambda: window.context.bridge.submit(sampling))
    window.go("rank")
    rank = window.screens["rank"]
    for _ in range(8):
        first, second, third = rank.shown_order
        press(Key.Key_Down, Modifier.AltModifier)
        press(Key.Key_Down)
        press(Key.Key_T)
        press(Key.Key_Return, Modifier.ControlModifier)
        [ranked] = labels.my_comparisons(store, window.context.labeler.id, limit=1)
        assert ranked.groups == ((second,), (first, third))
    assert train(window, qtbot, "reward", REWARD)["comparisons"] == 8

    # 3 PPO optimizes the policy against it, and the result can be talked to.
    assert train(window, qtbot, "ppo", PPO)["episodes"] == PPO.episodes
    curves = runs.metrics(store, runs.list_runs(store, "ppo")[0].id)
    assert len(curves["reward"]) == PPO.episodes / PPO.rollout_episodes
    window.go("chat")
    QTest.keyClicks(QApplication.focusWidget(), "Sing to the moon")
    [answer] = finish(window, qtbot, lambda: press(Key.Key_Return))["answers"]
    shown = window.screens["chat"].conversation.turns[0].answers[0].text.text()
    assert letters(QTextDocumentFragment.fromHtml(shown).toPlainText()) == letters(answer["text"])
