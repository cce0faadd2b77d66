"""The window's language: its catalog and Qt's own, exchanged while the window is open."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from studio.config import resource

LANGUAGES = ("en", "de")
_installed: list[QTranslator] = []


def chosen_language(setting: str) -> str:
    """The language for a setting; `system` is the first of the system's that there is."""
    if setting in LANGUAGES:
        return setting
    for name in QLocale.system().uiLanguages():
        if (language := name.partition("-")[0]) in LANGUAGES:
            return language
    return LANGUAGES[0]


def apply_language(setting: str) -> str:
    """Translate the window, at once; the language it now has.

    Every widget gets a `LanguageChange` event. Numbers and dates follow the language.
    """
    language = chosen_language(setting)
    app = QCoreApplication.instance()
    assert app is not None
    system = QLocale.system()
    spoken_here = system.name().partition("_")[0] == language  # with the region's formats
    QLocale.setDefault(system if spoken_here else QLocale(language))
    for translator in _installed:
        app.removeTranslator(translator)
    _installed.clear()
    places = {
        f"studio_{language}": str(resource("i18n")),
        f"qtbase_{language}": QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath),
    }
    for name, folder in places.items():
        translator = QTranslator(app)
        if translator.load(name, folder):
            app.installTranslator(translator)
            _installed.append(translator)
    return language
