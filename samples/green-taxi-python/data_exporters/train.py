import xgboost as xgb

if "data_exporter" not in globals():
    from mage_ai.data_preparation.decorators import data_exporter
if "test" not in globals():
    from mage_ai.data_preparation.decorators import test


@data_exporter
def train(built, **kwargs):
    """Boosted trees, the vectoriser that encodes for them, and their error in minutes (RMSE) after the last round."""
    _, X_train, X_val, _, y_train, y_val, vectorizer = built
    training = xgb.DMatrix(X_train, label=y_train)
    validation = xgb.DMatrix(X_val, label=y_val)
    errors = {}
    booster = xgb.train(
        {
            "objective": "reg:squarederror",
            "max_depth": kwargs["max_depth"],
            "learning_rate": kwargs["learning_rate"],
            "seed": kwargs["random_state"],
        },
        training,
        num_boost_round=kwargs["num_boost_round"],
        evals=[(training, "train"), (validation, "validation")],
        evals_result=errors,
        verbose_eval=10,
    )
    return booster, vectorizer, {name: rounds["rmse"][-1] for name, rounds in errors.items()}


@test
def is_better_than_to_guess(booster, vectorizer, errors, *args):
    # the durations of the trips spread by about ten minutes
    assert errors["validation"] < 9, f"The model is wrong by {errors['validation']:.1f} minutes."
