"""Captures: the archive of WARC files, what can be imported into it, what is exported from it."""
