"""The English words for what can go wrong with projects, databases, labels and files.

As in `wording`, which holds the others.
"""

from __future__ import annotations

from studio.translatable import QT_TRANSLATE_NOOP

# code -> (what is wrong, what to do)
STORE_ERRORS: dict[str, tuple[str, str]] = {
    "store_damaged": (
        QT_TRANSLATE_NOOP("errors", "The project's database is damaged: {path}"),
        QT_TRANSLATE_NOOP(
            "errors",
            "Make a copy of the project folder as it is. Then put the newest copy of the "
            "database from its folder backups, or from your own backup, in its place.",
        ),
    ),
    "store_foreign": (
        QT_TRANSLATE_NOOP("errors", "This file is not a project's database: {path}"),
        QT_TRANSLATE_NOOP("errors", "Choose the folder of a project made with RLHF Studio."),
    ),
    "store_newer": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The project was last used with a newer version of the program (its schema is "
            "{found}, the newest known here {known}): {path}",
        ),
        QT_TRANSLATE_NOOP("errors", "Update RLHF Studio to open it. Nothing was changed."),
    ),
    "store_locked": (
        QT_TRANSLATE_NOOP("errors", "Another program keeps the project's database busy: {path}"),
        QT_TRANSLATE_NOOP(
            "errors",
            "Close other programs that use this project, or wait for their work to end, and "
            "try again.",
        ),
    ),
    "store_unwritable": (
        QT_TRANSLATE_NOOP("errors", "The project's database cannot be opened or written: {path}"),
        QT_TRANSLATE_NOOP(
            "errors",
            "Check that you may write to this folder and that its disk is connected and not "
            "read-only.",
        ),
    ),
    "store_failed": (
        QT_TRANSLATE_NOOP("errors", "The database reports an error: {reason} ({path})"),
        QT_TRANSLATE_NOOP("errors", "Try again. If it happens again, run rlhf-studio doctor."),
    ),
    "store_url": (
        QT_TRANSLATE_NOOP(
            "errors",
            "This is not the address of a database that can keep a project: {url}",
        ),
        QT_TRANSLATE_NOOP(
            "errors",
            "Give the path of a file, or an address like postgresql+psycopg://user@host/name.",
        ),
    ),
    "disk_full": (
        QT_TRANSLATE_NOOP("errors", "The disk is full: {path}"),
        QT_TRANSLATE_NOOP(
            "errors",
            "Free some space and try again. What was saved before is safe.",
        ),
    ),
    "disk_failed": (
        QT_TRANSLATE_NOOP("errors", "The disk fails to read or write: {path}"),
        QT_TRANSLATE_NOOP("errors", "Copy the project folder to another disk, then open it there."),
    ),
    "folder_unwritable": (
        QT_TRANSLATE_NOOP("errors", "This cannot be written: {path} ({reason})"),
        QT_TRANSLATE_NOOP(
            "errors",
            "Choose another folder, or ask for permission to write to this one.",
        ),
    ),
    "folder_not_empty": (
        QT_TRANSLATE_NOOP("errors", "The folder is not empty: {path}"),
        QT_TRANSLATE_NOOP("errors", "Choose a new or an empty folder."),
    ),
    "project_missing": (
        QT_TRANSLATE_NOOP("errors", "There is no project in this folder: {path}"),
        QT_TRANSLATE_NOOP("errors", "Choose the folder of a project, or make a new one."),
    ),
    "project_exists": (
        QT_TRANSLATE_NOOP("errors", "There is a project in this folder already: {path}"),
        QT_TRANSLATE_NOOP("errors", "Open it, or choose another folder for the new one."),
    ),
    "file_unreadable": (
        QT_TRANSLATE_NOOP("errors", "The file cannot be read: {path} ({reason})"),
        QT_TRANSLATE_NOOP("errors", "Check the name and that you may read it."),
    ),
    "file_irregular": (
        QT_TRANSLATE_NOOP("errors", "This is no file but a pipe or a device: {path}"),
        QT_TRANSLATE_NOOP("errors", "Write what it gives to a file first."),
    ),
    "file_inflated": (
        QT_TRANSLATE_NOOP(
            "errors", "The file says that it holds {rows} rows, too many for its size: {path}"
        ),
        QT_TRANSLATE_NOOP("errors", "Such a file can only be a mistake or meant to do harm."),
    ),
    "columns_many": (
        QT_TRANSLATE_NOOP("errors", "The file has more than {limit} columns."),
        QT_TRANSLATE_NOOP("errors", "Keep those that hold prompts and labels."),
    ),
    "response_set_large": (
        QT_TRANSLATE_NOOP("errors", "The row has more than {limit} responses to one prompt."),
        QT_TRANSLATE_NOOP("errors", "Keep as many as people can rank."),
    ),
    "dialogue_too_long": (
        QT_TRANSLATE_NOOP("errors", "The dialogue has more than {limit} turns."),
        QT_TRANSLATE_NOOP("errors", "Leave out what lies far back."),
    ),
    "row_too_deep": (
        QT_TRANSLATE_NOOP("errors", "The row is nested too deep."),
        QT_TRANSLATE_NOOP("errors", "Write plain texts and lists."),
    ),
    "export_unknown": (
        QT_TRANSLATE_NOOP("errors", "There is no export named {what}."),
        QT_TRANSLATE_NOOP("errors", "Choose one of: {known}."),
    ),
    "prompt_empty": (
        QT_TRANSLATE_NOOP("errors", "The prompt is empty."),
        QT_TRANSLATE_NOOP("errors", "Write at least one word."),
    ),
    "prompt_too_long": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The prompt has {length} characters; at most {limit} are allowed.",
        ),
        QT_TRANSLATE_NOOP("errors", "Shorten it."),
    ),
    "split_unknown": (
        QT_TRANSLATE_NOOP("errors", "There is no split named {split}."),
        QT_TRANSLATE_NOOP("errors", "Choose one of: {splits}."),
    ),
    "language_unknown": (
        QT_TRANSLATE_NOOP("errors", "{language} is not the code of a language."),
        QT_TRANSLATE_NOOP("errors", "Use a code such as en or de."),
    ),
    "text_not_unicode": (
        QT_TRANSLATE_NOOP("errors", "Character {position} of the text is not a whole character."),
        QT_TRANSLATE_NOOP("errors", "Replace it."),
    ),
    "prompt_missing": (
        QT_TRANSLATE_NOOP("errors", "There is no prompt with the number {id}."),
        QT_TRANSLATE_NOOP("errors", "Choose one from the list of prompts."),
    ),
    "response_set_missing": (
        QT_TRANSLATE_NOOP("errors", "There is no response set with the number {id}."),
        QT_TRANSLATE_NOOP("errors", "Sample responses first."),
    ),
    "response_set_small": (
        QT_TRANSLATE_NOOP("errors", "A response set needs at least two responses."),
        QT_TRANSLATE_NOOP("errors", "Sample at least two responses for each prompt."),
    ),
    "label_missing": (
        QT_TRANSLATE_NOOP("errors", "There is no label with the number {id}."),
        QT_TRANSLATE_NOOP("errors", "Choose one from the list of labels."),
    ),
    "labeler_missing": (
        QT_TRANSLATE_NOOP("errors", "There is no labeler with the number {id}."),
        QT_TRANSLATE_NOOP("errors", "Choose a labeler, or add one."),
    ),
    "run_missing": (
        QT_TRANSLATE_NOOP("errors", "There is no run with the number {id}."),
        QT_TRANSLATE_NOOP("errors", "Choose one from the list of runs."),
    ),
    "checkpoint_no_policy": (
        QT_TRANSLATE_NOOP("errors", "{name} is not a policy: it does not answer prompts."),
        QT_TRANSLATE_NOOP("errors", "Choose a base model, or a checkpoint of SFT or PPO."),
    ),
    "checkpoint_missing": (
        QT_TRANSLATE_NOOP("errors", "There is no checkpoint with the number {id}."),
        QT_TRANSLATE_NOOP("errors", "Choose one from the list of checkpoints."),
    ),
    "labeler_name": (
        QT_TRANSLATE_NOOP("errors", "The name of the labeler is empty or too long."),
        QT_TRANSLATE_NOOP("errors", "Give a name of up to {limit} characters."),
    ),
    "labeler_kind": (
        QT_TRANSLATE_NOOP(
            "errors",
            "The name {name} is in use, by a person and by a synthetic labeler at once.",
        ),
        QT_TRANSLATE_NOOP("errors", "Choose another name for one of them."),
    ),
    "demonstration_empty": (
        QT_TRANSLATE_NOOP("errors", "The demonstration is empty."),
        QT_TRANSLATE_NOOP("errors", "Write at least one word."),
    ),
    "revision_elsewhere": (
        QT_TRANSLATE_NOOP("errors", "Label {id} belongs to another item."),
        QT_TRANSLATE_NOOP("errors", "Revise it where it was made."),
    ),
    "repeat_elsewhere": (
        QT_TRANSLATE_NOOP("errors", "Label {id} is no earlier ranking of the same answers."),
        QT_TRANSLATE_NOOP("errors", "Rank the answers that are dealt next."),
    ),
    "repeat_unknown": (
        QT_TRANSLATE_NOOP("errors", "The first ranking, of {moment}, is not in the project."),
        QT_TRANSLATE_NOOP("errors", "Import it first: it is in the export of the whole project."),
    ),
    "guidelines_not_text": (
        QT_TRANSLATE_NOOP("errors", "The guidelines are not a text file in UTF-8: {path}"),
        QT_TRANSLATE_NOOP(
            "errors",
            "You can go on without them. Save the file as plain text (UTF-8), or write the "
            "guidelines in the studio.",
        ),
    ),
    "guidelines_too_long": (
        QT_TRANSLATE_NOOP("errors", "The guidelines have more than {limit} bytes: {path}"),
        QT_TRANSLATE_NOOP("errors", "Shorten them to a few pages that people will read."),
    ),
    "gold_without_order": (
        QT_TRANSLATE_NOOP("errors", "A ranking that ties all answers is no known order."),
        QT_TRANSLATE_NOOP("errors", "Put the answers into at least two ranks."),
    ),
    "label_replaced": (
        QT_TRANSLATE_NOOP("errors", "Label {id} was revised or withdrawn in the meantime."),
        QT_TRANSLATE_NOOP("errors", "Look at its newest revision and try again."),
    ),
    "comparison_groups": (
        QT_TRANSLATE_NOOP("errors", "The ranking does not hold each response exactly once."),
        QT_TRANSLATE_NOOP("errors", "Give every response one place."),
    ),
    "comparison_mode": (
        QT_TRANSLATE_NOOP("errors", "{mode} is not a way to compare responses."),
        QT_TRANSLATE_NOOP("errors", "Choose one of: {known}."),
    ),
    "rating_quality": (
        QT_TRANSLATE_NOOP("errors", "{quality} is not a grade."),
        QT_TRANSLATE_NOOP("errors", "Give a whole number from 1, the worst, to 7, the best."),
    ),
    "rating_flags": (
        QT_TRANSLATE_NOOP("errors", "What is marked on the response is not as it should be."),
        QT_TRANSLATE_NOOP("errors", "Give each mark once, as a text."),
    ),
    "rating_elsewhere": (
        QT_TRANSLATE_NOOP("errors", "Response {id} is not one of those to be rated."),
        QT_TRANSLATE_NOOP("errors", "Rate each response of the set at most once."),
    ),
    "labeling_flags": (
        QT_TRANSLATE_NOOP("errors", "The flags cannot be kept."),
        QT_TRANSLATE_NOOP(
            "errors", "Give up to {limit} different ones of up to {characters} characters each."
        ),
    ),
    "comparison_order": (
        QT_TRANSLATE_NOOP("errors", "The shown order does not hold each response exactly once."),
        QT_TRANSLATE_NOOP("errors", "Give every response one place."),
    ),
    "label_seconds": (
        QT_TRANSLATE_NOOP("errors", "{seconds} is not a number of seconds."),
        QT_TRANSLATE_NOOP("errors", "Give zero or more."),
    ),
    "row_not_json": (
        QT_TRANSLATE_NOOP(
            "errors", "The row is not valid JSON from character {position} on: {near}"
        ),
        QT_TRANSLATE_NOOP(
            "errors", "Look there and just before: a comma, quote or bracket may be missing."
        ),
    ),
    "row_goes_on": (
        QT_TRANSLATE_NOOP(
            "errors", "More follows the row's JSON object, from character {position} on: {near}"
        ),
        QT_TRANSLATE_NOOP("errors", "Write one JSON object on each line."),
    ),
    "row_breaks_off": (
        QT_TRANSLATE_NOOP("errors", "The row breaks off before its JSON object ends."),
        QT_TRANSLATE_NOOP("errors", "Write each object whole, on one line."),
    ),
    "row_number_long": (
        QT_TRANSLATE_NOOP("errors", "A number in the row has too many digits."),
        QT_TRANSLATE_NOOP("errors", "Write it shorter, or as text in quotes."),
    ),
    "row_not_object": (
        QT_TRANSLATE_NOOP("errors", "The line is not a JSON object."),
        QT_TRANSLATE_NOOP("errors", "Write one JSON object on each line."),
    ),
    "row_not_utf8": (
        QT_TRANSLATE_NOOP("errors", "The line is not UTF-8 text (byte {position})."),
        QT_TRANSLATE_NOOP("errors", "Save the file as UTF-8."),
    ),
    "row_without_prompt": (
        QT_TRANSLATE_NOOP("errors", "The row has no prompt."),
        QT_TRANSLATE_NOOP("errors", "Give the text under the key prompt."),
    ),
    "row_too_long": (
        QT_TRANSLATE_NOOP("errors", "The line is too long."),
        QT_TRANSLATE_NOOP("errors", "Split the row; a line may have up to 16 MB."),
    ),
    "row_field": (
        QT_TRANSLATE_NOOP("errors", "{name} is not as it should be."),
        QT_TRANSLATE_NOOP("errors", "See the description of the format for what it may hold."),
    ),
    "store_driver": (
        QT_TRANSLATE_NOOP("errors", "The database {url} needs the Python package {driver}."),
        QT_TRANSLATE_NOOP("errors", "Install it beside RLHF Studio: pip install {driver}"),
    ),
    "sampling_unfit": (
        QT_TRANSLATE_NOOP("errors", "The sampling parameters cannot be kept: {reason}"),
        QT_TRANSLATE_NOOP("errors", "Give numbers and texts only, by name."),
    ),
}
