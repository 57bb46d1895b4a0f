"""Writes core/learn/split/fixtures/splits.json: the folds that scikit-learn's splitters make without random numbers.

    python -m venv venv && venv/bin/pip install scikit-learn && venv/bin/python scripts/make-split-fixture.py

The fixture records the versions it was made with. `folds` are [train, test] of each fold, or "refused"; `sizes` are those
of both parts of train_test_split, which draws other rows but as many; `scores` are those of cross_validate.
"""

import json
import pathlib
import warnings

import numpy
import sklearn
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import (
    GroupKFold,
    KFold,
    StratifiedKFold,
    TimeSeriesSplit,
    cross_validate,
    train_test_split,
)

warnings.filterwarnings("ignore")
random = numpy.random.RandomState(11)
CASES = []


def case(splitter, rows, y=None, groups=None, **parameters):
    try:
        kind = globals()[splitter](**parameters)
        folds = [[part.tolist() for part in fold] for fold in kind.split(numpy.zeros((rows, 1)), y, groups)]
    except ValueError:
        folds = "refused"
    CASES.append(
        {
            "splitter": splitter,
            "rows": rows,
            "y": None if y is None else numpy.asarray(y).tolist(),
            "groups": None if groups is None else numpy.asarray(groups).tolist(),
            "parameters": parameters,
            "folds": folds,
        }
    )


for rows, splits in [(2, 2), (5, 5), (10, 3), (11, 4), (4, 5)]:
    case("KFold", rows, n_splits=splits)
for rows, splits in [(12, 2), (12, 3), (23, 4)]:
    case("StratifiedKFold", rows, y=random.choice([3, 1, 2], rows).tolist()[: rows - 12] + [1, 2, 3] * 4, n_splits=splits)
case("StratifiedKFold", 7, y=[1, 0, 0, 1, 1, 1, 0], n_splits=3)
case("StratifiedKFold", 4, y=[1, 0, 0, 1], n_splits=3)
for splits in [2, 3, 4]:
    case("GroupKFold", 20, groups=[1] * 7 + [2] * 5 + [9] * 4 + [4] * 3 + [0], n_splits=splits)
    case("GroupKFold", 9, groups=list("aabbccdde"), n_splits=splits)
case("GroupKFold", 6, groups=[1, 1, 1, 2, 2, 2], n_splits=3)
for parameters in [
    {},
    {"n_splits": 3},
    {"n_splits": 3, "gap": 2},
    {"n_splits": 3, "test_size": 2},
    {"n_splits": 3, "max_train_size": 4},
    {"n_splits": 2, "test_size": 3, "gap": 1, "max_train_size": 2},
    {"n_splits": 3, "test_size": 4},
]:
    case("TimeSeriesSplit", 12, **parameters)
    case("TimeSeriesSplit", 14, **parameters)

SIZES = []
for rows in [2, 7, 10, 101]:
    for parameters in [
        {},
        {"test_size": 0.2},
        {"test_size": 3},
        {"train_size": 0.6},
        {"train_size": 4},
        {"train_size": 0.5, "test_size": 0.3},
        {"train_size": 0.8, "test_size": 0.3},
        {"test_size": 200},
    ]:
        try:
            sizes = [len(part) for part in train_test_split(range(rows), **parameters)]
        except ValueError:
            sizes = "refused"
        SIZES.append({"rows": rows, "parameters": parameters, "sizes": sizes})

x = numpy.round(random.uniform(0, 10, 20), 2)
y = numpy.round(2 * x + 1 + random.normal(size=20), 2)
scores = cross_validate(
    LinearRegression(),
    x.reshape(-1, 1),
    y,
    cv=KFold(4),
    scoring=["r2", "neg_root_mean_squared_error"],
    return_train_score=True,
)

fixture = {
    "madeBy": "scripts/make-split-fixture.py",
    "versions": {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__},
    "sizes": SIZES,
    "validation": {
        "x": x.tolist(),
        "y": y.tolist(),
        "scores": {name: of.tolist() for name, of in scores.items() if not name.endswith("time")},
    },
}
target = pathlib.Path(__file__).parent.parent / "core" / "learn" / "split" / "fixtures" / "splits.json"
target.parent.mkdir(parents=True, exist_ok=True)
lines = ",\n".join(json.dumps(of) for of in CASES)
target.write_text(f'{json.dumps(fixture)[:-1]},\n"cases": [\n{lines}\n]}}\n', encoding="utf-8")
print(f"{target}: {len(CASES)} cases, {target.stat().st_size} bytes")
