from sklearn.feature_extraction import DictVectorizer

if "data_exporter" not in globals():
    from mage_ai.data_preparation.decorators import data_exporter
if "test" not in globals():
    from mage_ai.data_preparation.decorators import test

FEATURES = ["PU_DO", "trip_distance"]


@data_exporter
def export(prepared, *args, **kwargs):
    """Sparse features and targets: over all trips, and for training and validation.

    The latter are encoded by a vectoriser that has seen the training trips only. It is the last output, for encoding new
    trips the same way.
    """
    whole, train, validation = prepared
    target = kwargs["target"]
    X = DictVectorizer().fit_transform(records(whole))
    vectorizer = DictVectorizer()
    X_train = vectorizer.fit_transform(records(train))
    X_val = vectorizer.transform(records(validation))
    return X, X_train, X_val, whole[target], train[target], validation[target], vectorizer


def records(trips):
    """One dictionary for each trip, as the vectoriser takes them."""
    return trips[FEATURES].to_dict(orient="records")


@test
def has_a_target_for_every_trip(X, X_train, X_val, y, *args):
    assert X.shape[0] > 0, "There are no trips."
    assert len(y) == X.shape[0], f"{X.shape[0]} trips have {len(y)} targets."
    assert X_train.shape[0] + X_val.shape[0] == X.shape[0], "Some trips are in neither set, or in both."


@test
def trains_on_the_features_that_the_vectoriser_has_learnt(X, X_train, X_val, y, y_train, y_val, vectorizer, *args):
    assert len(y_train) == X_train.shape[0], f"{X_train.shape[0]} training trips have {len(y_train)} targets."
    assert X_train.shape[1] == len(vectorizer.feature_names_)
    assert X_train.shape[1] <= X.shape[1], "Some features of the training trips are in no trip."


@test
def validates_on_the_same_features_as_it_trains_on(X, X_train, X_val, y, y_train, y_val, *args):
    assert len(y_val) == X_val.shape[0], f"{X_val.shape[0]} validation trips have {len(y_val)} targets."
    assert X_val.shape[1] == X_train.shape[1]
