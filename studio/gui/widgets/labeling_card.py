"""How the labelers of the open project compare answers; each change is kept at once."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from studio.config import FLAGS, LABELING_MODES, MAX_FLAG_CHARACTERS, LabelingOptions
from studio.errors import StudioError
from studio.flag_texts import MODE_TEXTS
from studio.gui import theme
from studio.gui.context import Context
from studio.gui.icons import icon
from studio.gui.widgets.basic import Caption, Card, Heading
from studio.gui.widgets.notice import Notice
from studio.gui.widgets.rating_page import flag_words
from studio.store.settings import load_labeling, save_labeling

COLUMNS = 2  # of flags


class LabelingCard(Card):
    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.options = LabelingOptions()
        self.title = Heading()
        self.mode, self.view = QComboBox(), QComboBox()
        self.mode.activated.connect(self._take_mode)
        self.view.activated.connect(self._take_view)
        self.mode_name, self.view_name = QLabel(), QLabel()
        self.mode_name.setBuddy(self.mode)
        self.view_name.setBuddy(self.view)
        self.preview = Caption()
        self.allow_unranked, self.allow_none = QCheckBox(), QCheckBox()
        self.allow_unranked.clicked.connect(lambda on: self._keep(allow_unranked=on))
        self.allow_none.clicked.connect(lambda on: self._keep(allow_none_acceptable=on))
        self.flags_name = Heading()
        self.flags: dict[str, QCheckBox] = {}
        self.own = QLineEdit()
        self.own.setMaxLength(MAX_FLAG_CHARACTERS)
        self.own.returnPressed.connect(self.add_flag)
        self.add_button = QPushButton()
        self.add_button.setIcon(icon("plus"))
        self.add_button.clicked.connect(self.add_flag)
        self.notice = Notice()
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        choices = QHBoxLayout()
        choices.setSpacing(theme.GAP)
        for part in (self.mode_name, self.mode, self.view_name, self.view):
            choices.addWidget(part)
        choices.addStretch(1)
        self._flag_page = QWidget()
        self._flag_grid = QGridLayout(self._flag_page)
        self._flag_grid.setContentsMargins(0, 0, 0, 0)
        self._flag_grid.setVerticalSpacing(4)
        self._own_page = QWidget()
        own = QHBoxLayout(self._own_page)
        own.setContentsMargins(0, 0, 0, 0)
        own.setSpacing(theme.GAP)
        own.addWidget(self.own, 1)
        own.addWidget(self.add_button)
        self.body.setSpacing(theme.GAP)
        self.body.addWidget(self.title)
        self.body.addLayout(choices)
        for widget in (
            self.preview,
            self.allow_unranked,
            self.allow_none,
            self.flags_name,
            self._flag_page,
            self._own_page,
            self.notice,
        ):
            self.body.addWidget(widget)

    def retranslate(self) -> None:
        self.title.setText(self.tr("How answers are compared"))
        self.mode_name.setText(self.tr("Way"))
        self.view_name.setText(self.tr("Shown as"))
        self.mode.clear()
        for code in LABELING_MODES:
            self.mode.addItem(_translated(MODE_TEXTS[code][0]), code)
        self.view.clear()
        self.view.addItem(self.tr("a list"), "list")
        self.view.addItem(self.tr("a board with a column for each rank"), "board")
        for box, name in ((self.mode, self.mode_name), (self.view, self.view_name)):
            box.setAccessibleName(name.text())
            box.setToolTip(name.text())
        self.allow_unranked.setText(self.tr("Answers may stay without a rank or mark"))
        self.allow_none.setText(self.tr("One may say that none of the answers is acceptable"))
        self.flags_name.setText(self.tr("What a labeler may say of an answer"))
        self.own.setPlaceholderText(self.tr("Something else, in your own words"))
        self.own.setAccessibleName(self.tr("Something else, in your own words"))
        self.add_button.setText(self.tr("Add"))
        self.add_button.setAccessibleName(self.tr("Add this flag"))
        for widget in (self.allow_unranked, self.allow_none):
            widget.setAccessibleName(widget.text())
            widget.setToolTip(widget.text())
        self.own.setToolTip(self.tr("Enter adds it"))
        self.add_button.setToolTip(self.tr("Add this flag"))
        self._show()

    def refresh(self) -> None:
        """Read the project's options again."""
        project = self._context.project
        if project is not None:
            try:
                self.options = load_labeling(project.store)
            except StudioError as error:
                self.notice.tell_error(error)
            self._show()

    def _show(self) -> None:
        options = self.options
        self.mode.setCurrentIndex(self.mode.findData(options.mode))
        self.view.setCurrentIndex(self.view.findData(options.view))
        self.allow_unranked.setChecked(options.allow_unranked)
        self.allow_none.setChecked(options.allow_none_acceptable)
        ranks_only, rates = options.mode == "rank", options.mode == "rate_and_rank"
        for part in (self.view_name, self.view):
            part.setVisible(ranks_only and not options.allow_unranked)
        self.allow_unranked.setVisible(options.mode != "pairwise")
        self.allow_none.setVisible(options.mode != "thumbs")
        for widget in (self.flags_name, self._flag_page, self._own_page):
            widget.setVisible(rates)
        self.preview.setText(self.preview_words())
        codes = [*FLAGS, *(flag for flag in options.flags if flag not in FLAGS)]
        if list(self.flags) != codes:
            self._make_flags(codes)
        for code, box in self.flags.items():
            words = flag_words(code)
            box.setText(words.replace("&", "&&"))
            box.setAccessibleName(words)
            box.setToolTip(words)
            box.setChecked(code in options.flags)

    def _make_flags(self, codes: list[str]) -> None:
        for box in self.flags.values():
            box.hide()
            box.deleteLater()
        self.flags = {code: QCheckBox() for code in codes}
        rows = -(-len(codes) // COLUMNS)
        for place, box in enumerate(self.flags.values()):
            box.clicked.connect(self._take_flags)
            self._flag_grid.addWidget(box, place % rows, place // rows)

    def preview_words(self) -> str:
        """What the options mean for labelers and the training, in a few sentences."""
        options = self.options
        words = [_translated(MODE_TEXTS[options.mode][1])]
        if options.allow_unranked and options.mode != "pairwise":
            words.append(self.tr("What stays without a rank is not trained on."))
        if options.allow_none_acceptable and options.mode != "thumbs":
            words.append(self.tr("That none is acceptable is kept with the label, and exported."))
        return " ".join(words)

    # What a person changes

    def _take_mode(self) -> None:
        self._keep(mode=self.mode.currentData())

    def _take_view(self) -> None:
        self._keep(view=self.view.currentData())

    def _take_flags(self) -> None:
        """In the order shown; own words without their mark are forgotten."""
        self._keep(flags=tuple(code for code, box in self.flags.items() if box.isChecked()))

    def add_flag(self) -> None:
        """Let labelers say what is written, too."""
        words = self.own.text().strip()
        if words and self._keep(flags=(*self.options.flags, words)):
            self.own.clear()

    def _keep(self, **changes: object) -> bool:
        """Keep the changes; what the store refuses is told, and shown as it was."""
        project = self._context.project
        if project is None:
            return False
        changed = replace(self.options, **changes)  # type: ignore[arg-type]
        try:
            self.options = save_labeling(project.store, changed)
            self.notice.hide()
            return True
        except StudioError as error:
            self.notice.tell_error(error)
            return False
        finally:
            self._show()


def _translated(words: str) -> str:
    return QCoreApplication.translate("labeling", words)
