"""Train a stage: what it is made of on the left, its curves in the middle, its samples right."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QSplitter, QVBoxLayout, QWidget

from studio.errors import StudioError
from studio.gui import keys, theme
from studio.gui.bridge import Job
from studio.gui.context import Context
from studio.gui.curve import RunCurves
from studio.gui.reader import Reader
from studio.gui.run_view import RunView, sample_of
from studio.gui.screens.base import Screen
from studio.gui.stage_names import STAGES, stage_of
from studio.gui.widgets.alarm_stack import AlarmStack
from studio.gui.widgets.basic import Title
from studio.gui.widgets.plot_board import PlotBoard
from studio.gui.widgets.run_header import RunHeader
from studio.gui.widgets.run_list import RunList, run_name
from studio.gui.widgets.sample_feed import SampleFeed
from studio.gui.widgets.stage_panel import StagePanel
from studio.jobs import events
from studio.jobs.requests import LabelSynthetically, Request, Resume, Sample
from studio.store import runs
from studio.store.engine import Store
from studio.store.records import Checkpoint, Pipeline, Run

LEFT, MIDDLE, RIGHT = 296, 560, 300  # px, the widths to start from
LEAST = {"middle": 320, "right": 208}


class TrainScreen(Screen):
    name = "train"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._live: RunView | None = None  # the run of the job that trains now
        self._shown: RunView | None = None
        self._overlays: dict[int, RunView] = {}  # by run, read once
        self._failed_to_start: dict[str, events.Failed] = {}  # by stage
        self._waiting_sets = 0
        self._reader = Reader(self)
        self.title = Title()
        self.panel = StagePanel(context.bridge)
        self.panel.stage_chosen.connect(self._show_stage)
        self.panel.started.connect(self.start)
        self.panel.remedied.connect(self._remedy)
        self.board = PlotBoard()
        self.header = RunHeader(self.board.smoothing_control)
        self.header.reuse.connect(self._reuse)
        self.header.resumed.connect(self._resume)
        self.alarms = AlarmStack()
        self.feed = SampleFeed()
        self.run_list = RunList()
        self.run_list.chosen.connect(self.show_run)
        self.run_list.overlays_changed.connect(self._show_curves)
        context.bridge.queued.connect(self._follow_jobs)
        context.bridge.event.connect(self._take)
        context.bridge.ended.connect(self._take_end)
        context.project_changed.connect(self._forget_project)
        self._lay_out()
        self.retranslate()

    # What is shown

    def refresh(self) -> None:
        project = self.context.project
        if project is None:
            return
        try:
            self._read_project(project.store)
            self._read_runs()
        except StudioError as error:
            self.alarms.show_event(events.Failed(error.code, error.details))
        self._follow_jobs()

    def show_item(self, item: Any) -> None:
        """Show a stage by its name, or a run."""
        if isinstance(item, Run):
            self.panel.switch.choose(item.stage)
            self.run_list.choose(item.id)
            self.show_run(item)
        elif item in STAGES:
            self.panel.switch.choose(item)

    def show_run(self, run: Run) -> None:
        """Show a run's curves, samples and options."""
        live = self._live is not None and self._live.run_id == run.id
        view = self._live if live else self._read(run)
        if view is None:
            return
        self._shown = view
        self.feed.show_samples(list(view.samples))
        self._show_header()
        self._show_alarms()
        self._show_curves()
        self.board.set_level("kl", run.options.get("kl_budget") or None)

    def retranslate(self) -> None:
        self.title.setText(self.tr("Train"))
        self.board.setAccessibleName(self.tr("Curves"))

    def keys(self) -> list[tuple[str, str]]:
        return [
            *super().keys(),
            (keys.span("train.step_", 3), self.tr("Choose the step")),
            ("Left", self.tr("On a curve: to the value before; Right to the next")),
            ("Enter", self.tr("On a small plot: enlarge it. On a run: bring it into view")),
            ("Space", self.tr("On a run: lay its curves over the one in view")),
        ]

    # What one does

    def start(self, request: Request) -> None:
        self._failed_to_start.pop(stage_of(request), None)
        self.alarms.clear()
        self.context.bridge.submit(request)

    def _remedy(self, code: str) -> None:
        if code in STAGES:
            self.panel.switch.choose(code)
        elif code == "synthetic":
            if not self._waiting_sets:
                self.context.bridge.submit(Sample())
            self.context.bridge.submit(LabelSynthetically())
        else:
            self.context.go_to.emit(code, None)

    def _resume(self, run: Run) -> None:
        self.start(Resume(run.id, run.stage))

    def _reuse(self, run: Run) -> None:
        self.panel.fill_in(run.options)
        said = self.tr("The options of {run} are filled in for the next run.")
        self.context.message.emit(said.format(run=run_name(run)))

    # What jobs tell

    def _follow_jobs(self) -> None:
        jobs = self.context.bridge.jobs
        stage = self.panel.stage
        self.panel.show_job(next((j for j in jobs if stage_of(j.request) == stage), None))
        ranking = any(stage_of(job.request) == "label" for job in jobs)
        self.panel.launch.synthetic.setEnabled(not ranking)

    def _take(self, job: Job, event: events.Event) -> None:
        stage = stage_of(job.request)
        if stage not in STAGES or job.project is not self.context.project:
            return
        if isinstance(event, events.Started):
            self._live = self._view_of(job, event, stage)
            self._overlays.pop(event.run_id or 0, None)
            if stage == self.panel.stage:
                self._shown = None
                self._read_runs()
            return
        if self._live is None:
            if isinstance(event, events.Failed):
                self._failed_to_start[stage] = event
                self._show_alarms()
            return
        self._live.take(event)
        if self._live is self._shown:
            self._show_news(event)

    def _view_of(self, job: Job, event: events.Started, stage: str) -> RunView:
        """What is shown of a run that starts; one that goes on has its earlier curves."""
        if isinstance(job.request, Resume) and self.context.project is not None:
            run = runs.get_run(self.context.project.store, job.request.run_id)
            return self._read(run) or RunView(event.run_id, stage)
        return RunView(event.run_id, stage)

    def _show_news(self, event: events.Event) -> None:
        """Show what the run in view has just told."""
        if isinstance(event, events.Progress):
            self.board.touch(event.metrics)
        elif isinstance(event, events.SampleSeen):
            self.feed.add(sample_of(event))
        elif isinstance(event, events.Notice | events.Failed):
            self.alarms.show_event(event)

    def _take_end(self, job: Job) -> None:
        self._follow_jobs()
        if stage_of(job.request) in STAGES:
            self._live = None

    # Reading runs

    def _read_project(self, store: Store) -> None:
        """Aside, since counting takes long in a large store; what was known stays until then."""
        self._reader.soon(
            lambda: (runs.pipeline(store), runs.list_checkpoints(store)), self._take_project
        )

    def _take_project(self, read: tuple[Pipeline, list[Checkpoint]]) -> None:
        pipeline, checkpoints = read
        self.panel.show_project(pipeline, checkpoints)
        self.panel.setEnabled(True)
        self._waiting_sets = pipeline.unranked_sets

    def _show_stage(self, stage: str) -> None:
        self.board.show_stage(stage)
        self.feed.set_stage(stage)
        self.run_list.show_runs([])
        self._shown = None
        self.refresh()

    def _read_runs(self) -> None:
        """List the runs of the stage; the one in view stays, else the live or the newest is."""
        assert self.context.project is not None
        found = runs.list_runs(self.context.project.store, self.panel.stage)
        self.run_list.show_runs(found)
        if self._shown is not None:
            self._show_header()
        elif found:
            self.run_list.choose(found[0].id)
            self.show_run(found[0])
        else:
            self._show_nothing()

    def _read(self, run: Run) -> RunView | None:
        assert self.context.project is not None
        try:
            return RunView.read(self.context.project.store, run)
        except StudioError as error:
            self.alarms.show_event(events.Failed(error.code, error.details))
            return None

    def _show_nothing(self) -> None:
        self.feed.show_samples([])
        self.board.show_runs([RunCurves()])
        self.header.show_run(None)
        self._show_alarms()

    def _show_header(self) -> None:
        run, project = self.run_list.current(), self.context.project
        parent_name, can_go_on = "", False
        if run is not None and project is not None:
            can_go_on = project.can_go_on(run)
            if run.parent_checkpoint_id is not None:
                parent_name = runs.get_checkpoint(project.store, run.parent_checkpoint_id).name
        self.header.show_run(run, parent_name, can_go_on=can_go_on)

    def _show_alarms(self) -> None:
        self.alarms.clear()
        for event in self._shown.told if self._shown is not None else ():
            self.alarms.show_event(event)
        failure = self._failed_to_start.get(self.panel.stage)
        if failure is not None:
            self.alarms.show_event(failure)

    def _show_curves(self) -> None:
        shown = RunCurves() if self._shown is None else self._shown.named("")
        self.board.show_runs([shown, *map(self._overlay, self.run_list.overlays())])

    def _overlay(self, run: Run) -> RunCurves:
        if self._live is not None and self._live.run_id == run.id:
            return self._live.named(run_name(run))
        if run.id not in self._overlays:
            self._overlays[run.id] = self._read(run) or RunView(run.id, run.stage)
        return self._overlays[run.id].named(run_name(run))

    def _forget_project(self) -> None:
        self._reader.forget()
        self.panel.setEnabled(False)  # what it shows is another project's
        self._live = self._shown = None
        self._overlays.clear()
        self._failed_to_start.clear()
        self.run_list.show_runs([])
        self._show_nothing()

    def _lay_out(self) -> None:
        curves = QWidget()
        stacked = QVBoxLayout(curves)
        stacked.setContentsMargins(0, 0, 0, 0)
        stacked.setSpacing(theme.GAP)
        stacked.addWidget(self.alarms)
        stacked.addWidget(self.board, 1)
        room = QScrollArea()  # in a low window with alarms the plots do not fit
        room.setWidget(curves)
        room.setWidgetResizable(True)
        room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        middle = QVBoxLayout()
        middle.setSpacing(theme.GAP)
        middle.addWidget(self.header)
        middle.addWidget(room, 1)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(theme.WIDE_GAP)
        left.addWidget(self.title)
        left.addWidget(self.panel, 1)
        right.setSpacing(theme.WIDE_GAP)
        right.addWidget(self.feed, 3)
        right.addWidget(self.run_list, 2)
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        self.columns.setChildrenCollapsible(False)
        self.columns.setHandleWidth(theme.WIDE_GAP)
        for layout in (left, middle, right):
            column = QWidget()
            column.setLayout(layout)
            layout.setContentsMargins(0, 0, 0, 0)
            if layout is not left:
                column.setMinimumWidth(LEAST["middle" if layout is middle else "right"])
            self.columns.addWidget(column)
        self.columns.setSizes([LEFT, MIDDLE, RIGHT])
        self.columns.setStretchFactor(0, 0)
        self.columns.setStretchFactor(1, 1)
        self.columns.setStretchFactor(2, 0)
        page = QVBoxLayout(self)
        page.setContentsMargins(*[theme.SECTION_GAP] * 4)
        page.addWidget(self.columns)
