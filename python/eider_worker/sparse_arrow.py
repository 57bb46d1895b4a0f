"""Sparse matrices in the Arrow files that blocks of every language read and write.

One column ``row`` of lists of ``{feature: int32, value: float64}``, a list for each row of the matrix, cut into record
batches; the schema's metadata has the shape. Where the features have names, ``feature`` is a dictionary of these.
"""

import os
import sys

from .failures import BlockError
from .packages import has

BATCH_VALUES = 2**20


def store(matrix, base):
    """As Arrow, which blocks of every language read; without pyarrow as SciPy's own file, for Python alone."""
    import numpy
    import scipy.sparse

    if len(matrix.shape) != 2:
        return None  # an array of another dimension
    rows, columns = (int(extent) for extent in matrix.shape)
    note = {"format": matrix.format, "dtype": matrix.dtype.str}
    if not scipy.sparse.isspmatrix(matrix):
        note["array"] = True
    plain = scipy.sparse.csr_matrix(matrix)
    if not plain.has_canonical_format:
        plain = plain.copy() if plain is matrix or plain.data is getattr(matrix, "data", None) else plain
        plain.sum_duplicates()  # and sorts each row by column
    if plain.indices.dtype.itemsize > 4:
        note["indices"] = plain.indices.dtype.str
    kept_exactly = matrix.dtype.kind in "fiub" and numpy.can_cast(matrix.dtype, numpy.float64, casting="safe")
    if not has("pyarrow") or not kept_exactly or columns > _MOST_COLUMNS:
        scipy.sparse.save_npz(f"{base}.npz", plain, compressed=False)
        return "sparse", ".npz", rows, columns, note
    write(plain, f"{base}.arrow")
    return "sparse", ".arrow", rows, columns, note


_MOST_COLUMNS = 2**31 - 1


def load(file, note):
    """Reads a matrix in the format that it was stored in."""
    import scipy.sparse

    matrix = scipy.sparse.load_npz(file) if os.path.splitext(file)[1] == ".npz" else read(file)
    if note.get("dtype", matrix.dtype.str) != matrix.dtype.str:
        matrix = matrix.astype(note["dtype"])
    if note.get("array"):
        matrix = scipy.sparse.csr_array(matrix)
    matrix = matrix.asformat(note.get("format", "csr"))
    for name in ("indices", "indptr"):
        if "indices" in note and hasattr(matrix, name):
            setattr(matrix, name, getattr(matrix, name).astype(note["indices"], copy=False))
    return matrix


def write(matrix, file):
    """Writes a csr matrix with sorted rows."""
    import numpy
    import pyarrow

    entry = pyarrow.struct(
        [
            pyarrow.field("feature", pyarrow.int32(), nullable=False),
            pyarrow.field("value", pyarrow.float64(), nullable=False),
        ]
    )
    column = pyarrow.field("row", pyarrow.list_(pyarrow.field("entry", entry, nullable=False)), nullable=False)
    rows, columns = matrix.shape
    metadata = {
        "eider.format": "sparse",
        "eider.version": "1",
        "eider.rows": str(rows),
        "eider.columns": str(columns),
        "eider.stored": str(matrix.nnz),
    }
    schema = pyarrow.schema([column], metadata=metadata)
    pointers = matrix.indptr.astype(numpy.int64)
    with pyarrow.OSFile(file, "wb") as sink, pyarrow.ipc.new_file(sink, schema) as writer:
        start = 0
        while start < rows:
            # as many rows as have about so many values, one at least
            end = int(numpy.searchsorted(pointers, pointers[start] + BATCH_VALUES, side="right")) - 1
            end = min(max(end, start + 1), rows)
            first, last = int(pointers[start]), int(pointers[end])
            features = pyarrow.array(matrix.indices[first:last].astype(numpy.int32))
            values = pyarrow.array(matrix.data[first:last].astype(numpy.float64), from_pandas=False)
            entries = pyarrow.StructArray.from_arrays([features, values], fields=[entry.field(0), entry.field(1)])
            offsets = pyarrow.array((pointers[start : end + 1] - first).astype(numpy.int32))
            lists = pyarrow.ListArray.from_arrays(offsets, entries, type=column.type)
            writer.write_batch(pyarrow.record_batch([lists], schema=schema))
            start = end


def read(file):
    """Reads a matrix as csr, with 32-bit indices where they do: some of scikit-learn's models take no others."""
    if not has("pyarrow"):
        raise BlockError(
            "package_missing",
            f"A sparse matrix is read with pyarrow, which {sys.executable} does not have.",
            f"Install it: {sys.executable} -m pip install pyarrow",
            packages=["pyarrow"],
        )
    import numpy
    import pyarrow
    import scipy.sparse

    pointers, indices, values = [numpy.zeros(1, dtype=numpy.int64)], [], []
    with pyarrow.OSFile(file) as source:
        reader = pyarrow.ipc.open_file(source)
        shape = tuple(int(reader.schema.metadata[f"eider.{part}".encode()]) for part in ("rows", "columns"))
        for number in range(reader.num_record_batches):
            lists = reader.get_batch(number).column(0)
            entries = lists.flatten()
            feature = entries.field("feature")
            # the codes of a dictionary of names are the columns
            codes = feature.indices if isinstance(feature, pyarrow.DictionaryArray) else feature
            offsets = lists.offsets.to_numpy().astype(numpy.int64)
            pointers.append(offsets[1:] - offsets[0] + pointers[-1][-1])
            indices.append(codes.to_numpy(zero_copy_only=False).astype(numpy.int32))
            values.append(entries.field("value").to_numpy(zero_copy_only=False))
    indptr = numpy.concatenate(pointers)
    if indptr[-1] <= numpy.iinfo(numpy.int32).max:
        indptr = indptr.astype(numpy.int32)
    joined = [numpy.concatenate(parts) if parts else numpy.zeros(0) for parts in (values, indices)]
    return scipy.sparse.csr_matrix((joined[0].astype(float), joined[1].astype(numpy.int32), indptr), shape=shape)
