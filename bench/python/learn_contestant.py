"""The other side of the benchmark `learn`: one task with XGBoost or scikit-learn, as bench/learn/contestant.ts does it.

Called with the task as JSON and the folder of its data set; prints what it took as JSON. See bench/learn/task.ts for both.
"""

import json
import os
import re
import statistics
import sys
import time
import warnings

import numpy


def main(task, folder):
    (X, y), (X_validation, y_validation) = read(folder, "train"), read(folder, "validation")
    fit, predict = contestant(task)
    loaded = memory("VmRSS")
    forget_peak()

    first_train, model = timed(lambda: fit(X, y))
    first_predict, predictions = timed(lambda: predict(model, X_validation))
    peak = memory("VmHWM")
    train, train_processor = again(lambda: fit(X, y))
    prediction, prediction_processor = again(lambda: predict(model, X_validation))
    one = X_validation[:1]
    print(
        json.dumps(
            {
                "firstTrain": first_train,
                "firstPredict": first_predict,
                "loadedMiB": loaded,
                "peakMiB": peak,
                "train": train,
                "trainProcessor": train_processor,
                "predict": prediction,
                "predictProcessor": prediction_processor,
                "oneRow": statistics.median(timed(lambda: predict(model, one))[0] for _ in range(1000)) * 1e6,
                "rmse": float(numpy.sqrt(numpy.mean((predictions - y_validation) ** 2))),
            }
        )
    )


def contestant(task):
    """How to fit and how to predict. What is imported here counts as loading."""
    parameters = task["parameters"]
    if task["model"] == "boosting":
        import xgboost

        settings = {**parameters, "tree_method": "hist", "nthread": task["threads"]}

        def fit(X, y):
            return xgboost.train(settings, xgboost.DMatrix(X, label=y, nthread=task["threads"]), task["rounds"])

        # without making a DMatrix first: XGBoost's quickest way
        return fit, lambda model, X: model.inplace_predict(X)
    import sklearn.ensemble
    import sklearn.linear_model
    import sklearn.svm

    warnings.simplefilter("ignore", sklearn.exceptions.ConvergenceWarning)
    modules = (sklearn.ensemble, sklearn.linear_model, sklearn.svm)
    estimator = next(getattr(module, task["model"]) for module in modules if hasattr(module, task["model"]))
    if task["model"] in ("RandomForestRegressor", "ExtraTreesRegressor"):
        parameters = {**parameters, "n_jobs": task["threads"]}
    return lambda X, y: estimator(**parameters).fit(X, y), lambda model, X: model.predict(X)


def read(folder, part):
    def load(name):
        return numpy.load(os.path.join(folder, f"{part}.{name}.npy"))

    y = load("y")
    if os.path.exists(os.path.join(folder, f"{part}.X.npy")):
        return load("X"), y
    import scipy.sparse

    shape = (len(y), int(load("columns")[0]))
    return scipy.sparse.csr_matrix((load("values"), load("indices"), load("indptr")), shape=shape), y


def timed(call):
    started = time.perf_counter()
    returned = call()
    return time.perf_counter() - started, returned


def again(call):
    """Medians of calls, for about a second: at least one and at most seven. Seconds by the clock and of the processors."""
    taken, processor = [], []
    while not taken or (sum(taken) < 1 and len(taken) < 7):
        before = time.process_time()
        taken.append(timed(call)[0])
        processor.append(time.process_time() - before)
    return statistics.median(taken), statistics.median(processor)


def memory(figure):
    """`VmRSS`, what the process holds, or `VmHWM`, the most it held (proc(5)), in MiB."""
    try:
        with open("/proc/self/status") as status:
            return int(re.search(rf"^{figure}:\s+(\d+) kB$", status.read(), re.MULTILINE)[1]) / 1024
    except FileNotFoundError:
        return None


def forget_peak():
    """Lets `VmHWM` begin anew."""
    if sys.platform == "linux":
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), sys.argv[2])
