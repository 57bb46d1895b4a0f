import os

from mage_ai.io.file import FileIO
from mage_ai.settings.repo import get_repo_path

if "data_exporter" not in globals():
    from mage_ai.data_preparation.decorators import data_exporter


@data_exporter
def write_clean_file(passengers, **kwargs):
    """Writes the passengers to exports/passengers_clean.csv, for whoever wants a file."""
    folder = os.path.join(get_repo_path(), "exports")
    os.makedirs(folder, exist_ok=True)
    FileIO().export(passengers, os.path.join(folder, "passengers_clean.csv"))
