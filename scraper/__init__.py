"""Captures of forum pages → structured Markdown, without loss."""
