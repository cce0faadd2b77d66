"""The English words for what can go wrong with files that are imported and exported.

As in `wording`, which holds the others.
"""

from __future__ import annotations

from studio.translatable import QT_TRANSLATE_NOOP

# code -> (what is wrong, what to do)
FORMAT_ERRORS: dict[str, tuple[str, str]] = {
    "file_type_unknown": (
        QT_TRANSLATE_NOOP("errors", "There is no type of files named {name}."),
        QT_TRANSLATE_NOOP("errors", "Choose one of: {known}."),
    ),
    "format_unknown": (
        QT_TRANSLATE_NOOP("errors", "There is no format named {name}."),
        QT_TRANSLATE_NOOP("errors", "Choose one of: {known}."),
    ),
    "file_foreign": (
        QT_TRANSLATE_NOOP(
            "errors", "This is a file of the kind {kind}, whatever its name says: {path}"
        ),
        QT_TRANSLATE_NOOP(
            "errors", "Unpack it, or save what it holds as text in UTF-8, and import that."
        ),
    ),
    "file_damaged": (
        QT_TRANSLATE_NOOP("errors", "The file is damaged: {path} ({reason})"),
        QT_TRANSLATE_NOOP("errors", "Copy or download it again."),
    ),
    "document_too_large": (
        QT_TRANSLATE_NOOP("errors", "The file is one JSON object of more than {limit} MB."),
        QT_TRANSLATE_NOOP("errors", "Save its rows as JSON lines, or as an array."),
    ),
    "package_missing": (
        QT_TRANSLATE_NOOP("errors", "Files of this type need the Python package {package}."),
        QT_TRANSLATE_NOOP("errors", "Install it: pip install 'rlhf-studio[{extra}]'"),
    ),
    "column_twice": (
        QT_TRANSLATE_NOOP("errors", "Two columns have the name {name}."),
        QT_TRANSLATE_NOOP("errors", "Give one of them another name."),
    ),
    "column_missing": (
        QT_TRANSLATE_NOOP("errors", "The file has no column {name}."),
        QT_TRANSLATE_NOOP("errors", "It has: {known}."),
    ),
    "column_option": (
        QT_TRANSLATE_NOOP("errors", "{text} does not name a column and its key."),
        QT_TRANSLATE_NOOP("errors", "Write NAME=KEY, for instance question=prompt."),
    ),
    "json_cut_off": (
        QT_TRANSLATE_NOOP("errors", "The file breaks off before its array ends."),
        QT_TRANSLATE_NOOP("errors", "Copy or download it again. What comes before was read."),
    ),
    "json_goes_on": (
        QT_TRANSLATE_NOOP("errors", "After the end of its array, the file goes on with {rest}"),
        QT_TRANSLATE_NOOP("errors", "Look for a bracket too many. What comes before was read."),
    ),
    "row_key_twice": (
        QT_TRANSLATE_NOOP("errors", "The row has the key {name} twice."),
        QT_TRANSLATE_NOOP("errors", "Leave one of them out, since only one could be kept."),
    ),
    "row_not_csv": (
        QT_TRANSLATE_NOOP("errors", "The row is not valid CSV: {reason}"),
        QT_TRANSLATE_NOOP("errors", "Write a quote within quotes twice, and close each quote."),
    ),
    "row_cells": (
        QT_TRANSLATE_NOOP("errors", "The row has {found} cells, the header {expected}."),
        QT_TRANSLATE_NOOP("errors", "Put texts that hold a delimiter in quotes."),
    ),
    "row_of_other_format": (
        QT_TRANSLATE_NOOP("errors", "The row is not of the format {format}, as the file is."),
        QT_TRANSLATE_NOOP("errors", "Keep rows of different formats in different files."),
    ),
    "pair_same": (
        QT_TRANSLATE_NOOP("errors", "The better and the worse response are the same."),
        QT_TRANSLATE_NOOP("errors", "Leave the row out; nothing can be learned from it."),
    ),
    "pair_without_prompt": (
        QT_TRANSLATE_NOOP("errors", "The two texts share no beginning that could be their prompt."),
        QT_TRANSLATE_NOOP("errors", "Give the prompt under the key prompt."),
    ),
    "label_alone": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The prompt has only good or only bad responses, and the studio keeps rankings.",
        ),
        QT_TRANSLATE_NOOP("errors", "Give at least one response of either kind."),
    ),
    "ranking_items": (
        QT_TRANSLATE_NOOP("errors", "The ranking does not name the responses of the row."),
        QT_TRANSLATE_NOOP("errors", "Rank at least two of them, each once, in one list."),
    ),
    "tree_incomplete": (
        QT_TRANSLATE_NOOP("errors", "Messages of the tree are missing, double or in a circle."),
        QT_TRANSLATE_NOOP("errors", "Import the tree as a whole."),
    ),
    "export_not_spoken": (
        QT_TRANSLATE_NOOP("errors", "The export {what} has no form of messages."),
        QT_TRANSLATE_NOOP("errors", "These have: {known}."),
    ),
    "labeler_unknown": (
        QT_TRANSLATE_NOOP("errors", "There is no labeler with the name {name}."),
        QT_TRANSLATE_NOOP("errors", "Check how the name is spelt."),
    ),
}
