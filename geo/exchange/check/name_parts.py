"""What a name is made of besides its letters: the word for its kind, numbers, and words such as upper and lower.

Two names can be compared across languages only by what is not translated: `Gəncəsər monastırı` and `monastère de Gandzasar`
have a word for the kind each, and a proper name. What contradicts (numbers, upper and lower, mosque and church) parts two
names however alike their letters are.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from geo.exchange.understand.word_forms import FORMS
from geo.search import fold, skeletons
from geo.words import by_words

__all__ = ["Marks", "contradict", "marks", "proper_names"]

_NUMBER = re.compile(r"\d+|[ivx]{1,4}")
_DZ = re.compile("dz(?!h)")
_LITTLE = frozenset(
    (
        "de",
        "du",
        "des",
        "d",
        "la",
        "le",
        "l",
        "les",
        "of",
        "the",
        "in",
        "at",
        "al",
        "el",
        "i",
        "ve",
        "and",
        "der",
        "die",
        "das",
    )
)
"""Words that a language puts between others."""
_OPPOSITES = {
    "upper": "upper yuxari yukhari yukari verkhnyaya verkhniy verkhnii verin haut haute superieure oberer obere",
    "lower": "lower asagi ashaghi ashagi achaghi nizhnyaya nizhniy nizhnii nerkin bas basse inferieure unterer untere",
    "great": "great big boyuk bolshaya bolshoy bolshoi buyuk mets grand grande large",
    "small": "small little kicik malaya malyy malyi kucuk pokr petit petite",
    "new": "new yeni teze novaya novyy novyi nor nouveau nouvelle neue neuer",
    "old": "old kohne eski qedim staraya staryy staryi hin vieux vieille ancien ancienne alte alter",
}
_AKIN = {
    "cathedral": "church", "monastery": "church", "fortification": "fort", "castle": "fort", "mausoleum": "tomb",
    "ruin": "archaeological site", "historic house": "palace",
}  # fmt: skip
"""Kinds that one person calls so and another so, and the one that stands for both here."""
_CONTRARY = {"upper": "lower", "lower": "upper", "great": "small", "small": "great", "new": "old", "old": "new"}


class Marks(NamedTuple):
    """What parts a name from others, in no language."""

    kinds: frozenset[str]
    numbers: frozenset[str]
    sides: frozenset[str]
    """Of `upper`, `lower`, `great`, `small`, `new`, `old`."""


@cache
def _kinds() -> dict[str, str]:
    forms = {fold(form): kind for form, kind in FORMS["kind"].items()} | {
        fold(kind): kind for kind in FORMS["kind"].values()
    }
    return {form: kind for form, kind in forms.items() if form and " " not in form}


@cache
def _sides() -> dict[str, str]:
    return {word: side for side, words in _OPPOSITES.items() for word in words.split()}


@lru_cache(maxsize=100_000)
def marks(folded: str) -> Marks:
    """Return the marks of a name that `geo.search.fold` has folded.

    Examples
    --------
    >>> found = marks(fold("Yuxarı Gövhər ağa məscidi"))
    >>> sorted(found.kinds), sorted(found.numbers), sorted(found.sides)
    (['mosque'], [], ['upper'])
    """
    words = folded.split()
    kinds, sides = _kinds(), _sides()
    return Marks(
        frozenset(_AKIN.get(kinds[word], kinds[word]) for word in words if word in kinds),
        frozenset(word for word in words if _NUMBER.fullmatch(word)),
        frozenset(sides[word] for word in words if word in sides),
    )


def proper_names(folded: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Return the proper names in names that are folded, and their sounds.

    Parameters
    ----------
    folded
        What `fold_column` returned, shape (n,).

    Returns
    -------
    letters, consonants
        Shape (n,): what is neither a word for a kind nor a little word; its skeleton (`geo.search.skeleton`), without blanks.

    Examples
    --------
    >>> import pyarrow as pa
    >>> [names.to_pylist() for names in proper_names(pa.array(["monastere de gandzasar"]))]
    [['gandzasar'], ['gncsr']]
    """
    letters = by_words(folded, _proper)
    return letters, by_words(letters, _sounds, between="")


@cache
def _common_words() -> pa.Array:
    return pa.array([*_kinds(), *_LITTLE], pa.string())


def _proper(words: pa.Array) -> pa.Array:
    return pc.if_else(pc.is_in(words, _common_words()), "", words)


def _sounds(words: pa.Array) -> pa.Array:
    told = words.filter(pc.not_equal(words, ""))
    one_sound = _DZ.sub("dj", " ".join(told.to_pylist()))  # as in Gandzasar and Ganjasar
    sounds = pa.array([sound.replace(" ", "") for sound in skeletons(one_sound.split())], pa.string())
    return pc.replace_with_mask(words, pc.not_equal(words, ""), sounds)


def contradict(one: str, other: str) -> bool:
    """Return whether two folded names cannot be of one site: other numbers, upper and lower, a mosque and a church.

    Examples
    --------
    >>> contradict("kurgan 1", "kurgan 2"), contradict("susa mescidi", "shusha church"), contradict("susa", "shusha church")
    (True, True, False)
    """
    a, b = marks(one), marks(other)
    return (
        a.numbers != b.numbers
        or any(_CONTRARY[side] in b.sides for side in a.sides)
        or bool(a.kinds and b.kinds and not a.kinds & b.kinds)
    )
