"""A stand-in for the parts of Mage that blocks import. Where Mage itself is installed, what is not here is taken from it."""

__path__ = __import__("pkgutil").extend_path(__path__, __name__)
