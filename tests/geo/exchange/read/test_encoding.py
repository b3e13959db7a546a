"""The score of letters is measured on names that it was not made from: the bundled names, and CLDR's names of countries."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ExchangeError
from geo.exchange.read.encoding import Encoding, encoding_of, encoding_of_file, named, transcoded, with_line_feeds

NAMES = Path(__file__).parents[4] / "data" / "heritage" / "names.csv"


def bundled(*languages: str) -> list[str]:
    with NAMES.open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file) if row["lang"] in languages]


def cldr(language: str) -> list[str]:
    return [*map(str, Locale(language).territories.values()), *map(str, Locale(language).languages.values())]


def high(texts: list[str], encoding: str) -> list[bytes]:
    """Return texts that an encoding can hold and ASCII cannot."""
    raw = []
    for text in texts:
        try:
            raw.append(text.encode(encoding))
        except UnicodeEncodeError:
            continue
    return [text for text in raw if not text.isascii()]


HELD_OUT = {
    "Azerbaijani and Turkish names of monuments": (bundled("az", "tr"), "cp1254"),
    "Russian names of monuments": (bundled("ru"), "cp1251"),
    **{f"CLDR {language}": (cldr(language), "cp1254") for language in ("tr", "az")},
    **{f"CLDR {language}": (cldr(language), "cp1251") for language in ("ru", "uk", "bg", "be")},
    **{f"CLDR {language}": (cldr(language), "cp1252") for language in ("fr", "de", "es", "pt", "it", "nl")},
}


@pytest.mark.parametrize("name", HELD_OUT)
def test_ten_texts_are_enough_to_tell_the_code_page(name: str) -> None:
    texts, encoding = HELD_OUT[name]
    raw = high(texts, encoding)
    assert len(raw) >= 10
    draw = random.Random(7)
    samples = [draw.choices(raw, k=10) for _ in range(100)]
    guesses = [encoding_of(sample) for sample in samples]
    right = [
        # two code pages that write these letters alike are both right
        all(text.decode(guess.name, "replace") == text.decode(encoding) for text in sample)
        for guess, sample in zip(guesses, samples, strict=True)
    ]
    assert sum(right) >= 99
    assert all(guess.guessed for guess in guesses)


@pytest.mark.parametrize("name", HELD_OUT)
def test_single_words_are_right_or_said_to_be_unsure_most_times(name: str) -> None:
    texts, encoding = HELD_OUT[name]
    words = high(texts, encoding)[:200]
    guesses = [encoding_of([word]) for word in words]
    wrong = sum(
        word.decode(guess.name, "replace") != word.decode(encoding) and not guess.unsure
        for word, guess in zip(words, guesses, strict=True)
    )
    assert wrong <= len(words) * 0.05


def test_good_utf8_is_told_and_a_broken_row_does_not_change_that() -> None:
    texts = [text.encode() for text in bundled("az", "hy", "ar")]
    assert encoding_of(texts) == Encoding("utf-8", guessed=False)
    assert encoding_of([*texts, b"K\xfc\xe7\xfck"]) == Encoding("utf-8", guessed=True)
    assert encoding_of([b"plain"]) == encoding_of([])
    assert not encoding_of([b"plain"]).guessed


def test_letters_that_two_code_pages_have_alike_are_not_called_unsure() -> None:
    assert not encoding_of(["Türkiyə".replace("ə", "e").encode("cp1254")]).unsure
    assert encoding_of([b"\xdd\xfe\xd0 \xc7\xe0\xe0"]).unsure


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("UTF-8", "utf-8"), ("utf8\r\n", "utf-8"), ("65001", "utf-8"), ("1251", "cp1251"), ("ANSI 1254", "cp1254"),
        ("windows-1252", "cp1252"), ("CP866", "cp866"), ("ISO-8859-9", "iso8859-9"), ("8859-1", "iso8859-1"),
        ("ISO 88599", "iso8859-9"), ("LATIN1", "iso8859-1"), ("Big5", "big5"), ("UTF-16", "utf-16-le"),
    ],
)  # fmt: skip
def test_encodings_have_many_names(said: str, name: str) -> None:
    assert named(said) == name


@pytest.mark.parametrize(
    "said", ["", "nonsense", "rot13", "base64", "hex", "zlib", "9999", "a\0b", "../x", "idna\n\n\n"]
)
def test_what_is_no_encoding_is_refused(said: str) -> None:
    with pytest.raises(ExchangeError, match="there is no encoding"):
        named(said)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"])
def test_a_file_is_transcoded_block_by_block(encoding: str, tmp_path: Path) -> None:
    text = "id;название\n" + "".join(f"{at};Шушинская крепость {at}\n" for at in range(60_000))
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))
    found = encoding_of_file(path)
    assert transcoded(path, found.name, tmp_path / "b.csv").read_text("utf-8") == text


def test_a_mark_wins_over_the_users_word_and_that_over_the_letters(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Şuşa".encode("utf-16"))
    assert encoding_of_file(path, wanted="cp1254").name == "utf-16-le"
    path.write_bytes("Şuşa".encode("cp1254"))
    assert encoding_of_file(path, wanted="cp1251").name == "cp1251"
    assert encoding_of_file(path).name == "cp1254"


def test_letters_behind_a_long_ascii_beginning_are_found(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"1,plain\n" * 400_000 + "Гандзасар, Шушинская крепость\n".encode("cp1251"))
    assert encoding_of_file(path).name == "cp1251"


@settings(max_examples=50)
@given(st.binary(max_size=60))
def test_transcoding_loses_no_byte_that_is_no_text(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / "raw").write_bytes(raw)
    text = transcoded(folder / "raw", "cp1252", folder / "text").read_bytes()
    assert text.decode("utf-8", "surrogateescape").encode("cp1252", "surrogateescape") == raw


def test_old_line_ends_become_line_feeds(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a\rb\r")
    assert with_line_feeds(tmp_path / "a", tmp_path / "b").read_bytes() == b"a\nb\n"
