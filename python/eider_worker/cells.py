"""Columns whose cells are no plain values of a column of Parquet's: how they are written, and read back.

How a column is written stands in the note ``cells``: ``objects`` are Python's own values, which Parquet has a type for;
``json``, ``uuid`` and ``pickle`` are what they say; ``category`` has the text of its categories. ``nulls`` says what stands for
a missing object, where that is not None. ``dtypes`` are names of types of pandas'.
"""

import base64
import json
import pickle
import uuid

from . import project_pickle

_COMMON = {"int64", "float64", "bool", "object", "str", "datetime64[ns]", "datetime64[us]", "category"}
_LARGEST_TYPE = 65_536
"""Bytes of a categorical type that a note may hold."""


def encode(frame, engine, only_plain=False):
    """The frame as ``engine`` can write it, and the notes of what was changed. Shares all other data with the frame given.

    ``only_plain`` for types that every engine has.
    """
    note = {"cells": {}, "dtypes": {}, "nulls": {}, "types": {}}
    changed = {}
    for name, dtype in zip(frame.columns, frame.dtypes):
        text = str(dtype)
        if text not in _COMMON:
            note["dtypes"][name] = text
        if text == "object":
            values, how = _encode_objects(frame[name], engine, only_plain)
            if values is None and how is None and _text_has_its_own_type():
                note["dtypes"][name] = text
            missing = _missing(frame[name])
            if missing is not None:
                note["nulls"][name] = missing
        elif text == "category" and not engine.has_categories(dtype):
            values, how = _encode_category(frame[name], note["types"])
        elif not engine.has_type(text, only_plain):
            values, how = _encode_type(frame[name], text)
        else:
            continue
        if values is not None:
            changed[name] = values
        if how is not None:
            note["cells"][name] = how
    if changed:
        frame = frame.assign(**changed)
    return frame, {key: value for key, value in note.items() if value}


def _encode_objects(values, engine, only_plain):
    from pandas.api.types import infer_dtype

    kind = infer_dtype(values, skipna=True)
    if kind in ("string", "bytes", "date", "time", "decimal") and engine.has_objects(kind) and not only_plain:
        return None, None
    if kind == "string":
        return _texts(values)
    try:
        if kind == "boolean":
            return values.astype("boolean"), "objects"
        if kind == "integer":
            return values.astype("Int64"), "objects"
        if kind in ("floating", "mixed-integer-float"):
            return values.astype("float64"), "objects"
        if kind == "empty":
            return values.astype("float64").astype("Int64"), "objects"
    except (OverflowError, TypeError, ValueError):
        pass  # larger than 64 bits
    present = [value for value in values if not _is_null(value)]
    if all(type(value) is uuid.UUID for value in present):
        return _mapped(values, str), "uuid"
    if not only_plain and engine.keeps(values, present):
        return None, "objects" if _are_own(present) else None
    if all(_is_json(value) for value in present):
        return _mapped(values, json.dumps), "json"
    return _pickled(values)


def _text_has_its_own_type():
    import pandas

    return int(pandas.__version__.split(".")[0]) >= 3


def _texts(values):
    """Text as it is, unless it is none in UTF-8: half of a surrogate pair."""
    try:
        "".join(value for value in values if not _is_null(value)).encode("utf-8")
        return None, None
    except UnicodeEncodeError:
        return _pickled(values)


def _are_own(present):
    """Whether values are of Python's own types, and not arrays of NumPy's."""
    return not any(type(value).__module__ == "numpy" for value in present)


def _encode_category(values, types):
    import numpy
    import pandas

    dtype = values.dtype
    texts = _written(dtype.categories)
    if not texts.is_unique:
        return _pickled(values)
    packed = base64.b64encode(pickle.dumps(dtype, protocol=4)).decode("ascii")
    if len(packed) <= _LARGEST_TYPE:
        types[values.name] = packed
    codes = values.cat.codes.to_numpy()
    cells = numpy.full(len(values), None, dtype=object)
    cells[codes >= 0] = texts.to_numpy(dtype=object)[codes[codes >= 0]]
    return (pandas.array(cells, dtype="Int64") if texts.dtype.kind in "iu" else cells), "category"


def _written(categories):
    """Categories as they stand in a file: whole numbers as they are, everything else as text."""
    return categories if categories.dtype.kind in "iu" else categories.map(str)


def _encode_type(values, text):
    if text.startswith("timedelta64"):
        # as pyarrow does: whole units, which SQL sees as a number
        numbers = values.astype("int64").astype("Int64")
        numbers[values.isna()] = None
        return numbers, "units"
    nearest = {"float16": "float32", "datetime64[s]": "datetime64[us]"}.get(text)
    if nearest is not None:
        return values.astype(nearest), None
    return _pickled(values)


def _pickled(values):
    return _mapped(values, lambda value: project_pickle.dumps(value)), "pickle"


def _mapped(values, change):
    import numpy

    cells = numpy.empty(len(values), dtype=object)
    for at, value in enumerate(values):
        cells[at] = None if _is_null(value) else change(value)
    return cells


def _is_null(value):
    """Whether a cell is missing: None, NaN, NaT or pandas' NA."""
    return value is None or (isinstance(value, float) and value != value) or type(value).__name__ in ("NaTType", "NAType")


def _missing(values):
    """What stands for a missing cell: `nan`, `NA` or `NaT`; None when it is None, or not always the same."""
    kinds = {type(value).__name__ for value in values[values.isna()]}
    return {"float": "nan", "NAType": "NA", "NaTType": "NaT"}.get(kinds.pop()) if len(kinds) == 1 else None


def _is_json(value):
    if value is None or type(value) in (str, bool, int):
        return True
    if type(value) is float:
        return value - value == 0  # finite
    if type(value) is list:
        return all(_is_json(entry) for entry in value)
    return type(value) is dict and all(type(key) is str and _is_json(entry) for key, entry in value.items())


def decode(frame, note):
    """Gives the columns of a frame their values and types back, in place."""
    import pandas

    dtypes = note.get("dtypes", {})
    for name, how in note.get("cells", {}).items():
        frame[name] = _decoded(frame[name], how, note.get("types", {}).get(name), dtypes.get(name))
    for name, missing in note.get("nulls", {}).items():
        value = {"nan": float("nan"), "NA": pandas.NA, "NaT": pandas.NaT}[missing]
        objects = frame[name].astype(object).to_numpy(copy=True)
        objects[pandas.isna(frame[name]).to_numpy()] = value
        frame[name] = pandas.Series(objects, index=frame.index, dtype=object)
    for name, text in dtypes.items():
        if str(frame[name].dtype) != text:
            try:
                frame[name] = frame[name].astype(text)
            except (TypeError, ValueError):
                pass  # a type that has no name, or that this version of pandas does not have
    for name, dtype in zip(frame.columns, frame.dtypes):
        if str(dtype) == "object" and name not in note.get("nulls", {}):
            _nulls_to_none(frame, name)


def _nulls_to_none(frame, name):
    import pandas

    missing = frame[name].isna().to_numpy()
    if missing.any():
        objects = frame[name].to_numpy(copy=True)
        objects[missing] = None
        frame[name] = pandas.Series(objects, index=frame.index, dtype=object)


def _decoded(values, how, packed, dtype):
    import pandas

    if how == "units":
        return values.astype("Int64").astype("float64" if values.isna().any() else "int64").astype(dtype)
    if how == "category":
        if packed is None:
            return values.astype("category")
        wanted = pickle.loads(base64.b64decode(packed))
        codes = _written(wanted.categories).get_indexer(values.astype(object))
        return pandas.Series(pandas.Categorical.from_codes(codes, dtype=wanted), index=values.index)
    change = {"json": json.loads, "uuid": uuid.UUID, "pickle": project_pickle.loads, "objects": _own}[how]
    return pandas.Series(_mapped(values, change), index=values.index, dtype=object)


def _own(value):
    """A value of Python's for one of NumPy's."""
    return value.item() if type(value).__module__ == "numpy" else value
