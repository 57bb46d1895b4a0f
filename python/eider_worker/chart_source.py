"""The data source of a chart without x and y: stored, so that DuckDB groups and counts it."""

import json
import os

from . import values
from .chart_cells import cell
from .failures import BlockError


def stored(value, folder):
    """Writes the first table of what a data source gives; its kind (``table``, ``sparse`` or ``rows``) and its file."""
    while isinstance(value, (list, tuple)) and value and not isinstance(value[0], dict):
        value = value[0]
    rows = _rows(value)
    if rows is not None:
        file = os.path.join(folder, "source.json")
        with open(file, "w", encoding="utf-8") as handle:
            for row in rows:
                handle.write(json.dumps({str(key): cell(entry) for key, entry in row.items()}) + "\n")
        return {"kind": "rows", "file": file}
    output = values.store(value, folder, 0, "source")
    if output["kind"] not in ("table", "sparse"):
        raise BlockError(
            "chart_values",
            f"The data source of the chart gives {type(value).__name__}, which has no columns to group by.",
            "Return a table, or a list of dictionaries; or set x and y.",
        )
    return {"kind": output["kind"], "file": os.path.join(folder, output["file"])}


def _rows(value):
    """Plain data as rows: a list of dictionaries, or a dictionary of lists."""
    if isinstance(value, list) and all(isinstance(row, dict) for row in value):
        return value
    if type(value) is dict and value and all(isinstance(column, (list, tuple)) for column in value.values()):
        return [dict(zip(value, row)) for row in zip(*value.values())]
    return None
