"""Pickles whose classes may stand in files of the project, blocks among them."""

import importlib
import io
import pickle

from . import modules


def dump(value, handle):
    pickle.dump(value, handle, protocol=4)


def dumps(value):
    return pickle.dumps(value, protocol=4)


def load(handle):
    return _Unpickler(handle).load()


def loads(data):
    return load(io.BytesIO(data))


class _Unpickler(pickle.Unpickler):
    def find_class(self, module, name):
        # a block's file may count on the decorators being there, so it is no ordinary import
        modules.load_from_project(module)
        return super().find_class(module, name)
