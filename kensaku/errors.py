"""What goes wrong in a way that a reader or a site's author can act on."""


class KensakuError(Exception):
    """A page, an index or a query that cannot be used; the message says which and what to do."""
