from eider_worker.project import project_folder, root_folder


def get_repo_path(repo_path=None, root_project=False, absolute_path=True, **_):
    """The folder of the project, or of the outer one of several."""
    if repo_path:
        return repo_path
    return root_folder() if root_project else project_folder()
