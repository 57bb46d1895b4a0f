"""The project that code belongs to."""

import os
import sys

from .task import current


def project_folder():
    """The project of the block that runs; on its own, the nearest one above the working folder or the program's file."""
    if current.task is not None:
        return current.task["project"]
    named = os.environ.get("MAGE_REPO_PATH")
    if named:
        return named
    program = getattr(sys.modules.get("__main__"), "__file__", None)
    starts = [os.getcwd()] + ([os.path.dirname(os.path.abspath(program))] if program else [])
    for start in starts:
        for folder in _above(start):
            if os.path.isdir(os.path.join(folder, "pipelines")):
                return folder
    return os.getcwd()


def root_folder():
    """The outer folder of a checkout of several projects, else the project."""
    if current.task is not None:
        return current.task["root_project"]
    own = project_folder()
    return next((folder for folder in _above(own) if _lists_projects(folder)), own)


def _above(folder):
    folder = os.path.abspath(folder)
    while True:
        yield folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent


def _lists_projects(folder):
    try:
        with open(os.path.join(folder, "settings.yaml"), encoding="utf-8") as handle:
            return any(line.startswith("projects:") for line in handle)
    except OSError:
        return False
