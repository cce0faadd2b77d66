"""An import locks the store shortly: others label while a file is read, and nothing goes wrong."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from sqlalchemy import text

from studio.errors import StoreError
from studio.jobs.control import StopRequested
from studio.store import added_answers, labels, prompts, ratings, schema
from studio.store.engine import Store, open_store
from studio.store.formats import importing, moving, spool
from studio.store.formats.exporting import export_file
from studio.store.formats.importing import import_file
from studio.store.formats.items import parse_object
from studio.store.formats.moving import Mover
from studio.store.formats.row_values import row_values
from studio.store.formats.rows import file_row
from studio.store.formats.spool import Spool
from studio.store.records import ImportReport, Labeler, Marks, NewPrompt, NewResponse
from tests.store.conftest import AddSet
from tests.store.formats.test_round_trips import build, content, projects

Rows = list[dict[str, Any]]
Write = Callable[..., Path]
LONG = [{"prompt": f"prompt {n}", "demonstration": f"text {n}"} for n in range(2400)]


@pytest.fixture
def file(tmp_path: Path) -> Write:
    def write(rows: Rows, name: str = "rows.jsonl") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(map(json.dumps, rows)))
        return path

    return write


@pytest.fixture
def other(store: Store) -> Iterator[Store]:
    """The same store as another program has it open."""
    assert store.path is not None
    with closing(open_store(store.path)) as other:
        yield other


@pytest.fixture
def spools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which SQLite makes its temporary files."""
    folder = tmp_path / "spools"
    folder.mkdir()
    monkeypatch.setenv("SQLITE_TMPDIR", str(folder))
    return folder


class Once:
    """Does something once, when an import says that it has read the greater part of its file.

    By then the rows before have been compared with the store and wait.
    """

    def __init__(self, act: Callable[[], object]) -> None:
        self._act = act
        self.done = False

    def __call__(self, done: int, total: int) -> None:
        if not self.done and done > 0.65 * total:
            assert done < 0.8 * total
            self.done = True
            self._act()


def is_free(store: Store) -> bool:
    """Whether another program could write to the store this moment."""
    assert store.path is not None
    with closing(sqlite3.connect(store.path, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        return True


def check(store: Store) -> None:
    """The store is whole: what refers refers to something, and what is derived is right."""
    with store.read() as session:
        assert session.execute(text("PRAGMA quick_check")).scalar() == "ok"
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []
        for wrong in (
            "SELECT id FROM prompt AS p WHERE demonstrated != EXISTS"
            " (SELECT 1 FROM demonstration WHERE prompt_id = p.id AND live)",
            "SELECT id FROM response_set AS s WHERE ranked != EXISTS"
            " (SELECT 1 FROM comparison WHERE set_id = s.id AND live)",
            "SELECT id FROM response_set AS s WHERE ranked_by_human != EXISTS"
            " (SELECT 1 FROM comparison WHERE set_id = s.id AND live AND NOT synthetic)",
        ):
            assert session.execute(text(wrong)).all() == []


# Labeling goes on


def test_the_store_is_free_for_others_until_the_file_is_read(
    store: Store, other: Store, ann: Labeler, file: Write
) -> None:
    free: list[tuple[int, bool]] = []
    report = import_file(
        store,
        file(LONG),
        labeler_id=ann.id,
        progress=lambda done, total: free.append((done, is_free(other))),
    )
    assert report == ImportReport(2400, 0, 2400, 0, (), 0)
    size = file(LONG).stat().st_size
    reading = [was for done, was in free if done <= size]
    moving = [was for done, was in free if done > size]
    assert len(reading) == 24
    assert all(reading)
    assert moving  # it is locked then, and here it can be seen
    assert not any(moving)
    assert is_free(other)
    check(store)


@pytest.mark.parametrize("where", ["this program", "another"])
def test_labels_written_during_an_import_are_kept(
    store: Store, other: Store, ann: Labeler, bob: Labeler, file: Write, where: str
) -> None:
    chosen = store if where == "this program" else other
    (old,) = prompts.add_prompts(store, [NewPrompt("here before", split="sft")])

    def label() -> None:
        labels.save_demonstration(chosen, old, "written meanwhile", bob.id, 1)
        prompts.add_prompts(chosen, [NewPrompt("added meanwhile")])
        assert prompts.count_prompts(other) == 2  # none of the file's yet

    at_once = Once(label)
    report = import_file(store, file(LONG), labeler_id=ann.id, progress=at_once)
    assert at_once.done
    assert report == ImportReport(2400, 0, 2400, 0, (), 0)
    written = labels.demonstrations(store)
    assert [d.text for d in written if d.labeler_id == bob.id] == ["written meanwhile"]
    assert {d.prompt.text: d.text for d in written if d.labeler_id == ann.id} == {
        row["prompt"]: row["demonstration"] for row in LONG
    }
    assert prompts.count_prompts(store) == 2402
    check(store)


def test_what_was_added_meanwhile_is_a_duplicate(
    store: Store, other: Store, ann: Labeler, file: Write
) -> None:
    ranked = {"prompt": "prompt 5", "responses": ["x", "y"], "groups": [[1], [0]]}
    again = [LONG[2], {"prompt": "prompt 3"}, LONG[4], ranked]

    def label() -> None:
        path = file(again, "again")
        assert import_file(other, path, labeler_id=ann.id).duplicates == 0

    at_once = Once(label)
    path = file([*LONG, ranked])
    report = import_file(store, path, labeler_id=ann.id, progress=at_once)
    assert at_once.done
    # Of four prompts that were there by then, two also had the demonstration, one the comparison
    assert report == ImportReport(2396, 3, 2398, 0, (), 0)
    assert prompts.count_prompts(store) == 2400
    assert len(labels.demonstrations(store)) == 2400
    assert len(labels.comparisons(store)) == 1
    check(store)


def test_labels_of_known_answers_that_were_given_meanwhile_are_duplicates(
    store: Store, other: Store, ann: Labeler, bob: Labeler, add_set: AddSet, file: Write
) -> None:
    compared, rated = add_set("compared", "x", "y"), add_set("rated", "x", "y")
    first, second = (response.id for response in compared.responses)
    judged = rated.responses[0].id

    def label() -> None:
        labels.save_comparison(other, compared.id, [[second], [first]], [first, second], ann.id, 1)
        ratings.save_rating(other, Marks(judged, 3, (), "", 1), ann.id)
        ratings.save_rating(other, Marks(judged, 6, (), "", 1), bob.id)

    said = [{"response": 0, "quality": 6, "flags": [], "notes": ""}]
    both = {"responses": ["x", "y"]}
    rows = [
        {"prompt": "compared", "groups": [[1], [0]], **both},
        {"prompt": "rated", "ratings": said, **both},
        {"prompt": "rated", "ratings": said, **both, "labeler": "Bob"},
    ]
    at_once = Once(label)
    report = import_file(store, file([*rows, *LONG]), labeler_id=ann.id, progress=at_once)
    assert at_once.done
    assert report == ImportReport(2400, 2, 2400, 0, (), 0, ratings=1)
    assert len(labels.comparisons(store)) == 1
    (revised,) = ratings.my_ratings(store, ann.id)
    assert (revised.quality, revised.revision_of) == (6, 1)
    (kept,) = ratings.my_ratings(store, bob.id)
    assert kept.id == 2
    check(store)


@pytest.mark.parametrize("who", ["Yves", "Zoe"])  # one that the file names, or not
def test_ids_that_others_took_meanwhile_are_left_to_them(
    store: Store, other: Store, ann: Labeler, add_set: AddSet, file: Write, who: str
) -> None:
    known = add_set("known", "a", "b")
    ranked = {"responses": ["x", "y"], "groups": [[1], [0]], "labeler": "Zoe"}
    said = [{"response": 1, "quality": 5, "flags": [], "notes": ""}]
    rows = [
        *({"prompt": f"ranked {n}", **ranked, "ratings": said} for n in range(2400)),
        {"prompt": "known", "responses": ["a", "b"], "groups": [[1], [0]], "labeler": "Zoe"},
    ]

    def label() -> None:
        taken = [{"prompt": f"other {n}", **ranked, "ratings": said} for n in range(3)]
        path = file([{**row, "labeler": who} for row in taken], "others")
        import_file(other, path, labeler_id=ann.id)

    at_once = Once(label)
    report = import_file(store, file(rows), labeler_id=ann.id, progress=at_once)
    assert at_once.done
    assert (report.prompts, report.comparisons, report.bad_row_count) == (2400, 2401, 0)
    assert report.ratings == 2400
    found = labels.comparisons(store)
    assert len(found) == 2404
    for comparison in found:
        shown = prompts.get_response_set(store, comparison.set_id)
        texts = {response.id: response.text for response in shown.responses}
        best = "b" if shown.id == known.id else "y"
        assert texts[comparison.groups[0][0]] == best
        assert set(comparison.shown_order) == set(texts)
    check(store)


def test_a_labeler_added_meanwhile_of_the_other_kind_makes_bad_rows(
    store: Store, other: Store, ann: Labeler, file: Write
) -> None:
    rows = [*LONG, {"prompt": "one more", "demonstration": "x", "labeler": "Robby"}]
    at_once = Once(lambda: labels.add_labeler(other, "Robby", synthetic=True))
    report = import_file(store, file(rows), labeler_id=ann.id, progress=at_once)
    assert [(bad.line, bad.code) for bad in report.bad_rows] == [(2401, "labeler_kind")]
    assert (report.prompts, report.demonstrations, report.bad_row_count) == (2400, 2400, 1)
    check(store)


def test_answers_that_come_and_go_meanwhile_are_not_ranked_by_the_file(
    store: Store, other: Store, ann: Labeler, add_set: AddSet, file: Write
) -> None:
    shown = add_set("known", "x", "y")
    by_hand = added_answers.add_answer(store, shown.id, "z", ann.id)
    ranked = {"prompt": "known", "responses": ["x", "y", "z"], "groups": [[2], [1], [0]]}

    def change() -> None:
        added_answers.remove_answer(other, by_hand)
        assert added_answers.add_answer(other, shown.id, "not z", ann.id) == by_hand

    at_once = Once(change)
    report = import_file(store, file([ranked, *LONG]), labeler_id=ann.id, progress=at_once)
    assert at_once.done
    assert report == ImportReport(2400, 0, 2400, 1, (), 0)
    (comparison,) = labels.comparisons(store)
    assert comparison.set_id != shown.id
    texts = {r.id: r.text for r in prompts.get_response_set(store, comparison.set_id).responses}
    assert [[texts[id] for id in group] for group in comparison.groups] == [["z"], ["y"], ["x"]]
    check(store)


def test_a_rating_that_is_withdrawn_meanwhile_is_not_revised(
    store: Store, other: Store, ann: Labeler, add_set: AddSet, file: Write
) -> None:
    shown = add_set("known", "x", "y")
    place = shown.responses[0].id
    ratings.save_rating(store, Marks(place, 3, (), "", 1), ann.id)
    said = [{"response": 0, "quality": 6, "flags": [], "notes": ""}]
    row = {"prompt": "known", "responses": ["x", "y"], "ratings": said}
    at_once = Once(lambda: ratings.save_rating(other, Marks(place, None, (), "", 1), ann.id))
    import_file(store, file([row, *LONG]), labeler_id=ann.id, progress=at_once)
    assert at_once.done
    (rating,) = ratings.my_ratings(store, ann.id)
    assert (rating.quality, rating.revision_of) == (6, None)
    check(store)


@pytest.fixture(scope="module")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "studio.sqlite"
    with closing(open_store(path)) as store:
        labels.add_labeler(store, "Me")
    return path


def plain(project: Any) -> Any:
    """The project without what came before its labels, of which a spool has no copy."""
    return [
        {
            **item,
            "skipped": None,
            "demonstrations": [
                {**made, "versions": made["versions"][-1:], "withdrawn": False}
                for made in item["demonstrations"]
            ],
            "sets": [
                {
                    **made,
                    "gold": False,
                    "added_later": False,
                    "skipped": None,
                    "ratings": [*once_each(made["ratings"])],
                    "comparisons": [
                        {**line, "versions": line["versions"][:1], "withdrawn": False}
                        | {"repeat": None, "repeat_withdrawn": False}
                        for line in made["comparisons"]
                    ],
                }
                for made in item["sets"]
            ],
        }
        for item in project
    ]


def once_each(ratings: Any) -> Iterator[Any]:
    """No response is rated twice by the same labeler."""
    seen = set()
    for who, marks, origin, _, is_hasty in ratings:
        if (key := (who, marks.response_id)) not in seen:
            seen.add(key)
            yield who, marks, origin, "", is_hasty


def alike(project: Any) -> Any:
    """The project with few different texts, so that it has much in common with any other."""
    return [
        {
            **item,
            "prompt": replace(item["prompt"], text=f"prompt {number}"),
            "demonstrations": [
                {
                    **made,
                    "versions": [
                        (f"text {len(text) % 2}", origin) for text, origin in made["versions"]
                    ],
                }
                for made in item["demonstrations"]
            ],
            "sets": [
                {
                    **made,
                    "responses": [
                        replace(response, text=f"response {place}")
                        for place, response in enumerate(made["responses"])
                    ],
                }
                for made in item["sets"]
            ],
        }
        for number, item in enumerate(project)
    ]


plain_projects = projects.map(plain)
similar = plain_projects.map(alike)


@given(before=similar, meanwhile=similar, brought=similar)
@settings(max_examples=25, deadline=None)
def test_an_import_is_as_if_all_of_it_had_happened_at_its_end(
    empty_store: Path, before: Any, meanwhile: Any, brought: Any
) -> None:
    """A long file, beside which somebody else imports, is as a short one after the other's."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        patch.setattr(importing, "_BATCH_ROWS", 2)
        for copy in ("first", "second", "source", "others"):
            shutil.copyfile(empty_store, folder / copy)
        with closing(open_store(folder / "source")) as source:
            build(source, brought)
            export_file(source, folder / "file")
        with closing(open_store(folder / "others")) as source:
            build(source, meanwhile)
            export_file(source, folder / "meanwhile")

        def others(store: Store) -> None:
            import_file(store, folder / "meanwhile", labeler_id=1)

        with closing(open_store(folder / "first")) as first:
            build(first, before)
            others(first)
            patch.setattr(importing, "_SHORT", 10**6)
            expected = import_file(first, folder / "file", labeler_id=1)
            after = sorted(content(first), key=str)
        with closing(open_store(folder / "second")) as second:
            build(second, before)
            fill, done = Spool.fill, []

            def fill_and_meddle(*given: Any) -> None:
                fill(*given)
                if not done:
                    done.append(True)
                    others(second)

            patch.setattr(importing, "_SHORT", 0)
            patch.setattr(Spool, "fill", fill_and_meddle)
            report = import_file(second, folder / "file", labeler_id=1)
            if not done:
                assert not brought  # no moment in between
                return
            assert report == expected
            assert sorted(content(second), key=str) == after
            check(second)


@given(project=plain_projects)
@settings(max_examples=25, deadline=None)
def test_a_row_that_waits_is_the_same_when_it_is_added_anew(
    empty_store: Path, project: Any
) -> None:
    with tempfile.TemporaryDirectory() as name:
        shutil.copyfile(empty_store, Path(name) / "store")
        with closing(open_store(Path(name) / "store")) as store:
            build(store, project)
            export_file(store, Path(name) / "all.jsonl")
        lines = (Path(name) / "all.jsonl").read_bytes().splitlines()
    for row in map(file_row, map(parse_object, lines)):
        assert row.is_plain
        assert file_row(json.loads(json.dumps(row_values(row)))) == row


def test_a_long_file_that_tells_of_history_is_read_right_into_the_store(
    store: Store, ann: Labeler, file: Write
) -> None:
    """Met at its very end, after all else has come to wait."""
    revised = {"prompt": "revised", "demonstration": "new", "revisions": [{"demonstration": "old"}]}
    report = import_file(store, file([*LONG, revised]), labeler_id=ann.id)
    assert (report.prompts, report.demonstrations, report.revisions) == (2401, 2401, 1)
    assert (report.duplicates, report.bad_row_count) == (0, 0)
    assert prompts.count_prompts(store) == 2401
    again = import_file(store, file([*LONG, revised]), labeler_id=ann.id)
    assert (again.prompts, again.demonstrations, again.duplicates) == (0, 0, 2401)


def test_progress_ends_at_its_end_where_the_store_has_more_than_the_file_brings(
    store: Store, ann: Labeler, file: Write
) -> None:
    """What a spool has no row of counts for nothing, however many the store has."""
    given = prompts.add_prompts(store, [NewPrompt(f"other {n}") for n in range(60)])
    for prompt_id in given:
        prompts.add_response_set(
            store, prompt_id, [NewResponse(x, None, {}, 0) for x in "abcdefghi"]
        )
    told: list[tuple[int, int]] = []
    path = file([{"prompt": f"prompt {n}"} for n in range(2400)])
    import_file(store, path, labeler_id=ann.id, progress=lambda *far: told.append(far))
    assert told == sorted(told)
    assert all(done <= total for done, total in told)
    assert told[-1][0] == told[-1][1]


def test_a_rating_that_was_withdrawn_is_history_wherever_a_long_file_tells_it(
    store: Store, ann: Labeler, file: Write
) -> None:
    """Among the live ones as well, where no other part of the row tells of history."""
    gone = {"response": 0, "quality": 3, "withdrawn_at": "2026-01-02T03:04:05+00:00"}
    rated = {"prompt": "rated", "responses": ["x", "y"], "groups": [[0], [1]], "ratings": [gone]}
    report = import_file(store, file([*LONG, rated]), labeler_id=ann.id)
    assert (report.prompts, report.comparisons, report.bad_row_count) == (2401, 1, 0)
    assert ratings.my_ratings(store, ann.id) == []
    with store.read() as session:
        (there,) = session.query(schema.Rating)
        assert (there.quality, there.withdrawn_at is None) == (3, False)


# All or nothing


def test_an_import_that_is_cancelled_as_it_moves_keeps_nothing(
    store: Store, ann: Labeler, file: Write, spools: Path
) -> None:
    path = file(LONG)
    far: list[int] = [0]
    asked: list[int] = []

    def stop() -> bool:
        asked.append(far[-1])
        return far[-1] > path.stat().st_size  # past its reading

    with pytest.raises(StopRequested):
        import_file(
            store, path, labeler_id=ann.id, progress=lambda done, _: far.append(done), stop=stop
        )
    assert asked[-1] > path.stat().st_size
    assert prompts.count_prompts(store) == 0
    assert list(spools.iterdir()) == []
    assert is_free(store)
    assert import_file(store, path, labeler_id=ann.id).prompts == 2400


@pytest.mark.skipif(sys.platform == "win32", reason="names of temporary files stay on Windows")
def test_what_waits_has_no_name_that_a_killed_program_could_leave(
    store: Store, ann: Labeler, file: Write, spools: Path
) -> None:
    found: list[list[Path]] = []
    rows = [{**row, "demonstration": row["demonstration"] * 5000} for row in LONG]
    import_file(
        store,
        file(rows),
        labeler_id=ann.id,
        progress=lambda *_: found.append(list(spools.iterdir())),
    )
    assert found
    assert not any(found)


def test_a_full_temporary_disk_is_told_and_nothing_is_kept(
    store: Store, ann: Labeler, file: Write, spools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = spool._connect

    def small() -> sqlite3.Connection:
        connection = connect()
        connection.execute("PRAGMA main.max_page_count=60")
        return connection

    monkeypatch.setattr(spool, "_connect", small)
    with pytest.raises(StoreError, match="disk_full") as caught:
        import_file(store, file(LONG), labeler_id=ann.id)
    assert caught.value.details["path"] == str(spools)
    assert prompts.count_prompts(store) == 0
    assert is_free(store)


def test_a_statement_that_takes_long_is_cancelled_as_well(
    store: Store, ann: Labeler, file: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) "
    monkeypatch.setattr(moving, "_FIND_WITHDRAWN", endless + "SELECT max(i) FROM n")
    monkeypatch.setattr(Mover, "_look", lambda *_: None)  # only the statement itself asks
    path = file(LONG)

    def stop() -> bool:
        return not is_free(store)  # the rows move in

    with pytest.raises(StopRequested):
        import_file(store, path, labeler_id=ann.id, stop=stop)
    assert prompts.count_prompts(store) == 0
    assert is_free(store)


def test_every_reference_between_imported_rows_is_moved_with_them() -> None:
    for table in spool.TABLES:
        for column in schema.Base.metadata.tables[table].columns:
            for key in column.foreign_keys:
                to = key.column.table.name
                if to in spool.TABLES:
                    assert moving._REFERS[column.name] in (to, "" if to == table else to)
                    assert moving._REFERS[column.name] or to == table


# Imports a file, telling each step.
IMPORTS = """
import sys
from studio.store.engine import open_store
from studio.store.formats.importing import import_file
from studio.store.formats.items import parse_object
from studio.store.formats.moving import Mover
from studio.store.formats.row_values import row_values
from studio.store.formats.rows import file_row

store = open_store(sys.argv[1])
import_file(store, sys.argv[2], labeler_id=1, progress=lambda *at: print(*at, flush=True))
print("done", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("moment", [0, *random.Random(6).sample(range(1, 50), 4), 50, 53, 56])
def test_an_import_that_is_killed_has_brought_all_or_nothing(
    tmp_path: Path, file: Write, spools: Path, moment: int
) -> None:
    rows = [{"prompt": f"prompt {n}", "demonstration": f"text {n}"} for n in range(5000)]
    path = tmp_path / "project" / "studio.sqlite"
    with closing(open_store(path)) as store:
        labels.add_labeler(store, "Ann")
    source = file(rows)
    command = [sys.executable, "-c", IMPORTS, str(path), str(source)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for count, line in enumerate(process.stdout):
            if count == moment or line == "done\n":
                os.kill(process.pid, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert list(spools.iterdir()) == []
    with closing(open_store(path)) as store:
        assert prompts.count_prompts(store) in (0, 5000)
        check(store)
        assert import_file(store, source, labeler_id=1).bad_rows == ()
        assert prompts.count_prompts(store) == 5000
    assert {p.name for p in path.parent.iterdir()} <= {"studio.sqlite", ".running"}
