import os

from eider_worker.task import current


def get_secret_value(name, *_, **__):
    """A secret by its name: one that was set in VS Code, or else the environment's variable; None when there is none."""
    task = current.task or {}
    return task.get("secrets", {}).get(name, os.environ.get(name))
