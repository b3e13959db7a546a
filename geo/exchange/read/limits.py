"""How much a foreign file may ask of the machine. All of it comes from outside, so all of it has a bound."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LIMITS", "Limits"]


@dataclass(frozen=True)
class Limits:
    """Bounds of reading; each is generous for data of heritage, and far below what would harm a machine."""

    longest_feature: int = 20_000_000
    """Bytes of one feature, or of one row of a table; a longer one is a defect of its own and the others are read."""
    deepest: int = 1_000
    """Brackets within brackets in JSON."""
    head_bytes: int = 1 << 20
    """Bytes from the beginning of a file that show what it is."""
    zip_bytes: int = 8 << 30
    """Bytes of all files of an archive, unpacked."""
    zip_ratio: int = 200
    """How many times larger than the archive its files may be together, beyond `zip_free`."""
    zip_free: int = 50_000_000
    """Unpacked bytes that are never too many, however small the archive is."""
    zip_files: int = 2_000
    """Files in an archive."""
    columns: int = 2_000
    """Columns of a table."""
    seconds: float = 1_800.0
    """How long we wait for the reader of a file in all; the time of the processor is bounded by as much."""
    memory: int = 3 << 30
    """Bytes of address space of the process that reads a file in a binary format."""


LIMITS = Limits()
"""What holds where nobody asks for something else."""
