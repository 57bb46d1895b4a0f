import os

import pandas as pd

if "data_loader" not in globals():
    from mage_ai.data_preparation.decorators import data_loader


@data_loader
def ingest_files(**kwargs):
    """The trips of two months, January's first. The rows of each are numbered from 0, so that numbers repeat."""
    folder = os.path.join(kwargs["repo_path"], kwargs["data_dir"])
    months = [pd.read_parquet(os.path.join(folder, "2024", f"{month:02}.parquet")) for month in (1, 2)]
    return pd.concat(months)
