import pandas as pd
import xgboost as xgb

if "custom" not in globals():
    from mage_ai.data_preparation.decorators import custom

EXAMPLES = [
    {"PULocationID": 236, "DOLocationID": 239, "trip_distance": 1.98},
    {"PULocationID": 170, "DOLocationID": 65, "trip_distance": 6.54},
]


@custom
def predict(model, **kwargs):
    """How many minutes trips will take: those of the variable `trips`, or two examples."""
    booster, vectorizer, _ = model
    trips = kwargs.get("trips") or EXAMPLES
    features = [
        {"PU_DO": f"{trip['PULocationID']}_{trip['DOLocationID']}", "trip_distance": trip["trip_distance"]}
        for trip in trips
    ]
    minutes = booster.predict(xgb.DMatrix(vectorizer.transform(features)))
    return pd.DataFrame(trips).assign(minutes=minutes)
