import os

from mage_ai.io.file import FileIO
from mage_ai.settings.repo import get_repo_path

if "data_loader" not in globals():
    from mage_ai.data_preparation.decorators import data_loader
if "test" not in globals():
    from mage_ai.data_preparation.decorators import test


@data_loader
def load_passengers(*args, **kwargs):
    """The list of passengers, as it was written down."""
    return FileIO().load(os.path.join(get_repo_path(), "data", "passengers.csv"))


@test
def has_every_passenger_once(passengers, *args):
    assert len(passengers) > 0, "The list is empty."
    assert passengers["PassengerId"].is_unique, "Some passengers are in the list twice."
