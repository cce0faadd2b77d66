"""A choice among checkpoints."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from studio.gui.figures import headline, when
from studio.gui.stage_names import stage_name
from studio.store.records import Checkpoint


class CheckpointBox(QComboBox):
    """Stands on the first checkpoint, also when a newer one takes that place, until one chooses."""

    def __init__(self, parent: QWidget | None = None, *, optional: bool = False) -> None:
        super().__init__(parent)
        self._optional = optional
        self._none_text = ""
        self._checkpoints: tuple[Checkpoint, ...] = ()
        self._picked = False
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.activated.connect(self._remember_choice)

    def set_none_text(self, text: str) -> None:
        """What the entry says that stands for no checkpoint."""
        self._none_text = text
        self._fill()

    def show_checkpoints(self, checkpoints: Sequence[Checkpoint]) -> None:
        self._checkpoints = tuple(checkpoints)
        self._fill()

    def checkpoint_id(self) -> int | None:
        return self.currentData()

    def checkpoint(self) -> Checkpoint | None:
        return next((c for c in self._checkpoints if c.id == self.checkpoint_id()), None)

    def choose(self, checkpoint_id: int | None) -> None:
        index = self.findData(checkpoint_id)
        if index >= 0:
            self.setCurrentIndex(index)
            self._picked = True

    def retranslate(self) -> None:
        self._fill()

    def _fill(self) -> None:
        chosen = self.checkpoint_id() if self._picked else None
        self.blockSignals(True)
        self.clear()
        if self._optional:
            self.addItem(self._none_text, None)
        for checkpoint in self._checkpoints:
            self.addItem(checkpoint_text(checkpoint), checkpoint.id)
        self.setCurrentIndex(max(0, self.findData(chosen)) if chosen is not None else 0)
        self.blockSignals(False)
        self.setToolTip(self.currentText())

    def _remember_choice(self) -> None:
        self._picked = True
        self.setToolTip(self.currentText())


def checkpoint_text(checkpoint: Checkpoint) -> str:
    """sft-3 · SFT · loss 1.92 · 14:02."""
    told = [checkpoint.name, stage_name(checkpoint.stage)]
    told.append(headline(checkpoint.stage, checkpoint.summary))
    if checkpoint.stage != "base":
        told.append(when(checkpoint.created_at))
    return " · ".join(part for part in told if part)
