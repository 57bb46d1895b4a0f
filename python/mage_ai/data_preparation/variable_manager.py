from eider_worker import values
from eider_worker.failures import BlockError
from eider_worker.requests import ask, plain


def get_variable(pipeline_uuid, block_uuid, variable_uuid="output_0", partition=None, repo_path=None, **_):
    """One stored output of a block of any language; below a dynamic block, that of each of its runs in a list.

    ``partition`` is a run, as ``execution_partition`` names it; without, it is the run that asks, or else the newest one.
    """
    stored = _stored(pipeline_uuid, block_uuid, partition, repo_path)
    if "children" in stored:
        return [values.load(_named(outputs, variable_uuid, block_uuid)) for outputs in stored["children"]]
    return values.load(_named(stored["outputs"], variable_uuid, block_uuid))


def get_variables(pipeline_uuid, block_uuid, partition=None, repo_path=None, **_):
    """All stored outputs of a block, by their names."""
    stored = _stored(pipeline_uuid, block_uuid, partition, repo_path)
    groups = stored["children"] if "children" in stored else [stored["outputs"]]
    found = [{f"output_{index}": values.load(output) for index, output in enumerate(outputs)} for outputs in groups]
    return found if "children" in stored else found[0]


def stored_outputs(pipeline_uuid, block_uuid, partition=None, repo_path=None):
    """All stored outputs of a block in a list; of one that ran once for each item, those of all its runs."""
    stored = _stored(pipeline_uuid, block_uuid, partition, repo_path)
    groups = stored["children"] if "children" in stored else [stored["outputs"]]
    return [values.load(output) for outputs in groups for output in outputs]


def get_global_variables(pipeline_uuid, repo_path=None, **_):
    """The variables of a pipeline, as its file has them."""
    return ask("global_variables", pipeline_uuid=str(pipeline_uuid), repo_path=_text(repo_path))


def get_global_variable(pipeline_uuid, key, repo_path=None, **_):
    """A variable of a pipeline, as its file has it; None when it has none of that name."""
    return get_global_variables(pipeline_uuid, repo_path).get(key)


def set_global_variable(pipeline_uuid, key, value, repo_path=None, **_):
    """Writes a variable into the file of a pipeline; the rest of the file stays as it is. Runs see it that begin later."""
    ask(
        "set_global_variable",
        pipeline_uuid=str(pipeline_uuid),
        repo_path=_text(repo_path),
        key=str(key),
        value=plain(value, str(key)),
    )


def _stored(pipeline_uuid, block_uuid, partition, repo_path):
    return ask(
        "stored_outputs",
        pipeline_uuid=str(pipeline_uuid),
        block_uuid=str(block_uuid),
        partition=_text(partition),
        repo_path=_text(repo_path),
    )


def _named(outputs, variable_uuid, block_uuid):
    """An output by its own name, or as Mage counts them: output_0, output_1 and so on."""
    for index, output in enumerate(outputs):
        if variable_uuid in (output["name"], f"output_{index}"):
            return output
    names = ", ".join(output["name"] for output in outputs)
    raise BlockError(
        "output_missing",
        f"Block {block_uuid} has stored no {variable_uuid}.",
        f"It has {names}." if names else "It has stored nothing.",
    )


def _text(value):
    return None if value is None else str(value)
