"""Photos as they enter the store: drawn anew, so that nothing travels along with the picture.

A photo of a camera carries its position, its serial number and more in its metadata; none of it reaches the store.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_SIDE = 4096
"""Pixels; a larger photo is made smaller."""
_MOST_PIXELS = 200_000_000
"""More would fill the memory: such a file is an error or an attack."""
_FORMATS: dict[str, tuple[str, dict[str, Any]]] = {
    "JPEG": ("image/jpeg", {"quality": 90}),
    "PNG": ("image/png", {"optimize": True}),
    "WEBP": ("image/webp", {"quality": 90}),
}


class PhotoError(ValueError):
    """A file is no photo that can be taken; the text says why."""


def clean_photo(path: Path) -> tuple[bytes, str]:
    """Return a photo without its metadata, upright, at most 4,096 pixels wide or high, and its media type.

    Parameters
    ----------
    path
        A file that says it is JPEG, PNG or WebP; its content decides.

    Raises
    ------
    PhotoError
        If it is none of these, broken, or too large.
    """
    import warnings

    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # we have a limit of our own
            with Image.open(path, formats=tuple(_FORMATS)) as image:
                if image.width * image.height > _MOST_PIXELS:
                    message = f"has {image.width} × {image.height} pixels, more than can be taken; make it smaller"
                    raise PhotoError(message)
                kind = str(image.format)
                upright = ImageOps.exif_transpose(image)
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                plain = Image.new(_mode(upright.mode, kind), upright.size)
                plain.paste(upright.convert(plain.mode))
    except PhotoError:
        raise
    except UnidentifiedImageError as error:
        message = "is no JPEG, PNG or WebP; convert it to one of them"
        raise PhotoError(message) from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        message = f"cannot be read as a photo ({error}); replace the file"
        raise PhotoError(message) from error
    media_type, options = _FORMATS[kind]
    out = io.BytesIO()
    plain.save(out, kind, **options)
    return out.getvalue(), media_type


def _mode(mode: str, kind: str) -> str:
    """Grey and colour stay what they are; transparency where the format has it."""
    if mode in ("1", "L", "I", "I;16", "F"):
        return "L"
    transparent = mode in ("RGBA", "LA", "PA", "P") and kind != "JPEG"
    return "RGBA" if transparent else "RGB"
