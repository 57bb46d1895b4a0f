"""What several blocks know of passengers."""

import pandas as pd

FEATURES = ["Pclass", "is_woman", "is_child", "Age", "family_size", "Fare", "title"]
TITLES = ["Mr", "Mrs", "Miss", "Master"]


def features(passengers):
    """The numbers that a model learns from and predicts with, one row for each passenger."""
    title = passengers["Name"].str.extract(r", (\w+)\.", expand=False)
    return pd.DataFrame(
        {
            "Pclass": passengers["Pclass"],
            "is_woman": (passengers["Sex"] == "female").astype(int),
            "is_child": (passengers["Age"] < 16).astype(int),
            "Age": passengers["Age"],
            "family_size": 1 + passengers["SibSp"] + passengers["Parch"],
            "Fare": passengers["Fare"],
            # the place in the list; titles that are not in it, such as Dr, have the last
            "title": title.map({name: place for place, name in enumerate(TITLES)}).fillna(len(TITLES)).astype(int),
        }
    )
