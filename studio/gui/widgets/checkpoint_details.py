"""One checkpoint: its name and note to change, where it comes from, and what to do with it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QLocale, QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from studio.gui import theme
from studio.gui.figures import headline, when
from studio.gui.icons import icon
from studio.gui.stage_names import stage_name
from studio.gui.widgets.basic import Card, KeyButton, PrimaryButton, QuietButton
from studio.gui.widgets.checkpoint_tree import size_text
from studio.gui.widgets.fact_list import FactList
from studio.gui.widgets.run_list import run_name, status_text
from studio.lm.families import FAMILIES
from studio.store.checkpoints import EXPORT_FORMATS, LONGEST_NAME, LOST_PARENT, note_of
from studio.store.records import Checkpoint, Run

NOTE_LINES = 4
SNAPSHOT = 12  # characters of a hash that are shown


class CheckpointDetails(Card):
    """Tells what the person wants; the screen does it."""

    renamed = Signal(str)
    noted = Signal(int, str)  # a checkpoint's id, the note
    chat_wanted = Signal()
    run_wanted = Signal()
    export_wanted = Signal(str)  # a format
    delete_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._checkpoint: Checkpoint | None = None
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.name.editingFinished.connect(self._tell_name)
        self.facts = FactList()
        self.note_label = QLabel()
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.installEventFilter(self)
        self.note_label.setBuddy(self.note)
        self.chat = PrimaryButton(key="Ctrl+Enter")
        self.chat.clicked.connect(self.chat_wanted)
        self.run = QuietButton(key="Ctrl+T")
        self.run.setIcon(icon("train"))
        self.run.clicked.connect(self.run_wanted)
        self.export = KeyButton(key="Ctrl+E")
        self.export.setIcon(icon("export"))
        self.formats: dict[str, QAction] = {}
        menu = QMenu(self.export)
        for name in EXPORT_FORMATS:
            action = menu.addAction("")
            action.triggered.connect(lambda _=False, name=name: self.export_wanted.emit(name))
            self.formats[name] = action
        self.export.setMenu(menu)
        self.delete = QuietButton()
        self.delete.setIcon(icon("close"))
        self.delete.clicked.connect(self.delete_wanted)
        self._lay_out()
        self.retranslate()

    def show_checkpoint(
        self,
        checkpoint: Checkpoint,
        *,
        parent: str,
        run: Run | None,
        judge: str,
        size: int | None,
        place: Path,
        shipped: bool,
    ) -> None:
        """Show a checkpoint; what was being written about another is told afterwards.

        `parent` and `judge` are names; `place` is where the files are.
        """
        before, written = self._checkpoint, self.note.toPlainText()
        self._checkpoint = checkpoint
        if before is None or before.id != checkpoint.id:
            self.note.setPlainText(note_of(checkpoint))
        if not self.name.hasFocus() or not self.name.isModified():
            self.name.setText(checkpoint.name)
            self.name.setCursorPosition(0)
        lost = checkpoint.summary.get(LOST_PARENT)
        if lost and not parent:
            parent = self.tr("{name}, which was deleted").format(name=lost)
        size_words = self.tr("its files are missing") if size is None else size_text(size)
        where = _place(place, checkpoint)
        self.facts.show_facts(
            [
                (self.tr("Stage"), stage_name(checkpoint.stage)),
                (self.tr("Made from"), parent),
                (self.tr("Rewards by"), judge),
                (self.tr("Learned from"), self._learned(run)),
                (self.tr("Data snapshot"), "" if run is None else run.data_hash[:SNAPSHOT]),
                (self.tr("Run"), "" if run is None else _run_words(run)),
                (self.tr("Figure"), headline(checkpoint.stage, checkpoint.summary)),
                *self._shape(checkpoint),
                (self.tr("Since"), when(checkpoint.created_at)),
                (self.tr("Size"), size_words),
                (self.tr("Place"), self.tr("in the program") if shipped else where),
            ]
        )
        is_reward = checkpoint.stage == "reward"
        self.chat.setEnabled(not is_reward and size is not None)
        self.run.setVisible(run is not None)
        self.delete.setEnabled(not shipped)
        for name, action in self.formats.items():
            action.setEnabled(name == "folder" or not is_reward)
        if before is not None and before.id != checkpoint.id:
            self._tell_note(before, written)

    def keep(self) -> None:
        """Tell the note that is being written, if it has changed."""
        if self._checkpoint is not None:
            self._tell_note(self._checkpoint, self.note.toPlainText())

    def set_busy(self, busy: bool) -> None:
        """While files are written or read, nothing else is."""
        self.export.setEnabled(not busy)

    def retranslate(self) -> None:
        self.name.setAccessibleName(self.tr("Name of the checkpoint"))
        self.name.setToolTip(self.tr("Enter keeps another name (F2)"))
        self.note_label.setText(self.tr("Note"))
        self.note.setAccessibleName(self.tr("Note on the checkpoint"))
        self.note.setPlaceholderText(self.tr("What it is good for, what you noticed …"))
        self.chat.set_text(self.tr("Chat with it"))
        self.run.set_text(self.tr("Its run"), self.tr("See its curves and options"))
        self.export.set_text(self.tr("Export"), self.tr("Write it for other programs"))
        self.formats["folder"].setText(self.tr("Hugging Face folder …"))
        self.formats["gguf-f16"].setText(self.tr("GGUF file for llama.cpp, F16 …"))
        self.formats["gguf-q8_0"].setText(self.tr("GGUF file for llama.cpp, Q8_0, half as large …"))
        self.delete.set_text(self.tr("Delete …"), self.tr("Delete it, after a question (Del)"))

    def _learned(self, run: Run | None) -> str:
        if run is None or not run.labels:
            return ""
        if run.stage == "sft":
            return self.tr("%Ln demonstration(s)", "", run.labels)
        return self.tr("%Ln comparison(s)", "", run.labels)

    def _shape(self, checkpoint: Checkpoint) -> list[tuple[str, str]]:
        """What is known of a model that was added."""
        known = checkpoint.summary
        facts = []
        if known.get("hub"):
            commit = str(known.get("revision", ""))[:SNAPSHOT]
            told = self.tr("{name} at {commit}").format(name=known["hub"], commit=commit)
            facts.append((self.tr("From the Hub"), told))
        if known.get("family") in FAMILIES:
            facts.append((self.tr("Family"), FAMILIES[known["family"]].name))
        for key, name in (
            ("parameters", self.tr("Parameters")),
            ("vocabulary", self.tr("Tokens known")),
            ("positions", self.tr("Longest text")),
        ):
            if isinstance(known.get(key), int):
                facts.append((name, QLocale().toString(known[key])))
        return facts

    def _tell_note(self, checkpoint: Checkpoint, written: str) -> None:
        if written.strip() != note_of(checkpoint):
            self.noted.emit(checkpoint.id, written)

    def _tell_name(self) -> None:
        shown = self._checkpoint
        if shown is not None and self.name.text().strip() != shown.name:
            self.renamed.emit(self.name.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.note and event.type() == QEvent.Type.FocusOut:
            self.keep()
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self.body.setSpacing(theme.WIDE_GAP)
        note = QVBoxLayout()
        note.setSpacing(4)
        note.addWidget(self.note_label)
        note.addWidget(self.note)
        quiet = QHBoxLayout()
        quiet.setSpacing(theme.GAP)
        quiet.addWidget(self.run)
        quiet.addStretch(1)
        quiet.addWidget(self.delete)
        foot = QHBoxLayout()
        foot.setSpacing(theme.GAP)
        foot.addStretch(1)
        foot.addWidget(self.export)
        foot.addWidget(self.chat)
        self.body.addWidget(self.name)
        self.body.addWidget(self.facts)
        self.body.addLayout(note)
        self.body.addStretch(1)
        self.body.addLayout(quiet)
        self.body.addLayout(foot)
        theme.changed.connect(self._take_size)
        self._take_size()

    def _take_size(self) -> None:
        lines = self.note.fontMetrics().lineSpacing() * NOTE_LINES
        self.note.setFixedHeight(lines + theme.px(20))
        font = theme.font(theme.READING_PX, bold=True)
        self.name.setFont(font)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _run_words(run: Run) -> str:
    return f"{run_name(run)}, {status_text(run.status)}"


def _place(path: Path, checkpoint: Checkpoint) -> str:
    """Where a checkpoint is; what is from the Hub is in a folder named after its commit there."""
    commit = checkpoint.summary.get("revision")
    parts = path.parts
    return str(Path(*parts[: parts.index(commit)]) if commit in parts else path)
