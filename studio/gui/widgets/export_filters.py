"""Which labels and prompts an export takes: by labeler, use, date and guideline version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QDate, QEvent, QLocale, QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from studio.gui import theme
from studio.gui.context import Context
from studio.gui.data_kinds import use_name
from studio.gui.errand import Errand
from studio.gui.widgets.basic import Caption, Card, Heading
from studio.store.formats.selection import Selection, guideline_versions
from studio.store.labels import list_labelers
from studio.store.project import Project
from studio.store.records import SPLITS, Labeler

LIST_HEIGHT, LINE_HEIGHT = 112, 30  # px at 100 %
LANGUAGES = ("en", "de")  # of guidelines


@dataclass(frozen=True)
class Choices:
    """What the store offers to choose from."""

    labelers: tuple[Labeler, ...]
    versions: tuple[str, ...]
    versions_now: frozenset[str]


class ExportFilters(Card):
    """Nothing chosen means all."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._choices = Choices((), (), frozenset())
        self.errand = Errand(self)
        self.errand.done.connect(self._show_choices)
        self._title, self._caption = Heading(), Caption()
        self.labelers = QListWidget()
        self.splits = {split: QCheckBox() for split in SPLITS}
        self.since, self.until = OptionalDate(), OptionalDate()
        self.version = QComboBox()
        self._labelers_label, self._splits_label = QLabel(), QLabel()
        self._version_label, self._dates_label = QLabel(), QLabel()
        self._lay_out()
        theme.changed.connect(self._take_size)
        self._take_size()
        self.retranslate()

    def load(self) -> None:
        """Read from the store what there is to choose from; nothing is chosen then."""
        project = self._context.project
        assert project is not None
        for box in (*self.splits.values(), self.since.box, self.until.box):
            box.setChecked(False)
        self.errand.start(lambda _: _choices_of(project))

    def set_of_labels(self, has_labels: bool) -> None:
        """Whether what is exported are labels: else only the use of prompts can be chosen."""
        for widget in (self.labelers, self.since, self.until, self.version):
            widget.setEnabled(has_labels)
        for label in (self._labelers_label, self._dates_label, self._version_label):
            label.setEnabled(has_labels)

    def selection(self) -> Selection:
        splits = tuple(split for split, box in self.splits.items() if box.isChecked())
        if not self.labelers.isEnabled():
            return Selection(splits=splits)
        items = [self.labelers.item(place) for place in range(self.labelers.count())]
        until = self.until.day()
        return Selection(
            labelers=tuple(
                item.data(Qt.ItemDataRole.UserRole)
                for item in items
                if item.checkState() == Qt.CheckState.Checked
            ),
            splits=splits,
            since=_begin_of(self.since.day()),
            before=_begin_of(None if until is None else until + timedelta(days=1)),
            guideline_version=self.version.currentData(),
        )

    def _show_choices(self, choices: Choices) -> None:
        self._choices = choices
        self.labelers.clear()
        for labeler in choices.labelers:
            words = labeler.name
            if labeler.synthetic:
                words = self.tr("{name} (synthetic)").format(name=labeler.name)
            item = QListWidgetItem(words, self.labelers)
            item.setData(Qt.ItemDataRole.UserRole, labeler.name)
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled
                | Qt.ItemFlag.ItemIsUserCheckable
                | Qt.ItemFlag.ItemIsSelectable
            )
            item.setCheckState(Qt.CheckState.Unchecked)
        if choices.labelers:
            self.labelers.setCurrentRow(0)
        self._name_versions()

    def _name_versions(self) -> None:
        with QSignalBlocker(self.version):
            chosen = self.version.currentData()
            self.version.clear()
            self.version.addItem(self.tr("Any"), None)
            for version in self._choices.versions:
                words = version
                if version in self._choices.versions_now:
                    words = self.tr("{version} (now)").format(version=version)
                self.version.addItem(words, version)
            self.version.setCurrentIndex(max(0, self.version.findData(chosen)))

    def retranslate(self) -> None:
        self._title.setText(self.tr("Only some of it"))
        self._caption.setText(self.tr("What you leave open does not matter."))
        self._labelers_label.setText(self.tr("Labelers"))
        self.labelers.setAccessibleName(self.tr("Only labels of these labelers"))
        self.labelers.setToolTip(self.tr("Only labels of the checked ones; Space checks one"))
        self._splits_label.setText(self.tr("Used for"))
        for split, box in self.splits.items():
            box.setText(use_name(split))
            box.setAccessibleName(self.tr("Prompts used for: {use}").format(use=use_name(split)))
        self._dates_label.setText(self.tr("Made"))
        self.since.set_words(self.tr("From"), self.tr("First day of labels"))
        self.until.set_words(self.tr("Until"), self.tr("Last day of labels"))
        self._version_label.setText(self.tr("Guidelines"))
        self.version.setAccessibleName(self.tr("Version of the guidelines"))
        self.version.setToolTip(self.tr("Only labels made by this version of the guidelines"))
        self._name_versions()

    def _lay_out(self) -> None:
        splits = QGridLayout()
        splits.setHorizontalSpacing(theme.WIDE_GAP)
        splits.setVerticalSpacing(0)
        for place, box in enumerate(self.splits.values()):
            splits.addWidget(box, place // 2, place % 2)
        splits.setColumnStretch(2, 1)
        dates = QVBoxLayout()
        dates.setSpacing(theme.GAP)
        dates.addWidget(self.since)
        dates.addWidget(self.until)
        form = QGridLayout()
        form.setHorizontalSpacing(theme.WIDE_GAP)
        form.setVerticalSpacing(theme.WIDE_GAP)
        form.setColumnStretch(1, 1)
        rows: tuple[tuple[QLabel, QWidget | QLayout], ...] = (
            (self._labelers_label, self.labelers),
            (self._splits_label, splits),
            (self._dates_label, dates),
            (self._version_label, self.version),
        )
        for place, (label, field) in enumerate(rows):
            form.addWidget(label, place, 0, Qt.AlignmentFlag.AlignTop)
            if isinstance(field, QWidget):
                label.setBuddy(field)
                form.addWidget(field, place, 1)
            else:
                form.addLayout(field, place, 1)
        self.body.addWidget(self._title)
        self.body.addWidget(self._caption)
        self.body.addSpacing(theme.GAP)
        self.body.addLayout(form)
        self.body.addStretch(1)

    def _take_size(self) -> None:
        self.labelers.setFixedHeight(theme.px(LIST_HEIGHT))
        labels = (self._labelers_label, self._splits_label, self._dates_label, self._version_label)
        for label in labels:  # on the line of what is beside them
            label.setMinimumHeight(theme.px(LINE_HEIGHT))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class OptionalDate(QWidget):
    """A day that counts only when its box is checked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox()
        self.edit = QDateEdit(QDate.currentDate())
        self.edit.setEnabled(False)
        self.edit.lineEdit().setTextMargins(6, 0, 0, 0)  # the style sheet's padding goes unheard
        self.box.toggled.connect(self.edit.setEnabled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        row.addWidget(self.box, 1)
        row.addWidget(self.edit, 3)

    def day(self) -> date | None:
        chosen = self.edit.date()
        return date(chosen.year(), chosen.month(), chosen.day()) if self.box.isChecked() else None

    def set_words(self, words: str, name: str) -> None:
        self.box.setText(words)
        locale = QLocale()
        day = locale.dateFormat(QLocale.FormatType.ShortFormat)
        self.edit.setLocale(locale)
        self.edit.setDisplayFormat(day if "yyyy" in day else day.replace("yy", "yyyy"))
        self.edit.setAccessibleName(name)
        self.edit.setToolTip(name)


def _choices_of(project: Project) -> Choices:
    versions = guideline_versions(project.store)
    now = frozenset(project.guideline_version(language) or "" for language in LANGUAGES)
    return Choices(tuple(list_labelers(project.store)), tuple(versions), now)


def _begin_of(day: date | None) -> datetime | None:
    """Midnight here: the window shows times in the computer's zone."""
    return None if day is None else datetime.combine(day, time()).astimezone()
