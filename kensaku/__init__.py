"""Exact full-text search for static sites, Japanese above all."""

from kensaku.errors import KensakuError
from kensaku.index import build_index
from kensaku.search import Index

__all__ = ["Index", "KensakuError", "build_index"]
