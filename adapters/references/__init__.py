"""The door to the reference lists of the chain, as an administrator installed them."""

from adapters.references.install import Outcome, install
from adapters.references.shelf import FileReferences, Installed, ReferenceShelf

__all__ = ["FileReferences", "Installed", "Outcome", "ReferenceShelf", "install"]
