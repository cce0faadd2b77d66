"""What a person sets once: language, look, size of the text; and where things are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QLocale, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from studio import __version__
from studio.config import settings_path
from studio.gui import keys, theme
from studio.gui.context import Context
from studio.gui.diagnostics import log_folder
from studio.gui.icons import icon
from studio.gui.screens.base import Screen
from studio.gui.widgets.basic import Caption, Card, Heading, Title
from studio.gui.widgets.choices import LanguageChoice, SchemeChoice
from studio.gui.widgets.doctor_card import DoctorCard
from studio.gui.widgets.endpoints_card import EndpointsCard
from studio.gui.widgets.keys_card import KeysCard
from studio.gui.widgets.labeler_entry import LabelerEntry
from studio.gui.widgets.labeling_card import LabelingCard
from studio.gui.widgets.owner_choice import OwnerChoice
from studio.store.labels import list_labelers
from studio.store.records import Labeler

WIDTH = 760  # px at 100 %
NAME_WIDTH = 136  # px at 100 %, so that the fields of all cards begin below each other
SLIDER_HEIGHT = 24  # px at 100 %, room for the handle
SMALLEST, LARGEST, STEP = 80, 200, 10  # percent


class SettingsScreen(Screen):
    name = "settings"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.title = Title()
        self.look_title, self.project_title, self.program_title = Heading(), Heading(), Heading()
        self.language = LanguageChoice(context)
        self.scheme = SchemeChoice(context)
        self.formatting = QCheckBox()
        self.formatting.clicked.connect(self._keep_formatting)
        self.scale = QSlider(Qt.Orientation.Horizontal)
        self.scale.setRange(SMALLEST // STEP, LARGEST // STEP)
        self.scale.setPageStep(1)
        self.scale_words = QLabel()
        self.scale.valueChanged.connect(self._tell_scale)
        self.scale.sliderReleased.connect(self._keep_scale)
        self.scale.valueChanged.connect(self._keep_scale_unless_dragged)
        self.store, self.backups, self.labelers = QLabel(), QLabel(), QLabel()
        self.backups_hint = Caption()
        self.version, self.files = QLabel(), QLabel()
        for label in (self.store, self.backups, self.labelers, self.version, self.files):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.labeler_entry = LabelerEntry(context)
        self.labeler_entry.added.connect(self.refresh)
        self.owner = OwnerChoice(context)
        self.labeling = LabelingCard(context)
        self.endpoints = EndpointsCard(context)
        self.doctor = DoctorCard(context)
        self.keys_card = KeysCard(context)
        self.open_folder = QPushButton()
        self.open_folder.setIcon(icon("folder"))
        self.open_folder.clicked.connect(self._open_folder)
        self._grids: list[QGridLayout] = []  # of the cards
        self.labels: dict[str, QLabel] = {}  # of the rows, by name
        context.settings_changed.connect(self._show_settings)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        scale = QHBoxLayout()
        scale.setSpacing(theme.WIDE_GAP)
        scale.addWidget(self.scale, 1)
        scale.addWidget(self.scale_words)
        backups = QVBoxLayout()
        backups.setSpacing(2)
        backups.addWidget(self.backups)
        backups.addWidget(self.backups_hint)
        labelers = QVBoxLayout()
        labelers.setSpacing(theme.GAP)
        labelers.addWidget(self.labelers)
        labelers.addWidget(self.labeler_entry)
        look = self._card(
            self.look_title,
            ("language", self.language),
            ("scheme", self.scheme),
            ("scale", scale),
            ("formatting", self.formatting),
        )
        self.project_card = self._card(
            self.project_title,
            ("store", self.store),
            ("backups", backups),
            ("labelers", labelers),
            ("owner", self.owner),
        )
        self.project_card.body.addWidget(self.open_folder, 0, Qt.AlignmentFlag.AlignLeft)
        program = self._card(self.program_title, ("version", self.version), ("files", self.files))

        self._page = QWidget()
        column = QVBoxLayout(self._page)
        column.setContentsMargins(*[theme.SECTION_GAP] * 4)
        column.setSpacing(theme.WIDE_GAP)
        column.addWidget(self.title)
        ours = (self.project_card, self.labeling, self.endpoints)
        for card in (look, *ours, self.keys_card, program, self.doctor):
            column.addWidget(card)
        column.addStretch(1)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._page, 1000)
        row.addStretch(1)
        self.scroller = scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(holder)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(scroll)
        theme.changed.connect(self._take_size)
        self._take_size()

    def _card(self, title: Heading, *rows: tuple[str, QWidget | QHBoxLayout | QVBoxLayout]) -> Card:
        card = Card()
        grid = QGridLayout()  # unlike a form, it gives wrapped texts inside a field their height
        grid.setHorizontalSpacing(theme.SECTION_GAP)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(1, 1)
        self._grids.append(grid)
        top = Qt.AlignmentFlag.AlignTop
        for place, (name, field) in enumerate(rows):
            label = self.labels[name] = QLabel()
            if isinstance(field, QComboBox):
                label.setBuddy(field)
                grid.addWidget(label, place, 0)
                grid.addWidget(field, place, 1, Qt.AlignmentFlag.AlignLeft)
            elif isinstance(field, QWidget):
                grid.addWidget(label, place, 0, top)
                grid.addWidget(field, place, 1)
            else:
                grid.addWidget(label, place, 0, top)
                grid.addLayout(field, place, 1)
        card.body.addWidget(title)
        card.body.addSpacing(4)
        card.body.addLayout(grid)
        return card

    def retranslate(self) -> None:
        self.title.setText(self.tr("Settings"))
        self.look_title.setText(self.tr("Look"))
        self.project_title.setText(self.tr("This project"))
        self.program_title.setText(self.tr("The program"))
        for name, words in (
            ("language", self.tr("Language")),
            ("scheme", self.tr("Colours")),
            ("scale", self.tr("Size of the text")),
            ("formatting", self.tr("Texts")),
            ("store", self.tr("Kept in")),
            ("backups", self.tr("Backups")),
            ("labelers", self.tr("Labelers")),
            ("owner", self.tr("Owner")),
            ("version", self.tr("Version")),
            ("files", self.tr("Settings and logs")),
        ):
            self.labels[name].setText(words)
        self.labels["scale"].setBuddy(self.scale)
        self.scale.setAccessibleName(self.tr("Size of the text"))
        self.scale.setToolTip(
            self.tr("{larger} and {smaller} change it anywhere").format(
                larger=keys.shown("view.larger"), smaller=keys.shown("view.smaller")
            )
        )
        self.formatting.setText(self.tr("Show formatting (Markdown)"))
        self.formatting.setAccessibleName(self.tr("Show formatting (Markdown)"))
        tip = self.tr("{key} changes it anywhere")
        self.formatting.setToolTip(tip.format(key=keys.shown("view.formatting")))
        self.backups_hint.setText(
            self.tr(
                "A dated copy of the store is made before a newer version of the program "
                "changes how it is built."
            )
        )
        self.open_folder.setText(self.tr("Show the folder"))
        self.open_folder.setAccessibleName(self.tr("Show the folder"))
        self.open_folder.setToolTip(self.tr("Open the project's folder in the file manager"))
        self.labeling.retranslate()
        self.owner.retranslate()
        self.endpoints.retranslate()
        self._show_settings()
        self.refresh()

    def refresh(self) -> None:
        project = self.context.project
        self.project_card.setVisible(project is not None)
        for card in (self.labeling, self.endpoints):
            card.setVisible(project is not None)
            card.refresh()
        self.version.setText(f"RLHF Studio {__version__}")
        self.files.setText(f"{settings_path().parent}\n{log_folder()}")
        if project is None:
            return
        self.owner.refresh()
        store = project.store
        self.store.setText(str(store))
        folder = project.folder / "backups"
        copies = sorted(folder.glob("*")) if folder.is_dir() else []
        self.backups.setText(
            self.tr("{count} in {folder}").format(
                count=QLocale().toString(len(copies)), folder=folder
            )
        )
        self.labelers.setText(", ".join(map(self._name_of, list_labelers(store))))

    def _name_of(self, labeler: Labeler) -> str:
        if labeler.synthetic:
            return self.tr("{name} (synthetic)").format(name=labeler.name)
        if labeler == self.context.labeler:
            return self.tr("{name} (labels now)").format(name=labeler.name)
        return labeler.name

    def show_item(self, item: Any) -> None:
        """Bring the part of that name into view: the keys, or the endpoints."""
        parts = {
            "keys": (self.keys_card, self.keys_card.place),
            "endpoints": (self.endpoints, self.endpoints.add_button),
        }
        if item in parts:
            card, focus = parts[item]
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, self, lambda: self._scroll_to(card))  # once all has its place

    def _scroll_to(self, card: QWidget) -> None:
        self.scroller.verticalScrollBar().setValue(card.y() - theme.WIDE_GAP)

    def keys(self) -> list[tuple[str, str]]:
        return [("Tab", self.tr("To the next setting"))]

    def _keep_formatting(self, shown: bool) -> None:
        self.context.change_settings(show_formatting=shown)

    def _show_settings(self) -> None:
        self.formatting.setChecked(self.context.settings.show_formatting)
        self.scale.setValue(round(self.context.settings.scale_percent / STEP))
        self._tell_scale()

    def _tell_scale(self) -> None:
        percent = QLocale().toString(self.scale.value() * STEP)
        self.scale_words.setText(self.tr("{percent} %").format(percent=percent))

    def _keep_scale_unless_dragged(self) -> None:
        """While the mouse holds the slider, growing text would move it away from under it."""
        if not self.scale.isSliderDown():
            self._keep_scale()

    def _keep_scale(self) -> None:
        percent = self.scale.value() * STEP
        if percent != self.context.settings.scale_percent:
            self.context.change_settings(scale_percent=percent)

    def _open_folder(self) -> None:
        project = self.context.project
        if project is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(project.folder))))

    def _take_size(self) -> None:
        self._page.setMaximumWidth(theme.px(WIDTH) + 2 * theme.SECTION_GAP)
        self.scale_words.setMinimumWidth(theme.px(48))
        self.scale.setMinimumHeight(theme.px(SLIDER_HEIGHT))
        for grid in self._grids:
            grid.setColumnMinimumWidth(0, theme.px(NAME_WIDTH))
