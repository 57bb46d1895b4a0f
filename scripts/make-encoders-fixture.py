"""Writes core/learn/encode/fixtures/encoders.json: what scikit-learn's encoders and scalers make of small columns.

    python -m venv venv && venv/bin/pip install scikit-learn && venv/bin/python scripts/make-encoders-fixture.py

The fixture records the versions it was made with. Columns are given as lists of values; None and NaN are null in JSON (a
column with a text in it is a text column). Results are dense, NaN as null. A case that scikit-learn refuses has the
result "refused".
"""

import json
import math
import pathlib
import warnings

import numpy
import sklearn
from scipy.sparse import csr_matrix
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, OrdinalEncoder, StandardScaler, TargetEncoder

warnings.filterwarnings("ignore")
NAN = math.nan
random = numpy.random.RandomState(3)


def plain(value):
    if isinstance(value, (list, tuple)):
        return [plain(of) for of in value]
    if isinstance(value, dict):
        return {key: plain(of) for key, of in value.items()}
    if isinstance(value, numpy.ndarray):
        return plain(value.tolist())
    return None if isinstance(value, float) and math.isnan(value) else value


def table(columns, missing=None):
    """An array of objects, so that each column keeps its type; a null text is `missing`."""
    return numpy.array([[missing if of is None else of for of in row] for row in zip(*columns.values())], dtype=object)


def attempt(make):
    try:
        return plain(make())
    except (ValueError, AttributeError):  # the latter from a fault in the message about a dropped infrequent category
        return "refused"


def encoded(kind, title, encoder, fit, transform, parameters):
    names = list(fit)
    # the ordinal encoder takes None as a category with a number, and only NaN as missing
    missing = NAN if kind == "OrdinalEncoder" else None

    def make():
        encoder.fit(table(fit, missing))
        result = encoder.transform(table(transform, missing))
        features = encoder.get_feature_names_out(names).tolist()
        return {"features": features, "rows": result.tolist()}

    return {
        "encoder": kind,
        "title": title,
        "parameters": plain(parameters),
        "fit": plain(fit),
        "transform": plain(transform),
        "expected": attempt(make),
    }


ZONES = {"zone": ["b", "a", "c", "a", "é", "a", "b", "\U0001f695"], "count": [3, 1, 1, 2, 1, 3, 1, 10]}
HOLES = {"zone": ["b", None, "c", "b"], "count": [0.5, NAN, 0.25, NAN]}
UNKNOWN = {"zone": ["a", "q", "c"], "count": [1, 2, 7]}
TEN = {"zone": list("aaaabbbccd"), "flag": list("nynnyynyny")}
one_hot = [
    ("as it is", ZONES, ZONES, {}),
    ("null in both", HOLES, HOLES, {}),
    ("null that fit did not see", {"zone": ["a", "b"]}, {"zone": [None, "a"]}, {"handle_unknown": "ignore"}),
    ("null that fit did not see, refused", {"zone": ["a", "b"]}, {"zone": [None, "a"]}, {}),
    ("unknown refused", ZONES, UNKNOWN, {}),
    ("unknown ignored", ZONES, UNKNOWN, {"handle_unknown": "ignore"}),
    ("unknown among infrequent", ZONES, UNKNOWN, {"handle_unknown": "infrequent_if_exist", "min_frequency": 2}),
    ("unknown without infrequent", ZONES, UNKNOWN, {"handle_unknown": "infrequent_if_exist"}),
    ("unknown ignored beside infrequent", ZONES, UNKNOWN, {"handle_unknown": "ignore", "min_frequency": 2}),
]
for drop in [None, "first", "if_binary"]:
    for least in [None, 1, 2, 3, 5, 0.25, 0.5]:
        for most in [None, 1, 2, 3, 4]:
            parameters = {"drop": drop, "min_frequency": least, "max_categories": most}
            one_hot.append(("dropped and infrequent", TEN, TEN, parameters))
for drop in [["b", "y"], ["z", "y"], ["d", "y"]]:
    for least in [None, 2]:
        one_hot.append(("one category dropped", TEN, TEN, {"drop": drop, "min_frequency": least}))
one_hot.append(("unknown with first dropped", TEN, {"zone": ["q", "a"], "flag": ["y", "q"]}, {"drop": "first", "handle_unknown": "ignore"}))
one_hot.append(("categories given", TEN, TEN, {"categories": [list("dxcab"), ["y", "n"]]}))
one_hot.append(("categories given that lack one", TEN, TEN, {"categories": [list("cab"), ["y", "n"]]}))
one_hot.append(("categories given, infrequent", TEN, TEN, {"categories": [list("dxcab"), ["y", "n"]], "max_categories": 3}))

ordinal = [
    ("as it is", ZONES, ZONES, {}),
    ("null in both", HOLES, HOLES, {}),
    ("null has a number", HOLES, HOLES, {"encoded_missing_value": -1}),
    ("null has a number that is taken", HOLES, HOLES, {"encoded_missing_value": 1}),
    ("unknown refused", ZONES, UNKNOWN, {}),
    ("unknown has a number", ZONES, UNKNOWN, {"handle_unknown": "use_encoded_value", "unknown_value": -1}),
    ("unknown is NaN", ZONES, UNKNOWN, {"handle_unknown": "use_encoded_value", "unknown_value": NAN}),
    ("unknown has a number that is taken", ZONES, UNKNOWN, {"handle_unknown": "use_encoded_value", "unknown_value": 2}),
    ("null that fit did not see", {"zone": ["a", "b"]}, {"zone": [None, "a"]}, {"handle_unknown": "use_encoded_value", "unknown_value": -1}),
    ("categories given", TEN, TEN, {"categories": [list("dxcab"), ["y", "n"]]}),
]

CASES = [
    encoded("OneHotEncoder", title, OneHotEncoder(sparse_output=False, **parameters), fit, transform, parameters)
    for title, fit, transform, parameters in one_hot
] + [
    encoded("OrdinalEncoder", title, OrdinalEncoder(**parameters), fit, transform, parameters)
    for title, fit, transform, parameters in ordinal
]

# target encoder: unshuffled folds, so that no random numbers are involved
rows = 31
zones = random.choice(["a", "b", "c", "d", None], rows, p=[0.4, 0.3, 0.1, 0.1, 0.1]).tolist()
hours = random.randint(0, 4, rows).tolist()
columns = {"zone": zones, "hour": hours}
later = {"zone": ["a", "q", None, "d"], "hour": [0, 3, 9, 1]}
fare = numpy.round(random.gamma(2, 5, rows), 2)
tip = random.randint(0, 2, rows)
kind = random.choice([2, 4, 7], rows)
TARGETS = []
for title, y, target_type in [
    ("continuous", fare, "auto"),
    ("binary", tip, "auto"),
    ("binary of other labels", tip * 3 + 1, "auto"),
    ("multiclass", kind, "auto"),
    ("whole numbers as continuous", kind, "continuous"),
    ("two classes, said to be", tip, "binary"),
    ("a constant", numpy.full(rows, 2.5), "auto"),
]:
    for smooth in ["auto", 0.0, 10.0]:
        for cv in [2, 5]:
            parameters = {"smooth": smooth, "target_type": target_type, "cv": cv}
            continuous = target_type == "continuous" or y.dtype.kind == "f"
            folds = KFold(cv) if continuous else StratifiedKFold(cv)
            encoder = TargetEncoder(smooth=smooth, target_type=target_type, cv=folds)
            fitted = encoder.fit_transform(table(columns), y)
            TARGETS.append(
                {
                    "title": title,
                    "y": plain(y),
                    "parameters": parameters,
                    "features": encoder.get_feature_names_out(list(columns)).tolist(),
                    "fitted": plain(fitted),
                    "transformed": plain(encoder.transform(table(later))),
                }
            )

# scalers
numbers = numpy.round(random.normal(size=(9, 5)) * [1, 100, 0.01, 1, 1] + [0, 1e6, 0, 0, 0], 5)
numbers[:, 3] = 0.1
numbers[2, 0] = numbers[5, 1] = NAN
numbers[:, 4] = NAN
sparse = numpy.round(random.normal(size=(9, 5)), 2) * (random.uniform(size=(9, 5)) < 0.4)
sparse[:, 3] = 3
sparse[4, 0] = NAN
other = numpy.round(random.normal(size=(3, 5)) * 3, 2)
SCALERS = []
for title, matrix in [("dense", numbers), ("dense", sparse), ("sparse", sparse), ("dense", [[1.0], [3.0]]), ("dense", [[5.0]])]:
    matrix = numpy.asarray(matrix)
    applied = other[:, : matrix.shape[1]]
    for scaler, choices in [
        ("StandardScaler", [{}, {"with_mean": False}, {"with_std": False}, {"with_mean": False, "with_std": False}]),
        ("MinMaxScaler", [{}, {"feature_range": (-1, 3)}, {"clip": True}, {"feature_range": (-1, 3), "clip": True}]),
    ]:
        for parameters in choices:
            if title == "sparse" and (scaler == "MinMaxScaler" or parameters.get("with_mean", True)):
                continue
            def form(values):
                return csr_matrix(values) if title == "sparse" else values

            def whole(result):
                return result.toarray() if title == "sparse" else result

            made = {"StandardScaler": StandardScaler, "MinMaxScaler": MinMaxScaler}[scaler](**parameters)
            made.fit(form(matrix))
            SCALERS.append(
                {
                    "scaler": scaler,
                    "title": title,
                    "parameters": plain(parameters),
                    "fit": plain(matrix),
                    "apply": plain(applied),
                    "fitted": plain(whole(made.transform(form(matrix)))),
                    "applied": plain(whole(made.transform(form(applied)))),
                    "inverse": plain(whole(made.inverse_transform(form(applied)))),
                }
            )

fixture = {
    "madeBy": "scripts/make-encoders-fixture.py",
    "versions": {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__},
    "targetColumns": plain(columns),
    "targetLater": plain(later),
}
target = pathlib.Path(__file__).parent.parent / "core" / "learn" / "encode" / "fixtures" / "encoders.json"
target.parent.mkdir(parents=True, exist_ok=True)
parts = [json.dumps(fixture, ensure_ascii=False)[:-1]]
for name, cases in [("encoders", CASES), ("targetEncoders", TARGETS), ("scalers", SCALERS)]:
    lines = ",\n".join(json.dumps(of, ensure_ascii=False) for of in cases)
    parts.append(f'"{name}": [\n{lines}\n]')
target.write_text(",\n".join(parts) + "}\n", encoding="utf-8")
print(f"{target}: {len(CASES)} encoders, {len(TARGETS)} target encoders, {len(SCALERS)} scalers, {target.stat().st_size} bytes")
