"""The dialog that asks for a new project's name and place."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from studio.gui import theme
from studio.gui.widgets.basic import Caption, PrimaryButton

FORBIDDEN = '\\/:*?"<>|'  # in the name of a folder, on some system


class NewProjectDialog(QDialog):
    def __init__(self, parent: QWidget | None, folder: Path) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("New project"))
        self.name = QLineEdit(self.tr("My project"))
        self.name.setAccessibleName(self.tr("Name"))
        self.place = QLineEdit(str(folder))
        self.place.setAccessibleName(self.tr("Folder"))
        self.place.setMinimumWidth(theme.px(320))
        browse = QPushButton(self.tr("Browse …"))
        browse.setToolTip(self.tr("Choose the folder that will hold the project"))
        browse.clicked.connect(self._browse)
        self.sample = QCheckBox(self.tr("Start with the sample prompts and demonstrations"))
        self.path = Caption()
        self.create_button = PrimaryButton(self.tr("Create"))
        self.create_button.setDefault(True)
        self.create_button.clicked.connect(self.accept)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.clicked.connect(self.reject)

        place = QHBoxLayout()
        place.setSpacing(theme.GAP)
        place_label = QLabel(self.tr("&Folder"))
        place_label.setBuddy(self.place)
        place.addWidget(self.place, 1)
        place.addWidget(browse)
        form = QFormLayout()
        form.setVerticalSpacing(12)
        form.addRow(self.tr("&Name"), self.name)
        form.addRow(place_label, place)
        form.addRow("", self.sample)
        form.addRow("", self.path)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.create_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SECTION_GAP] * 4)
        column.setSpacing(theme.SECTION_GAP)
        column.addLayout(form)
        column.addLayout(buttons)
        self.name.textChanged.connect(self._tell_path)
        self.place.textChanged.connect(self._tell_path)
        self._tell_path()
        self.name.selectAll()
        self.name.setFocus()

    @classmethod
    def ask(cls, parent: QWidget | None, folder: Path) -> tuple[Path, bool] | None:
        """(the project's folder, whether to fill it with the sample), or None."""
        dialog = cls(parent, folder)
        wanted = dialog.exec() == QDialog.DialogCode.Accepted
        chosen = (dialog.folder(), dialog.sample.isChecked())
        dialog.deleteLater()
        return chosen if wanted else None

    def folder(self) -> Path:
        return Path(self.place.text().strip()).expanduser() / self.name.text().strip()

    def _browse(self) -> None:
        title = self.tr("Folder for the project")
        chosen = QFileDialog.getExistingDirectory(self, title, self.place.text())
        if chosen:
            self.place.setText(chosen)

    def _tell_path(self) -> None:
        name = self.name.text().strip()
        bad = [letter for letter in FORBIDDEN if letter in name]
        if bad:
            said = self.tr("A name cannot contain {letters}").format(letters=" ".join(bad))
        elif not name or name.strip(".") == "":
            said = self.tr("Give the project a name.")
        else:
            said = self.tr("It will be kept in {path}").format(path=self.folder())
        self.path.setText(said)
        self.create_button.setEnabled(bool(name.strip(".")) and not bad)
