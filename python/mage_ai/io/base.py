from enum import Enum

QUERY_ROW_LIMIT = 10_000_000


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


DataSource = Enum(
    "DataSource",
    {
        name.upper(): name
        for name in (
            "airtable algolia api athena azure_blob_storage bigquery chroma clickhouse druid duckdb file "
            "google_cloud_storage google_drive google_sheets mongodb mssql mysql opensearch oracledb pinot postgres "
            "qdrant redshift s3 snowflake spark trino weaviate"
        ).split()
    },
    type=str,
    module=__name__,
)
"""What data comes from or goes to."""
