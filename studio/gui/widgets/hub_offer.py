"""What the Hub has of a model: how large it is, and what a person has to choose of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QSizePolicy, QWidget

from studio.gui import theme
from studio.gui.widgets.basic import Caption, Card, Heading
from studio.gui.widgets.checkpoint_tree import size_text
from studio.gui.widgets.plain_text import first_line
from studio.store.project import Project
from studio.store.records import Checkpoint

if TYPE_CHECKING:
    from studio.jobs.hub_models import Bases
    from studio.lm.hub_model import HubModel

NAME_WIDTH = 340  # px at 100 %, of a file's name
SHOWN_FILES = 6  # the largest


@dataclass(frozen=True)
class Found:
    ways: tuple[HubModel, ...]
    bases: Bases | None = None  # of an adapter


class HubOffer(Card):
    """Of several GGUF files none is chosen beforehand, nor is a base that nothing points to."""

    changed = Signal()  # what is chosen

    def __init__(self, project: Project, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._found: Found | None = None
        self._bases: list[Checkpoint | HubModel] = []
        self.size_line, self.belongs = Heading(), Caption()
        self.way, self.base = QComboBox(), QComboBox()
        self.files, self._sizes, self.place = Caption(), Caption(), Caption()
        for label in (self.size_line, self.belongs, self.files, self._sizes, self.place):
            label.setTextFormat(Qt.TextFormat.PlainText)
        for label in (self.size_line, self.place):
            label.setWordWrap(True)
        for label in (self.files, self._sizes):
            label.setWordWrap(False)
        self._sizes.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.form = QFormLayout()
        self.form.setVerticalSpacing(theme.GAP)
        for words, box in ((self.tr("F&ile"), self.way), (self.tr("&Base model"), self.base)):
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            box.setAccessibleName(words.replace("&", ""))
            box.currentIndexChanged.connect(self._show)
            self.form.addRow(words, box)
        self.way.setPlaceholderText(self.tr("Choose a file"))
        self.base.setPlaceholderText(self.tr("Choose the model that it was trained on"))
        rows = QHBoxLayout()
        rows.setSpacing(theme.WIDE_GAP)
        rows.addWidget(self.files, 1)
        rows.addWidget(self._sizes)
        self.body.addWidget(self.size_line)
        self.body.addWidget(self.belongs)
        self.body.addLayout(self.form)
        self.body.addLayout(rows)
        self.body.addWidget(self.place)

    def show_found(self, found: Found) -> None:
        """Show what was looked up, and what is to be chosen."""
        self._found = found
        bases = found.bases
        likely = None if bases is None else bases.likely
        self._bases = [] if bases is None else [*([likely] if likely else []), *bases.others]
        first_is_usual = found.ways[0].kind != "gguf" or len(found.ways) == 1
        way_texts = [self._way_text(one) for one in found.ways]
        base_texts = [self._base_text(one) for one in self._bases]
        _fill(self.way, way_texts, 0 if first_is_usual else -1)
        _fill(self.base, base_texts, -1 if likely is None else 0)
        self.form.setRowVisible(self.way, len(found.ways) > 1)
        self._show()

    def model(self) -> HubModel | None:
        """The way that is chosen."""
        at = self.way.currentIndex()
        return None if self._found is None or at < 0 else self._found.ways[at]

    def chosen_base(self) -> Path | HubModel | None:
        """What an adapter is folded into: a model of the project, or one that is fetched too."""
        at, model = self.base.currentIndex(), self.model()
        if model is None or model.kind != "adapter" or at < 0:
            return None
        chosen = self._bases[at]
        return self._project.checkpoint_folder(chosen) if isinstance(chosen, Checkpoint) else chosen

    def complete(self) -> bool:
        """Whether all is chosen that has to be."""
        model = self.model()
        return model is not None and (model.kind != "adapter" or self.base.currentIndex() >= 0)

    def missing(self) -> int:
        """Bytes that are still to be fetched."""
        return sum(one.missing for one in self._wanted())

    def first_choice(self) -> QComboBox | None:
        """What has to be chosen first."""
        if self.complete():
            return None
        return self.way if self.model() is None else self.base

    def _wanted(self) -> list[HubModel]:
        """All that is fetched."""
        model, at = self.model(), self.base.currentIndex()
        if model is None:
            return []
        further = self._bases[at] if model.kind == "adapter" and at >= 0 else None
        return [model] if further is None or isinstance(further, Checkpoint) else [model, further]

    def _show(self) -> None:
        model = self.model()
        is_adapter = model is not None and model.kind == "adapter"
        self.form.setRowVisible(self.base, is_adapter)
        self.belongs.setVisible(is_adapter)
        self.place.setVisible(model is not None)
        chosen_above = self.way.count() > 1 and model is not None and model.kind == "gguf"
        for label in (self.files, self._sizes):
            label.setVisible(model is not None and not chosen_above)
        if model is None:
            count = 0 if self._found is None else len(self._found.ways)
            self.size_line.setText(self.tr("%Ln GGUF file(s), of which one is fetched", "", count))
        else:
            self._show_model(model)
        self.changed.emit()

    def _show_model(self, model: HubModel) -> None:
        wanted = self._wanted()
        size, missing = sum(one.size for one in wanted), self.missing()
        count = sum(len(one.files) for one in wanted)
        words = self.tr("{size} in %Ln file(s)", "", count).format(size=size_text(size))
        rest = size_text(missing)
        if not missing:
            words += self.tr(", all of it here already")
        elif missing < size and (model.kind != "adapter" or rest != size_text(size)):
            # of an adapter, the small config is here from looking it up
            words += self.tr(", {size} of it still to fetch").format(size=rest)
        self.size_line.setText(words)
        if model.kind == "adapter":
            self.belongs.setText(self._belonging(model))
        largest = sorted(model.files, key=lambda file: -file.size)
        lines = [(file.name, size_text(file.size)) for file in largest[:SHOWN_FILES]]
        if len(largest) > SHOWN_FILES:
            lines.append((self.tr("and %Ln more", "", len(largest) - SHOWN_FILES), ""))
        lines += [(one.address, size_text(one.size)) for one in wanted[1:]]
        metrics, middle = self.files.fontMetrics(), Qt.TextElideMode.ElideMiddle
        width = theme.px(NAME_WIDTH)
        self.files.setText("\n".join(metrics.elidedText(n, middle, width) for n, _ in lines))
        self._sizes.setText("\n".join(told for _, told in lines))
        words = self.tr("Commit {commit}. It will be kept in {path}")
        self.place.setText(words.format(commit=model.revision[:12], path=model.folder.parent))

    def _belonging(self, model: HubModel) -> str:
        bases = None if self._found is None else self._found.bases
        likely = None if bases is None else bases.likely
        if not model.base:
            return self.tr("An adapter that does not say which model it was trained on.")
        if likely is None:
            words = self.tr("An adapter of {base}, which the project does not have.")
            return words.format(base=first_line(model.base))
        if isinstance(likely, Checkpoint):
            words = self.tr("An adapter of {base}, which the project has as {name}.")
            return words.format(base=first_line(model.base), name=likely.name)
        words = self.tr(
            "An adapter of {base}, which the project does not have: it is fetched too, and "
            "becomes a model of the project of its own."
        )
        return words.format(base=first_line(model.base))

    def _way_text(self, way: HubModel) -> str:
        words = way.path.name if way.kind == "gguf" else self.tr("All of it, as a folder")
        return f"{words}   {size_text(way.size)}"

    def _base_text(self, base: Checkpoint | HubModel) -> str:
        if isinstance(base, Checkpoint):
            return base.name
        words = self.tr("{name} from the Hub").format(name=base.address)
        return f"{words}   {size_text(base.size)}"


def _fill(box: QComboBox, texts: list[str], index: int) -> None:
    box.blockSignals(True)
    box.clear()
    box.addItems(texts)
    box.setCurrentIndex(index)
    box.blockSignals(False)
