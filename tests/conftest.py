"""Fixtures that several folders share. The running product is met only on the service's Python."""
import sys

if sys.version_info >= (3, 13):
    from tests.whole import whole  # noqa: F401
