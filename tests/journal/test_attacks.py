"""Which attack shows inside the database alone, and which only beside a checkpoint that was kept outside.

The attacker can write the whole database and has no key. The rows and verdicts are those of the study that the design
rests on (six structures against seven attacks), for the structure that was chosen: a signed chain for each station, under
a Merkle tree whose checkpoints leave the machine.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.clinic import AT, KEY, Clinic, open_clinic
from tests.journal.test_tampering import forged, rechained
from tracker.errors import StoreError
from tracker.journal.canonical import Value
from tracker.journal.chain import link
from tracker.journal.checkpoints import journal_origin, make_checkpoint
from tracker.journal.claims import Outside
from tracker.journal.notes import sign_note
from tracker.journal.verifying import Checked, verify
from tracker.journal.writing import open_journal
from tracker.store.database import create_database

OPENING, COVERED, NEWER = 9, 30, 6
LAST = OPENING + COVERED + NEWER
TREE = ("checkpoint", "leaf_run", "merkle_node")


@dataclass
class Scene:
    """Three specimens' steps in turn, a checkpoint that left the machine, and six steps after it.

    ``heads`` are the station's signed heads, as somebody might have copied them at any moment.
    """

    clinic: Clinic
    backup: Path
    note: str = ""
    heads: dict[int, tuple[object, ...]] = field(default_factory=dict)

    def step(self, number: int) -> None:
        with self.clinic.database.writing() as connection:
            body: dict[str, Value] = {"specimen": f"S{number % 3}", "step": number, "by": "B0000000723"}
            self.clinic.journal.append(connection, f"{number:032x}", "custody", AT, body)
            head = tuple(connection.exec_driver_sql("SELECT seq, hash, signature FROM journal_head").one())
        self.heads[int(head[0])] = head

    def checkpoint(self) -> str:
        with self.clinic.database.writing() as connection:
            return make_checkpoint(connection, self.clinic.journal, AT, "shift").note

    def execute(self, *statements: str) -> None:
        for statement in statements:
            self.clinic.execute(statement)

    def forget_the_tree(self) -> None:
        """Take out all that the database itself knows of checkpoints."""
        self.execute(*(f"DELETE FROM {table}" for table in TREE))

    def put_back_head(self, seq: int) -> None:
        self.clinic.execute("UPDATE journal_head SET seq = ?, hash = ?, signature = ?", self.heads[seq])


@pytest.fixture
def scene(clinic: Clinic, tmp_path: Path) -> Scene:
    made = Scene(clinic, tmp_path / "backup.db")
    for number in range(COVERED):
        made.step(number)
        if number == COVERED // 2:
            made.clinic.value("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copy(clinic.path, made.backup)
    made.note = made.checkpoint()
    for number in range(COVERED, COVERED + NEWER):
        made.step(number)
    return made


def checked(clinic: Clinic, *notes: str) -> Checked:
    with clinic.database.reading() as connection:
        outside = [Outside(f"note {number}", note.encode()) for number, note in enumerate(notes)]
        return verify(connection, outside=outside)


def codes(clinic: Clinic, *notes: str) -> set[str]:
    return {finding.code for finding in checked(clinic, *notes).findings}


def _edit(body: bytes) -> bytes:
    return body.replace(b'"by":"B0000000723"', b'"by":"B0000000999"')


def _back_date(body: bytes) -> bytes:
    return body.replace(b"2026-11-16", b"2026-11-09")


def edit(scene: Scene) -> None:
    scene.execute("UPDATE journal SET body = CAST(replace(CAST(body AS TEXT), '723', '999') AS BLOB) WHERE seq = 20")


def delete(scene: Scene) -> None:
    scene.execute("DELETE FROM journal WHERE seq = 20")


def replay(scene: Scene) -> None:
    """An old step once more at the end, under an identity of its own, its hashes right."""
    with scene.clinic.database.writing() as connection:
        (body,) = connection.exec_driver_sql("SELECT body FROM journal WHERE seq = 20").one()
        (prev,) = connection.exec_driver_sql("SELECT hash FROM journal_head").one()
        connection.exec_driver_sql(
            "INSERT INTO journal VALUES (1, ?, 'again', ?, ?, ?)", (LAST + 1, prev, link(prev, body), body)
        )


def swap_specimens(scene: Scene) -> None:
    scene.execute(
        "CREATE TEMP TABLE t AS SELECT seq, body FROM journal",
        "UPDATE journal SET body = (SELECT body FROM t WHERE t.seq = 41 - journal.seq) WHERE seq IN (20, 21)",
        "DROP TABLE t",
    )


def drop_specimen(scene: Scene) -> None:
    scene.execute("""DELETE FROM journal WHERE CAST(body AS TEXT) LIKE '%"specimen":"S1"%'""")


def drop_tail_heads_left(scene: Scene) -> None:
    scene.execute(f"DELETE FROM journal WHERE seq > {LAST - 5}")


def drop_tail_with_old_head(scene: Scene) -> None:
    scene.execute(f"DELETE FROM journal WHERE seq > {LAST - 16}")
    scene.put_back_head(LAST - 16)
    scene.forget_the_tree()


def restore_backup(scene: Scene) -> None:
    scene.clinic.value("PRAGMA wal_checkpoint(TRUNCATE)")
    scene.clinic.database.close()
    shutil.copy(scene.backup, scene.clinic.path)


def restore_backup_and_work_on(scene: Scene) -> None:
    """The old copy is put back, and the true station, none the wiser, signs as many new steps as were lost."""
    restore_backup(scene)
    for number in range(COVERED // 2 + 1, COVERED + NEWER):
        scene.step(number + 1000)


def restore_backup_and_sign_anew(scene: Scene) -> None:
    restore_backup_and_work_on(scene)
    scene.checkpoint()


def edit_and_rehash(scene: Scene) -> None:
    rechained(scene.clinic, 20, _edit)
    scene.forget_the_tree()


def back_date_and_rehash(scene: Scene) -> None:
    rechained(scene.clinic, 20, _back_date)
    scene.forget_the_tree()


def renumber_and_rehash(scene: Scene) -> None:
    """One step out, and every later one a number lower, with all hashes right again."""
    with scene.clinic.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM journal WHERE seq = 20")
        for seq in range(21, LAST + 1):
            connection.exec_driver_sql(
                "UPDATE journal SET seq = seq - 1,"
                " body = CAST(replace(CAST(body AS TEXT), ?, ?) AS BLOB) WHERE seq = ?",
                (f'"seq":{seq},', f'"seq":{seq - 1},', seq),
            )
        connection.exec_driver_sql("UPDATE journal SET prev = (SELECT hash FROM journal WHERE seq = 19) WHERE seq = 20")
        connection.exec_driver_sql("UPDATE journal_head SET seq = seq - 1")
    rechained(scene.clinic, 20, lambda body: body)
    scene.forget_the_tree()


def rehash_and_let_the_station_sign_on(scene: Scene) -> None:
    """The station reads the forged head, and is to sign the next step on top of it: it does not."""
    edit_and_rehash(scene)
    with pytest.raises(StoreError) as refused:
        scene.step(500)
    assert refused.value.code == "journal_forged"


def forge_under_another_key(scene: Scene) -> None:
    forged(scene.clinic, Ed25519PrivateKey.generate())
    scene.forget_the_tree()


def drop_what_is_newer_than_the_checkpoint(scene: Scene) -> None:
    scene.execute(f"DELETE FROM journal WHERE seq > {OPENING + COVERED}")
    scene.put_back_head(OPENING + COVERED)


@pytest.mark.parametrize(
    ("attack", "is_found_inside", "told_outside"),
    [
        pytest.param(edit, True, "checkpoint_root", id="edit a row"),
        pytest.param(delete, True, "checkpoint_root", id="delete a row"),
        pytest.param(replay, True, "", id="replay a row"),
        pytest.param(swap_specimens, True, "checkpoint_root", id="swap rows of different specimens"),
        pytest.param(drop_specimen, True, "checkpoint_tail", id="drop one specimen completely"),
        pytest.param(drop_tail_heads_left, True, "", id="drop the last 5 rows, heads left"),
        pytest.param(drop_tail_with_old_head, False, "checkpoint_tail", id="drop the tail and fix the head"),
        pytest.param(restore_backup, False, "checkpoint_tail", id="restore an old backup"),
        pytest.param(restore_backup_and_work_on, False, "checkpoint_root", id="restore an old backup and work on"),
        pytest.param(restore_backup_and_sign_anew, False, "checkpoint_root", id="... and make a new checkpoint"),
        pytest.param(edit_and_rehash, True, "checkpoint_root", id="edit, recompute all hashes"),
        pytest.param(back_date_and_rehash, True, "checkpoint_root", id="back-date, recompute all hashes"),
        pytest.param(renumber_and_rehash, True, "checkpoint_root", id="renumber, recompute all hashes"),
        pytest.param(rehash_and_let_the_station_sign_on, True, "checkpoint_root", id="... and let the station sign on"),
        pytest.param(forge_under_another_key, False, "checkpoint_signature", id="forge all under another key"),
        pytest.param(
            drop_what_is_newer_than_the_checkpoint, False, None, id="drop rows newer than the newest checkpoint"
        ),
    ],
)
def test_what_shows_inside_and_what_beside_a_checkpoint(
    scene: Scene, attack: Callable[[Scene], None], is_found_inside: bool, told_outside: str | None
) -> None:
    """``told_outside`` is what the checkpoint adds: nothing where the chain has told already, None where nothing can.

    The last row is the honest limit: what came after the last checkpoint that left the machine.
    """
    assert codes(scene.clinic) == codes(scene.clinic, scene.note) == set()
    attack(scene)
    inside, beside = codes(scene.clinic), codes(scene.clinic, scene.note)
    assert bool(inside) is is_found_inside, inside
    assert bool(beside) is (told_outside is not None), beside
    if told_outside:
        assert told_outside in beside


def test_a_checkpoint_that_fits_says_how_far_it_reaches(scene: Scene) -> None:
    assert checked(scene.clinic, scene.note).covered == OPENING + COVERED
    assert checked(scene.clinic).covered == 0


def test_a_copy_with_all_the_events_is_not_called_cut_off_for_want_of_the_checkpoint_itself(scene: Scene) -> None:
    """Such as a copy taken at the evening, just before the checkpoint of the shift's end."""
    newest = scene.checkpoint()
    scene.step(700)
    scene.execute(f"DELETE FROM checkpoint WHERE size > {OPENING + COVERED}")
    scene.execute(f"DELETE FROM leaf_run WHERE position >= {OPENING + COVERED}")
    answer = checked(scene.clinic, newest)
    assert (answer.findings, answer.covered) == ((), LAST)
    scene.execute("DELETE FROM checkpoint", "DELETE FROM leaf_run")
    answer = checked(scene.clinic, scene.note, newest)
    assert (answer.findings, answer.covered) == ((), LAST)
    scene.forget_the_tree()
    rechained(scene.clinic, 20, _edit)
    assert "checkpoint_root" in codes(scene.clinic, newest)


def test_nor_where_two_stations_wrote_between(scene: Scene) -> None:
    def take_turns(start: int) -> None:
        with scene.clinic.database.writing() as connection:
            lab = open_journal(connection, "lab", bytes(32))
            for number in range(start, start + 400):
                journal = lab if number % 4 == 3 else scene.clinic.journal
                journal.append(connection, f"turn{number}", "custody", AT, {})

    take_turns(1000)
    between = scene.checkpoint()
    take_turns(2000)
    newest = scene.checkpoint()
    scene.execute(f"DELETE FROM checkpoint WHERE size > {OPENING + COVERED}")
    scene.execute(f"DELETE FROM leaf_run WHERE position >= {OPENING + COVERED}")
    scene.execute("DELETE FROM merkle_node")
    answer = checked(scene.clinic, between, newest)
    assert (answer.findings, answer.covered) == ((), LAST + 800)
    assert codes(scene.clinic, newest) == {"checkpoint_order"}, "in which portions they were taken, nobody knows here"


def test_the_newest_checkpoint_narrows_the_limit(scene: Scene) -> None:
    """The attack that nothing showed shows as soon as a checkpoint over those rows had left the machine."""
    newest = scene.checkpoint()
    drop_what_is_newer_than_the_checkpoint(scene)
    scene.execute(f"DELETE FROM checkpoint WHERE size > {OPENING + COVERED}")
    scene.execute(f"DELETE FROM leaf_run WHERE position >= {OPENING + COVERED}")
    assert codes(scene.clinic) == set()
    assert codes(scene.clinic, scene.note, newest) == {"checkpoint_tail"}


@pytest.mark.parametrize(
    ("attack", "expected"),
    [
        pytest.param("DELETE FROM checkpoint", "checkpoint_missing", id="the stored checkpoint taken out"),
        pytest.param("UPDATE checkpoint SET root = zeroblob(32)", "checkpoint_changed", id="its root changed"),
        pytest.param("UPDATE checkpoint SET size = size - 1", "checkpoint_changed", id="its size changed"),
        pytest.param("UPDATE checkpoint SET why = 'count'", "checkpoint_changed", id="its reason changed"),
        pytest.param("UPDATE checkpoint SET note = 'x'", "checkpoint_malformed", id="its note destroyed"),
        pytest.param(
            "UPDATE checkpoint SET at = '2026-11-09T15:00:00.000Z', note = replace(note, '2026-11-16', '2026-11-09')",
            "checkpoint_signature",
            id="back-dated",
        ),
        pytest.param("UPDATE setting SET value = 'x' WHERE name = 'journal_id'", "checkpoint_foreign", id="other id"),
        pytest.param("DELETE FROM setting WHERE name = 'journal_id'", "checkpoint_foreign", id="no id"),
        pytest.param(
            "UPDATE leaf_run SET seq = 9000000000000000000, events = 9000000000000000000",
            "tree_order",
            id="numbers beyond all",
        ),
        pytest.param("UPDATE leaf_run SET seq = seq + 1", "tree_order", id="the order moved"),
        pytest.param("UPDATE leaf_run SET position = position + 1", "tree_order", id="the places moved"),
        pytest.param("UPDATE leaf_run SET events = 9000000000000000000", "tree_order", id="an order without end"),
        pytest.param("UPDATE leaf_run SET events = events - 1", "checkpoint_tail", id="the order cut short"),
        pytest.param("DELETE FROM leaf_run", "checkpoint_tail", id="no order"),
        pytest.param("INSERT INTO merkle_node VALUES (8, 0, zeroblob(32))", "tree_nodes", id="a subtree that is none"),
    ],
)
def test_an_attack_on_the_tree_itself_is_found(scene: Scene, attack: str, expected: str) -> None:
    scene.execute(attack)
    assert expected in codes(scene.clinic)


@pytest.mark.parametrize("attack", ["UPDATE merkle_node SET hash = zeroblob(32)", "DELETE FROM merkle_node"])
def test_a_stored_subtree_that_is_not_that_of_the_events_is_found(scene: Scene, attack: str) -> None:
    with scene.clinic.database.writing() as connection:
        for number in range(600):
            scene.clinic.journal.append(connection, f"more{number}", "custody", AT, {})
    scene.checkpoint()
    assert codes(scene.clinic) == set()
    scene.execute(f"{attack} WHERE level = 8 AND number = 1")
    assert codes(scene.clinic) == {"tree_nodes"}


def test_a_checkpoint_of_another_clinic_is_told_as_foreign(scene: Scene, tmp_path: Path) -> None:
    """Both have a station of the same name, and even the same key: the journal's own identity tells them apart."""
    other = create_database(tmp_path / "other.db", KEY)
    with other.writing() as connection:
        note = make_checkpoint(
            connection, open_journal(connection, "front-desk", bytes(range(31, -1, -1))), AT, "asked"
        )
    other.close()
    assert codes(scene.clinic, note.note) == {"checkpoint_foreign"}


def test_a_stored_checkpoint_cannot_be_given_to_another_station(scene: Scene) -> None:
    with scene.clinic.database.writing() as connection:
        lab = open_journal(connection, "lab", bytes(32))
    scene.execute(f"UPDATE checkpoint SET station_id = {lab.station_id}")
    assert codes(scene.clinic) == {"checkpoint_signature"}


def _signed_by(scene: Scene, name: str, key: Ed25519PrivateKey, size: int, root: bytes) -> str:
    with scene.clinic.database.reading() as connection:
        origin = journal_origin(connection)
    return sign_note(origin, size, root, at=AT, why="asked", name=name, key=key).written()


def test_a_checkpoint_with_a_wrong_key_or_of_an_unknown_station_proves_nothing(scene: Scene) -> None:
    other = Ed25519PrivateKey.generate()
    for name in ("front-desk", "lab"):
        answer = checked(scene.clinic, _signed_by(scene, name, other, 5, bytes(32)))
        assert [finding.code for finding in answer.findings] == ["checkpoint_signature"]
        assert answer.covered == 0


def test_an_altered_checkpoint_is_told_and_no_blame_falls_on_the_journal(scene: Scene) -> None:
    note = scene.note.replace(f"\n{OPENING + COVERED}\n", f"\n{OPENING + COVERED - 1}\n")
    assert codes(scene.clinic, note) == {"checkpoint_signature"}
    assert codes(scene.clinic, "something else") == {"checkpoint_malformed"}


def test_two_checkpoints_that_contradict_each_other_show_a_split_view(scene: Scene) -> None:
    """The station, or a thief of its key, showed two people two histories of one length."""
    other = _signed_by(scene, "front-desk", scene.clinic.journal.key, OPENING + COVERED, bytes(32))
    assert codes(scene.clinic, scene.note, other) == {"checkpoint_split", "checkpoint_root"}
    assert codes(scene.clinic, scene.note, scene.note) == set()


def test_a_fork_from_a_copied_database_shows_beside_either_ones_checkpoint(scene: Scene, tmp_path: Path) -> None:
    """Two copies of one database are worked in, with the same key: each is consistent, and refutes the other."""
    fork = tmp_path / "fork.db"
    scene.clinic.value("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(scene.clinic.path, fork)
    scene.step(100)
    ours = scene.checkpoint()
    copy = Scene(open_clinic(fork), scene.backup)
    copy.step(101)
    theirs = copy.checkpoint()
    assert codes(scene.clinic, ours) == codes(copy.clinic, theirs) == set()
    assert codes(scene.clinic, theirs) == codes(copy.clinic, ours) == {"checkpoint_root"}
    copy.clinic.database.close()


def test_a_copy_from_before_there_were_checkpoints_is_older_than_any(scene: Scene) -> None:
    """Such a copy may be verified as it lies there, without being brought up to date."""
    with scene.clinic.database.writing() as connection:
        for each in ("UPDATE alembic_version SET version_num = '0002'", *(f"DROP TABLE {table}" for table in TREE)):
            connection.exec_driver_sql(each)
    assert codes(scene.clinic) == set()
    assert codes(scene.clinic, scene.note) == {"checkpoint_tail"}
