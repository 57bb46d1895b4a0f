"""Writes test/fixtures/learn/dict-vectorizer.json: what scikit-learn's DictVectorizer makes of small columns.

    python -m venv venv && venv/bin/pip install scikit-learn && venv/bin/python scripts/make-encode-fixture.py

The fixture records the versions it was made with. Columns are given as lists of values; None and NaN are null in JSON
(a column with a text in it is a text column, so null means None there and NaN elsewhere). Stored NaN values are null too.
"""

import json
import math
import pathlib

import numpy
import scipy
import sklearn
from sklearn.feature_extraction import DictVectorizer

NAN = math.nan

# name, columns to fit on, columns to transform
CASES = [
    (
        "one text and one number",
        {"PU_DO": ["74_75", "7_7", "74_75"], "trip_distance": [1.5, 0.0, 2.25]},
        {"PU_DO": ["7_7", "74_75"], "trip_distance": [0.0, -3.0]},
    ),
    (
        "values and columns that fit did not see",
        {"a": ["x", "y"], "n": [1.0, 2.0]},
        {"a": ["z", "x", "y"], "n": [0.0, 4.0, 5.0], "more": ["p", "q", "r"]},
    ),
    ("a column that is missing", {"a": ["x", "y"], "n": [1.0, 2.0]}, {"a": ["y", "x"]}),
    ("null texts in fit", {"a": ["x", None, "y"]}, {"a": [None, "y", "q"]}),
    ("null texts that fit did not see", {"a": ["x", "y"]}, {"a": [None, "x"]}),
    ("numbers that are NaN", {"n": [1.0, NAN, 0.0]}, {"n": [NAN, 2.0]}),
    ("a text column that was a number", {"a": [1.0, 2.0]}, {"a": ["1", "2"]}),
    ("a number that was a text", {"a": ["1", "2"]}, {"a": [1.0, 2.0]}),
    (
        "order by code point",
        {"a": ["\U0001f695", "\uff5e", "z", "Z", "é", "", "10", "9"]},
        {"a": ["\uff5e", "\U0001f695", "", "9", "10", "é", "Z", "z"]},
    ),
    (
        "features of columns that interleave",
        {"a": [None, "x", "m"], "a-b": ["p", "q", "p"], "A": [1.0, 2.0, 3.0]},
        {"a-b": ["q", "p", "p"], "A": [7.0, 8.0, 9.0], "a": ["x", None, "m"]},
    ),
    (
        "two columns that spell the same feature",
        {"a": ["b=c", "d"], "a=b": ["c", "c"]},
        {"a": ["b=c", "d", "b=c"], "a=b": ["c", "c", "e"]},
    ),
]


def records(columns):
    names = list(columns)
    return [dict(zip(names, row)) for row in zip(*columns.values())]


def plain(values):
    return [None if isinstance(v, float) and math.isnan(v) else v for v in values]


def encoded(name, fit, transform):
    vectorizer = DictVectorizer()
    vectorizer.fit(records(fit))
    matrix = vectorizer.transform(records(transform))
    matrix.sum_duplicates()  # sorts each row's columns too
    return {
        "name": name,
        "fit": {key: plain(values) for key, values in fit.items()},
        "transform": {key: plain(values) for key, values in transform.items()},
        "featureNames": vectorizer.get_feature_names_out().tolist(),
        "shape": list(matrix.shape),
        "indptr": matrix.indptr.tolist(),
        "indices": matrix.indices.tolist(),
        "values": plain(matrix.data.tolist()),
    }


fixture = {
    "madeBy": "scripts/make-encode-fixture.py",
    "versions": {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": numpy.__version__},
    "cases": [encoded(*case) for case in CASES],
}
target = pathlib.Path(__file__).parent.parent / "test" / "fixtures" / "learn" / "dict-vectorizer.json"
target.parent.mkdir(parents=True, exist_ok=True)
target.write_text(json.dumps(fixture, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
print(f"{target}: {len(CASES)} cases")
