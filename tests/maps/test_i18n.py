"""The languages of the interface: complete catalogues, and the ways to them."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import LanguageError
from maps import i18n
from maps.i18n import (
    LANGUAGES,
    babel_locale,
    check_language,
    client_messages,
    direction,
    distance_km,
    metres,
    negotiate,
    number,
    translations,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel.messages.catalog import Message

ROOT = Path(__file__).parents[2]
LOCALE = ROOT / "maps" / "locale"
TRANSLATED = [lang for lang in LANGUAGES if lang != "en"]
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")
HINT = "run `make messages`, then translate what is new"

type Key = tuple[str | None, str, str | None]


def key(message: Message) -> Key:
    one, *many = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
    return message.context, one, many[0] if many else None


def forms(message: Message) -> list[str]:
    texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return [text or "" for text in texts]


def messages(catalogue: Catalog) -> dict[Key, Message]:
    return {key(message): message for message in catalogue if message.id}


def files(catalogue: Catalog) -> dict[Key, list[str]]:
    return {at: sorted({file for file, _ in message.locations}) for at, message in messages(catalogue).items()}


@cache
def extracted() -> Catalog:
    with (LOCALE / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    catalogue = Catalog()
    found = extract_from_dir(ROOT, methods, options, DEFAULT_KEYWORDS)
    for file_name, line, text, comments, context in found:
        catalogue.add(text, None, [(file_name, line)], auto_comments=comments, context=context)
    return catalogue


@cache
def catalogue(lang: str) -> Catalog:
    with (LOCALE / lang / "LC_MESSAGES" / "mirasmap.po").open("rb") as file:
        return read_po(file, locale=lang, abort_invalid=True)


@pytest.fixture
def fresh() -> Iterator[None]:
    """Forget what was read, before and after."""
    caches = (i18n.translations, i18n.client_messages, i18n._catalogue)
    for each in caches:
        each.cache_clear()
    yield
    for each in caches:
        each.cache_clear()


def test_the_template_holds_every_text_of_the_code_and_nothing_else() -> None:
    with (LOCALE / "mirasmap.pot").open("rb") as file:
        template = read_po(file)
    assert files(template) == files(extracted()), HINT


def test_every_text_of_the_browser_code_is_found() -> None:
    call = re.compile(r'(?<![\w.])(?:_|ngettext)\(\s*"((?:[^"\\]|\\.)*)"')
    sources = [path.read_text("utf-8") for path in (ROOT / "maps" / "client" / "src").rglob("*.ts")]
    wanted = {
        text.encode().decode("unicode_escape") if "\\" in text else text for s in sources for text in call.findall(s)
    }
    known = {
        at[1] for at, where in files(extracted()).items() if any(file.startswith("maps/client/") for file in where)
    }
    assert wanted
    assert wanted <= known


@pytest.mark.parametrize("lang", TRANSLATED)
def test_no_message_is_missing_doubtful_or_left_over(lang: str) -> None:
    ours = catalogue(lang)
    assert files(ours) == files(extracted()), HINT
    assert not ours.obsolete
    for at, message in messages(ours).items():
        assert all(forms(message)), (at, HINT)
        assert len(forms(message)) == (ours.num_plurals if message.pluralizable else 1), at
        assert not message.fuzzy, at


@pytest.mark.parametrize("lang", TRANSLATED)
def test_translations_keep_the_placeholders(lang: str) -> None:
    for at, message in messages(catalogue(lang)).items():
        wanted = set(PLACEHOLDER.findall(at[2] or at[1]))
        *counted, full = forms(message)
        assert set(PLACEHOLDER.findall(full)) == wanted, at
        assert full.count("%") == (at[2] or at[1]).count("%"), at
        for form in counted:  # `one site` needs no figure
            assert set(PLACEHOLDER.findall(form)) <= wanted, at


@pytest.mark.parametrize("lang", TRANSLATED)
def test_plural_forms_stand_in_the_order_that_the_browser_counts_in(lang: str) -> None:
    names = ("zero", "one", "two", "few", "many", "other")
    used = [name for name in names if name in {*babel_locale(lang).plural_form.rules, "other"}]
    pick = translations(lang).plural  # type: ignore[attr-defined] # made by the header's expression
    for n in [*range(1000), 100_002]:
        wanted = min(used.index(babel_locale(lang).plural_form(n)), catalogue(lang).num_plurals - 1)
        assert pick(n) == wanted, n


def test_arabic_is_written_in_arabic_with_foreign_names_only_where_the_english_has_them() -> None:
    latin = re.compile(r"[A-Za-z]{2,}")
    for at, message in messages(catalogue("ar")).items():
        source = PLACEHOLDER.sub("", f"{at[1]} {at[2] or ''}")
        for form in forms(message):
            text = PLACEHOLDER.sub("", form)
            assert re.search(r"[\u0621-\u064a]", text) or not latin.search(source), at
            assert set(latin.findall(text)) <= set(latin.findall(source)) | {"EDTF"}, at
            assert not re.search(r"[?;,](?!\))", re.sub(r"العلامة ;", "", text)), at


def test_azerbaijani_is_written_in_its_latin_alphabet() -> None:
    texts = [text for _, text in translated("az")]
    assert not [text for text in texts if re.search(r"[\u0400-\u04ff\u0600-\u06ffäâîû]", text)]
    assert "ə" in "".join(texts)


def test_french_has_its_own_apostrophes_and_spaces() -> None:
    assert not [
        text for _, text in translated("fr") if "'" in text or re.search(r"(?<=\w) [:;?!»]|(?<=\w)[;?!»]", text)
    ]


@pytest.mark.parametrize("lang", TRANSLATED)
def test_translations_carry_no_invisible_marks_and_no_markup(lang: str) -> None:
    invisible = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
    assert not [text for _, text in translated(lang) if invisible.search(text) or re.search(r"<\w|&\w+;|\{\{", text)]


@pytest.mark.parametrize("lang", TRANSLATED)
def test_translations_end_and_begin_as_the_english_does(lang: str) -> None:
    for at, text in translated(lang):
        assert text == text.strip(), at
        for stop in ".:":
            if at[1].endswith(stop) and at[1] != "no.":
                assert text.endswith(stop), at


def translated(lang: str) -> list[tuple[Key, str]]:
    return [(at, form) for at, message in messages(catalogue(lang)).items() for form in forms(message)]


def test_the_catalogues_name_no_machine_and_begin_with_a_glossary() -> None:
    for lang in TRANSLATED:
        text = (LOCALE / lang / "LC_MESSAGES" / "mirasmap.po").read_text("utf-8")
        assert "Glossary" in catalogue(lang).header_comment
        assert not re.search(r"/(work|tmp|root|home)/|localhost", text)


def test_english_is_the_text_of_the_code() -> None:
    assert translations("en").gettext("Sites") == "Sites"
    assert translations("en").ngettext("%(num)s site", "%(num)s sites", 3) == "%(num)s sites"
    assert set(client_messages("en")) == {""}


def test_a_count_takes_its_form() -> None:
    said = [translations("ar").ngettext("{n} site", "{n} sites", n) for n in (0, 1, 2, 3, 11, 100)]
    assert said == client_messages("ar")["{n} site"]
    assert len(set(said)) == 6


@pytest.mark.parametrize("lang", TRANSLATED)
def test_the_browser_gets_its_own_messages_and_no_others(lang: str) -> None:
    ours = {text for text in client_messages(lang) if text}
    assert "Legend" in ours
    assert ours == {
        at[1] for at, where in files(extracted()).items() if any(f.startswith("maps/client/") for f in where)
    }


@pytest.mark.parametrize("lang", TRANSLATED)
def test_the_build_collects_the_same_messages_for_the_browser(lang: str) -> None:
    spec = importlib.util.spec_from_file_location("build_hook", ROOT / "maps" / "client" / "build_hook.py")
    assert spec is not None
    assert spec.loader is not None
    hook = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(hook)
    ours = i18n.messages_of(catalogue(lang))
    del ours[""]
    assert hook.client_messages(catalogue(lang)) == ours


@pytest.mark.usefixtures("fresh")
def test_a_checkout_without_compiled_catalogues_reads_their_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "az" / "LC_MESSAGES"
    home.mkdir(parents=True)
    shutil.copy(LOCALE / "az" / "LC_MESSAGES" / "mirasmap.po", home)
    monkeypatch.setattr(i18n, "_LOCALE", tmp_path)
    monkeypatch.setattr(i18n, "_ASSETS", tmp_path / "none")
    assert translations("az").gettext("Sites") == "Obyektlər"
    assert client_messages("az")["Legend"] == "Şərti işarələr"


@pytest.mark.usefixtures("fresh")
def test_a_catalogue_that_changed_after_the_build_wins_over_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "fr" / "LC_MESSAGES"
    home.mkdir(parents=True)
    po, mo = home / "mirasmap.po", home / "mirasmap.mo"
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    po.write_text(f'{head}#: maps/client/src/a.ts\nmsgid "Sites"\nmsgstr "Lieux"\n', "utf-8")
    mo.write_bytes(b"no catalogue")
    os.utime(mo, (1, 1))
    built = tmp_path / "messages.fr.json"
    built.write_text('{"Sites": "old"}', "utf-8")
    os.utime(built, (1, 1))
    monkeypatch.setattr(i18n, "_LOCALE", tmp_path)
    monkeypatch.setattr(i18n, "_ASSETS", tmp_path)
    assert translations("fr").gettext("Sites") == "Lieux"
    assert client_messages("fr")["Sites"] == "Lieux"


@pytest.mark.usefixtures("fresh")
def test_an_installed_package_needs_no_sources_of_catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from babel.messages.mofile import write_mo

    home = tmp_path / "ar" / "LC_MESSAGES"
    home.mkdir(parents=True)
    with (home / "mirasmap.mo").open("wb") as file:
        write_mo(file, catalogue("ar"))
    (tmp_path / "messages.ar.json").write_text('{"Legend": "built"}', "utf-8")
    monkeypatch.setattr(i18n, "_LOCALE", tmp_path)
    monkeypatch.setattr(i18n, "_ASSETS", tmp_path)
    assert translations("ar").gettext("Sites") == "المواقع"
    assert client_messages("ar") == {"Legend": "built"}


@pytest.mark.parametrize("ask", [check_language, direction, translations, client_messages, babel_locale])
def test_an_unknown_language_is_answered_with_the_known_ones(ask: object) -> None:
    with pytest.raises(LanguageError, match="there is no language 'xx'; choose one of en, fr, ar, az"):
        ask("xx")  # type: ignore[operator]


def test_arabic_alone_runs_from_right_to_left() -> None:
    assert {lang: direction(lang) for lang in LANGUAGES} == {"en": "ltr", "fr": "ltr", "ar": "rtl", "az": "ltr"}


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("fr-CH, fr;q=0.9, en;q=0.8, *;q=0.5", "fr"),
        ("de, ar;q=0.3, az;q=0.7", "az"),
        ("AZ-Latn-AZ", "az"),
        ("en;q=0, ar;q=0", "en"),
        ("ar;q=0.5,fr;q=0.5", "ar"),
        ("ru,tr;q=0.8", "en"),
        ("", "en"),
        (None, "en"),
        ("fr;q=nan, ar;q=9", "en"),
    ],
)
def test_the_browser_s_wishes_pick_the_language(header: str | None, lang: str) -> None:
    assert negotiate(header, "en") == lang


@given(st.text() | st.text("frazen-;q=.,* 01"))
def test_any_header_picks_a_known_language(header: str) -> None:
    assert negotiate(header, "az") in LANGUAGES


@given(st.floats(0, 1e9), st.sampled_from(list(LANGUAGES)))
def test_figures_are_western_in_every_language(value: float, lang: str) -> None:
    for text in (number(value, lang, digits=2), distance_km(value, lang), metres(value, lang)):
        assert any(figure in text for figure in "0123456789")
        assert all(figure.isascii() for figure in text if figure.isdigit())


def test_numbers_are_written_as_the_reader_does() -> None:
    assert [number(12345.678, lang, digits=1) for lang in LANGUAGES] == [
        "12,345.7",
        "12\u202f345,7",
        "12,345.7",
        "12.345,7",
    ]
    assert [distance_km(12.34, lang) for lang in LANGUAGES] == ["12.3 km", "12,3\u00a0km", "12.3 كم", "12,3 km"]
    assert distance_km(123.4, "en") == "123 km"
    assert metres(1500.4, "az") == "1.500 m"
    assert metres(2, "ar") == "2 م"
