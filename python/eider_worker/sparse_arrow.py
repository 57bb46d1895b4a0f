"""Sparse matrices in the Arrow files that blocks of every language read and write.

One column ``row`` of lists of ``{feature: int32, value: float64}``, a list for each row of the matrix, cut into record
batches; the schema's metadata has the shape. Where the features have names, ``feature`` is a dictionary of these.
"""

import sys

from . import tables
from .failures import BlockError

BATCH_VALUES = 2**20


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
    if not tables.has("pyarrow"):
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
