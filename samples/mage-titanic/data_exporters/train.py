if "data_exporter" not in globals():
    from mage_ai.data_preparation.decorators import data_exporter


@data_exporter
def train(tuned, **kwargs):
    """Fits one model to all passengers, with the settings that were best."""
    settings, X, y, info = tuned
    model = info["cls"](**settings).fit(X, y)
    return {"name": info["name"], "accuracy": info["accuracy"], "model": model}
