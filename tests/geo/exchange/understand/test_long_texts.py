from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from geo.exchange.understand.coordinates import read_angle, read_position
from geo.exchange.understand.dates import edtf_text, why_not
from geo.exchange.understand.known import NOTHING_KNOWN
from geo.exchange.understand.numbers import number_text, read_decimal
from geo.exchange.understand.slugs import slug_of
from geo.exchange.understand.source_texts import SourceTexts
from geo.exchange.understand.word_match import match_word, propose_word
from tests.geo.exchange.understand.understood import STATE

if TYPE_CHECKING:
    from collections.abc import Callable

READERS: dict[str, Callable[[str], object]] = {
    "angle": read_angle,
    "position": read_position,
    "date": edtf_text,
    "date, why": why_not,
    "decimal": read_decimal,
    "number": lambda text: number_text(text, "uncertainty_m"),
    "slug": slug_of,
    "source": lambda text: SourceTexts(NOTHING_KNOWN, None, STATE)._read(text),
    "word": lambda text: match_word("kind", text),
}
PIECES = ("1", " ", "1 ", "a", "a;", "; ", "|", "39°", "1.", "1,234", "-", "N ", "ş", "1750-ci il ", "/_", "\n")


@pytest.mark.parametrize("reader", READERS)
def test_a_text_of_any_length_is_read_or_refused_at_once(reader: str) -> None:
    begun = time.process_time()
    for piece in PIECES:
        for length in (190, 200_000):
            READERS[reader](piece * (length // len(piece)))
    assert time.process_time() - begun < 3


def test_a_proposal_for_a_long_word_is_made_at_once() -> None:
    begun = time.process_time()
    propose_word("kind", "mosque " * 20_000)
    assert time.process_time() - begun < 2
