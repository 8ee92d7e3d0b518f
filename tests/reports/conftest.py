"""The small laboratory of the specimens' own tests."""

from tests.specimens.conftest import laboratory, laboratory_file

__all__ = ["laboratory", "laboratory_file"]
