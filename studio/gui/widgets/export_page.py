"""What to export, how it is written, and which of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from studio.gui import theme
from studio.gui.context import Context
from studio.gui.format_names import export_words, file_type_name
from studio.gui.widgets.basic import Caption, Card, Heading, PrimaryButton, QuietButton
from studio.gui.widgets.export_filters import ExportFilters
from studio.store.formats.exporting import CONVERSATIONAL, EXPORTS
from studio.store.formats.selection import Selection
from studio.store.formats.writers import WRITERS


@dataclass(frozen=True)
class Order:
    """An export that is asked for. A file whose name ends with another type gets that type."""

    what: str
    file_type: str
    conversational: bool
    has_card: bool
    selection: Selection

    def type_of(self, path: Path) -> str:
        suffix = path.suffix.lower().removeprefix(".")
        return suffix if suffix in WRITERS else self.file_type


class ExportPage(QWidget):
    accepted = Signal(object)  # Order
    rejected = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Heading()
        self.what, self.file_type, self.told_as = QComboBox(), QComboBox(), QComboBox()
        self._what_label, self._file_type_label, self._told_label = QLabel(), QLabel(), QLabel()
        self.explanation = Caption()
        self.card = QCheckBox()
        self._card_caption = Caption()
        self.filters = ExportFilters(context)
        self.cancel = QuietButton(key="Esc")
        self.export_button = PrimaryButton(command="data.confirm")
        self.setFocusProxy(self.what)
        self.what.currentIndexChanged.connect(self._explain)
        self.cancel.clicked.connect(self.rejected)
        self.export_button.clicked.connect(self._accept)
        self._lay_out()
        self.retranslate()

    def order(self) -> Order:
        what = self.what.currentData()
        return Order(
            what=what,
            file_type=self.file_type.currentData(),
            conversational=what in CONVERSATIONAL and bool(self.told_as.currentData()),
            has_card=self.card.isChecked(),
            selection=self.filters.selection(),
        )

    def ask(self, what: str) -> None:
        """Ask about an export that begins with `what`."""
        self.what.setCurrentIndex(self.what.findData(what))
        self.filters.load()

    def _accept(self) -> None:
        self.accepted.emit(self.order())

    def _explain(self) -> None:
        what = self.what.currentData()
        if what is None:
            return
        self.explanation.setText(export_words(what)[1])
        self.told_as.setEnabled(what in CONVERSATIONAL)
        self._told_label.setEnabled(what in CONVERSATIONAL)
        self.filters.set_of_labels(what != "prompts")

    def retranslate(self) -> None:
        self._title.setText(self.tr("What and how"))
        self._what_label.setText(self.tr("What"))
        self._file_type_label.setText(self.tr("File type"))
        self._told_label.setText(self.tr("Prompts and answers"))
        self.what.setAccessibleName(self.tr("What to export"))
        self.file_type.setAccessibleName(self.tr("File type"))
        self.told_as.setAccessibleName(self.tr("How prompts and answers are told"))
        self.told_as.setToolTip(self.tr("TRL reads both; chat templates apply to messages"))
        self.card.setText(self.tr("Write a data card beside it"))
        self._card_caption.setText(
            self.tr(
                "README.md says what is in the file, whose labels they are, and how to load it."
            )
        )
        self.cancel.set_text(self.tr("Cancel"), self.tr("Back to the table"))
        self.export_button.set_text(self.tr("Export …"))
        said = {False: self.tr("As texts"), True: self.tr("As messages (conversational)")}
        for box, names in (
            (self.what, {what: export_words(what)[0] for what in EXPORTS}),
            (self.file_type, {name: file_type_name(name) for name in WRITERS}),
            (self.told_as, said),
        ):
            chosen = max(0, box.currentIndex())
            box.clear()
            for value, words in names.items():
                box.addItem(words, value)
            box.setCurrentIndex(chosen)
        self._explain()

    def _lay_out(self) -> None:
        form = QGridLayout()
        form.setHorizontalSpacing(theme.WIDE_GAP)
        form.setVerticalSpacing(theme.GAP)
        form.setColumnStretch(1, 1)
        for row, (label, box) in enumerate(
            (
                (self._what_label, self.what),
                (self._file_type_label, self.file_type),
                (self._told_label, self.told_as),
            )
        ):
            label.setBuddy(box)
            place = row + (row > 0)  # the explanation stands below the first
            form.addWidget(label, place, 0)
            form.addWidget(box, place, 1)
        form.addWidget(self.explanation, 1, 1)
        card = Card()
        card.body.addWidget(self._title)
        card.body.addSpacing(theme.GAP)
        card.body.addLayout(form)
        card.body.addSpacing(theme.GAP)
        card.body.addWidget(self.card)
        card.body.addWidget(self._card_caption)
        card.body.addStretch(1)
        cards = QHBoxLayout()
        cards.setSpacing(theme.SECTION_GAP)
        cards.addWidget(card, 1)
        cards.addWidget(self.filters, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.GAP)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.export_button)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.WIDE_GAP)
        page.addLayout(cards)
        page.addStretch(1)
        page.addLayout(foot)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
