"""Every model of a project: where it comes from, how good it is, and the ways in and out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from studio.errors import StudioError
from studio.gui import theme
from studio.gui.context import Context
from studio.gui.icons import icon
from studio.gui.screens.base import Screen
from studio.gui.widgets.basic import Caption, KeyButton, Title
from studio.gui.widgets.checkpoint_details import CheckpointDetails
from studio.gui.widgets.checkpoint_tree import CheckpointTree, size_text
from studio.gui.widgets.hub_dialog import HubDialog
from studio.gui.widgets.model_panel import ModelPanel
from studio.gui.widgets.notice import Notice
from studio.lm.adapter_folder import base_of, is_adapter
from studio.store import checkpoints
from studio.store.checkpoints import file_name
from studio.store.records import Checkpoint
from studio.store.runs import get_run, list_checkpoints

TREE_WIDTH, DETAIL_WIDTH = 640, 440  # px at 100 %, to start from
NAMED = 4  # of those that would miss a checkpoint


class ModelsScreen(Screen):
    name = "models"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._sizes: dict[int, int | None] = {}
        self._names: dict[int, str] = {}
        self._doomed: Checkpoint | None = None  # the one that the notice asks about
        self.title = Title()
        self.explanation = Caption()
        self.add_button = KeyButton(key="Ctrl+I")
        self.add_button.setIcon(icon("plus"))
        self.add_folder, self.add_file = QAction(self), QAction(self)
        self.add_hub, self.add_installed = QAction(self), QAction(self)
        self.tree = CheckpointTree()
        self.setFocusProxy(self.tree)
        self.details = CheckpointDetails()
        self.panel = ModelPanel(context)
        self.notice = Notice()
        self._connect()
        self._lay_out()
        self.retranslate()

    # What is shown

    def refresh(self) -> None:
        project = self.context.project
        if project is None:
            return
        found = list_checkpoints(project.store)
        self._names = {one.id: one.name for one in found}
        self._sizes = {one.id: checkpoints.size_on_disk(project, one) for one in found}
        self.tree.show_checkpoints(found, self._sizes)

    def show_item(self, item: Any) -> None:
        """Show one checkpoint."""
        if isinstance(item, Checkpoint):
            self.tree.choose(item.id)

    def leave(self) -> None:
        self.details.keep()

    @Slot(object)
    def _show(self, checkpoint: Checkpoint | None) -> None:
        project = self.context.project
        self.details.setVisible(checkpoint is not None)
        if checkpoint is None or project is None:
            return
        if self._doomed is not None and self._doomed.id != checkpoint.id:
            self.notice.dismiss()
        try:
            run = None if checkpoint.run_id is None else get_run(project.store, checkpoint.run_id)
        except StudioError as error:
            self.notice.tell_error(error)
            return
        judge = None if run is None else run.reward_checkpoint_id
        self.details.show_checkpoint(
            checkpoint,
            parent=self._names.get(checkpoint.parent_id or 0, ""),
            run=run,
            judge=self._names.get(judge or 0, ""),
            size=self._sizes.get(checkpoint.id),
            place=project.checkpoint_folder(checkpoint),
            shipped=checkpoints.is_shipped(checkpoint),
        )

    # Changing

    @Slot(str)
    def _rename(self, name: str) -> None:
        project, chosen = self.context.project, self.tree.checkpoint()
        if project is None or chosen is None:
            return
        try:
            checkpoints.rename(project.store, chosen.id, name)
        except StudioError as error:
            self.notice.tell_error(error)
            self.details.name.setText(chosen.name)
            return
        self.notice.dismiss()
        self.context.data_changed.emit("runs")
        self.refresh()
        self.context.message.emit(self.tr("Renamed to {name}").format(name=" ".join(name.split())))

    @Slot(int, str)
    def _keep_note(self, checkpoint_id: int, text: str) -> None:
        project = self.context.project
        if project is None:
            return
        try:
            checkpoints.set_note(project.store, checkpoint_id, text)
        except StudioError as error:
            self.notice.tell_error(error)
            return
        self.refresh()
        self.context.message.emit(self.tr("Note kept"))

    @Slot()
    def ask_to_delete(self) -> None:
        """Say what is lost, and offer to delete the chosen checkpoint all the same."""
        project, chosen = self.context.project, self.tree.checkpoint()
        if project is None or chosen is None or self.panel.errand.running:
            return
        try:
            missed = checkpoints.dependents(project, chosen.id)
        except StudioError as error:
            self.notice.tell_error(error)
            return
        self._doomed = chosen
        title = self.tr("Delete {name}?").format(name=chosen.name)
        self.notice.tell(
            title,
            " ".join(self._losses(chosen, missed)),
            action=self.tr("Delete {name}").format(name=chosen.name),
        )
        self.notice.action.setFocus(Qt.FocusReason.OtherFocusReason)

    def _losses(self, chosen: Checkpoint, missed: checkpoints.Dependents) -> list[str]:
        size = self._sizes.get(chosen.id)
        project = self.context.project
        assert project is not None
        if not checkpoints.has_own_files(project, chosen):
            told = [self.tr("The project forgets it; its files stay where they are.")]
        else:
            told = [self.tr("Its files, {size}, go for good.").format(size=size_text(size or 0))]
        if missed.checkpoints:
            names = ", ".join(missed.checkpoints[:NAMED])
            if len(missed.checkpoints) > NAMED:
                names += " …"
            words = self.tr("Made with it: {names}. They stay, and only remember its name.")
            told.append(words.format(names=names))
        if missed.responses:
            told.append(
                self.tr(
                    "%Ln answer(s) that it gave no longer say whose they are.", "", missed.responses
                )
            )
        if missed.unfinished_runs:
            words = self.tr(
                "%Ln run(s) that ended early cannot go on.", "", len(missed.unfinished_runs)
            )
            told.append(words)
        return told

    @Slot()
    def _delete(self) -> None:
        project, doomed = self.context.project, self._doomed
        self.notice.dismiss()
        if project is None or doomed is None:
            return
        try:
            checkpoints.delete(project, doomed.id)
        except StudioError as error:
            self.notice.tell_error(error)
            return
        self.refresh()
        self.context.data_changed.emit("runs")
        self.context.message.emit(self.tr("Deleted {name}").format(name=doomed.name))
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _forget_question(self) -> None:
        self._doomed = None
        if self.isVisible():
            self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    # In and out

    @Slot()
    def ask_for_folder(self) -> None:
        self._add(self.choose_folder(self.tr("A model's folder")))

    @Slot()
    def ask_for_file(self) -> None:
        self._add(self.choose_file())

    @Slot()
    def ask_for_hub(self) -> None:
        project = self.context.project
        if project is None:
            return
        dialog = HubDialog(project, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.wanted.connect(self.panel.fetch_model)
        dialog.open()

    def choose_folder(self, title: str) -> Path | None:
        chosen = QFileDialog.getExistingDirectory(self, title)
        return Path(chosen) if chosen else None

    def choose_file(self) -> Path | None:
        kinds = f"GGUF (*.gguf);;{self.tr('All files')} (*)"
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("A model's file"), "", kinds)
        return Path(chosen) if chosen else None

    def choose_target(self, suggestion: str) -> Path | None:
        kinds = "GGUF (*.gguf)"
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Export"), suggestion, kinds)
        return Path(chosen).with_suffix(".gguf") if chosen else None

    def _add(self, path: Path | None) -> None:
        project = self.context.project
        if path is None or project is None:
            return
        base = None
        try:
            if is_adapter(path) and not checkpoints.named_base(project, named := base_of(path)):
                asked = self.tr("The folder of {name}, which the adapter belongs to")
                base = self.choose_folder(asked.format(name=named or "?"))
                if base is None:
                    return
        except StudioError as error:
            self.notice.tell_error(error)
            return
        self.panel.add_model(path, base)

    @Slot(str)
    def export(self, format: str) -> None:
        """Ask where to, and write the chosen checkpoint there."""
        chosen = self.tree.checkpoint()
        if chosen is None or self.panel.errand.running:
            return
        name = file_name(chosen.name)
        if format == "folder":
            place = self.choose_folder(self.tr("Where the folder {name} is made").format(name=name))
            target = None if place is None else place / name
        else:
            target = self.choose_target(f"{name}.{format.removeprefix('gguf-')}.gguf")
        if target is not None:
            self.panel.export_model(chosen, target, format)

    @Slot(object)
    def _take_added(self, added: Checkpoint) -> None:
        self.context.data_changed.emit("runs")
        self.refresh()
        self.tree.choose(added.id)

    @Slot(bool)
    def _take_busy(self, busy: bool) -> None:
        self.add_button.setEnabled(not busy)
        self.details.set_busy(busy)

    @Slot()
    def _chat(self) -> None:
        if (chosen := self.tree.checkpoint()) is not None:
            self.context.go_to.emit("chat", chosen)

    @Slot()
    def _go_to_run(self) -> None:
        project, chosen = self.context.project, self.tree.checkpoint()
        if project is not None and chosen is not None and chosen.run_id is not None:
            self.context.go_to.emit("train", get_run(project.store, chosen.run_id))

    # Words

    def retranslate(self) -> None:
        self.title.setText(self.tr("Models"))
        self.explanation.setText(
            self.tr("Each checkpoint stands below the one that it was trained from.")
        )
        self.add_button.set_text(
            self.tr("Add a model"), self.tr("Begin from a model of your own instead")
        )
        self.add_folder.setText(self.tr("Hugging Face folder …"))
        self.add_file.setText(self.tr("GGUF file …"))
        self.add_hub.setText(self.tr("From the Hugging Face Hub …"))
        self.add_installed.setText(self.tr("SmolLM2-135M, from its package"))
        self.refresh()

    def keys(self) -> list[tuple[str, str]]:
        return [
            ("F2", self.tr("Rename")),
            ("Ctrl+Enter", self.tr("Chat with it")),
            ("Ctrl+T", self.tr("See its run")),
            ("Ctrl+E", self.tr("Export")),
            ("Ctrl+I", self.tr("Add a model")),
            ("Del", self.tr("Delete, after a question")),
            ("Esc", self.tr("Cancel what is on its way, or the question")),
        ]

    # Making

    def _connect(self) -> None:
        details = self.details
        self.tree.chosen.connect(self._show)
        self.tree.itemActivated.connect(self._chat_if_possible)
        details.renamed.connect(self._rename)
        details.noted.connect(self._keep_note)
        details.chat_wanted.connect(self._chat)
        details.run_wanted.connect(self._go_to_run)
        details.export_wanted.connect(self.export)
        details.delete_wanted.connect(self.ask_to_delete)
        self.panel.added.connect(self._take_added)
        self.panel.busy.connect(self._take_busy)
        self.notice.acted.connect(self._delete)
        self.notice.closed.connect(self._forget_question)
        menu = QMenu(self.add_button)
        menu.addActions([self.add_folder, self.add_file, self.add_hub, self.add_installed])
        self.add_button.setMenu(menu)
        self.add_folder.triggered.connect(self.ask_for_folder)
        self.add_file.triggered.connect(self.ask_for_file)
        self.add_hub.triggered.connect(self.ask_for_hub)
        self.add_installed.triggered.connect(self.panel.add_installed)
        rename = QShortcut(QKeySequence("F2"), self)
        rename.activated.connect(self._begin_to_rename)
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        delete = QShortcut(QKeySequence("Del"), self.tree, context=within)
        delete.activated.connect(self._delete_if_possible)
        escape = QShortcut(QKeySequence("Esc"), self.notice, context=within)
        escape.activated.connect(self.notice.dismiss)

    @Slot()
    def _chat_if_possible(self) -> None:
        if self.details.chat.isEnabled():
            self._chat()

    @Slot()
    def _delete_if_possible(self) -> None:
        if self.details.delete.isEnabled():
            self.ask_to_delete()

    @Slot()
    def _begin_to_rename(self) -> None:
        self.details.name.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.details.name.selectAll()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.WIDE_GAP)
        head.addWidget(self.title)
        head.addWidget(self.explanation, 1)
        head.addWidget(self.add_button)
        side = QScrollArea()
        side.setWidget(self.details)
        side.setWidgetResizable(True)
        side.setFrameShape(QFrame.Shape.NoFrame)
        side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.side = side
        self.work = QSplitter()
        self.work.setChildrenCollapsible(False)
        self.work.setHandleWidth(theme.SECTION_GAP)
        self.work.addWidget(self.tree)
        self.work.addWidget(side)
        self.work.setStretchFactor(0, TREE_WIDTH)
        self.work.setStretchFactor(1, DETAIL_WIDTH)
        page = QVBoxLayout(self)
        page.setContentsMargins(*[theme.SECTION_GAP] * 4)
        page.setSpacing(theme.WIDE_GAP)
        page.addWidget(self.work, 1)  # first, so that the keyboard begins in the tree
        page.insertWidget(0, self.panel)
        page.insertWidget(0, self.notice)
        page.insertLayout(0, head)
        theme.changed.connect(self._take_size)
        self._take_size()

    def _take_size(self) -> None:
        self.side.setMinimumWidth(theme.px(340))
        self.work.setSizes([theme.px(TREE_WIDTH), theme.px(DETAIL_WIDTH)])
