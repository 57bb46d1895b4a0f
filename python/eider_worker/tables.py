"""Tables on disk: Parquet, written and read with whatever the user's interpreter has for it.

pyarrow keeps everything of a DataFrame. Without it DuckDB's package or fastparquet do; what Parquet itself does not say (the
index, columns of JSON) is then noted beside the file.
"""

import importlib.util
import json
import sys

from .failures import BlockError

INDEX = "__index_level_{}__"


def has(module):
    """Whether a package is there, without importing it."""
    return module in sys.modules or importlib.util.find_spec(module) is not None


def write_frame(frame, file):
    """Writes a pandas DataFrame; gives what reading it back has to know besides the file, or None."""
    names = [str(name) for name in frame.columns]
    twice = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
    if twice:
        raise BlockError(
            "output_not_storable",
            f"A table has more than one column called {', '.join(twice)}.",
            "Give each column a name of its own; a number counts as its text.",
        )
    if list(frame.columns) != names:
        frame = frame.set_axis(names, axis="columns")
    write = _writer()
    try:
        return write(frame, file)
    except BlockError:
        raise
    except Exception:
        # most likely a column of mixed objects, which no column of Parquet's can hold
        frame, columns = _as_json(frame)
        if not columns:
            raise
        return {**(write(frame, file) or {}), "json_columns": columns}


def read_frame(file, note=None):
    """Reads a table as a pandas DataFrame, whoever wrote it."""
    note = note or {}
    if has("pyarrow"):
        import pyarrow.parquet as parquet

        frame = parquet.read_table(file, partitioning=None).to_pandas()
    elif has("duckdb"):
        import duckdb

        with duckdb.connect() as connection:
            frame = connection.execute("SELECT * FROM read_parquet(?, hive_partitioning = false)", [file]).df()
    elif has("fastparquet"):
        import pandas

        frame = pandas.read_parquet(file, engine="fastparquet")
    else:
        raise no_engine()
    if note.get("index"):
        frame = frame.set_index(note["index"])
        frame.index = frame.index.set_names(note["index_names"])
    for name in note.get("json_columns", ()):
        frame[name] = [json.loads(text) if isinstance(text, str) else None for text in frame[name].astype(object)]
    return frame


def no_engine():
    return BlockError(
        "package_missing",
        f"Tables need a package that reads and writes Parquet, and {sys.executable} has none.",
        f"Install one: {sys.executable} -m pip install pyarrow (duckdb or fastparquet do, too)",
        packages=["pyarrow"],
    )


def _writer():
    if has("pyarrow"):
        return _write_with_pyarrow
    if has("duckdb"):
        return _write_with_duckdb
    if has("fastparquet"):
        return _write_with_fastparquet
    raise no_engine()


def _write_with_pyarrow(frame, file):
    import pyarrow
    import pyarrow.parquet as parquet

    parquet.write_table(pyarrow.Table.from_pandas(frame), file, compression="snappy")
    return None


def _write_with_duckdb(frame, file):
    import duckdb

    frame, note = _with_plain_index(frame)
    target = file.replace("'", "''")
    with duckdb.connect() as connection:
        connection.register("frame", frame)
        connection.execute(f"COPY (SELECT * FROM frame) TO '{target}' (FORMAT parquet)")
    return note


def _write_with_fastparquet(frame, file):
    frame, note = _with_plain_index(frame)
    frame.to_parquet(file, engine="fastparquet", index=False)
    return note


def _with_plain_index(frame):
    """The frame with its index as columns, unless it merely counts the rows, and the note to undo that."""
    index = frame.index
    if type(index).__name__ == "RangeIndex" and index.start == 0 and index.step == 1 and index.name is None:
        return frame, None
    columns = [INDEX.format(level) for level in range(index.nlevels)]
    plain = frame.copy(deep=False)
    plain.index = index.set_names(columns)
    return plain.reset_index(), {"index": columns, "index_names": [_name(name) for name in index.names]}


def _name(name):
    return name if name is None or isinstance(name, (str, int, float)) else str(name)


def _as_json(frame):
    """The frame with its columns of mixed objects as JSON, and their names."""
    columns = []
    for name in frame.columns:
        values = frame[name]
        if values.dtype != object:
            continue
        kinds = {type(value).__name__ for value in values if not _is_null(value)}
        if len(kinds) < 2 and not kinds & {"dict", "list", "tuple", "set"}:
            continue
        try:
            encoded = [None if _is_null(value) else json.dumps(value) for value in values]
        except (TypeError, ValueError):
            raise BlockError(
                "output_not_storable",
                f"Column {name} of a table holds objects of several types: {', '.join(sorted(kinds))}.",
                "Give it one type, for instance with astype(str), or return the objects in a list.",
            ) from None
        frame = frame.assign(**{name: encoded})
        columns.append(name)
    return frame, columns


def _is_null(value):
    return value is None or (isinstance(value, float) and value != value)
