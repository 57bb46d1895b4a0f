"""Arrays and numbers of NumPy."""

from . import plain_data

_NPY = "biufcSUmM"
"""Kinds of elements that a file of NumPy's holds without Python's own objects; others are pickled."""


def write(array, base):
    import numpy

    # a subclass has more to it: a mask, a way to multiply
    if type(array) is not numpy.ndarray or not _is_storable(array.dtype):
        return None
    # C order and the machine's own byte order, as every reader expects
    plain = numpy.asarray(array, dtype=array.dtype.newbyteorder("="), order="C")
    numpy.save(f"{base}.npy", plain, allow_pickle=False)
    rows = plain.shape[0] if plain.ndim > 0 else 1
    columns = int(plain.size // rows) if rows else 0
    note = {} if array.dtype.isnative else {"dtype": array.dtype.str}
    if plain.dtype.names is not None or plain.dtype.kind not in "biuf" or plain.dtype.itemsize == 2 and plain.dtype.kind == "f":
        note["elements"] = str(plain.dtype)  # for Python alone
    return "array", ".npy", rows, columns, note


def _is_storable(dtype):
    if dtype.names is not None:
        return all(_is_storable(dtype[name]) for name in dtype.names)
    return dtype.kind in _NPY and dtype.itemsize <= 16 if dtype.kind in "fc" else dtype.kind in _NPY


def write_scalar(value, base):
    """A number of NumPy as a number, which every language reads; Python gets it back with its type."""
    if value.dtype.kind not in "biuf" or value.dtype.itemsize > 8:
        return None
    note = plain_data.write(value.item(), f"{base}.json")
    return "json", ".json", None, None, {**(note or {}), "scalar": value.dtype.str}


def read(file, note):
    import numpy

    array = numpy.load(file, allow_pickle=False)
    return array.astype(note["dtype"]) if "dtype" in note else array
