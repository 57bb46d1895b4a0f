"""A stand-in for the parts of Mage that blocks import. Where Mage itself is installed, what is not here is taken from it."""

from eider_worker import stand_in

stand_in.install()
__path__ = stand_in.folders(__name__, __path__)
