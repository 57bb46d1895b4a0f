"""Parquet with pyarrow."""

import datetime

from .failures import BlockError


_SMALL = 1_000_000
"""Cells of a table up to which one thread is quickest."""


def has_categories(dtype):
    """Whether Parquet keeps a categorical type: it has dictionaries of text alone."""
    return len(dtype.categories) > 0 and all(type(category) is str for category in dtype.categories)


def has_type(text, only_plain):
    if text.startswith(("complex", "Sparse")):
        return False
    return not only_plain or text.lower().rstrip("0123456789") in ("int", "uint", "float", "bool", "boolean", "str", "string")


def has_objects(kind):
    return True


def keeps(values, present):
    """Whether a column of objects comes back the same: lists, maps, times …"""
    import pyarrow

    kinds = {type(value).__module__ for value in present}
    try:
        array = pyarrow.array(values, from_pandas=True)
        if kinds == {"numpy"}:
            return pyarrow.types.is_list(array.type)
        found = [value for value in array.to_pylist() if value is not None]
        return len(found) == len(present) and all(_is_same(a, b) for a, b in zip(found, present))
    except Exception:
        return False  # no type for them all: whatever pyarrow says of it


def _is_same(a, b):
    if type(a) is not type(b):
        return False
    if type(a) is list:
        return len(a) == len(b) and all(map(_is_same, a, b))
    if type(a) is dict:
        return list(a) == list(b) and all(map(_is_same, a.values(), b.values()))
    return a == b


def write(frame, file):
    import pyarrow
    import pyarrow.parquet as parquet

    # threads of its own cost more than they win for a small table
    threads = None if frame.size > _SMALL else 1
    table = pyarrow.Table.from_pandas(frame, preserve_index=False, nthreads=threads)
    parquet.write_table(table, file, compression="snappy")


def read(file, exact, dtypes):
    import pandas
    import pyarrow.parquet as parquet

    with parquet.ParquetFile(file) as source:
        special = dict(_special(source.schema))
        table = source.read(use_threads=source.metadata.num_rows * source.metadata.num_columns > _SMALL)
    names = table.column_names
    own = {}
    for name in names:
        if name in exact:
            own[name] = _objects(table.column(name).to_pylist())
        elif name in special:
            own[name] = special[name](table.column(name).to_pylist())
        elif dtypes.get(name, "").endswith("[pyarrow]"):
            own[name] = pandas.arrays.ArrowExtensionArray(table.column(name))
    if own:
        table = table.drop(list(own))
    rows = table.num_rows
    # the memory of each column of Arrow's is given back as soon as pandas has it
    options = {"use_threads": table.num_rows * table.num_columns > _SMALL, "self_destruct": True, "maps_as_pydicts": "strict"}
    try:
        frame = table.to_pandas(**options)
    except (ValueError, OverflowError):
        frame = table.to_pandas(date_as_object=False, maps_as_pydicts="strict")  # dates that Python does not have
    del table
    if own:
        if frame.shape[1] == 0:
            frame = pandas.DataFrame(index=pandas.RangeIndex(rows))
        frame = frame.assign(**{name: _column(values, frame.index) for name, values in own.items()})[names]
    return frame


def _column(values, index):
    import pandas

    # objects stay what they are: pandas would make times of datetimes
    return pandas.Series(values, index=index, dtype=object if getattr(values, "dtype", None) == object else None)


def read_arrow(file):
    import pyarrow.parquet as parquet

    with parquet.ParquetFile(file) as source:
        return source.read()


def _special(schema):
    """Columns of types that pyarrow gives as bytes."""
    for at, name in enumerate(schema.names):
        column = schema.column(at)
        if column.path != name:
            continue  # inside of another
        if column.converted_type == "INTERVAL":
            yield name, _intervals
        elif column.logical_type.type == "UUID":
            yield name, _uuids


def _uuids(values):
    import uuid

    return _objects(uuid.UUID(bytes=value) if isinstance(value, bytes) else value for value in values)


def _intervals(values):
    """Months, days and milliseconds; without months a length of time."""
    parts = [None if value is None else [int.from_bytes(value[at : at + 4], "little") for at in (0, 4, 8)] for value in values]
    import pandas

    if any(part is not None and part[0] for part in parts):
        return _objects(
            None if part is None else pandas.DateOffset(months=part[0], days=part[1], milliseconds=part[2])
            for part in parts
        )
    return pandas.to_timedelta(
        pandas.Series([None if part is None else datetime.timedelta(days=part[1], milliseconds=part[2]) for part in parts])
    )


def _objects(values):
    import numpy

    values = list(values)
    objects = numpy.empty(len(values), dtype=object)
    for at, value in enumerate(values):
        objects[at] = value
    return objects
