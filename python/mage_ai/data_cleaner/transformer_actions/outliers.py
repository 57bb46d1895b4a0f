"""Takes away rows that lie far from all others."""

from mage_ai.data_cleaner.transformer_actions import values

_TREES = 100
_MOST_DIMENSIONS = 20
_MANY_ROWS = 500


def remove_outliers(df, action):
    """By an isolation forest (``itree``) or the local outlier factor (``lof``) over the columns that are numbers.

    How many there are is estimated column by column: values beyond one and a half interquartile ranges from the quartiles.
    """
    import numpy

    names = [name for name in action["action_arguments"] if values.is_number(action, name)]
    # by place: labels of rows may come more than once
    numbers = df[names].apply(values.numbers).reset_index(drop=True).dropna()
    if not names or len(numbers) < 3:
        return df
    low, high = numbers.quantile(0.25), numbers.quantile(0.75)
    reach = 1.5 * (high - low)
    outside = (numbers < low - reach) | (numbers > high + reach)
    share = float(min(outside.any(axis=1).mean(), 0.5))
    if share == 0:
        return df
    points = ((numbers - numbers.mean()) / numbers.std().replace(0, 1)).to_numpy(dtype=float)
    if points.shape[1] > _MOST_DIMENSIONS:
        from sklearn.decomposition import PCA

        points = PCA(n_components=_MOST_DIMENSIONS, random_state=0).fit_transform(points)
    method = action["action_options"].get("method") or "auto"
    if method == "auto":
        method = "itree" if len(points) > _MANY_ROWS or points.shape[1] > 2 else "lof"
    if method == "itree":
        from sklearn.ensemble import IsolationForest

        verdict = IsolationForest(n_estimators=_TREES, contamination=share, random_state=0).fit_predict(points)
    else:
        from sklearn.neighbors import LocalOutlierFactor

        neighbours = max(2, min(len(points) - 1, int(numpy.ceil(len(points) * share)) + 1))
        verdict = LocalOutlierFactor(n_neighbors=neighbours, contamination=share).fit_predict(points)
    kept = numpy.ones(len(df), dtype=bool)
    kept[numbers.index[verdict == -1]] = False
    return df[kept]
