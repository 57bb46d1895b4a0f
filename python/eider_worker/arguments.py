"""The values that a block's functions receive."""

from . import values


def argument(given):
    """What an upstream block gives: one output stands for itself, several for a list, none for an empty list."""
    kind = given["kind"]
    if kind == "outputs":
        loaded = [values.load(output) for output in given["outputs"]]
        return loaded[0] if len(loaded) == 1 else loaded
    if kind == "item":
        return given["value"]
    if kind == "row":
        return values.load(given["output"]).iloc[given["row"]]
    if kind == "children":
        children = [[values.load(output) for output in outputs] for outputs in given["children"]]
        gathered = []
        for outputs in children:
            gathered.extend([outputs] if len(outputs) != 1 and given["named"] else outputs)
        return gathered
    return {one["block"]: [values.load(output) for output in one["outputs"]] for one in given["products"]}
