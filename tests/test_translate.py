from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from studio.metric_texts import METRIC_TEXTS
from studio.option_texts import OPTION_TEXTS
from studio.wording import ERRORS, NOTICES

ROOT = Path(__file__).parent.parent
_SPEC = importlib.util.spec_from_file_location("translate", ROOT / "tools" / "translate.py")
assert _SPEC is not None
assert _SPEC.loader is not None
translate = importlib.util.module_from_spec(_SPEC)
sys.modules["translate"] = translate
_SPEC.loader.exec_module(translate)

SCREEN = """
from PySide6.QtWidgets import QLabel

class Greeting(QLabel):
    def retranslate(self):
        self.setText(self.tr("Good morning, {name}"))
        self.setToolTip(self.tr("%n letters", "of a name", 3))
"""
WORDS = """
TEXTS = {"none": QT_TRANSLATE_NOOP("errors", "There is nothing"
         " here.")}
"""


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    (folder / "gui").mkdir(parents=True)
    (folder / "gui" / "greeting.py").write_text(SCREEN, "utf-8")
    (folder / "words.py").write_text(WORDS, "utf-8")
    return folder


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    return tmp_path / "i18n" / "studio_de.ts"


def run(catalog: Path, sources: Path, *more: str) -> int:
    return translate.main([*more, "--catalog", str(catalog), "--sources", str(sources)])


def fill(catalog: Path, greeting: str = "Guten Morgen, {name}") -> None:
    """Translate everything and compile it."""
    forms = ("%n Buchstabe", "%n Buchstaben")
    german = {
        "Good morning, {name}": greeting,
        "%n letters": "".join(f"<numerusform>{form}</numerusform>" for form in forms),
        "There is nothing here.": "Hier ist nichts.",
    }
    text = catalog.read_text("utf-8")
    for source, translation in german.items():
        head, found, tail = text.partition(f"<source>{source}</source>")
        assert found
        before, _, rest = tail.partition("<translation")
        after = rest.partition("</translation>")[2]
        text = f"{head}{found}{before}<translation>{translation}</translation>{after}"
    catalog.write_text(text, "utf-8")
    translate.compile_catalog(catalog, catalog.with_suffix(".qm"))


def test_texts_are_found_with_their_contexts_and_nothing_is_lost(sources, catalog):
    assert run(catalog, sources) == 0
    found = {message.key for message in translate.messages(catalog)}
    assert found == {
        ("Greeting", "Good morning, {name}", ""),
        ("Greeting", "%n letters", "of a name"),
        ("errors", "There is nothing here.", ""),
    }
    fill(catalog)
    assert run(catalog, sources) == 0
    assert run(catalog, sources, "--check") == 0


def test_a_check_names_what_is_not_translated(sources, catalog, capsys):
    assert run(catalog, sources, "--check") == 1
    assert "missing" in capsys.readouterr().out
    run(catalog, sources)
    capsys.readouterr()
    assert run(catalog, sources, "--check") == 1
    listed = capsys.readouterr().out.splitlines()
    assert "not translated: Greeting: Good morning, {name}" in listed
    assert len(listed) == 3


def test_a_check_notices_texts_that_came_and_went(sources, catalog, capsys):
    run(catalog, sources)
    fill(catalog)
    (sources / "words.py").write_text(WORDS.replace("nothing", "something"), "utf-8")
    before = catalog.read_bytes()
    capsys.readouterr()
    assert run(catalog, sources, "--check") == 1
    assert capsys.readouterr().out.splitlines() == [
        "not in the catalog: errors: There is something here.",
        "nowhere used: errors: There is nothing here.",
    ]
    assert catalog.read_bytes() == before


def test_a_check_notices_a_catalog_that_was_not_compiled_again(sources, catalog, capsys):
    run(catalog, sources)
    fill(catalog)
    catalog.write_text(catalog.read_text("utf-8").replace("nichts", "gar nichts"), "utf-8")
    assert run(catalog, sources, "--check") == 1
    assert "not compiled" in capsys.readouterr().out
    catalog.with_suffix(".qm").unlink()
    assert run(catalog, sources, "--check") == 1


def test_a_translation_has_the_placeholders_of_its_source(sources, catalog, capsys):
    run(catalog, sources)
    fill(catalog, "Guten Morgen, {Name}")
    assert run(catalog, sources, "--check") == 1
    assert "other placeholders than the source: Greeting" in capsys.readouterr().out


def test_the_texts_of_the_core_are_found(tmp_path):
    fresh = tmp_path / "studio_de.ts"
    translate.update(fresh, ROOT / "studio")
    found = {(message.context, message.source) for message in translate.messages(fresh)}
    pairs = {"errors": ERRORS, "options": OPTION_TEXTS, "metrics": METRIC_TEXTS}
    wanted = {
        (context, text)
        for context, texts in pairs.items()
        for pair in texts.values()
        for text in pair
        if text
    }
    wanted |= {("errors", text) for text in NOTICES.values()}
    assert wanted <= found


@pytest.mark.parametrize("catalog", translate.CATALOGS, ids=lambda path: path.stem)
def test_counts_are_written_as_the_language_writes_numbers(catalog):
    """`%Ln` has its separators of thousands, `%n` has none."""
    for message in translate.messages(catalog):
        assert "%n" not in "".join((message.source, *message.translations))
