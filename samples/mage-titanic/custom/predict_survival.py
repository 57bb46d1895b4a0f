import pandas as pd

from utils.passengers import features

if "custom" not in globals():
    from mage_ai.data_preparation.decorators import custom

EXAMPLES = [
    {"Name": "Redfern, Mrs. Ada", "Sex": "female", "Age": 38, "Pclass": 1, "SibSp": 1, "Parch": 0, "Fare": 71.3},
    {"Name": "Lund, Mr. Otto", "Sex": "male", "Age": 22, "Pclass": 3, "SibSp": 0, "Parch": 0, "Fare": 7.9},
]


@custom
def predict_survival(survival_model, *args, **kwargs):
    """How likely passengers are to survive: those of the variable `passengers`, or two examples."""
    model, info = survival_model["choose_model"]
    passengers = pd.DataFrame(kwargs.get("passengers") or EXAMPLES)
    print(f"predicted by {info['name']}")
    return passengers.assign(survives=model.predict_proba(features(passengers))[:, 1])
