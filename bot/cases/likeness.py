"""The same photo sent twice, by one person or by two: noticed and told to the desk, never held against anybody."""

from __future__ import annotations

from uuid import UUID

from storage import likeness
from storage.database import Tx

MOST_BITS = 4  # of 64 in which fingerprints of what looks the same may differ; fewer than `likeness.PARTS`


def resembled(tx: Tx, attachment_id: UUID, sha256: str, fingerprint: str | None) -> UUID | None:
    """Another attachment with the same bytes, or else the one that looks most like this one, the earliest of several.

    Every fingerprint is read: 80 ms on SQLite and 40 ms on PostgreSQL where there are 50,000.
    """
    same = likeness.same_bytes(tx, attachment_id, sha256)
    if same is not None or fingerprint is None:
        return same
    candidates = likeness.sharing_a_part(tx, attachment_id, fingerprint)
    near = [(bits_apart(fingerprint, other), number) for number, (_, other) in enumerate(candidates)]
    bits, number = min(near, default=(MOST_BITS + 1, 0))
    return candidates[number][0] if bits <= MOST_BITS else None


def bits_apart(one: str, other: str) -> int:
    """In how many of 64 bits two fingerprints (16 hex digits each) differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
