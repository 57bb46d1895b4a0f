import os
from urllib.parse import urlsplit

from eider_worker.failures import BlockError
from mage_ai.io.base import FileFormat

_READERS = {
    FileFormat.CSV: "read_csv",
    FileFormat.JSON: "read_json",
    FileFormat.PARQUET: "read_parquet",
    FileFormat.HDF5: "read_hdf",
    FileFormat.XML: "read_xml",
    FileFormat.EXCEL: "read_excel",
}
_WRITERS = {
    FileFormat.CSV: "to_csv",
    FileFormat.JSON: "to_json",
    FileFormat.PARQUET: "to_parquet",
    FileFormat.XML: "to_xml",
    FileFormat.EXCEL: "to_excel",
}
_FORMATS = {
    ".csv": FileFormat.CSV,
    ".json": FileFormat.JSON,
    ".parquet": FileFormat.PARQUET,
    ".hdf5": FileFormat.HDF5,
    ".h5": FileFormat.HDF5,
    ".xml": FileFormat.XML,
    ".xls": FileFormat.EXCEL,
    ".xlsx": FileFormat.EXCEL,
}
_COMPRESSED = {".gz", ".bz2", ".zip", ".xz", ".zst"}


_WRITERS_OF_POLARS = {FileFormat.CSV: "write_csv", FileFormat.JSON: "write_json", FileFormat.PARQUET: "write_parquet"}


class FileIO:
    """Tables in files, whose extension says how they are written."""

    def __init__(self, filepath=None, verbose=False, **_):
        self.filepath = filepath

    def load(self, filepath=None, format=None, limit=None, **options):
        """Reads a file or an address; options are those of pandas."""
        import pandas

        path = self._path(filepath)
        kind = _format(path, format)
        if limit is not None and kind is FileFormat.CSV:
            options.setdefault("nrows", limit)  # of a large file only so much is read
        frame = getattr(pandas, _READERS[kind])(path, **options)
        return frame if limit is None else frame.head(limit)

    def export(self, df, filepath=None, format=None, **options):
        """Writes a table, folders included; options are those of pandas."""
        path = self._path(filepath)
        kind = _format(path, format)
        folder = os.path.dirname(str(path))
        if folder and not urlsplit(str(path)).netloc:
            os.makedirs(folder, exist_ok=True)
        if hasattr(df, "write_parquet"):  # a table of polars
            if kind in _WRITERS_OF_POLARS:
                getattr(df, _WRITERS_OF_POLARS[kind])(path, **options)
                return
            df = df.to_pandas()
        if kind is FileFormat.HDF5:
            options.setdefault("key", os.path.splitext(os.path.basename(str(path)))[0])
            df.to_hdf(path, **options)
        else:
            getattr(df, _WRITERS[kind])(path, **options)

    def exists(self, filepath=None, **_):
        return os.path.exists(self._path(filepath))

    def _path(self, given):
        path = given if given is not None else self.filepath
        if path is None:
            raise BlockError("file_missing", "FileIO is given no file.", "Give the path: FileIO().load('data/trips.csv').")
        return path

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


def _format(path, given):
    if given is not None:
        return FileFormat(given)
    text = str(path)
    name = urlsplit(text).path if "://" in text else text
    base, extension = os.path.splitext(name)
    if extension.lower() in _COMPRESSED:
        extension = os.path.splitext(base)[1]
    found = _FORMATS.get(extension.lower())
    if found is not None:
        return found
    raise BlockError(
        "file_format_unknown",
        f"The name {os.path.basename(name) or text} does not say how the file is written.",
        f"Give its format, or one of the extensions {', '.join(sorted(_FORMATS))}.",
    )
