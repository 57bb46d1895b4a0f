"""Modules that cannot be imported: packages to install, or files that a project lacks."""

import os
import sys

PACKAGES = {
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "distutils": "setuptools",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "fitz": "PyMuPDF",
    "git": "GitPython",
    "jose": "python-jose",
    "jwt": "PyJWT",
    "MySQLdb": "mysqlclient",
    "PIL": "pillow",
    "pkg_resources": "setuptools",
    "psycopg2": "psycopg2-binary",
    "serial": "pyserial",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "slugify": "python-slugify",
    "snowflake": "snowflake-connector-python",
    "yaml": "pyyaml",
    "zmq": "pyzmq",
}
"""Packages whose name is not that of their module."""

_LOCAL = {"common", "config", "default_repo", "helpers", "lib", "settings", "src", "utils"}
"""Names that projects give to folders of their own: a package that happens to be called so is not what was meant."""

_GOOGLE = {
    "google.cloud.bigquery": "google-cloud-bigquery",
    "google.cloud.storage": "google-cloud-storage",
    "google.oauth2": "google-auth",
    "google.protobuf": "protobuf",
}
"""Modules of packages that share their first name with others."""


def missing_module(error, task):
    """What is told of an import that found nothing: code, sentence, remedy, and the package that has it if one may."""
    name, block = error.name, task["block"]
    top = name.split(".")[0]
    if _is_installed(top, task):
        return {
            "code": "module_missing",
            "message": f"Block {block} imports {name}, which is not in the {top} that {sys.executable} has.",
            "remedy": f"Correct the import, or install another version of {package_of(name)}.",
        }
    place = _in_project(name, task)
    if place is not None:
        return {
            "code": "module_missing",
            "message": f"Block {block} imports {name}, of which there is no file in {place}.",
            "remedy": "Correct the import, or write the file.",
        }
    if top in getattr(sys, "stdlib_module_names", ()):
        return {
            "code": "module_missing",
            "message": f"Block {block} imports {name}, a part of Python that {sys.executable} was installed without.",
            "remedy": "Install that part, or choose another interpreter.",
        }
    package = package_of(name)
    return {
        "code": "package_missing",
        "message": f"Block {block} needs {package}; your interpreter is {sys.executable}, which does not have it.",
        "remedy": f"Install it: {command([package])}",
        "missing": missing_packages([package]),
    }


def missing_packages(packages):
    """What an editor needs to offer their installation."""
    return {"packages": list(packages), "interpreter": sys.executable}


def command(packages):
    """The line for a terminal that installs packages."""
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    return f"{python} -m pip install {' '.join(packages)}"


def package_of(module):
    """The package that has a module, as it is named in a package index."""
    for name, package in _GOOGLE.items():
        if module == name or module.startswith(name + "."):
            return package
    top = module.split(".")[0]
    return PACKAGES.get(top, top)


def _is_installed(top, task):
    """Whether the first part of a name is a package that was found outside the project."""
    file = getattr(sys.modules.get(top), "__file__", None)
    return isinstance(file, str) and not any(file.startswith(folder + os.sep) for folder in task["import_folders"][:-1])


def _in_project(name, task):
    """The folder of the project where a module would have to be. None for the name of a package."""
    top = name.split(".")[0]
    for folder in task["import_folders"]:
        at = os.path.join(folder, top)
        if os.path.isfile(at + ".py"):
            return folder
        if os.path.isdir(at):
            return at
    return task["project"] if top in _LOCAL else None
