import os

from eider_worker.task import current


def get_repo_path(repo_path=None, root_project=False, absolute_path=True, **_):
    """The folder of the project, or of the outer one of several."""
    if repo_path:
        return repo_path
    task = current.task
    if task is None:
        return os.environ.get("MAGE_REPO_PATH", os.getcwd())
    return task["root_project"] if root_project else task["project"]
