"""What a stage would be trained on, and the button that starts it or says what is missing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from studio.gui import theme
from studio.gui.widgets.basic import PrimaryButton
from studio.store.records import Pipeline


class LaunchBox(QWidget):
    """The line before the start. `missing` is a code of `preflight.missing`."""

    started = Signal()
    remedied = Signal(str)  # write, rank, data, sft, reward or synthetic

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stage, self._missing, self._valid = "sft", "base", True
        self._pipeline: Pipeline | None = None
        self._parent_name = ""
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.remedy = QPushButton()
        self.remedy.clicked.connect(lambda: self.remedied.emit(self._remedy()[0]))
        self.synthetic = QPushButton()
        self.synthetic.clicked.connect(lambda: self.remedied.emit("synthetic"))
        self.start = PrimaryButton(command="train.start")
        self.start.clicked.connect(self.started)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        for widget in (self.words, self.remedy, self.synthetic, self.start):
            column.addWidget(widget)
        self.retranslate()

    def show_state(
        self, stage: str, pipeline: Pipeline, missing: str, parent_name: str, *, valid: bool
    ) -> None:
        """`parent_name` is what it would start from; `valid` says that the options can be used."""
        self._stage, self._pipeline, self._parent_name = stage, pipeline, parent_name
        self._missing, self._valid = missing, valid
        self.retranslate()

    def retranslate(self) -> None:
        self.start.set_text(
            {
                "sft": self.tr("Train SFT"),
                "reward": self.tr("Train reward model"),
                "ppo": self.tr("Train PPO"),
            }[self._stage]
        )
        self.start.setEnabled(self._valid and not self._missing)
        self.words.setText(self._told())
        _, remedy = self._remedy()
        self.remedy.setVisible(bool(remedy))
        _name(self.remedy, remedy)
        self._offer_synthetic()

    def _told(self) -> str:
        if self._missing:
            return {
                "base": self.tr("There is no model to start from yet."),
                "sft": self.tr("An SFT policy is needed first: step 1."),
                "reward": self.tr("A reward model is needed first: step 2."),
                "demonstrations": self.tr("There are no demonstrations to train on yet."),
                "samples": self.tr("There are no answers to rank yet, so nothing to train on."),
                "comparisons": self.tr("Nobody has ranked any answers yet."),
                "prompts": self.tr("There are no prompts for this step yet."),
            }[self._missing]
        if not self._valid:
            return self.tr("One of the options cannot be used; it is marked above.")
        return (
            self._trains_on() + "\n" + self.tr("Starts from: {name}").format(name=self._parent_name)
        )

    def _trains_on(self) -> str:
        pipeline = self._pipeline
        if pipeline is None:
            return ""
        if self._stage == "sft":
            said = self.tr("Demonstrations to train on: {count}")
            return said.format(count=pipeline.demonstrations)
        if self._stage == "ppo":
            said = self.tr("Prompts to sample answers for: {count}")
            return said.format(count=pipeline.prompts.get("ppo", 0))
        said = self.tr("Comparisons to train on: {count}").format(count=pipeline.comparisons)
        if pipeline.synthetic_comparisons:
            said += self.tr(", synthetic among them: {count}").format(
                count=pipeline.synthetic_comparisons
            )
        return said

    def _remedy(self) -> tuple[str, str]:
        """(where to go, what the button says)."""
        return {
            "sft": ("sft", self.tr("Go to step 1, SFT")),
            "reward": ("reward", self.tr("Go to step 2, reward model")),
            "demonstrations": ("write", self.tr("Write answers")),
            "samples": ("rank", self.tr("Sample and rank answers")),
            "comparisons": ("rank", self.tr("Rank answers")),
            "prompts": ("data", self.tr("Add prompts")),
        }.get(self._missing, ("", ""))

    def _offer_synthetic(self) -> None:
        """A person's rankings can be replaced by a rule's, which is said wherever they appear."""
        pipeline = self._pipeline
        waiting = 0 if pipeline is None else pipeline.unranked_sets
        sampling = self._missing == "samples"
        offered = self._stage == "reward" and (waiting > 0 or sampling)
        self.synthetic.setVisible(offered and self._missing in ("", "samples", "comparisons"))
        if sampling:
            text = self.tr("Sample, and rank synthetically")
        else:
            text = self.tr("Rank waiting answers synthetically ({count})").format(count=waiting)
        _name(self.synthetic, text)
        self.synthetic.setToolTip(
            self.tr("The synthetic labeler ranks by a rule; its rankings stay marked as synthetic.")
        )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _name(button: QPushButton, text: str) -> None:
    button.setText(text)
    button.setAccessibleName(text)
    button.setToolTip(text)
