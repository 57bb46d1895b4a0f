"""Parquet with fastparquet."""

_WORDS = ("int", "uint", "float", "bool", "boolean", "str", "string")


def has_categories(dtype):
    return False


def has_type(text, only_plain):
    if text.startswith("datetime64"):
        return text != "datetime64[s]"
    return text.lower().rstrip("0123456789") in _WORDS and text != "float16"


def has_objects(kind):
    return kind in ("string", "bytes")


def keeps(values, present):
    return False


def write(frame, file):
    frame.to_parquet(file, engine="fastparquet", index=False)


def read(file, exact, dtypes):
    import pandas

    frame = pandas.read_parquet(file, engine="fastparquet")
    if int(pandas.__version__.split(".")[0]) >= 3:
        # text has a type of its own there, which fastparquet does not use
        for name, dtype in zip(list(frame.columns), frame.dtypes):
            if dtype == object and dtypes.get(name) != "object" and pandas.api.types.infer_dtype(frame[name]) == "string":
                frame[name] = frame[name].astype("str")
    return frame
