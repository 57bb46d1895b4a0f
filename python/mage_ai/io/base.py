from enum import Enum


class FileFormat(str, Enum):
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"
    HDF5 = "hdf5"
    XML = "xml"
    EXCEL = "xlsx"


class ExportWritePolicy(str, Enum):
    APPEND = "append"
    FAIL = "fail"
    REPLACE = "replace"


class DataSource(str, Enum):
    DUCKDB = "duckdb"
    FILE = "file"
