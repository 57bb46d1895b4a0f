"""How the modules of a project are loaded: from their source, each time.

So nothing is written beside the user's files, and a file that has changed twice within a second is seen. Packages are
loaded as ever: what pip has compiled is used.
"""

import importlib.machinery as machinery
import os
import sys


class SourceLoader(machinery.SourceFileLoader):
    def path_stats(self, path):
        # without a time of the source, Python neither reads nor writes compiled code
        raise OSError(f"{path} is read anew")


def load_from_source(is_own):
    """From now on modules in folders of which ``is_own`` says so are loaded from their source."""

    def finder(folder):
        if not is_own(folder) or not os.path.isdir(folder):
            raise ImportError(f"{folder} is no folder of the project")
        return machinery.FileFinder(
            folder,
            (machinery.ExtensionFileLoader, machinery.EXTENSION_SUFFIXES),
            (SourceLoader, machinery.SOURCE_SUFFIXES),
            (machinery.SourcelessFileLoader, machinery.BYTECODE_SUFFIXES),
        )

    sys.path_hooks.insert(0, finder)


def forget_finders(is_own):
    """Drops what Python remembers of such folders, which it may have met before they were the project's."""
    for folder in list(sys.path_importer_cache):
        if is_own(folder):
            del sys.path_importer_cache[folder]
