import importlib

import pandas as pd

if "transformer" not in globals():
    from mage_ai.data_preparation.decorators import transformer

CHOICES = {
    "LogisticRegression": [{"C": c, "max_iter": 2000} for c in (0.1, 1.0, 10.0)],
    "DecisionTreeClassifier": [{"max_depth": depth, "random_state": 7} for depth in (3, 5, 8)],
}
"""What is tried of each model; of others only what they are by default."""


@transformer
def tune(training_sets, model, *args, **kwargs):
    """Tries one model with several settings. Gives the best of them, all passengers and answers, and which model it is."""
    X_train, X_val, y_train, y_val = training_sets["build_sets"]
    module, name = model.rsplit(".", 1)
    cls = getattr(importlib.import_module(f"sklearn.{module}"), name)
    best, accuracy = None, -1.0
    for settings in CHOICES.get(name, [{}]):
        score = cls(**settings).fit(X_train, y_train).score(X_val, y_val)
        print(f"{name} {settings}: {score:.1%} right")
        if score > accuracy:
            best, accuracy = settings, score
    X, y = pd.concat([X_train, X_val]), pd.concat([y_train, y_val])
    return best, X, y, {"cls": cls, "name": name, "accuracy": float(accuracy)}
