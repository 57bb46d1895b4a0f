"""Parquet with pyarrow."""

from . import intervals


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
        elif name not in dtypes and _is_rounded(table.column(name)):
            own[name] = _whole(table.column(name))
    if own:
        table = table.drop(list(own))
    rows, left = table.num_rows, table.column_names
    # the memory of each column of Arrow's is given back as soon as pandas has it
    options = {"use_threads": table.num_rows * table.num_columns > _SMALL, "self_destruct": True, "maps_as_pydicts": "strict"}
    try:
        frame = table.to_pandas(**options)
    except (ValueError, OverflowError, NotImplementedError):
        # parts of the table are gone, and to look at it would crash: what was to be converted is read again
        frame = _one_by_one(read_arrow(file).select(left))
    del table
    if own:
        if frame.shape[1] == 0:
            frame = pandas.DataFrame(index=pandas.RangeIndex(rows))
        frame = frame.assign(**{name: _column(values, frame.index) for name, values in own.items()})[names]
    return frame


def _one_by_one(table):
    """Columns that pandas has no type for, or values that Python has none for, each as it can be."""
    import pandas

    columns = {name: _as_it_can_be(table.column(name)) for name in table.column_names}
    return pandas.DataFrame(columns, index=pandas.RangeIndex(table.num_rows))


def _as_it_can_be(column):
    import pandas
    import pyarrow

    for dates in ({}, {"date_as_object": False}):  # dates beyond the year 9999 are times of NumPy's
        try:
            return column.to_pandas(maps_as_pydicts="strict", **dates)
        except (ValueError, OverflowError, NotImplementedError):
            pass
    if pyarrow.types.is_time(column.type):
        micros = column.cast(pyarrow.time64("us")).cast(pyarrow.int64()).to_pylist()
        return pandas.Series([None if value is None else _clock(value) for value in micros])  # one is 24:00:00
    return pandas.Series(_objects(column.to_pylist()), dtype=object)  # lists of UUIDs


def _clock(micros):
    seconds, rest = divmod(micros, 1_000_000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}" + (f".{rest:06}" if rest else "")


def _is_rounded(column):
    """Whether pandas would make other numbers of whole ones: where some are missing, it makes doubles of the rest."""
    import pyarrow
    import pyarrow.compute as compute

    kind = column.type
    if pyarrow.types.is_int64(kind) or pyarrow.types.is_uint64(kind):
        if column.null_count == 0:
            return False
        bounds = compute.min_max(column).as_py()
        return any(bound is not None and abs(bound) > 2**53 for bound in bounds.values())
    if pyarrow.types.is_list(kind):
        return _is_rounded(compute.list_flatten(column))
    if pyarrow.types.is_struct(kind):
        return any(_is_rounded(part) for part in column.flatten())
    if pyarrow.types.is_map(kind):
        return any(_is_rounded(pyarrow.chunked_array([chunk.items])) for chunk in column.chunks)
    return False


def _whole(column):
    import pandas
    import pyarrow

    nullable = {pyarrow.int64(): pandas.Int64Dtype(), pyarrow.uint64(): pandas.UInt64Dtype()}.get(column.type)
    if pyarrow.types.is_map(column.type):
        return _objects(None if entries is None else dict(entries) for entries in column.to_pylist())
    if nullable is None:
        return _objects(column.to_pylist())
    return nullable.__from_arrow__(column)


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
    """Months, days and milliseconds, each in four bytes."""
    parts = [None if value is None else [int.from_bytes(value[at : at + 4], "little") for at in (0, 4, 8)] for value in values]
    return intervals.series(None if part is None else (part[0], part[1], part[2] * 1000) for part in parts)


def _objects(values):
    import numpy

    values = list(values)
    objects = numpy.empty(len(values), dtype=object)
    for at, value in enumerate(values):
        objects[at] = value
    return objects
