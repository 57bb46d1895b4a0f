from utils.passengers import FEATURES

if "data_exporter" not in globals():
    from mage_ai.data_preparation.decorators import data_exporter
if "test" not in globals():
    from mage_ai.data_preparation.decorators import test


@data_exporter
def build_sets(passengers, *args, **kwargs):
    """Features and answers to train on, and to validate with. Other pipelines read them as a data product."""
    validation = passengers.sample(frac=kwargs["validation_share"], random_state=kwargs["random_state"])
    train = passengers.drop(validation.index)
    return train[FEATURES], validation[FEATURES], train["Survived"], validation["Survived"]


@test
def has_an_answer_for_every_passenger(X_train, X_val, y_train, y_val, *args):
    assert len(X_train) == len(y_train), f"{len(X_train)} passengers have {len(y_train)} answers."
    assert len(X_val) == len(y_val), f"{len(X_val)} passengers have {len(y_val)} answers."


@test
def keeps_the_sets_apart(X_train, X_val, *args):
    both = X_train.index.intersection(X_val.index)
    assert len(both) == 0, f"{len(both)} passengers are in both sets."


@test
def trains_on_most_of_them(X_train, X_val, *args):
    assert len(X_train) > len(X_val), f"{len(X_train)} to train on, {len(X_val)} to validate with."
