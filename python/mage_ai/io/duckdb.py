import os
import time

from eider_worker import duckdb_tables
from eider_worker.failures import BlockError
from mage_ai.io.base import QUERY_ROW_LIMIT, ExportWritePolicy
from mage_ai.io.config import ConfigKey

_LOCK_WAIT = 60
"""Seconds that a database is waited for which another process has opened."""
_LOOK_EVERY = 0.1


class DuckDB:
    """A DuckDB database in a file, in memory or at MotherDuck. Needs the Python package duckdb."""

    def __init__(self, database=None, schema=None, verbose=True, motherduck_token=None, lock_timeout=_LOCK_WAIT, **_):
        self.database = str(database or ":memory:")
        self.schema = schema or "main"
        self.verbose = verbose
        self._token = motherduck_token
        self._lock_timeout = lock_timeout
        self._connection = None

    @classmethod
    def with_config(cls, config, database=None, schema=None, **options):
        """With DUCKDB_DATABASE, DUCKDB_SCHEMA and MOTHERDUCK_TOKEN of a configuration."""
        return cls(
            database=database or config.get(ConfigKey.DUCKDB_DATABASE),
            schema=schema or config.get(ConfigKey.DUCKDB_SCHEMA),
            motherduck_token=config.get(ConfigKey.MOTHERDUCK_TOKEN),
            **options,
        )

    @property
    def conn(self):
        """The connection of the package duckdb; it is opened when it is first needed."""
        if self._connection is None:
            self.open()
        return self._connection

    def open(self):
        import duckdb

        options = {"motherduck_token": self._token} if self._token and self.database.startswith("md:") else {}
        if not self.database.startswith("md:") and os.path.dirname(self.database):
            os.makedirs(os.path.dirname(self.database), exist_ok=True)
        started = time.monotonic()
        told = False
        while True:
            try:
                self._connection = duckdb.connect(self.database, config=options)
                return
            except duckdb.IOException as error:
                # of a file that another process has open, whatever the system calls it
                if "lock" not in str(error) and "being used" not in str(error):
                    raise
                if time.monotonic() - started >= self._lock_timeout:
                    raise BlockError(
                        "duckdb_locked",
                        f"{self.database} is open in another process, and was still after {self._lock_timeout:g} seconds.",
                        "One process at a time can write a DuckDB file: let one of the blocks depend on the other, or close the other program.",
                    ) from error
            if not told:
                print(f"Waiting for {self.database}, which another process has open.")
                told = True
            time.sleep(_LOOK_EVERY)

    def close(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __enter__(self):
        self.open()
        return self

    def __exit__(self, *_):
        self.close()

    def load(self, query_string, limit=QUERY_ROW_LIMIT, display_query=None, verbose=True, **_):
        """The rows of a query, as a pandas DataFrame; at most ``limit``."""
        connection = self.conn
        import pandas  # noqa: F401 -- its absence is said before anything is computed

        frame = connection.execute(duckdb_tables.limited(query_string, limit)).df()
        self._say(verbose, f"read {len(frame)} rows")
        return frame

    def sample(self, schema, table, size=1000, **options):
        """Some rows of a table."""
        return self.load(f"SELECT * FROM {duckdb_tables.name_of(schema, table)} USING SAMPLE {int(size)} ROWS", **options)

    def execute(self, query_string, **parameters):
        """Runs a statement, or several."""
        self.conn.execute(query_string, parameters or None)

    def execute_query(self, query, **_):
        return self.load(query, verbose=False)

    def execute_queries(self, queries, commit=False, fetch_query_at_indexes=None, **_):
        """Runs statements one by one; gives the rows of those at ``fetch_query_at_indexes``."""
        results = []
        for index, query in enumerate(queries):
            wanted = (fetch_query_at_indexes or [])[index : index + 1]
            results.append(self.load(query, verbose=False) if any(wanted) else self.conn.execute(query) and None)
        return results

    def table_exists(self, schema_name, table_name):
        return duckdb_tables.exists(self.conn, schema_name or self.schema, table_name)

    def commit(self):
        """Nothing is left to do: what a statement has changed is kept, unless a transaction was begun by hand."""

    def rollback(self):
        self.conn.rollback()

    def export(
        self,
        df=None,
        schema_name=None,
        table_name=None,
        if_exists=ExportWritePolicy.REPLACE,
        index=False,
        verbose=True,
        query_string=None,
        drop_table_on_replace=False,
        cascade_on_drop=False,
        allow_reserved_words=False,
        auto_clean_name=True,
        case_sensitive=False,
        unique_conflict_method=None,
        unique_constraints=None,
        overwrite_types=None,
        **_,
    ):
        """Writes a table, whole or not at all. Columns have the types of the data, or those of ``overwrite_types``.

        When the table exists, ``replace`` deletes its rows and keeps its definition, unless ``drop_table_on_replace``;
        ``append`` adds to them, and ``fail`` raises. Names become lower-case words unless ``auto_clean_name`` is false.
        """
        if table_name is None:
            schema_name, table_name = None, schema_name
        if table_name is None:
            raise BlockError("table_missing", "DuckDB.export is given no table.", "Give its name: table_name='trips'.")
        if df is None and query_string is None:
            raise BlockError("rows_missing", "DuckDB.export is given no rows.", "Give a table, or query_string.")
        written = duckdb_tables.Export(
            self.conn,
            schema_name or self.schema,
            table_name,
            policy=ExportWritePolicy(if_exists).value,
            drop=drop_table_on_replace,
            cascade=cascade_on_drop,
            clean=(lambda name: duckdb_tables.clean_name(name, case_sensitive, allow_reserved_words))
            if auto_clean_name
            else str,
            types=overwrite_types or {},
            unique=list(unique_constraints or []),
            on_conflict=unique_conflict_method,
        ).write(df, index, query_string)
        self._say(verbose, f"wrote {written} rows to {schema_name or self.schema}.{table_name}")

    def _say(self, verbose, what):
        if self.verbose and verbose:
            print(f"DuckDB {self.database}: {what}")
