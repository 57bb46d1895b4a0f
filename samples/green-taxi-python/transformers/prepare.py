import pandas as pd

if "transformer" not in globals():
    from mage_ai.data_preparation.decorators import transformer


@transformer
def prepare(trips, **kwargs):
    """All trips, and the same trips split by date into training and validation.

    Trips under a minute or over an hour are mostly meters switched on or off by mistake.
    """
    moment = kwargs["split_on_feature"]
    took = trips["lpep_dropoff_datetime"] - trips["lpep_pickup_datetime"]
    trips = trips.assign(duration=took / pd.Timedelta(minutes=1))
    trips = trips[trips["duration"].between(1, 60)]
    # where from and where to, as one category: the ids are numbers of zones, not quantities
    route = trips["PULocationID"].astype(str) + "_" + trips["DOLocationID"].astype(str)
    trips = trips.assign(PU_DO=route)[["PU_DO", "trip_distance", moment, "duration"]]
    is_before = trips[moment] < pd.Timestamp(kwargs["split_on_feature_value"])
    return trips, trips[is_before].drop(columns=moment), trips[~is_before].drop(columns=moment)
