"""The stores of Mage that the stand-in does not speak with: they can be imported, and say so when they are used."""

import sys

from .failures import BlockError

_ATTACH = "DuckDB's SQL reaches it: ATTACH '…' AS other (TYPE {})"
_FILES = "DuckDB's SQL reads its files: SELECT * FROM read_parquet('{}…')"

UNSUPPORTED = {
    "airtable": ("Airtable", None),
    "algolia": ("Algolia", None),
    "athena": ("Athena", None),
    "azure_blob_storage": ("AzureBlobStorage", _FILES.format("azure://")),
    "bigquery": ("BigQuery", None),
    "chroma": ("Chroma", None),
    "clickhouse": ("ClickHouse", None),
    "druid": ("Druid", None),
    "google_cloud_storage": ("GoogleCloudStorage", _FILES.format("gs://")),
    "google_drive": ("GoogleDrive", None),
    "google_sheets": ("GoogleSheets", None),
    "mongodb": ("MongoDB", None),
    "mssql": ("MSSQL", None),
    "mysql": ("MySQL", _ATTACH.format("mysql")),
    "opensearch": ("OpenSearch", None),
    "oracledb": ("OracleDB", None),
    "pinot": ("Pinot", None),
    "postgres": ("Postgres", _ATTACH.format("postgres")),
    "qdrant": ("Qdrant", None),
    "redshift": ("Redshift", None),
    "s3": ("S3", _FILES.format("s3://")),
    "snowflake": ("Snowflake", None),
    "spark": ("Spark", None),
    "trino": ("Trino", None),
    "weaviate": ("Weaviate", None),
}
"""By the module in ``mage_ai.io``: its class, and how DuckDB reaches the same, where it does."""


def unsupported_class(full_name, module):
    """A class of which nothing works but its import."""

    def refuse():
        instead = UNSUPPORTED[module][1]
        raise BlockError(
            "store_not_supported",
            f"{full_name} is not supported by Eider's stand-in for mage_ai.",
            f"Install Mage beside it: {sys.executable} -m pip install mage-ai." + (f" Or without: {instead}." if instead else ""),
        )

    class Refusing(type):
        def __call__(cls, *_, **__):
            refuse()

        def __getattr__(cls, name):
            if name.startswith("__"):
                raise AttributeError(name)
            refuse()

    return Refusing(full_name.rpartition(".")[2], (), {"__module__": full_name.rpartition(".")[0]})
