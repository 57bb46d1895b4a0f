"""Values of blocks on disk: how each kind of output is stored, and read back.

Nothing is imported to look at a value: what is no value of a package that the block itself has imported cannot be one of
its types. What a file does not say of a value stands in a note, which the runner keeps with the output.
"""

import copy
import json
import os
import sys
from types import GeneratorType

from . import arrays, boosters, packages, plain_data, project_pickle, sparse_arrow, tables
from .failures import BlockError


def store(value, folder, index, name):
    """Writes one output; gives its description for the runner."""
    base = os.path.join(folder, f"output_{index}")
    write = next((write for is_kind, write in _KINDS if is_kind(value)), _write_pickle)
    kind, extension, rows, columns, note = write(value, base) or _write_pickle(value, base)
    told = _told(note or {})
    if told is None:
        # settings or names that only Python can say
        os.remove(f"{base}{extension}")
        kind, extension, rows, columns, note = _write_pickle(value, base)
        told = _told(note) or {}
    file = f"output_{index}{extension}"
    described = {"name": name, "kind": kind, "file": file, "rows": rows, "columns": columns}
    return {**described, "note": told} if told else described


def _told(note):
    """A note as JSON has it: numbers of NumPy as numbers, what is not a number beside it; None when it cannot be told."""
    encoded = plain_data.encode(note)
    if encoded is None:
        return None
    plain, floats = encoded
    return {**plain, "note_floats": floats} if floats else plain


def _restored(note):
    """The note as it was before ``_told``; what the runner has stays as it is."""
    if "note_floats" not in note:
        return note
    return plain_data.restore(copy.deepcopy(note), {"floats": note["note_floats"]})


def load(output):
    """Reads one stored output of a block of any language."""
    file, kind, note = output["file"], output["kind"], _restored(output.get("note") or {})
    extension = os.path.splitext(file)[1]
    if extension == ".pkl":
        return _load_pickle(output, note)
    if kind == "table":
        return _load_table(file, note)
    if kind == "json":
        with open(file, encoding="utf-8") as handle:
            return plain_data.restore(json.load(handle), note)
    if kind in ("text", "html"):
        with open(file, encoding="utf-8", newline="") as handle:
            return handle.read()
    if kind == "array":
        return arrays.read(file, note)
    if kind == "sparse":
        return sparse_arrow.load(file, note)
    if kind == "image":
        with open(file, "rb") as handle:
            return handle.read()
    if extension == ".ubj":
        return boosters.read(file, note)
    with open(file, encoding="utf-8") as handle:
        return json.load(handle)


def _of(module, *names):
    """Whether a value is one of these types of a package; a subclass of the author's counts as well."""

    def is_kind(value):
        found = sys.modules.get(module)
        types = tuple(filter(None, (getattr(found, name, None) for name in names)))
        return isinstance(value, types)

    return is_kind


def _write_frame(frame, base):
    if type(frame).__module__.split(".")[0] != "pandas":
        return None  # a class of its own may hold more than a table
    note = tables.write_frame(frame, f"{base}.parquet")
    return "table", ".parquet", len(frame), len(frame.columns), note


def _write_series(series, base):
    if type(series).__module__.split(".")[0] != "pandas":
        return None
    name = "value" if series.name is None else str(series.name)
    kind, extension, rows, columns, note = _write_frame(series.to_frame(name), base)
    plain = series.name if type(series.name) in (str, int, float, bool, type(None)) else str(series.name)
    if isinstance(series.name, tuple):
        plain = [list(series.name)] if plain_data.is_plain(series.name) else plain
    return kind, extension, rows, columns, {**note, "type": "series", "name": plain}


def _write_polars(value, base):
    polars = sys.modules["polars"]
    kind = {polars.LazyFrame: "polars lazy", polars.Series: "polars series"}.get(type(value), "polars")
    frame = value.collect() if kind == "polars lazy" else value.to_frame() if kind == "polars series" else value
    if frame.width == 0:
        return None
    objects = [name for name, dtype in frame.schema.items() if dtype == polars.Object]
    if objects:
        raise BlockError(
            "output_not_storable",
            f"Column {objects[0]} of a table of polars holds objects of Python's own, which polars cannot write.",
            "Give it a type of polars', or return the objects in a list.",
        )
    frame.write_parquet(f"{base}.parquet", compression="snappy")
    return "table", ".parquet", frame.height, frame.width, {"type": kind}


def _write_arrow(value, base):
    import pyarrow
    import pyarrow.parquet as parquet

    kind = "arrow"
    if isinstance(value, pyarrow.RecordBatch):
        kind, value = "arrow batch", pyarrow.Table.from_batches([value])
    elif isinstance(value, (pyarrow.ChunkedArray, pyarrow.Array)):
        kind = "arrow column" if isinstance(value, pyarrow.ChunkedArray) else "arrow array"
        value = pyarrow.table({"value": value})
    names = value.column_names
    if not names:
        return None
    if len(set(names)) < len(names):
        raise BlockError(
            "output_not_storable",
            f"A table has more than one column called {next(name for name in names if names.count(name) > 1)}.",
            "Give each column a name of its own.",
        )
    try:
        # with the names that lists have in Arrow
        parquet.write_table(value, f"{base}.parquet", compression="snappy", use_compliant_nested_type=False)
    except (pyarrow.ArrowException, NotImplementedError) as error:  # a type that Parquet does not have
        _without(f"{base}.parquet", error)
        return None
    return "table", ".parquet", value.num_rows, value.num_columns, {"type": kind}


def _without(file, error):
    """Removes what was begun of a file that cannot be written; a full disk is another matter."""
    if isinstance(error, OSError) and error.errno is not None:
        raise error
    if os.path.exists(file):
        os.remove(file)


def _write_text(text, base):
    if type(text) is not str and type(text).__module__ != "numpy":
        return None  # an enumeration, say
    try:
        data = str(text).encode("utf-8")
    except UnicodeEncodeError:
        return None  # half of a surrogate pair
    with open(f"{base}.txt", "wb") as handle:
        handle.write(data)
    return "text", ".txt", None, None, None


def _write_plain(value, base):
    written = plain_data.write(value, f"{base}.json")
    return None if written is None else ("json", ".json", None, None, written)


_KINDS = (
    (_of("pandas", "DataFrame"), _write_frame),
    (_of("pandas", "Series"), _write_series),
    (_of("polars", "DataFrame", "LazyFrame", "Series"), _write_polars),
    (_of("pyarrow", "Table", "RecordBatch", "ChunkedArray", "Array"), _write_arrow),
    (_of("scipy.sparse", "spmatrix", "sparray"), sparse_arrow.store),
    (_of("numpy", "ndarray"), arrays.write),
    (_of("numpy", "generic"), arrays.write_scalar),
    (_of("xgboost", "Booster", "XGBModel"), boosters.write),
    (lambda value: isinstance(value, str), _write_text),
    (lambda value: True, _write_plain),
)


def _write_pickle(value, base):
    if isinstance(value, GeneratorType) or (hasattr(value, "__next__") and hasattr(value, "__iter__")):
        raise BlockError(
            "output_not_storable",
            f"An output is a {type(value).__name__}, which can be read once only and so is no value to store.",
            "Return what it gives: list(…) of it, or a table.",
        )
    try:
        with open(f"{base}.pkl", "wb") as handle:
            project_pickle.dump(value, handle)
    except OSError:
        raise
    except Exception as error:
        raise BlockError(
            "output_not_storable",
            f"An output of type {type(value).__name__} cannot be stored: {type(error).__name__}: {error}.",
            "Return tables, arrays, models, text or plain data; of a file its path; and functions and classes that stand at the "
            "top of a module, for instance in utils.",
        ) from error
    note = {"type": _type_name(value), "packages": _versions(value)}
    outline = _outline(value)
    if outline:
        note["outline"] = outline
    if type(value) in (list, tuple):
        note["length"] = len(value)
    return "model", ".pkl", None, None, note


def _type_name(value):
    kind = value if isinstance(value, type) else type(value)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _outline(value):
    """What a person would ask about an object first: the settings of an estimator, what a map holds."""
    if type(value) is dict:
        lines = [f"{_key(key)}: {_type_name(entry)}" for key, entry in list(value.items())[:20]]
        return lines + (["…"] if len(value) > 20 else [])
    if type(value) in (list, tuple):
        return [f"{len(value)} entries"]
    if _is_estimator(value):
        try:
            # what else has settings may show among them what nobody else should see: the key of a service
            text = value.__repr__(N_CHAR_MAX=10**6) if all(map(_is_known, value.get_params().values())) else ""
        except Exception:
            return []
        # an address is another each time; a part of a secret would not be known for one, so lines are left out as a whole
        return [] if " at 0x" in text else [line for line in text.splitlines() if len(line) <= 200][:40]
    return []


def _key(key):
    text = str(key) if type(key) in (str, int, float, bool) else f"a {_type_name(key)}"
    return text if len(text) <= 80 else f"a text of {len(text)} characters"


def _is_estimator(value):
    kind = type(value)
    return kind.__module__.split(".")[0] in ("sklearn", "xgboost") and callable(getattr(kind, "get_params", None))


def _is_known(setting):
    """Whether a setting of an estimator is shown as what it is: plain, of NumPy or an estimator itself."""
    if type(setting) in (list, tuple, set, frozenset):
        return all(map(_is_known, setting))
    if type(setting) is dict:
        return all(map(_is_known, setting)) and all(map(_is_known, setting.values()))
    if setting is None or type(setting) in (str, int, float, bool) or isinstance(setting, type):
        return True
    return type(setting).__module__.split(".")[0] in ("numpy", "scipy", "pandas", "sklearn", "xgboost")


def _versions(value):
    """The packages of a value and of what it holds, with their versions: another one may not read it."""
    held = list(value.values()) if isinstance(value, dict) else list(value) if isinstance(value, (list, tuple)) else []
    names = {(one if isinstance(one, type) else type(one)).__module__.split(".")[0] for one in [value, *held[:100]]}
    found = {name: packages.version(name) for name in sorted(names)}
    python = ".".join(str(part) for part in sys.version_info[:2])
    return {"python": python, **{name: text for name, text in found.items() if text is not None}}


def _load_pickle(output, note):
    try:
        with open(output["file"], "rb") as handle:
            return project_pickle.load(handle)
    except ModuleNotFoundError:
        raise  # is told with what to install
    except OSError:
        raise
    except Exception as error:
        written = note.get("packages", {})
        here = {name: packages.version(name) for name in written}
        here["python"] = ".".join(str(part) for part in sys.version_info[:2])
        others = [f"{name} {text} (here {here[name]})" for name, text in written.items() if here[name] not in (None, text)]
        raise BlockError(
            "input_unreadable",
            f"Output {output['name']}, a {note.get('type', 'Python object')}, cannot be read: "
            f"{type(error).__name__}: {error}." + (f" It was written with {', '.join(others)}." if others else ""),
            "Run the block that gives it again, with the interpreter that is used now.",
        ) from error


def _load_table(file, note):
    kind = note.get("type", "")
    if kind.startswith("polars"):
        import polars

        if kind == "polars lazy":
            return polars.scan_parquet(file)
        frame = polars.read_parquet(file)
        return frame.to_series() if kind == "polars series" else frame
    if kind.startswith("arrow"):
        from .parquet_pyarrow import read_arrow

        table = read_arrow(file)
        if kind == "arrow batch":
            return next(iter(table.combine_chunks().to_batches()), None) or table.schema.empty_table().to_batches()[0]
        column = table.column(0) if kind != "arrow" else None
        return table if column is None else column.combine_chunks() if kind == "arrow array" else column
    if not packages.has("pandas"):
        return _load_without_pandas(file)
    frame = tables.read_frame(file, note)
    if kind != "series":
        return frame
    series = frame.iloc[:, 0]
    series.name = tuple(note["name"][0]) if isinstance(note["name"], list) else note["name"]
    return series


def _load_without_pandas(file):
    """A table of SQL, or of another interpreter, with the package for tables that there is."""
    if packages.has("polars"):
        import polars

        return polars.read_parquet(file)
    if packages.has("pyarrow"):
        from .parquet_pyarrow import read_arrow

        return read_arrow(file)
    raise BlockError(
        "package_missing",
        f"A table is read with pandas, polars or pyarrow, and {sys.executable} has none of them.",
        f"Install one: {sys.executable} -m pip install pandas pyarrow",
        packages=["pandas", "pyarrow"],
    )
