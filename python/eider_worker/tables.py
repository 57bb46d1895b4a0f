"""Tables of pandas on disk: Parquet, written and read with whatever the user's interpreter has for it.

A column of Parquet's has one type and a name that is text, and a file has no index. What a DataFrame has beyond that stands
in a note, which the runner keeps with the output: ``axes`` for the index and labels, ``cells`` for columns of objects and
``dtypes`` for types of pandas'. So the table comes back as it was, whichever package wrote it and whichever reads it.
"""

import sys

from . import cells, frame_axes
from .failures import BlockError
from .packages import has


def engine():
    """The module that writes and reads Parquet here: with pyarrow, else DuckDB's package, else fastparquet."""
    if has("pyarrow"):
        from . import parquet_pyarrow as chosen
    elif has("duckdb"):
        from . import parquet_duckdb as chosen
    elif has("fastparquet"):
        from . import parquet_fastparquet as chosen
    else:
        raise BlockError(
            "package_missing",
            f"Tables need a package that reads and writes Parquet, and {sys.executable} has none.",
            f"Install one: {sys.executable} -m pip install pyarrow (duckdb or fastparquet do, too)",
            packages=["pyarrow"],
        )
    return chosen


def write_frame(frame, file):
    """Writes a pandas DataFrame; gives what reading it back has to know besides the file."""
    chosen = engine()
    flat, axes = frame_axes.flatten(frame)
    encoded, noted = cells.encode(flat, chosen)
    try:
        chosen.write(encoded, file)
    except Exception:
        # a type that this package does not know: its cells one by one
        encoded, noted = cells.encode(flat, chosen, only_plain=True)
        chosen.write(encoded, file)
    return {key: value for key, value in {"axes": axes, **noted}.items() if value}


def read_frame(file, note):
    """Reads a table as a pandas DataFrame, whoever wrote it."""
    exact = {name for name, how in note.get("cells", {}).items() if how == "objects"}
    frame = engine().read(file, exact, note.get("dtypes", {}))
    cells.decode(frame, note)
    return frame_axes.restore(frame, note.get("axes") or {})
