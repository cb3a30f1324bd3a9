"""What one thread adds to the index pages: its rows, and what they are sorted and counted by.

Rows are made where the thread is converted, by any number of processes, and kept between runs; what
is left to do for all threads together is to put them in order.
"""

from scraper.summary import Opening

# Plain tuples: ten thousand threads have 300,000 rows, and the cache reads a named tuple four times
# as slowly.
PersonRow = tuple[str, int, str]
"""A name, how many posts are under it, and the row's tail."""
TopicRow = tuple[str, bool, int, str]
"""The topic's id, whether the whole thread has it, how many posts do, and the row's tail."""
ProductRow = tuple[str, str, tuple[str, ...], str]
"""The software's id and name, the versions named, and the row's tail."""
HostRow = tuple[str, bool, str]
"""The host's name, whether it is an IP address, and the row's tail."""
LinkRow = tuple[str, str]
"""The host that is linked to, and the row."""


class Entries(Opening):
    """The rows of a thread, Markdown all of them.

    Most are ``link``, the beginning of a link to the thread, and a tail of their own. ``month`` is
    the row in the list of the thread's month, ``case`` that among the open cases, None where it is
    none. ``people`` are those of posts that were not withdrawn.
    """

    link: str
    month: str
    people: tuple[PersonRow, ...]
    topics: tuple[TopicRow, ...]
    products: tuple[ProductRow, ...]
    hosts: tuple[HostRow, ...]
    links: tuple[LinkRow, ...]
    case: str | None
