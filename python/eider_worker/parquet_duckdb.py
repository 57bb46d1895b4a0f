"""Parquet with DuckDB's package."""

import decimal

from . import intervals


def has_categories(dtype):
    return False


def has_type(text, only_plain):
    """Types of pandas' that DuckDB keeps, or that are made of what it keeps by their name."""
    if text.startswith("datetime64"):
        return True
    return text.lower().rstrip("0123456789") in ("int", "uint", "float", "bool", "boolean", "str", "string") and text != "float16"


def has_objects(kind):
    return kind in ("string", "bytes", "decimal")


def keeps(values, present):
    return False


def write(frame, file):
    import duckdb

    target = file.replace("'", "''")
    with duckdb.connect() as connection:
        # the types of objects by all rows, not by some
        connection.execute(f"SET pandas_analyze_sample = {max(len(frame), 1)}")
        connection.register("frame", frame)
        connection.execute(f"COPY (SELECT * FROM frame) TO '{target}' (FORMAT parquet)")


def read(file, exact, dtypes):
    import duckdb
    import pandas

    source = f"read_parquet('{file.replace(chr(39), chr(39) * 2)}', hive_partitioning = false)"
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        types = {name: kind for name, kind, *_ in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
        columns = ", ".join(_selected(name, kind) for name, kind in types.items())
        found = connection.execute(f"SELECT {columns} FROM {source}").fetchnumpy()
    return pandas.DataFrame({name: _column(found[name], kind, name in exact) for name, kind in types.items()})


_PARTS = "[12 * year({0}) + month({0}), day({0}), 3600000000 * hour({0}) + 60000000 * minute({0}) + microsecond({0})]"
"""Of an interval: the package takes a month for 30 days."""


def _is_decimal(kind):
    return kind.startswith("DECIMAL(") and kind.endswith(")")


def _selected(name, kind):
    quoted = '"' + name.replace('"', '""') + '"'
    # exactly, and what the package has no type for
    if _is_decimal(kind) or kind == "TIME WITH TIME ZONE":
        return f"CAST({quoted} AS VARCHAR) AS {quoted}"
    if kind == "INTERVAL":
        return f"CASE WHEN {quoted} IS NOT NULL THEN {_PARTS.format(quoted)} END AS {quoted}"
    return quoted


def _column(values, kind, exact):
    import numpy
    import pandas

    missing = numpy.ma.getmaskarray(values) if isinstance(values, numpy.ma.MaskedArray) else None
    data = numpy.ma.getdata(values) if missing is not None else values
    if kind == "INTERVAL":
        return intervals.series(None if part is None else [int(number) for number in part] for part in _filled(data, missing))
    if _is_decimal(kind):
        return pandas.Series([decimal.Decimal(v) if isinstance(v, str) else None for v in _filled(data, missing)], dtype=object)
    if data.dtype.kind in "iu" and missing is not None and missing.any():
        nullable = pandas.array(data, dtype=data.dtype.name.replace("i", "I", 1).replace("u", "U", 1).replace("UI", "UI"))
        nullable[missing] = pandas.NA
        return nullable.astype(object) if exact else nullable
    if data.dtype == bool and missing is not None and missing.any():
        return pandas.Series(_filled(data.astype(object), missing), dtype=object)
    if data.dtype == object:
        if kind == "BLOB":
            data = [None if value is None else bytes(value) for value in _filled(data, missing)]
        return pandas.Series(_filled(numpy.asarray(data, dtype=object), missing), dtype=object if exact else None)
    series = pandas.Series(data)
    if missing is not None and missing.any():
        series[missing] = None
    return series.dt.tz_localize("UTC") if kind == "TIMESTAMP WITH TIME ZONE" and series.dt.tz is None else series


def _filled(data, missing):
    if missing is None or not missing.any():
        return data
    data = data.copy()
    data[missing] = None
    return data
