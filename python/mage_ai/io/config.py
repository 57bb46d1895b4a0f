import os
from enum import Enum

from eider_worker import io_config
from eider_worker.requests import ask, is_inside

_KEYS = """
AIRTABLE_ACCESS_TOKEN ALGOLIA_API_KEY ALGOLIA_APP_ID ALGOLIA_INDEX_NAME
AWS_ACCESS_KEY_ID AWS_ENDPOINT AWS_REGION AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
AZURE_CLIENT_ID AZURE_CLIENT_SECRET AZURE_STORAGE_ACCOUNT_NAME AZURE_TENANT_ID
CHROMA_COLLECTION CHROMA_PATH
CLICKHOUSE_DATABASE CLICKHOUSE_HOST CLICKHOUSE_INTERFACE CLICKHOUSE_PASSWORD CLICKHOUSE_PORT CLICKHOUSE_USERNAME
DRUID_HOST DRUID_PASSWORD DRUID_PATH DRUID_PORT DRUID_SCHEME DRUID_USER
DUCKDB_DATABASE DUCKDB_SCHEMA
GOOGLE_LOCATION GOOGLE_SERVICE_ACC_KEY GOOGLE_SERVICE_ACC_KEY_FILEPATH
MONGODB_COLLECTION MONGODB_CONNECTION_STRING MONGODB_DATABASE MONGODB_HOST MONGODB_PASSWORD MONGODB_PORT MONGODB_USER
MOTHERDUCK_TOKEN
MSSQL_AUTHENTICATION MSSQL_DATABASE MSSQL_DRIVER MSSQL_HOST MSSQL_PASSWORD MSSQL_PORT MSSQL_SCHEMA MSSQL_USER
MYSQL_CONNECTION_METHOD MYSQL_DATABASE MYSQL_HOST MYSQL_PASSWORD MYSQL_PORT MYSQL_USER
OPENSEARCH_HOST OPENSEARCH_PASSWORD OPENSEARCH_PORT OPENSEARCH_USERNAME
ORACLEDB_HOST ORACLEDB_PASSWORD ORACLEDB_PORT ORACLEDB_SERVICE ORACLEDB_USER
PINOT_HOST PINOT_PASSWORD PINOT_PATH PINOT_PORT PINOT_SCHEME PINOT_USER
POSTGRES_CONNECT_TIMEOUT POSTGRES_CONNECTION_METHOD POSTGRES_DATABASE POSTGRES_DBNAME POSTGRES_HOST POSTGRES_PASSWORD
POSTGRES_PORT POSTGRES_SCHEMA POSTGRES_SSH_HOST POSTGRES_SSH_PASSWORD POSTGRES_SSH_PKEY POSTGRES_SSH_PORT
POSTGRES_SSH_USERNAME POSTGRES_USER
QDRANT_COLLECTION QDRANT_PATH
REDSHIFT_CLUSTER_ID REDSHIFT_DBNAME REDSHIFT_DBUSER REDSHIFT_HOST REDSHIFT_IAM_PROFILE REDSHIFT_PORT REDSHIFT_SCHEMA
REDSHIFT_TEMP_CRED_PASSWORD REDSHIFT_TEMP_CRED_USER
SNOWFLAKE_ACCOUNT SNOWFLAKE_DEFAULT_DB SNOWFLAKE_DEFAULT_SCHEMA SNOWFLAKE_DEFAULT_WH SNOWFLAKE_PASSWORD
SNOWFLAKE_PRIVATE_KEY_PASSPHRASE SNOWFLAKE_PRIVATE_KEY_PATH SNOWFLAKE_ROLE SNOWFLAKE_TIMEOUT SNOWFLAKE_USER
SPARK_CLUSTER SPARK_DRIVER_MEMORY SPARK_EXECUTOR_MEMORY SPARK_HOST SPARK_METHOD SPARK_SCHEMA
TRINO_CATALOG TRINO_HOST TRINO_PASSWORD TRINO_PORT TRINO_SCHEMA TRINO_USER
WEAVIATE_COLLECTION WEAVIATE_ENDPOINT WEAVIATE_INSTANCE_API_KEY WEAVIATE_INFERENCE_API_KEY
"""
ConfigKey = Enum("ConfigKey", {key: key for key in _KEYS.split()}, type=str, module=__name__)
"""The well-known keys of ``io_config.yaml``. A plain text does as well wherever one is asked for."""


class BaseConfigLoader:
    """Settings of stores, by their keys."""

    def get(self, key, default=None, **_):
        raise NotImplementedError

    def contains(self, key, **_):
        return self.get(key) is not None

    def __contains__(self, key):
        return self.contains(key)

    def __getitem__(self, key):
        value = self.get(key)
        if value is None:
            raise KeyError(f"There is no {_name(key)} in {self}.")
        return value


class ConfigFileLoader(BaseConfigLoader):
    """A profile of an ``io_config.yaml``, its templates rendered. Secrets in it do not appear in logs."""

    def __init__(self, filepath=None, profile="default", config=None, **_):
        self.filepath = None if filepath is None else str(filepath)
        self.profile = getattr(profile, "value", profile) or "default"
        if config is not None:
            self.config = dict(config)
        elif is_inside():
            self.config = ask("io_profile", path=self.filepath, profile=self.profile)
        else:
            self.config = io_config.read_profile(self.filepath, self.profile)

    def get(self, key, default=None, **_):
        return self.config.get(_name(key), default)

    def __str__(self):
        return f"profile {self.profile} of {self.filepath or 'io_config.yaml'}"


class EnvironmentVariableLoader(BaseConfigLoader):
    """The environment's variables, as settings."""

    def get(self, key, default=None, **_):
        return os.environ.get(_name(key), default)

    def __str__(self):
        return "the environment"


def _name(key):
    return key.value if isinstance(key, Enum) else str(key)
