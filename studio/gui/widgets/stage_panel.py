"""Everything that a training run is made of: stage, labels, start, options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from studio.config import STAGE_OPTIONS
from studio.gui import theme
from studio.gui.bridge import Bridge, Job
from studio.gui.preflight import missing, parents
from studio.gui.widgets.basic import Caption, Card, Heading
from studio.gui.widgets.checkpoint_box import CheckpointBox
from studio.gui.widgets.job_box import JobBox
from studio.gui.widgets.launch_box import LaunchBox
from studio.gui.widgets.options_form import OptionsForm
from studio.gui.widgets.stage_switch import StageSwitch
from studio.jobs.requests import Request, TrainPPO, TrainReward, TrainSFT
from studio.store.records import Checkpoint, Pipeline


class StagePanel(QWidget):
    """What one fills in stays filled in for each stage while one looks at another."""

    stage_chosen = Signal(str)
    started = Signal(object)  # Request
    remedied = Signal(str)  # see LaunchBox

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pipeline: Pipeline | None = None
        self._checkpoints: tuple[Checkpoint, ...] = ()
        self.switch = StageSwitch()
        self.switch.chosen.connect(self._show_stage)
        self._labels_title, self._labels = Heading(), QLabel()
        self._labels_note = Caption()
        self._parent_label, self._reward_label = QLabel(), QLabel()
        self.parents = {stage: CheckpointBox() for stage in STAGE_OPTIONS}
        self.reward_model = CheckpointBox()
        self.forms = {stage: OptionsForm(kind) for stage, kind in STAGE_OPTIONS.items()}
        self.launch = LaunchBox()
        self.launch.started.connect(self._start)
        self.launch.remedied.connect(self.remedied)
        self.job_box = JobBox(bridge)
        for box in (*self.parents.values(), self.reward_model):
            box.activated.connect(self._update)
        for form in self.forms.values():
            form.changed.connect(self._update)
        self._lay_out()
        self.retranslate()
        self._show_stage(self.stage)

    @property
    def stage(self) -> str:
        return self.switch.stage

    def show_project(self, pipeline: Pipeline, checkpoints: Sequence[Checkpoint]) -> None:
        self._pipeline, self._checkpoints = pipeline, tuple(checkpoints)
        for stage, box in self.parents.items():
            box.show_checkpoints(parents(stage, checkpoints))
        self.reward_model.show_checkpoints([c for c in checkpoints if c.stage == "reward"])
        self._update()

    def show_job(self, job: Job | None) -> None:
        """Show the job of this stage instead of the start, as long as there is one."""
        self.job_box.follow(job)
        self.job_box.setVisible(job is not None)
        self.launch.setVisible(job is None)

    def fill_in(self, options: Mapping[str, Any]) -> None:
        self.forms[self.stage].set_options(options)

    def request(self) -> Request | None:
        """What the start would ask for, or None while an option cannot be used."""
        options = self.forms[self.stage].options()
        if options is None:
            return None
        parent_id = self.parents[self.stage].checkpoint_id()
        if self.stage == "sft":
            return TrainSFT(options, parent_id)
        if self.stage == "reward":
            return TrainReward(options, parent_id)
        return TrainPPO(options, parent_id, self.reward_model.checkpoint_id())

    def retranslate(self) -> None:
        self._labels_title.setText(self.tr("Data"))
        self._parent_label.setText(self.tr("Starts from"))
        self._reward_label.setText(self.tr("Reward model"))
        for box in self.parents.values():
            box.setAccessibleName(self._parent_label.text())
            box.retranslate()
        self.reward_model.setAccessibleName(self._reward_label.text())
        self.reward_model.retranslate()
        self._update()

    def _start(self) -> None:
        if (request := self.request()) is not None:
            self.started.emit(request)

    def _show_stage(self, stage: str) -> None:
        for name, form in self.forms.items():
            form.setVisible(name == stage)
        for name, box in self.parents.items():
            box.setVisible(name == stage)
        self._parent_label.setBuddy(self.parents[stage])
        self._reward_label.setVisible(stage == "ppo")
        self.reward_model.setVisible(stage == "ppo")
        self._update()
        self.stage_chosen.emit(stage)

    def _update(self) -> None:
        pipeline = self._pipeline
        if pipeline is None:
            return
        stage = self.stage
        parent = self.parents[stage].checkpoint()
        self.launch.show_state(
            stage,
            pipeline,
            missing(stage, pipeline, self._checkpoints),
            "" if parent is None else parent.name,
            valid=self.forms[stage].options() is not None,
        )
        self._labels.setText(self._count(stage, pipeline))
        note = self._note(stage, pipeline)
        self._labels_note.setText(note)
        self._labels_note.setVisible(bool(note))

    def _count(self, stage: str, pipeline: Pipeline) -> str:
        if stage == "sft":
            return self.tr("Demonstrations: {count}").format(count=pipeline.demonstrations)
        if stage == "reward":
            return self.tr("Comparisons: {count}").format(count=pipeline.comparisons)
        return self.tr("Prompts: {count}").format(count=pipeline.prompts.get("ppo", 0))

    def _note(self, stage: str, pipeline: Pipeline) -> str:
        told = []
        if stage == "reward" and pipeline.synthetic_comparisons:
            said = self.tr("synthetic: {count}")
            told.append(said.format(count=pipeline.synthetic_comparisons))
        if stage == "reward" and pipeline.unranked_sets:
            said = self.tr("waiting to be ranked: {count}")
            told.append(said.format(count=pipeline.unranked_sets))
        status = pipeline.stages[stage]
        if status.checkpoint is not None and status.new_labels:
            said = self.tr("new since the last training: {count}")
            told.append(said.format(count=status.new_labels))
        if status.parent_is_newer:
            told.append(self.tr("what it starts from is newer than the last training"))
        return "  ·  ".join(told)

    def _lay_out(self) -> None:
        inside = Card()
        inside.body.setSpacing(theme.WIDE_GAP)
        data = QVBoxLayout()
        data.setSpacing(4)
        for widget in (self._labels_title, self._labels, self._labels_note):
            data.addWidget(widget)
        inside.body.addLayout(data)
        grid = QGridLayout()
        grid.setVerticalSpacing(4)
        grid.addWidget(self._parent_label, 0, 0)
        for box in self.parents.values():
            grid.addWidget(box, 1, 0)
        grid.addWidget(self._reward_label, 2, 0)
        grid.addWidget(self.reward_model, 3, 0)
        inside.body.addLayout(grid)
        for form in self.forms.values():
            inside.body.addWidget(form)
        inside.body.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.WIDE_GAP)
        column.addWidget(self.switch)
        column.addWidget(scroll, 1)
        column.addWidget(self.launch)
        column.addWidget(self.job_box)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
