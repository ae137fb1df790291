"""Files that ship with the program: catalogues and the demo's source."""

from __future__ import annotations

from pathlib import Path


def data_path(name: str) -> Path:
    """Where a data file is: inside the installed package, or in the checkout's own ``data`` folder."""
    package = Path(__file__).parent
    shipped = package / "data" / name
    return shipped if shipped.exists() else package.parents[1] / "data" / name
