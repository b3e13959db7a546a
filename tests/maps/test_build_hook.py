"""The build hook: what it takes from the catalogues, when it builds anew, and how it fails."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

HOOK = Path(__file__).parents[2] / "maps" / "client" / "build_hook.py"

PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

#: maps/client/src/legend.ts:3
msgid "Legend"
msgstr "Légende"

#: maps/client/src/search.ts:9 server/pages/table.py:4
msgid "{n} site"
msgid_plural "{n} sites"
msgstr[0] "{n} lieu"
msgstr[1] "{n} lieux"

#: server/pages/about.py:8
msgid "Only on a page"
msgstr "Seulement sur une page"

#: maps/client/src/popup.ts:1
msgid "Not yet translated"
msgstr ""

#: maps/client/src/popup.ts:2
#, fuzzy
msgid "Guessed"
msgstr "Deviné"
"""


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    pytest.importorskip("hatchling", reason="the build needs it, running does not")
    spec = importlib.util.spec_from_file_location("build_hook", HOOK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def po(tmp_path: Path) -> Path:
    path = tmp_path / "fr" / "LC_MESSAGES" / "mirasmap.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO, "utf-8")
    return path


def test_the_browser_gets_the_translated_messages_of_the_client_and_no_others(
    hook: ModuleType, po: Path, tmp_path: Path
) -> None:
    hook.translate(po, tmp_path)
    assert json.loads((tmp_path / "messages.fr.json").read_text("utf-8")) == {
        "": {"language": "fr", "plural": "(n > 1)"},
        "Legend": "Légende",
        "{n} site": ["{n} lieu", "{n} lieux"],
    }
    assert po.with_suffix(".mo").exists()


def test_assets_are_current_until_an_input_or_one_of_them_changes(hook: ModuleType, tmp_path: Path) -> None:
    source, assets = tmp_path / "main.ts", tmp_path / "_assets"
    assets.mkdir()
    source.write_text("1", "utf-8")
    (assets / "mirasmap.js").write_text("built", "utf-8")
    inputs = hook.fingerprint(tmp_path, [source])
    files = {"mirasmap.js": hook.sha256(assets / "mirasmap.js")}
    hook.write_json(assets / "manifest.json", {"inputs": inputs, "files": files})
    assert hook.is_current(assets, inputs)
    source.write_text("2", "utf-8")
    assert not hook.is_current(assets, hook.fingerprint(tmp_path, [source]))
    (assets / "mirasmap.js").write_text("touched", "utf-8")
    assert not hook.is_current(assets, inputs)
    (assets / "mirasmap.js").unlink()
    assert not hook.is_current(assets, inputs)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("npm error code EINTEGRITY", "differs from its hash"),
        ("npm error code ENOTFOUND", "no package registry is reached"),
        ("npm error something new", "something new"),
    ],
)
def test_what_npm_says_becomes_one_sentence(
    hook: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str, sentence: str
) -> None:
    for name in hook.LOCK:
        (tmp_path / name).write_text("{}", "utf-8")
    failed = type("Done", (), {"returncode": 1, "stderr": said})
    monkeypatch.setattr(hook, "run", lambda *_: failed)
    with pytest.raises(SystemExit, match=sentence):
        hook.install_packages(tmp_path)


def test_the_lock_names_no_registry_and_a_hash_for_every_package() -> None:
    lock = json.loads((HOOK.parent / "package-lock.json").read_text("utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert not any("resolved" in entry for entry in packages.values())
    assert "http" not in json.dumps(lock)
