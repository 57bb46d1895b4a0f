"""Values of blocks on disk: how each kind of output is stored, and read back.

Nothing is imported to look at a value: what is no value of a package that the block itself has imported cannot be one of
its types.
"""

import json
import math
import os
import pickle
import sys

from . import sparse_arrow, tables
from .failures import BlockError


def store(value, folder, index, name):
    """Writes one output; gives its description for the runner."""
    base = os.path.join(folder, f"output_{index}")
    for is_kind, write in _KINDS:
        if is_kind(value):
            kind, extension, rows, columns, note = write(value, base)
            break
    else:
        kind, extension, rows, columns, note = _write_json_or_pickle(value, base)
    file = f"output_{index}{extension}"
    if note:
        with open(f"{base}.note.json", "w", encoding="utf-8") as handle:
            json.dump(note, handle)
    return {"name": name, "kind": kind, "file": file, "rows": rows, "columns": columns}


def load(output):
    """Reads one stored output of a block of any language."""
    file, kind = output["file"], output["kind"]
    note = _note_beside(file)
    extension = os.path.splitext(file)[1]
    if kind == "table":
        return _load_table(file, note)
    if kind == "json":
        with open(file, encoding="utf-8") as handle:
            return _revive(json.load(handle), note)
    if kind in ("text", "html"):
        with open(file, encoding="utf-8", newline="") as handle:
            return handle.read()
    if kind == "array":
        import numpy

        value = numpy.load(file, allow_pickle=False)
        return value[()] if note.get("scalar") else value
    if kind == "sparse":
        return _load_sparse(file, extension, note)
    if kind == "image":
        with open(file, "rb") as handle:
            return handle.read()
    return _load_model(file, extension)


def _module(name):
    return sys.modules.get(name)


def _is_frame(value):
    pandas = _module("pandas")
    return pandas is not None and isinstance(value, pandas.DataFrame)


def _is_series(value):
    pandas = _module("pandas")
    return pandas is not None and isinstance(value, pandas.Series)


def _is_polars(value):
    polars = _module("polars")
    return polars is not None and isinstance(value, (polars.DataFrame, polars.LazyFrame))


def _is_arrow(value):
    pyarrow = _module("pyarrow")
    return pyarrow is not None and isinstance(value, (pyarrow.Table, pyarrow.RecordBatch))


def _is_array(value):
    numpy = _module("numpy")
    return numpy is not None and isinstance(value, (numpy.ndarray, numpy.generic)) and value.dtype.kind in "biufc"


def _is_sparse(value):
    scipy = _module("scipy.sparse")
    return scipy is not None and scipy.issparse(value)


def _is_booster(value):
    xgboost = _module("xgboost")
    return xgboost is not None and isinstance(value, xgboost.Booster)


def _write_frame(frame, base):
    note = tables.write_frame(frame, f"{base}.parquet")
    return "table", ".parquet", len(frame), len(frame.columns), note


def _write_series(series, base):
    name = "value" if series.name is None else str(series.name)
    kind, extension, rows, columns, note = _write_frame(series.to_frame(name), base)
    named = None if series.name is None else tables._name(series.name)
    return kind, extension, rows, columns, {**(note or {}), "type": "series", "name": named}


def _write_polars(frame, base):
    polars = _module("polars")
    if isinstance(frame, polars.LazyFrame):
        frame = frame.collect()
    frame.write_parquet(f"{base}.parquet")
    return "table", ".parquet", frame.height, frame.width, {"type": "polars"}


def _write_arrow(table, base):
    import pyarrow
    import pyarrow.parquet as parquet

    if isinstance(table, pyarrow.RecordBatch):
        table = pyarrow.Table.from_batches([table])
    parquet.write_table(table, f"{base}.parquet")
    return "table", ".parquet", table.num_rows, table.num_columns, {"type": "arrow"}


def _write_array(array, base):
    import numpy

    scalar = isinstance(array, numpy.generic)
    array = numpy.asarray(array)
    # C order and the machine's own byte order, as every reader expects
    plain = numpy.ascontiguousarray(array).astype(array.dtype.newbyteorder("="), copy=False).reshape(array.shape)
    numpy.save(f"{base}.npy", plain, allow_pickle=False)
    rows = plain.shape[0] if plain.ndim > 0 else 1
    columns = int(plain.size // rows) if rows else 0
    return "array", ".npy", rows, columns, {"scalar": True} if scalar else None


def _write_sparse(matrix, base):
    """As Arrow, which blocks of every language read; without pyarrow as SciPy's own file, for Python alone."""
    import numpy
    import scipy.sparse

    rows, columns = (int(extent) for extent in matrix.shape)
    note = {"format": matrix.format, "dtype": matrix.dtype.str, "array": not scipy.sparse.isspmatrix(matrix)}
    kept_exactly = matrix.dtype.kind in "fiub" and numpy.can_cast(matrix.dtype, numpy.float64, casting="safe")
    if not tables.has("pyarrow") or not kept_exactly:
        scipy.sparse.save_npz(f"{base}.npz", matrix.tocsr(), compressed=False)
        return "sparse", ".npz", rows, columns, note
    plain = scipy.sparse.csr_matrix(matrix)
    plain.sum_duplicates()  # and sorts each row by column
    sparse_arrow.write(plain, f"{base}.arrow")
    return "sparse", ".arrow", rows, columns, note


def _write_booster(booster, base):
    booster.save_model(f"{base}.ubj")
    return "model", ".ubj", None, None, None


def _write_text(text, base):
    with open(f"{base}.txt", "w", encoding="utf-8", newline="") as handle:
        handle.write(text)
    return "text", ".txt", None, None, None


_KINDS = (
    (_is_frame, _write_frame),
    (_is_series, _write_series),
    (_is_polars, _write_polars),
    (_is_arrow, _write_arrow),
    (_is_sparse, _write_sparse),
    (_is_array, _write_array),
    (_is_booster, _write_booster),
    (lambda value: isinstance(value, str), _write_text),
)


def _write_json_or_pickle(value, base):
    try:
        text = json.dumps(_plain(value), allow_nan=False)
    except _NotPlain:
        return _write_pickle(value, base)
    with open(f"{base}.json", "w", encoding="utf-8") as handle:
        handle.write(text)
    return "json", ".json", None, None, {"nan": True} if "\"__nan__\"" in text else None


class _NotPlain(Exception):
    pass


def _plain(value):
    """Plain data for JSON: keys of maps become text and tuples lists, as in Mage."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        if math.isfinite(value):
            return float(value)
        return {"__nan__": repr(float(value))}
    if type(value) is dict:
        return {_key(key): _plain(entry) for key, entry in value.items()}
    if type(value) in (list, tuple):
        return [_plain(entry) for entry in value]
    if type(value) in (set, frozenset):
        return [_plain(entry) for entry in value]
    raise _NotPlain


def _key(key):
    if isinstance(key, (str, int, float, bool)) or key is None:
        return str(key)
    raise _NotPlain


def _revive(value, note):
    if not note.get("nan"):
        return value
    if isinstance(value, dict):
        return float(value["__nan__"]) if set(value) == {"__nan__"} else {k: _revive(v, note) for k, v in value.items()}
    return [_revive(entry, note) for entry in value] if isinstance(value, list) else value


def _write_pickle(value, base):
    file = f"{base}.pkl"
    try:
        with open(file, "wb") as handle:
            pickle.dump(value, handle, protocol=4)
    except Exception as error:
        raise BlockError(
            "output_not_storable",
            f"An output of type {type(value).__name__} cannot be stored: {type(error).__name__}: {error}.",
            "Return tables, arrays, models, text or plain data; functions must stand at the top of a module.",
        ) from error
    return "model", ".pkl", None, None, None


def _note_beside(file):
    try:
        with open(f"{os.path.splitext(file)[0]}.note.json", encoding="utf-8") as handle:
            return json.load(handle)
    except FileNotFoundError:
        return {}


def _load_table(file, note):
    kind = note.get("type")
    if kind == "polars":
        import polars

        return polars.read_parquet(file)
    if kind == "arrow":
        import pyarrow.parquet as parquet

        return parquet.read_table(file, partitioning=None)
    frame = tables.read_frame(file, note)
    if kind != "series":
        return frame
    series = frame.iloc[:, 0]
    series.name = note["name"]
    return series


def _load_sparse(file, extension, note):
    import scipy.sparse

    matrix = scipy.sparse.load_npz(file) if extension == ".npz" else sparse_arrow.read(file)
    if note.get("dtype", matrix.dtype.str) != matrix.dtype.str:
        matrix = matrix.astype(note["dtype"])
    if note.get("array"):
        matrix = scipy.sparse.csr_array(matrix)
    return matrix.asformat(note.get("format", "csr"))


def _load_model(file, extension):
    if extension == ".ubj":
        import xgboost

        booster = xgboost.Booster()
        booster.load_model(file)
        return booster
    if extension == ".pkl":
        with open(file, "rb") as handle:
            return pickle.load(handle)
    with open(file, encoding="utf-8") as handle:
        return json.load(handle)
