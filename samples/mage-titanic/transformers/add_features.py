import pandas as pd

from utils.passengers import features

if "transformer" not in globals():
    from mage_ai.data_preparation.decorators import transformer
if "test" not in globals():
    from mage_ai.data_preparation.decorators import test


@transformer
def add_features(passengers, *args, **kwargs):
    """The features of each passenger, behind who they are and whether they survived."""
    known = passengers[["PassengerId", "Name", "Survived"]]
    return pd.concat([known, features(passengers)], axis="columns")


@test
def has_numbers_only(passengers, *args):
    others = passengers.drop(columns="Name").select_dtypes(exclude="number").columns
    assert len(others) == 0, f"Not numbers: {', '.join(others)}"
