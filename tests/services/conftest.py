"""A web on the loopback, and what comes from it."""

from tests.web.fixtures import web, wide_web

__all__ = ["web", "wide_web"]
