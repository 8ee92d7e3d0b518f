"""What the laboratory's tables hold, for the checks of an import and for the rule that makes tubes of tests."""

from __future__ import annotations

from tracker.specimens.entries import KnownLab
from tracker.specimens.facts import Container, Test, Transport
from tracker.store.connection import Connection


def what_is_known_of_the_lab(connection: Connection) -> KnownLab:
    """Read once before a file is checked. Nothing of a patient is in it."""
    read = connection.exec_driver_sql
    partners = read("SELECT code, name, kind, coalesce(clia, '') FROM partner").all()
    return KnownLab(
        containers={container.code: container for container in containers_by_id(connection).values()},
        tests=tests_by_code(connection),
        partners={code: clia for code, _, _, clia in partners},
        partner_names={(kind, name): code for code, name, kind, _ in partners},
    )


def containers_by_id(connection: Connection) -> dict[int, Container]:
    rows = connection.exec_driver_sql("SELECT id, code, name, draw_order, volume_ul, item_id FROM container")
    return {row[0]: Container(*row) for row in rows}


def tests_by_code(connection: Connection) -> dict[str, Test]:
    rows = connection.exec_driver_sql(
        "SELECT code, name, container_id, min_volume_ul, transport, spin_minutes, receive_minutes, test_minutes,"
        " retention_days, needs_witness FROM test_kind"
    )
    return {
        code: Test(code, name, container_id, volume_ul, Transport(transport), spin, receive, test, days, bool(witness))
        for code, name, container_id, volume_ul, transport, spin, receive, test, days, witness in rows
    }
