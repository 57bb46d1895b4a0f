import os

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


class FileIO:
    """Tables in files, whose extension says how they are written."""

    def __init__(self, filepath=None, verbose=False, **_):
        self.filepath = filepath

    def load(self, filepath=None, format=None, limit=None, **options):
        import pandas

        path = filepath or self.filepath
        frame = getattr(pandas, _READERS[_format(path, format)])(path, **options)
        return frame if limit is None else frame.head(limit)

    def export(self, df, filepath=None, format=None, **options):
        path = filepath or self.filepath
        kind = _format(path, format)
        folder = os.path.dirname(str(path))
        if folder:
            os.makedirs(folder, exist_ok=True)
        if kind == FileFormat.HDF5:
            df.to_hdf(path, key=os.path.splitext(os.path.basename(path))[0], **options)
        else:
            getattr(df, _WRITERS[kind])(path, **options)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


def _format(path, given):
    if given is not None:
        return FileFormat(given)
    extension = os.path.splitext(str(path))[1].lower()
    if extension in _FORMATS:
        return _FORMATS[extension]
    raise ValueError(f"{path} has none of the extensions {', '.join(sorted(_FORMATS))}; give its format.")
