from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio.config import SamplingOptions, replace
from studio.gui.context import Context
from studio.gui.screens.chat import ChatScreen
from studio.jobs.events import Failed, Finished, Progress, Started, TextPiece
from studio.jobs.requests import Chat, Sample
from studio.store import runs
from studio.store.project import Project
from studio.store.prompts import add_prompts
from studio.store.records import Checkpoint, NewPrompt
from tests.gui.scripted_worker import ScriptedWorker


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch, context: Context) -> Iterator[ScriptedWorker]:
    scripted = ScriptedWorker(monkeypatch)
    yield scripted
    for job in context.bridge.jobs:
        job.control.stop()
        scripted.tell(Progress(0, 1))


@pytest.fixture
def sft(project: Project) -> Checkpoint:
    return runs.add_checkpoint(project.store, "sft", "sft-1", "models/sft-1", None, None, {})


@pytest.fixture
def screen(qtbot, context: Context, worker: ScriptedWorker, sft: Checkpoint) -> ChatScreen:
    made = ChatScreen(context)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    qtbot.waitExposed(made)
    made.refresh()
    return made


def type_prompt(screen: ChatScreen, text: str) -> None:
    screen.prompt.setPlainText(text)


def answers(ended: bool = True, rows: int = 1) -> Finished:
    return Finished(1, {"answers": [{"text": "", "ended": ended}] * rows})


def texts(screen: ChatScreen) -> list[str]:
    return [answer.text.plain() for answer in screen.conversation.turns[-1].answers]


def states(screen: ChatScreen) -> list[str]:
    return [answer.state.text() for answer in screen.conversation.turns[-1].answers]


def idle(screen: ChatScreen) -> bool:
    return not screen.context.bridge.jobs


def test_enter_sends_and_the_answer_streams(screen, worker, sft, qtbot):
    type_prompt(screen, "Write a story about frogs")
    qtbot.keyClick(screen.prompt, Qt.Key.Key_Return)
    assert screen.prompt.toPlainText() == ""
    assert screen.stop_button.isVisible()
    worker.tell(Started("chat", 96), TextPiece(0, " Two"), TextPiece(0, " frogs"))
    qtbot.waitUntil(lambda: texts(screen) == ["Two frogs"])
    assert states(screen) == ["Answering …"]
    worker.tell(TextPiece(0, " sang."), answers())
    qtbot.waitUntil(lambda: idle(screen))
    assert texts(screen) == ["Two frogs sang."]
    assert states(screen) == [""]
    assert worker.requests == [Chat("Write a story about frogs", (sft.id,), SamplingOptions())]
    assert screen.send_button.isVisible()


def test_two_models_answer_side_by_side(screen, worker, sft, project, qtbot):
    base = runs.latest_checkpoint(project.store, "base")
    screen.second.setCurrentIndex(screen.second.findData(base.id))
    type_prompt(screen, "Hello")
    screen.send_button.click()
    worker.tell(Started("chat", 192), TextPiece(0, "from sft"), TextPiece(1, "from base"))
    qtbot.waitUntil(lambda: texts(screen) == ["from sft", "from base"])
    worker.tell(Finished(1, {"answers": [{"ended": True}, {"ended": False}]}))
    qtbot.waitUntil(lambda: idle(screen))
    assert states(screen) == ["", "Cut off after 96 tokens"]
    [request] = worker.requests
    assert request.checkpoint_ids == (sft.id, base.id)


def test_shift_enter_begins_a_new_line(screen, worker, qtbot):
    type_prompt(screen, "one")
    screen.prompt.moveCursor(screen.prompt.textCursor().MoveOperation.End)
    qtbot.keyClick(screen.prompt, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(screen.prompt, "two")
    assert screen.prompt.prompt().split() == ["one", "two"]
    assert screen.conversation.turns == []


def test_ctrl_enter_sends_once(screen, worker, qtbot):
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    type_prompt(screen, "Hello")
    QTest.keyClick(screen.prompt, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    worker.tell(answers())
    qtbot.waitUntil(lambda: idle(screen))
    assert len(screen.conversation.turns) == 1


@pytest.mark.parametrize("text", ["", "   \n "])
def test_an_empty_prompt_is_not_sent(screen, text, qtbot):
    type_prompt(screen, text)
    assert not screen.send_button.isEnabled()
    qtbot.keyClick(screen.prompt, Qt.Key.Key_Return)
    assert screen.conversation.turns == []


def test_it_waits_for_the_job_that_runs(screen, worker, context, qtbot):
    context.bridge.submit(Sample())
    type_prompt(screen, "Hello")
    screen.send()
    assert states(screen) == ["Waits for Sampling to finish"]
    worker.tell(Finished(1))
    qtbot.waitUntil(lambda: states(screen) == ["Preparing …"])
    worker.tell(answers())
    qtbot.waitUntil(lambda: idle(screen))


def test_stop_keeps_what_has_been_written(screen, worker, qtbot):
    type_prompt(screen, "Hello")
    screen.send()
    worker.tell(Started("chat", 96), TextPiece(0, "Half an"))
    qtbot.waitUntil(lambda: texts(screen) == ["Half an"])
    screen.stop_button.click()
    assert screen.context.bridge.current.control.stopping
    worker.tell(TextPiece(0, " answer"))
    qtbot.waitUntil(lambda: idle(screen))
    assert texts(screen) == ["Half an"]
    assert states(screen) == ["Stopped"]


def test_asking_again_takes_the_next_seed(screen, worker, qtbot):
    type_prompt(screen, "Hello")
    screen.send()
    worker.tell(answers(), answers())
    qtbot.waitUntil(lambda: idle(screen))
    screen.conversation.turns[-1].repeat.click()
    qtbot.waitUntil(lambda: idle(screen))
    assert [request.prompt for request in worker.requests] == ["Hello", "Hello"]
    assert [request.options.seed for request in worker.requests] == [0, 1]
    assert len(screen.conversation.turns) == 2


def test_sampling_options_unfold_and_are_used(screen, worker, qtbot):
    assert not screen.options.isVisible()
    screen.fold.click()
    assert screen.options.isVisible()
    screen.options.rows["temperature"].edit.setText("9")
    type_prompt(screen, "Hello")
    assert not screen.send_button.isEnabled()
    screen.options.rows["temperature"].edit.setText("0.5")
    screen.send()
    worker.tell(answers())
    qtbot.waitUntil(lambda: idle(screen))
    assert worker.requests[0].options == replace(SamplingOptions(), temperature=0.5)


def test_a_failure_is_told_in_place(screen, worker, qtbot):
    type_prompt(screen, "Hello")
    screen.send()
    worker.tell(Failed("unexpected", {"reason": "a broken thing"}, "Traceback …"))
    qtbot.waitUntil(lambda: idle(screen))
    turn = screen.conversation.turns[-1]
    assert "a broken thing" in turn.notice.message()
    assert turn.notice.details() == "Traceback …"
    assert states(screen) == ["No answer"]


def test_heldout_prompts_are_offered_as_examples(screen, worker, project, qtbot):
    assert screen.examples == []
    add_prompts(project.store, [NewPrompt(f"Example {n}", split="heldout") for n in range(5)])
    screen.refresh()
    assert len(screen.examples) == 3
    prompt = screen.examples[0].text()
    screen.examples[0].click()
    assert screen.conversation.isVisible()
    assert not screen.empty.isVisible()
    worker.tell(answers())
    qtbot.waitUntil(lambda: idle(screen))
    assert worker.requests[0].prompt == prompt


def test_markup_in_an_answer_is_shown_as_it_is(screen, worker, qtbot):
    type_prompt(screen, "<b>bold</b>")
    screen.send()
    worker.tell(TextPiece(0, "<img src=x>"), answers())
    qtbot.waitUntil(lambda: idle(screen))
    assert texts(screen) == ["<img src=x>"]
    assert screen.conversation.turns[-1].prompt.plain() == "<b>bold</b>"


def test_another_screen_points_to_a_checkpoint(screen, project):
    base = runs.latest_checkpoint(project.store, "base")
    screen.show_item(base)
    assert screen.first.checkpoint_id() == base.id
    screen.refresh()
    assert screen.first.checkpoint_id() == base.id


def test_another_project_begins_with_an_empty_conversation(screen, worker, context, qtbot):
    type_prompt(screen, "Hello")
    screen.send()
    worker.tell(answers())
    qtbot.waitUntil(lambda: idle(screen))
    context.project_changed.emit()
    assert screen.conversation.turns == []
    assert screen.empty.isVisible()
