from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import asdict

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTranslator
from PySide6.QtWidgets import QPushButton

from studio.config import PPOOptions, SFTOptions, replace
from studio.gui.context import Context
from studio.gui.screens.train import TrainScreen
from studio.gui.widgets.sample_feed import A_TICK, MOST_SAMPLES
from studio.jobs.events import (
    Failed,
    Finished,
    Notice,
    Progress,
    SampleSeen,
    Started,
)
from studio.jobs.requests import LabelSynthetically, Sample, TrainPPO, TrainReward, TrainSFT
from studio.store import labels, runs
from studio.store.project import Project
from studio.store.prompts import add_prompts, get_response_set
from studio.store.records import Checkpoint, NewPrompt, Run
from tests.gui.scripted_worker import ScriptedWorker


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch, context: Context) -> Iterator[ScriptedWorker]:
    scripted = ScriptedWorker(monkeypatch)
    yield scripted
    for job in context.bridge.jobs:
        job.control.stop()
        scripted.tell(Progress(0, 1))


@pytest.fixture
def screen(qtbot, context: Context, worker: ScriptedWorker) -> TrainScreen:
    made = TrainScreen(context)
    context.data_changed.connect(lambda _: made.refresh())  # as the window does
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    qtbot.waitExposed(made)
    made.refresh()
    return made


@pytest.fixture
def demonstrate(project: Project, context: Context) -> Callable[[int], None]:
    def write(count: int) -> None:
        for number in range(count):
            [prompt] = add_prompts(project.store, [NewPrompt(f"Prompt {number}", split="sft")])
            labels.save_demonstration(project.store, prompt, "An answer.", context.labeler.id, 1.0)

    return write


@pytest.fixture
def past_run(project: Project) -> Callable[..., tuple[Run, Checkpoint]]:
    """Records a run of a stage that has ended, and its checkpoint."""

    def record(stage: str, values: dict[str, list[float]], **summary: float):
        options = asdict(replace(SFTOptions(), epochs=9)) if stage == "sft" else {}
        run = runs.start_run(project.store, stage, options, None, 0, "hash", 3)
        rows = [(i, n, v) for n, all_of in values.items() for i, v in enumerate(all_of, 1)]
        runs.record_metrics(project.store, run.id, rows)
        runs.add_run_samples(project.store, run.id, [(1, "A prompt", "A past answer", None)])
        runs.end_run(project.store, run.id, "finished", summary)
        name = f"{stage}-{run.id}"
        checkpoint = runs.add_checkpoint(project.store, stage, name, name, None, run.id, summary)
        return runs.get_run(project.store, run.id), checkpoint

    return record


def begin(project: Project, stage: str = "sft", options: object = None) -> Started:
    """The event of a run that the store knows, as the runner begins it."""
    given = asdict(options or SFTOptions())
    run = runs.start_run(project.store, stage, given, None, 0, "hash", 3)
    return Started(stage, 10, run.id)


def start(screen: TrainScreen, worker: ScriptedWorker, qtbot, first: Started) -> None:
    worker.tell(first)
    screen.panel.launch.start.click()
    qtbot.waitUntil(lambda: screen._live is not None)


def samples(screen: TrainScreen) -> list[str]:
    model = screen.feed.model
    return [model.index(row).data() for row in range(model.rowCount())]


# Before a run


def test_without_demonstrations_it_says_so_and_leads_to_write(screen, context, qtbot):
    launch = screen.panel.launch
    assert not launch.start.isEnabled()
    assert "no demonstrations" in launch.words.text()
    with qtbot.waitSignal(context.go_to) as went:
        launch.remedy.click()
    assert went.args == ["write", None]


def test_with_demonstrations_it_says_what_it_trains_on_and_starts(
    screen, demonstrate, worker, project, qtbot
):
    demonstrate(3)
    screen.refresh()
    assert "Demonstrations to train on: 3" in screen.panel.launch.words.text()
    assert "embedded" in screen.panel.launch.words.text()
    screen.panel.forms["sft"].rows["epochs"].edit.setText("4")
    start(screen, worker, qtbot, begin(project))
    [request] = worker.requests
    base = runs.latest_checkpoint(project.store, "base")
    assert request == TrainSFT(replace(SFTOptions(), epochs=4), base.id)


def test_an_option_out_of_range_disables_the_start(screen, demonstrate):
    demonstrate(2)
    screen.refresh()
    assert screen.panel.launch.start.isEnabled()
    screen.panel.forms["sft"].rows["epochs"].edit.setText("0")
    assert not screen.panel.launch.start.isEnabled()
    assert "cannot be used" in screen.panel.launch.words.text()


def test_a_later_step_leads_to_the_one_before(screen, past_run):
    screen.panel.switch.choose("ppo")
    screen.panel.launch.remedy.click()
    assert screen.panel.stage == "sft"
    past_run("sft", {})
    screen.panel.switch.choose("ppo")
    screen.panel.launch.remedy.click()
    assert screen.panel.stage == "reward"


def test_the_synthetic_labeler_samples_first_when_nothing_waits(
    screen, past_run, worker, context, qtbot
):
    past_run("sft", {})
    screen.panel.switch.choose("reward")
    worker.tell(Finished(1), Finished(1))
    screen.panel.launch.synthetic.click()
    assert not screen.panel.launch.synthetic.isEnabled()
    qtbot.waitUntil(lambda: not context.bridge.jobs)
    assert worker.requests == [Sample(), LabelSynthetically()]
    assert screen.panel.launch.synthetic.isEnabled()


def test_waiting_sets_are_ranked_synthetically_and_said_to_be(
    screen, past_run, add_set, project, worker, context, qtbot
):
    past_run("sft", {})
    set_id = add_set("A prompt", "one", "two")
    screen.panel.switch.choose("reward")
    assert "(1)" in screen.panel.launch.synthetic.text()
    worker.tell(Finished(1))
    screen.panel.launch.synthetic.click()
    qtbot.waitUntil(lambda: not context.bridge.jobs)
    assert worker.requests == [LabelSynthetically()]
    robot = labels.add_labeler(project.store, "Synthetic labeler", synthetic=True)
    [one, two] = [r.id for r in get_response_set(project.store, set_id).responses]
    labels.save_comparison(project.store, set_id, [[one], [two]], [one, two], robot.id, 0.0)
    screen.refresh()
    assert "synthetic among them: 1" in screen.panel.launch.words.text()


def test_ppo_asks_for_its_policy_and_reward_model(screen, past_run, project):
    _, older = past_run("sft", {})
    _, newer = past_run("sft", {})
    _, judge = past_run("reward", {})
    add_prompts(project.store, [NewPrompt("A prompt", split="ppo")])
    screen.panel.switch.choose("ppo")
    screen.refresh()
    assert screen.panel.request() == TrainPPO(PPOOptions(), newer.id, judge.id)
    screen.panel.parents["ppo"].choose(older.id)
    assert screen.panel.request().parent_id == older.id
    screen.panel.switch.choose("reward")
    assert isinstance(screen.panel.request(), TrainReward)


def test_a_newer_checkpoint_becomes_the_default_unless_one_was_chosen(screen, past_run):
    _, older = past_run("sft", {})
    screen.panel.switch.choose("reward")
    screen.refresh()
    box = screen.panel.parents["reward"]
    assert box.checkpoint_id() == older.id
    _, newer = past_run("sft", {})
    screen.refresh()
    assert box.checkpoint_id() == newer.id
    box.choose(older.id)
    past_run("sft", {})
    screen.refresh()
    assert box.checkpoint_id() == older.id


# During a run


def test_events_drive_curves_samples_and_progress(screen, demonstrate, worker, project, qtbot):
    demonstrate(2)
    screen.refresh()
    start(screen, worker, qtbot, begin(project))
    assert screen.panel.launch.isHidden()
    worker.tell(
        Progress(1, 10, {"loss": 3.0, "learning_rate": 0.1}),
        Progress(2, 10, {"loss": math.nan}),
        SampleSeen(2, "Say hello", "Hello!", 1.25),
    )
    qtbot.waitUntil(lambda: len(samples(screen)) == 1)
    loss = screen._live.curves["loss"]
    assert loss.steps.tolist() == [1.0, 2.0]
    assert samples(screen) == ["Say hello\nHello!\nr 1.25"]
    qtbot.waitUntil(lambda: screen.board.large.readout() == "Loss not a number")
    assert screen.panel.job_box.words.text().startswith("Step 2 of 10")
    assert screen.panel.job_box.bar.value() == 200
    assert "running" in screen.header.facts.text()


def test_a_burst_of_samples_is_shown_in_portions_and_bounded(screen, qtbot):
    from studio.gui.widgets.sample_feed import Sample as Shown

    for number in range(MOST_SAMPLES + 50):
        screen.feed.add(Shown(number, "p", str(number)))
    screen.feed.show_waiting()
    assert screen.feed.model.rowCount() == A_TICK
    while screen.feed._waiting:
        screen.feed.show_waiting()
    assert screen.feed.model.rowCount() == MOST_SAMPLES
    assert samples(screen)[0] == f"p\n{MOST_SAMPLES + 49}"


def test_pause_and_stop_act_on_the_job(screen, demonstrate, worker, project, context, qtbot):
    demonstrate(2)
    screen.refresh()
    start(screen, worker, qtbot, begin(project))
    job, box = context.bridge.current, screen.panel.job_box
    box.pause.click()
    assert job.control.paused
    assert box.pause.text() == "Resume"
    assert "paused" in box.words.text()
    box.pause.click()
    assert not job.control.paused
    box.stop.click()
    assert job.control.stopping
    assert not box.stop.isEnabled()
    assert "saved" in box.words.text()
    worker.tell(Progress(1, 10))
    qtbot.waitUntil(lambda: not context.bridge.jobs)
    assert screen.panel.launch.isVisible()


def test_a_job_that_waits_says_for_what_and_can_be_cancelled(
    screen, demonstrate, worker, project, context, qtbot
):
    demonstrate(2)
    screen.refresh()
    context.bridge.submit(Sample())
    screen.panel.launch.start.click()
    box = screen.panel.job_box
    assert box.words.text() == "Waits for Sampling to finish"
    assert box.stop.text() == "Cancel"
    assert not box.pause.isEnabled()
    box.stop.click()
    worker.tell(Finished(1), Progress(0, 1))
    qtbot.waitUntil(lambda: not context.bridge.jobs)
    assert screen.panel.launch.isVisible()


def test_a_run_goes_on_while_one_looks_at_another_stage(
    screen, demonstrate, worker, project, context, qtbot
):
    demonstrate(2)
    screen.refresh()
    start(screen, worker, qtbot, begin(project))
    screen.panel.switch.choose("reward")
    assert screen.panel.launch.isVisible()
    worker.tell(Progress(1, 10, {"loss": 3.0}))
    qtbot.waitUntil(lambda: "loss" in screen._live.curves)
    assert screen.board.large.spec.key == "heldout_accuracy"
    screen.panel.switch.choose("sft")
    assert screen.panel.job_box.isVisible()
    screen.board.draw_all()
    assert screen.board.large.readout() == "Loss 3"


def test_notices_stand_above_the_curves_in_words(
    screen, demonstrate, worker, project, qtbot, monkeypatch
):
    words = {"kl_budget_spent": "The KL of {kl} is over its budget."}
    monkeypatch.setattr("studio.gui.widgets.notice.NOTICES", words)
    demonstrate(2)
    screen.refresh()
    start(screen, worker, qtbot, begin(project))
    worker.tell(Notice("warning", "kl_budget_spent", {"kl": 11}))
    qtbot.waitUntil(lambda: len(screen.alarms.shown) == 1)
    [(_, notice)] = screen.alarms.shown
    assert notice.message() == "The KL of 11 is over its budget."
    worker.tell(Notice("warning", "kl_budget_spent", {"kl": 12}), Progress(1, 10, {"loss": 1.0}))
    qtbot.waitUntil(lambda: "loss" in screen._live.curves)
    assert len(screen.alarms.shown) == 1


def test_a_failure_is_told_in_words_with_details(
    screen, demonstrate, worker, project, context, qtbot
):
    demonstrate(2)
    screen.refresh()
    first = begin(project)
    start(screen, worker, qtbot, first)
    runs.end_run(project.store, first.run_id, "failed", {"error": "unexpected"})
    worker.tell(Failed("unexpected", {"reason": "a broken thing"}, "Traceback …"))
    qtbot.waitUntil(lambda: not context.bridge.jobs)
    [(_, notice)] = screen.alarms.shown
    assert "a broken thing" in notice.message()
    assert notice.details() == "Traceback …"
    context.data_changed.emit("runs")
    assert "failed" in screen.header.facts.text()
    assert len(screen.alarms.shown) == 1


def test_a_failure_before_the_start_is_told_until_the_next_try(
    screen, demonstrate, worker, project, context, qtbot
):
    demonstrate(1)
    screen.refresh()
    worker.tell(Failed("unexpected", {"reason": "too few"}))
    screen.panel.launch.start.click()
    qtbot.waitUntil(lambda: not context.bridge.jobs)
    [(_, notice)] = screen.alarms.shown
    assert "too few" in notice.message()
    screen.panel.switch.choose("ppo")
    assert screen.alarms.shown == []
    screen.panel.switch.choose("sft")
    assert len(screen.alarms.shown) == 1
    start(screen, worker, qtbot, begin(project))
    assert screen.alarms.shown == []


# Past runs


def test_past_runs_are_read_from_the_store(screen, past_run):
    past_run("sft", {"loss": [3.0, 2.5]}, loss=2.5)
    past_run("sft", {"loss": [2.0, 1.5]}, loss=1.5)
    screen.refresh()
    screen.board.draw_all()
    assert screen.header.title.text() == "SFT 2"
    assert screen.board.large.readout() == "Loss 1.50"
    assert samples(screen) == ["A prompt\nA past answer"]
    assert "labels: 3" in screen.header.facts.text()


def test_a_past_run_is_brought_into_view_by_click_and_by_key(screen, past_run, qtbot):
    past_run("sft", {"loss": [3.0]}, loss=3.0)
    past_run("sft", {"loss": [2.0]}, loss=2.0)
    screen.refresh()
    view = screen.run_list.view
    place = view.visualRect(screen.run_list.model.index(1, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert screen.header.title.text() == "SFT 1"
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert screen.header.title.text() == "SFT 1"
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert screen.header.title.text() == "SFT 2"


def test_a_past_run_is_laid_over_the_one_in_view(screen, past_run, qtbot):
    past_run("sft", {"loss": [3.0]}, loss=3.0)
    past_run("sft", {"loss": [2.0]}, loss=2.0)
    screen.refresh()
    view = screen.run_list.view
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    screen.board.draw_all()
    assert screen.header.title.text() == "SFT 2"
    assert screen.board.large.readout() == "Loss 2, SFT 1: Loss 3"
    screen.refresh()
    screen.board.draw_all()
    assert screen.board.large.readout() == "Loss 2, SFT 1: Loss 3"
    qtbot.keyClick(view, Qt.Key.Key_Space)
    screen.board.draw_all()
    assert screen.board.large.readout() == "Loss 2"


def test_the_options_of_a_past_run_can_be_used_again(screen, past_run):
    past_run("sft", {"loss": [3.0]}, loss=3.0)
    screen.refresh()
    screen.header.fold.click()
    assert "Epochs 9" in screen.header.options.text()
    screen.header.take.click()
    assert screen.panel.forms["sft"].options() == replace(SFTOptions(), epochs=9)


def test_another_screen_points_to_a_stage_or_a_run(screen, past_run):
    run, _ = past_run("sft", {"loss": [3.0]}, loss=3.0)
    past_run("sft", {"loss": [2.0]}, loss=2.0)
    screen.show_item("ppo")
    assert screen.panel.stage == "ppo"
    screen.show_item(run)
    assert screen.panel.stage == "sft"
    assert screen.header.title.text() == "SFT 1"


def test_closing_the_project_forgets_its_runs(screen, past_run, context):
    past_run("sft", {"loss": [3.0]}, loss=3.0)
    screen.refresh()
    project, context.project = context.project, None
    context.project_changed.emit()
    assert screen.run_list.model.rowCount() == 0
    assert samples(screen) == []
    context.project = project


# Language, keys


class Upside(QTranslator):
    """Translates everything by marking it."""

    def translate(self, context, text, disambiguation=None, n=-1) -> str:
        return f"«{text}»"

    def isEmpty(self) -> bool:
        return False


def test_every_text_follows_the_language(screen, past_run, qtbot):
    past_run("sft", {"loss": [3.0]}, loss=3.0)
    screen.refresh()
    translator = Upside()
    QCoreApplication.installTranslator(translator)

    def untranslated() -> set[str]:
        texts = {
            "title": screen.title.text(),
            "start": screen.panel.launch.start.text(),
            "stage": screen.panel.switch.buttons["sft"].text(),
            "option": screen.panel.forms["sft"].rows["epochs"]._label.text(),
            "plot": screen.board.large._title.text(),
            "samples": screen.feed._title.text(),
            "runs": screen.run_list._title.text(),
            "facts": screen.header.facts.text(),
        }
        return {name for name, text in texts.items() if "«" not in text}

    try:
        qtbot.waitUntil(lambda: untranslated() == set())
    finally:
        QCoreApplication.removeTranslator(translator)
    qtbot.waitUntil(lambda: len(untranslated()) == 8)


def test_every_button_has_a_name_and_can_be_reached_by_keyboard(screen):
    for button in screen.findChildren(QPushButton):
        if button.isVisible():
            assert button.accessibleName(), button
            in_group = button.group() is not None and not button.isChecked()  # arrow keys reach it
            assert in_group or button.focusPolicy() & Qt.FocusPolicy.TabFocus
    for row in screen.panel.forms["sft"].rows.values():
        assert row.edit.accessibleName()
