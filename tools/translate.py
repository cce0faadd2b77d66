"""The window's catalogs: brought up to date with the sources, compiled, and checked.

The German one holds every text, the English one only those with a number, for their plurals.

python tools/translate.py            update the catalogs (.ts) and compile them (.qm)
python tools/translate.py --check    change nothing; say what is out of date or untranslated
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

ROOT = Path(__file__).resolve().parent.parent
CATALOGS = [ROOT / "resources" / "i18n" / f"studio_{language}.ts" for language in ("de", "en")]
_SHOWN = 60  # characters of a text in a list of problems


@dataclass(frozen=True)
class Message:
    """A text of the sources with its translations: one, or one for each plural form."""

    context: str
    source: str
    comment: str
    translations: tuple[str, ...]
    is_finished: bool

    @property
    def key(self) -> tuple[str, str, str]:
        return self.context, self.source, self.comment

    def __str__(self) -> str:
        text = " ".join(self.source.split())
        shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
        return f"{self.context}: {shown}"


def update(catalog: Path, sources: Path) -> None:
    """Collect every text of the Python files below `sources`; translations there are stay."""
    files = sorted(str(path) for path in sources.rglob("*.py"))
    catalog.parent.mkdir(parents=True, exist_ok=True)
    language = catalog.stem.rpartition("_")[2]
    options = ["-no-obsolete", "-locations", "none", "-source-language", "en"]
    options += ["-target-language", language, *(["-pluralonly"] if language == "en" else [])]
    _run("pyside6-lupdate", *options, *files, "-ts", str(catalog))


def compile_catalog(catalog: Path, compiled: Path) -> None:
    """Write the finished translations in the form that the window loads."""
    _run("pyside6-lrelease", str(catalog), "-qm", str(compiled))


def messages(catalog: Path) -> list[Message]:
    """Every message of a catalog (.ts)."""
    found = []
    for context in ET.parse(catalog).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            forms = [] if translation is None else translation.findall("numerusform")
            texts = forms or ([] if translation is None else [translation])
            found.append(
                Message(
                    context.findtext("name", ""),
                    message.findtext("source", ""),
                    message.findtext("comment", ""),
                    tuple(text.text or "" for text in texts),
                    translation is not None and translation.get("type") != "unfinished",
                )
            )
    return found


def problems(catalog: Path, sources: Path) -> list[str]:
    """What keeps a catalog and its compiled twin from being complete and up to date."""
    compiled = catalog.with_suffix(".qm")
    if not catalog.is_file():
        return [f"missing: {catalog}"]
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / catalog.name
        shutil.copyfile(catalog, fresh)
        update(fresh, sources)
        committed = {message.key: message for message in messages(catalog)}
        wanted = {message.key: message for message in messages(fresh)}
        found = [f"not in the catalog: {wanted[key]}" for key in wanted.keys() - committed.keys()]
        found += [f"nowhere used: {committed[key]}" for key in committed.keys() - wanted.keys()]
        found.sort()
        for message in wanted.values():
            if message.key in committed:
                found += _problems_of(message)
        fresh_compiled = fresh.with_suffix(".qm")
        compile_catalog(catalog, fresh_compiled)
        if not compiled.is_file():
            found.append(f"missing: {compiled}")
        elif compiled.read_bytes() != fresh_compiled.read_bytes():
            found.append(f"not compiled from the catalog as it is: {compiled}")
    return found


def _problems_of(message: Message) -> Iterator[str]:
    if not message.is_finished or not message.translations or not all(message.translations):
        yield f"not translated: {message}"
    elif any(_fields(text) != _fields(message.source) for text in message.translations):
        yield f"other placeholders than the source: {message}"


def _fields(text: str) -> set[str]:
    """The placeholders of a text; a broken one stands for itself."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return {text}


def _run(tool: str, *arguments: str) -> None:
    """Run a tool of the PySide6 that belongs to this Python."""
    program = shutil.which(tool, path=sysconfig.get_path("scripts"))
    if program is None:
        sys.exit(f"{tool} is not there: pip install PySide6-Essentials")
    ended = subprocess.run([program, *arguments], capture_output=True, text=True)
    if ended.returncode:
        sys.exit(f"{tool} ended with {ended.returncode}: {ended.stderr or ended.stdout}")


def check(catalog: Path, sources: Path) -> bool:
    """Say what is wrong with a catalog; whether nothing is."""
    found = problems(catalog, sources)
    print("\n".join(found) or f"{catalog.name} is complete and up to date.")
    return not found


def refresh(catalog: Path, sources: Path) -> bool:
    """Bring a catalog up to date and compile it."""
    update(catalog, sources)
    compile_catalog(catalog, catalog.with_suffix(".qm"))
    every = messages(catalog)
    waiting = sum(1 for message in every for _ in _problems_of(message))
    print(f"{catalog.name}: {len(every)} messages, {waiting} to be translated or corrected.")
    return True


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Update or check the catalogs.")
    parser.add_argument("--check", action="store_true", help="change nothing, report problems")
    parser.add_argument("--catalog", type=Path, action="append", help="a .ts file; default: all")
    parser.add_argument("--sources", type=Path, default=ROOT / "studio", help="a folder")
    chosen = parser.parse_args(arguments)
    worked = [
        (check if chosen.check else refresh)(catalog, chosen.sources)
        for catalog in chosen.catalog or CATALOGS
    ]
    return 0 if all(worked) else 1


if __name__ == "__main__":
    sys.exit(main())
