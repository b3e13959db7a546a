"""The reference system that a file declares, by its usual name."""

from __future__ import annotations

__all__ = ["declared_crs"]


def declared_crs(text: str | None) -> str | None:
    """Return a reference system as `EPSG:…` where it surely is one, else as WKT; None where none is said."""
    if text is None or len(text) > 50_000:
        return None
    import pyproj

    try:
        if text.startswith("{"):
            crs = pyproj.CRS.from_json(text)
        elif text.upper().startswith("EPSG:"):
            return f"EPSG:{int(text[5:])}"
        elif text.upper() in ("OGC:CRS84", "CRS84"):
            return "EPSG:4326"
        else:
            crs = pyproj.CRS.from_wkt(text)
        if crs.is_engineering:
            return None  # an undefined one, as GeoPackage writes it
        found = crs.to_authority("EPSG", min_confidence=70)
    except (pyproj.exceptions.CRSError, ValueError, RecursionError):
        return None
    return f"EPSG:{found[1]}" if found else crs.to_wkt()
