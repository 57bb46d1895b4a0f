import os

from eider_worker.failures import BlockError
from eider_worker.requests import ask, is_inside
from eider_worker.task import current


def get_secret_value(name, *_, suppress_warning=False, **__):
    """A secret by its name: one that was set in VS Code, or else the environment's variable; None when there is none.

    What it gives does not appear in logs.
    """
    known = (current.task or {}).get("secrets", {})
    if name in known:
        return known[name]
    value = os.environ.get(name)
    if value is None:
        if not suppress_warning:
            print(f"WARNING There is no secret {name}: set it in VS Code, or as an environment variable.")
        return None
    if is_inside():
        ask("hide", values=[value])
    return value


def create_secret(name, *_, **__):
    """Refuses: secrets are kept by VS Code, not by the code of a project."""
    raise BlockError(
        "secret_not_writable",
        f"A block cannot create the secret {name}: secrets are kept outside of the project.",
        'Set it with the command "Eider: Set Secret" in VS Code, or as an environment variable.',
    )
