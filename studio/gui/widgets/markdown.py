"""Markdown as a document that can load nothing: no image, no file, no address, no HTML.

A `QTextDocument` asks `loadResource` for an image first and then opens the file of that name by
itself, so images are replaced by words before a document is ever laid out.
"""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrame,
    QTextFrameFormat,
    QTextOption,
    QTextTable,
)

from studio.gui import theme
from studio.gui.widgets.basic import line_height_percent
from studio.gui.widgets.plain_text import breakable

MOST_CHARACTERS = 5_000  # of a text that is still formatted
MOST_PIPES = 300  # tables cost most to lay out
MOST_COLUMNS = 12  # of a table that is still readable
MOST_EFFORT = 1_400  # see `effort_of`: about 20 ms a thousand
EFFORT_OF_LINE = 3  # marks within lines that cost as much as a line
MOST_LEVELS = 8  # of lists and quotes within each other, each of which is indented
INDENT = 20  # px at 100 %, of list items and quotes

_MARKS = re.compile(
    r"^ {0,3}(?:#{1,6} |>|[-*+] |\d{1,9}[.)] |```|~~~|\||(?:=+|-{2,}|\*{3,}|_{3,})\s*$)"
    r"|[*_~`]\S|\]\(|\]\[|<https?:",
    re.MULTILINE,
)
_WIDE = re.compile(rf"^(?:[^|\n]*\|){{{MOST_COLUMNS + 2}}}", re.MULTILINE)
_INLINE = re.compile(r"[*_~`]+|\]\(|!\[|<https?:")
_DEEP = re.compile(
    rf"^(?:[ \t]*(?:>|(?:[-*+]|\d{{1,9}}[.)])(?=[ \t]))){{{MOST_LEVELS + 1}}}"
    rf"|^(?: {{{4 * MOST_LEVELS},}}|\t{{{MOST_LEVELS},}})[ \t]*(?:[-*+]|\d{{1,9}}[.)]) ",
    re.MULTILINE,
)
_FENCE = re.compile(r"^[ >]*(?:```|~~~)")
_OWN_LINE = re.compile(r"^\s*(?:#{1,6} |>|[-*+] |\d{1,9}[.)] |\||[-=*_]{2,}\s*$|```|~~~|$)")
# Stands at the end of a line whose break is to be seen. A space by Unicode, so that whatever
# Markdown says of the end of a word stays true before it.
_BREAK = "\u205f"
_FEATURES = QTextDocument.MarkdownFeature
_NO_HTML = _FEATURES.MarkdownDialectGitHub | _FEATURES.MarkdownNoHTML


def has_markdown(text: str) -> bool:
    """Whether formatting `text` could change it, is quick, and leaves it where it can be read."""
    if len(text) > MOST_CHARACTERS or text.count("|") > MOST_PIPES:
        return False
    # Qt shows nothing at all for an image or a link without words.
    if "[]" in text or effort_of(text) > MOST_EFFORT or _DEEP.search(text) or _WIDE.search(text):
        return False
    return _MARKS.search(text) is not None


def effort_of(text: str) -> int:
    """What formatting a text costs, in marks within lines; its length counts for little."""
    lines = 1 + text.count("\n")
    return EFFORT_OF_LINE * lines + sum(1 for _ in _INLINE.finditer(text))


class SafeDocument(QTextDocument):
    """A document that loads nothing, set in the reading font of `size` px."""

    def __init__(self, parent: Any = None, size: float = theme.READING_PX) -> None:
        super().__init__(parent)
        self.setUndoRedoEnabled(False)
        self.setDocumentMargin(0)
        self.setIndentWidth(theme.px(INDENT))
        self.setDefaultFont(theme.reading_font(size))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setDefaultTextOption(option)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        return None


def line_spacing(font: QFont) -> QTextBlockFormat:
    """The line height of reading text."""
    spaced = QTextBlockFormat()
    kind = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
    spaced.setLineHeight(line_height_percent(font), kind)
    return spaced


def add_plain(cursor: QTextCursor, text: str) -> None:
    """Insert a text exactly as it is, line breaks and all."""
    cursor.mergeBlockFormat(line_spacing(cursor.document().defaultFont()))
    cursor.insertText(breakable(text))


def fill_with_markdown(document: SafeDocument, text: str) -> None:
    """Format `text`. The document must not have been laid out, and is safe to be afterwards."""
    source = _with_breaks(breakable(text).replace(_BREAK, " "))
    # A blank line in front: what looks like front matter would not be shown at all.
    document.setMarkdown("\n" + source, _NO_HTML)
    if not document.toPlainText().strip():  # nothing but definitions of links
        document.clear()
        add_plain(QTextCursor(document), text)
        return
    base = document.defaultFont()
    whole = QTextCursor(document)
    whole.beginEditBlock()
    for block in _blocks(document):
        _tell_addresses(block)
    _show_breaks(document)
    for block in _blocks(document):
        _set_block(block, base)
    _set_tables(document.rootFrame())
    whole.endEditBlock()


def _with_breaks(text: str) -> str:
    """Mark the ends of lines inside paragraphs, which Markdown would join."""
    lines = text.split("\n")
    fenced = False
    for at, line in enumerate(lines[:-1]):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and not _alone(line) and not _OWN_LINE.match(lines[at + 1]):
            lines[at] = line + _BREAK
    return "\n".join(lines)


def _alone(line: str) -> bool:
    return re.match(r"\s*(?:#{1,6} |\||[-=*_]{2,}\s*$|$)", line) is not None


def _show_breaks(document: QTextDocument) -> None:
    raw = document.toRawText()
    if _BREAK not in raw:
        return
    units = raw.encode("utf-16-le")  # Qt counts in these
    mark, space = _BREAK.encode("utf-16-le"), " ".encode("utf-16-le")
    places = [at for at in range(0, len(units), 2) if units[at : at + 2] == mark]
    cursor = QTextCursor(document)
    for at in reversed(places):
        inside = units[at + 2 : at + 4] == space  # else it is code, where the line ends by itself
        cursor.setPosition(at // 2)
        cursor.setPosition(at // 2 + (2 if inside else 1), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText("\u2028" if inside else "", cursor.charFormat())


def _blocks(document: QTextDocument) -> list[QTextBlock]:
    blocks, block = [], document.begin()
    while block.isValid():
        blocks.append(block)
        block = block.next()
    return blocks


def _fragments(block: QTextBlock) -> list[tuple[int, int, str, QTextCharFormat]]:
    """(position, length, text, format) of the parts of a block."""
    found, at = [], block.begin()
    while not at.atEnd():
        part = at.fragment()
        found.append((part.position(), part.length(), part.text(), part.charFormat()))
        at += 1
    return found


def _tell_addresses(block: QTextBlock) -> None:
    """Replace images by their words, and links by words and address that lead nowhere."""
    colors = theme.tokens()
    muted = QColor(colors.muted)
    fragments = _fragments(block)
    words = ""  # of the link that ends with the fragment
    tails: list[str] = []
    for at, (_, _, text, looks) in enumerate(fragments):
        href = looks.anchorHref()
        words = words + text if at and fragments[at - 1][3].anchorHref() == href else text
        goes_on = at + 1 < len(fragments) and fragments[at + 1][3].anchorHref() == href
        told = href.removeprefix("mailto:") in ("", words.strip())
        tails.append("" if goes_on or told else f" ({href})")
    for (position, length, _, looks), tail in reversed(list(zip(fragments, tails, strict=True))):
        cursor = QTextCursor(block)
        cursor.setPosition(position)
        cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
        plain = QTextCharFormat()
        plain.setForeground(muted)
        if looks.isImageFormat():
            image = looks.toImageFormat()
            alt = str(image.property(QTextFormat.Property.ImageAltText) or "").strip()
            shown = f"[{alt}] ({image.name()})" if alt else f"({image.name()})"
            cursor.insertText(shown, plain)
        elif looks.isAnchor() or looks.anchorHref():
            calm = QTextCharFormat(looks)
            calm.clearProperty(QTextFormat.Property.IsAnchor)
            calm.clearProperty(QTextFormat.Property.AnchorHref)
            calm.clearProperty(QTextFormat.Property.AnchorName)
            calm.setForeground(QColor(colors.accent))
            calm.setFontUnderline(True)
            cursor.setCharFormat(calm)
        elif looks.fontUnderline():  # Qt's reading of `_emphasis_`
            looks.setFontUnderline(False)
            looks.setFontItalic(True)
            cursor.setCharFormat(looks)
        elif looks.fontFixedPitch() and not _is_code(block):
            cursor.mergeCharFormat(_code_looks(tinted=True))
        if tail:
            cursor.setPosition(cursor.selectionEnd())
            cursor.insertText(tail, plain)


def _is_code(block: QTextBlock) -> bool:
    return block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence) or (
        block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeLanguage)
    )


def _code_looks(*, tinted: bool) -> QTextCharFormat:
    looks = QTextCharFormat()
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    looks.setFontFamilies([fixed.family()])
    looks.setFontFixedPitch(True)
    if tinted:
        looks.setBackground(QColor(theme.tokens().hover))
    return looks


def _set_block(block: QTextBlock, base: QFont) -> None:
    """Paragraphs apart, headings a little larger, code on a tint; all wrapped."""
    old, level = block.blockFormat(), block.blockFormat().headingLevel()
    quote = old.intProperty(QTextFormat.Property.BlockQuoteLevel)
    code = _is_code(block)
    inside = code and block.next().isValid() and _is_code(block.next())
    close = block.textList() is not None and block.next().textList() is not None
    new = line_spacing(base)
    new.setTopMargin(theme.px(theme.GAP) if level and block.blockNumber() else 0)
    new.setBottomMargin(0 if inside else theme.px(2 if close else theme.GAP))
    new.setLeftMargin(quote * theme.px(INDENT))
    new.setRightMargin(0)
    new.setNonBreakableLines(False)
    if code:  # lines without gaps, so that the tint is one surface
        new.setLineHeight(0, QTextBlockFormat.LineHeightTypes.SingleHeight.value)
        new.setBackground(QColor(theme.tokens().hover))
    cursor = QTextCursor(block)
    cursor.mergeBlockFormat(new)
    looks = QTextCharFormat()
    if level:
        bold = QFont(base)
        bold.setPixelSize(round(base.pixelSize() * {1: 1.25, 2: 1.12}.get(level, 1)))
        bold.setWeight(QFont.Weight.DemiBold)
        looks.setFont(bold)
        looks.setProperty(QTextFormat.Property.FontSizeAdjustment, 0)
    elif code:
        looks = _code_looks(tinted=False)
    elif quote:
        looks.setForeground(QColor(theme.tokens().muted))
    else:
        return
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    cursor.mergeCharFormat(looks)


def _set_tables(frame: QTextFrame) -> None:
    for child in frame.childFrames():
        if isinstance(child, QTextTable):
            looks = child.format()
            looks.setBorder(1)
            looks.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            looks.setBorderBrush(QColor(theme.tokens().control_line))
            looks.setBorderCollapse(True)
            looks.setCellSpacing(0)
            looks.setCellPadding(theme.px(4))
            looks.setBottomMargin(theme.px(theme.GAP))
            child.setFormat(looks)
        _set_tables(child)
