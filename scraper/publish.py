"""Thread → the thread as it may be published: addresses masked, withdrawn posts left out."""

from scraper.model import Block, Link, Message, Thread
from scraper.redaction import Redactions

WITHDRAWN_AUTHOR = "取り下げ"
WITHDRAWN_LINE = "（この発言は取り下げられました。）"


def publish(thread: Thread, redactions: Redactions) -> Thread:
    """The thread with every text masked. Posts keep their numbers and their count of lines,
    but a withdrawn post keeps only its number and time."""
    return thread.model_copy(
        update={
            "title": redactions.mask(thread.title),
            "notice": redactions.mask(thread.notice),
            "messages": tuple(_publish_message(each, redactions) for each in thread.messages),
        }
    )


def _publish_message(message: Message, redactions: Redactions) -> Message:
    if redactions.withdrawn(message.id):
        return message.model_copy(
            update={
                "author": WITHDRAWN_AUTHOR,
                "lines": (WITHDRAWN_LINE,),
                "links": (),
                "blocks": (Block(type="paragraph", first_line=0, last_line=0),),
                "replies_to": (),
                "replies": (),
            }
        )
    lines = tuple(redactions.mask(line) for line in message.lines)
    links = (_publish_link(link, message.lines, lines, redactions) for link in message.links)
    return message.model_copy(
        update={
            "author": redactions.mask(message.author),
            "lines": lines,
            "links": tuple(links),
        }
    )


def _publish_link(
    link: Link, lines: tuple[str, ...], masked: tuple[str, ...], redactions: Redactions
) -> Link:
    """Move a link to where its label is in the masked line; drop a target that is an address."""
    label = redactions.mask(link.label)
    start = len(redactions.mask(lines[link.line][: link.start]))
    href = link.href
    if href and redactions.mask(href) != href:
        href = None
    if not masked[link.line].startswith(label, start):
        href, start = None, 0
    return link.model_copy(update={"label": label, "href": href, "start": start})
