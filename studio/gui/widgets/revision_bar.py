"""Says that something already submitted is open again, and offers what one can do with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from studio.gui import theme
from studio.gui.widgets.basic import QuietButton
from studio.gui.widgets.earlier_versions import EarlierVersions
from studio.gui.widgets.last_ones import when
from studio.store.records import Comparison, Demonstration
from studio.store.revisions import Revision


class RevisionBar(QFrame):
    withdraw = Signal()
    back = Signal()

    def __init__(self, words_of: Callable[[Any], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self._label: Demonstration | Comparison | None = None
        self.words = QLabel()
        self.words.setWordWrap(True)
        self._withdraw = QuietButton()
        self._back = QuietButton()
        self.earlier = EarlierVersions(words_of)
        self.versions = QuietButton(command="label.history")
        self.versions.setCheckable(True)
        self.versions.toggled.connect(self.earlier.setVisible)
        self._withdraw.clicked.connect(self.withdraw)
        self._back.clicked.connect(self.back)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.WIDE_GAP, theme.GAP, theme.GAP, theme.GAP)
        row = QHBoxLayout()
        column.addLayout(row)
        column.addWidget(self.earlier)
        row.addWidget(self.words, 1)
        row.addWidget(self.versions)
        row.addWidget(self._withdraw)
        row.addWidget(self._back)
        self.hide()
        self.retranslate()

    def retranslate(self) -> None:
        self.earlier.retranslate()
        self._withdraw.set_text(self.tr("Withdraw"), self.tr("Take it out of the training data"))
        self._back.set_text(self.tr("Back to the next one"))
        self.versions.set_text(
            self.tr("Earlier versions"), self.tr("What you submitted before, withdrawn ones too")
        )
        if self._label is not None:
            self.words.setText(
                self.tr("You submitted this on {time}.").format(time=when(self._label))
            )

    def tell(
        self, label: Demonstration | Comparison | None, earlier: Sequence[Revision] = ()
    ) -> None:
        """Show itself for a label, with its earlier versions; hide for None."""
        self._label = label
        self.versions.setChecked(False)
        self.versions.setEnabled(bool(earlier))
        self.earlier.tell(earlier)
        self.retranslate()
        self.setVisible(label is not None)
