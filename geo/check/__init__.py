"""Everything that can be wrong in a data package, found at once and said so that a person can mend it."""

from __future__ import annotations

from geo.check.run import Progress, check_package, require_valid

__all__ = ["Progress", "check_package", "require_valid"]
