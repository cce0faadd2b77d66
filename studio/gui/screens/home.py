"""The whole project at a glance, and the next thing to do."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale, Slot
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from studio.gui import theme
from studio.gui.bridge import Job
from studio.gui.context import Context
from studio.gui.figures import headline, number
from studio.gui.next_step import next_step
from studio.gui.reader import Reader
from studio.gui.screens.base import Screen
from studio.gui.stage_names import stage_of
from studio.gui.widgets.basic import Card, Heading, PrimaryButton, QuietButton, Title
from studio.gui.widgets.pipeline_picture import PipelinePicture
from studio.jobs.events import Event, Progress, Started
from studio.jobs.requests import Sample
from studio.metric_texts import METRIC_TEXTS
from studio.store.project import Project
from studio.store.records import Pipeline, StageStatus
from studio.store.runs import pipeline

WIDTH = 1088  # px at 100 %; the picture does not stretch beyond
# Where each box of the picture leads: a screen and what to show there.
WAYS: dict[str, tuple[str, Any]] = {
    "write": ("write", None),
    "rank": ("rank", None),
    "watch": ("train", "ppo"),
    "sft": ("train", "sft"),
    "reward": ("train", "reward"),
    "ppo": ("train", "ppo"),
}
# The metric that the figure of a box is; what it means is told on hovering.
METRICS = {"watch": "reward", "sft": "heldout_loss", "reward": "heldout_accuracy", "ppo": "kl"}
# Where the next step is done.
STEP_WAYS: dict[str, tuple[str, Any]] = {
    **WAYS,
    "import": ("data", None),
    "sample": ("rank", None),
    "chat": ("chat", None),
}

COUNTING = "…"


class HomeScreen(Screen):
    name = "home"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._pipeline: Pipeline | None = None
        self._project: Project | None = None  # whose pipeline that is
        self._reader = Reader(self)
        self._percent: int | None = None  # of the running job
        self.step = ""
        self.title = Title()
        self.prompts = QuietButton()
        self.prompts.clicked.connect(self._show_prompts)
        self.picture = PipelinePicture()
        for name, box in self.picture.boxes.items():
            box.clicked.connect(lambda _=False, way=WAYS[name]: context.go_to.emit(*way))
        self.next_title = Heading()
        self.next_reason = Heading()
        self.next_reason.setProperty("role", "")
        self.next_reason.setWordWrap(True)
        self.next_button = PrimaryButton(command="home.next")
        self.next_button.clicked.connect(self.do_next)
        context.bridge.event.connect(self._take_event)
        context.bridge.ended.connect(self._take_end)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.prompts)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.next_title)
        words.addWidget(self.next_reason)
        card = Card()
        row = QHBoxLayout()
        row.setSpacing(theme.SECTION_GAP)
        row.addLayout(words, 1)
        row.addWidget(self.next_button)
        card.body.addLayout(row)

        self._page = QWidget()
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SECTION_GAP)
        column.addLayout(head)
        column.addWidget(self.picture)
        column.addWidget(card)
        column.addStretch(1)
        holder = QWidget()
        middle = QHBoxLayout(holder)
        middle.setContentsMargins(*[theme.SECTION_GAP] * 4)
        middle.addStretch(1)
        middle.addWidget(self._page, 1000)
        middle.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(holder)
        self.setFocusProxy(scroll)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(scroll)
        theme.changed.connect(self._take_width)
        self._take_width()

    def retranslate(self) -> None:
        self.title.setText(self.tr("Three steps"))
        self.picture.set_words(
            (self.tr("1  Demonstrate"), self.tr("2  Rank"), self.tr("3  Optimize")),
            (self.tr("answers"), self.tr("scores")),
        )
        for name, metric in METRICS.items():
            meaning = QCoreApplication.translate("metrics", METRIC_TEXTS[metric][1])
            self.picture.boxes[name].setToolTip(meaning)
            self.picture.boxes[name].setAccessibleDescription(meaning)
        self._show()

    def refresh(self) -> None:
        """Read the counts aside, since in a large store they take long; the last ones stay."""
        project = self.context.project
        if project is not self._project:
            self._project, self._pipeline, self.step = project, None, ""
            self._show()
        if project is None:
            self._reader.forget()
        else:
            self._reader.soon(partial(pipeline, project.store), self._take_pipeline)

    def _take_pipeline(self, found: Pipeline) -> None:
        self._pipeline = found
        self._show()

    def keys(self) -> list[tuple[str, str]]:
        return [
            *super().keys(),
            ("Tab", self.tr("To the next box")),
            ("Enter", self.tr("Go to what the box shows")),
        ]

    def do_next(self) -> None:
        """Begin the next step where it is done; before it is known there is none."""
        if not self.step:
            return
        job = self.context.bridge.current
        if job is not None and self._runs(self.step):
            self.context.go_to.emit(*STEP_WAYS[self.step])
            return
        if self.step == "sample":
            language = self.context.settings.label_language or None
            self.context.bridge.submit(Sample(language=language))
        self.context.go_to.emit(*STEP_WAYS[self.step])

    # Showing

    def _show(self) -> None:
        self.next_button.setVisible(self._pipeline is not None)
        if self._pipeline is None:
            self._show_names()
            return
        found = self._pipeline
        total = sum(found.prompts.values())
        self.prompts.set_text(
            self.tr("%Ln prompt(s)", "", total), self.tr("See all prompts, or import more")
        )
        self.prompts.setToolTip(self._prompt_counts(found))
        self._show_people(found)
        for stage in ("sft", "reward", "ppo"):
            self._show_stage(found.stages[stage])
        self._show_next(found)

    def _show_names(self) -> None:
        """Where nothing has been counted yet, what will be counted."""
        self.prompts.set_text(self.tr("Prompts"), self.tr("See all prompts, or import more"))
        for name, title in self._titles().items():
            self.picture.boxes[name].show_texts(title, COUNTING, "")
        self.next_title.setText(self.tr("Next"))
        self.next_reason.setText(COUNTING)

    def _titles(self) -> dict[str, str]:
        return {
            "write": self.tr("Write answers"),
            "rank": self.tr("Rank answers"),
            "watch": self.tr("Watch rewards"),
            "sft": self.tr("SFT policy"),
            "reward": self.tr("Reward model"),
            "ppo": self.tr("PPO policy"),
        }

    def _prompt_counts(self, found: Pipeline) -> str:
        said = self.tr(
            "{sft} to write answers to, {reward} to rank, {ppo} for PPO, "
            "{heldout} kept out for evaluation"
        )
        counts = {split: found.prompts.get(split, 0) for split in ("sft", "reward", "ppo")}
        return said.format(**counts, heldout=found.prompts.get("heldout", 0))

    def _show_people(self, found: Pipeline) -> None:
        boxes, titles, locale = self.picture.boxes, self._titles(), QLocale()
        left = max(0, found.prompts.get("sft", 0) - found.demonstrations)
        boxes["write"].show_texts(
            titles["write"],
            self.tr("{count} written").format(count=locale.toString(found.demonstrations)),
            self.tr("%Ln prompt(s) without an answer", "", left) if left else "",
        )
        state = self.tr("%Ln set(s) of answers to rank", "", found.unranked_sets)
        if not found.response_sets:
            state = self.tr("No answers have been sampled yet")
        elif not found.unranked_sets:
            state = self.tr("Everything is ranked")
        if found.synthetic_comparisons:
            by = self.tr("{count} by the synthetic labeler")
            state += "  ·  " + by.format(count=locale.toString(found.synthetic_comparisons))
        boxes["rank"].show_texts(
            titles["rank"],
            self.tr("{count} ranked").format(count=locale.toString(found.comparisons)),
            state,
        )
        checkpoint = found.stages["ppo"].checkpoint
        summary = {} if checkpoint is None else checkpoint.summary
        rewards = headline("ppo", summary)
        state = self.tr("The reward of sampled answers, before and after")
        boxes["watch"].show_texts(titles["watch"], rewards or self.tr("No rewards yet"), state)

    def _show_stage(self, status: StageStatus) -> None:
        title = self._titles()[status.stage]
        state, mark, token = self._freshness(status)
        self.picture.boxes[status.stage].show_texts(title, self._figure(status), state, mark, token)

    def _figure(self, status: StageStatus) -> str:
        if status.checkpoint is None:
            return "–"
        summary = status.checkpoint.summary
        if status.stage == "ppo" and "kl" in summary:
            return self.tr("{kl} nats from SFT").format(kl=number(float(summary["kl"]), 2))
        if status.stage == "reward" and (figure := headline("reward", summary)):
            return self.tr("{rate} right").format(rate=figure)
        return headline(status.stage, summary) or status.checkpoint.name

    def _freshness(self, status: StageStatus) -> tuple[str, str, str]:
        """How fresh a checkpoint is, in words, with an icon and its colour."""
        if self._runs(status.stage):
            if self._percent is None:
                return self.tr("Training now"), "play", "accent"
            said = self.tr("Training now, {percent} %").format(percent=self._percent)
            return said, "play", "accent"
        if status.run is not None and status.run.status in ("failed", "interrupted"):
            failed = status.run.status == "failed"
            said = self.tr("The last run failed") if failed else self.tr("The last run was cut off")
            return said, "warning", "warning_mark"
        if status.checkpoint is None:
            return self.tr("Not trained yet"), "", "muted"
        if status.new_labels:
            if status.stage == "sft":
                said = self.tr("%Ln new demonstration(s)", "", status.new_labels)
            else:
                said = self.tr("%Ln new comparison(s)", "", status.new_labels)
            return said, "info", "warning_mark"
        if status.parent_is_newer:
            said = {
                "sft": self.tr("A newer base model is available"),
                "reward": self.tr("A newer SFT policy is available"),
                "ppo": self.tr("A newer SFT policy or reward model is available"),
            }[status.stage]
            return said, "info", "warning_mark"
        return self.tr("Up to date"), "check", "good_mark"

    def _show_next(self, found: Pipeline) -> None:
        self.step = next_step(found)
        self.next_title.setText(self.tr("Next"))
        if self._runs(self.step):
            self.next_reason.setText(self.tr("It is under way; you can watch it."))
            self.next_button.set_text(self.tr("Watch"))
            return
        button, reason = {
            "import": (
                self.tr("Import prompts"),
                self.tr("The project has no prompts yet, and everything begins with them."),
            ),
            "write": (
                self.tr("Write answers"),
                self.tr("The model learns what a good answer is from the ones you write."),
            ),
            "sft": (
                self.tr("Train SFT"),
                self.tr("There are demonstrations that the policy has not learned from yet."),
            ),
            "sample": (
                self.tr("Sample answers"),
                self.tr("The policy answers some prompts several times, so that you can rank."),
            ),
            "rank": (
                self.tr("Rank answers"),
                self.tr("The reward model learns from your rankings which answers are better."),
            ),
            "reward": (
                self.tr("Train the reward model"),
                self.tr("There are rankings or a policy that the reward model does not know yet."),
            ),
            "ppo": (
                self.tr("Train PPO"),
                self.tr("The reward model can now teach the policy to answer better."),
            ),
            "chat": (
                self.tr("Talk to the model"),
                self.tr("All three steps are done; see what has become of the model."),
            ),
        }[self.step]
        self.next_reason.setText(reason)
        self.next_button.set_text(button, reason)

    # The running job

    def _runs(self, stage: str) -> bool:
        job = self.context.bridge.current
        return job is not None and stage_of(job.request) == stage

    @Slot(object, object)
    def _take_event(self, job: Job, event: Event) -> None:
        if not isinstance(event, Started | Progress):
            return
        percent = 0
        if isinstance(event, Progress) and event.total:
            percent = int(100 * event.step / event.total)
        if percent != self._percent and self.isVisible():
            self._percent = percent
            self._show()

    @Slot(object, object)
    def _take_end(self, *_: object) -> None:
        self._percent = None
        if self.isVisible():
            self.refresh()

    def _show_prompts(self) -> None:
        self.context.go_to.emit("data", "prompts")

    def _take_width(self) -> None:
        self._page.setMaximumWidth(theme.px(WIDTH))
