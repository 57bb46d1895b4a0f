if "custom" not in globals():
    from mage_ai.data_preparation.decorators import custom
if "test" not in globals():
    from mage_ai.data_preparation.decorators import test


@custom
def choose_model(trained, *args, **kwargs):
    """The model that was right most often with the passengers it had not seen. `trained` lists what became of all."""
    for one in sorted(trained, key=lambda one: -one["accuracy"]):
        print(f"{one['name']}: {one['accuracy']:.1%} right")
    best = max(trained, key=lambda one: one["accuracy"])
    return best["model"], {"name": best["name"], "accuracy": best["accuracy"]}


@test
def is_better_than_to_guess(model, info, *args):
    # six of ten passengers did not survive: to say so of all would be right that often
    assert info["accuracy"] > 0.65, f"{info['name']} is right in {info['accuracy']:.1%} only."
