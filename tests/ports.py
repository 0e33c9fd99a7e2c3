"""Free ports of this machine."""
from cli.places import free_port

__all__ = ["free_port"]
