if "custom" not in globals():
    from mage_ai.data_preparation.decorators import custom


@custom
def list_models(*args, **kwargs):
    """The models to try, and for each the name of its run: the blocks below run once for each of them."""
    models = [name.strip() for name in kwargs["models"].split(",")]
    return models, [{"block_uuid": name.split(".")[-1]} for name in models]
