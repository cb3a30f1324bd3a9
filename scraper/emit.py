"""Thread → Markdown page: front matter, then a heading and the body of each post.

Every line of a post stays a line of the page, and what is added is recognisable as such, so that
``scraper.restore`` gets the lines back:

=====================  ============================================================
in the post            on the page
=====================  ============================================================
a line of prose        the line, escaped; a backslash at its end where the break after it was meant
``>`` quotation        the line with its own marks, which are Markdown's
``|`` or ``＞``        ``<!-- quote: marks kept -->``, then ``> `` before the line and its marks
an attribution         ``<!-- quote -->``, then the line, then the quotation
a quotation's origin   ``<!-- quote of 4 via 5; ? -->``: post 4's words as post 5 quoted them, then
                       a run at another depth of unknown origin
a list                 ``<!-- list -->``, then the lines, each with a break
table, code, headers   a fenced block, the lines unchanged
a link                 ``[label](<target>)`` where the target is known
=====================  ============================================================

Under a post's time stand what it answers, ``<!-- answers 4 (quote 1.00), 6 (name 0.60) -->``, and
what it is about, ``<!-- topics bounce, rbl -->``.
``<!-- -->`` keeps two blocks apart that Markdown would run together.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from scraper.enrich.findings import NOTHING, Findings
from scraper.escape import escape
from scraper.frontmatter import front_matter
from scraper.lines import is_blank
from scraper.model import Block, Message, Reply, Thread
from scraper.shapes import quote_mark
from scraper.wrap import meant_breaks, wrap_width

RIGHTS = "投稿の著作権は各発言者にあります。"
APART = "<!-- -->"
LIST = "<!-- list -->"
FENCES = {"mail_headers": "mail-headers", "table": "table", "code": "text"}

_WORDS = 4  # enough to say why a thread has a topic
_MARKDOWN_MARK = re.compile(r"(?:> ?)+")
_WEB = re.compile(r"(?:https?|ftp)://", re.IGNORECASE)


def emit(thread: Thread, findings: Findings = NOTHING) -> str:
    """The page of a thread, ending in a line end. What may not be published is already masked."""
    parts = [
        f"<!-- thread {thread.id}: written by wsm convert, not by hand -->",
        "",
        f"# {escape(thread.title)}".rstrip(),
    ]
    for message in thread.messages:
        parts += [
            "",
            f'## <a id="m{message.number}"></a>{message.number}. {escape(message.author)}'.rstrip(),
            "",
            message.posted.isoformat(" "),
        ]
        if message.replies:
            parts.append(f"<!-- answers {', '.join(map(_reply, message.replies))} -->")
        if topics := findings.post_topics.get(message.number):
            parts.append(f"<!-- topics {', '.join(topic.id for topic in topics)} -->")
        if message.lines:
            parts += ["", *_body(message)]
    return front_matter(_metadata(thread, findings)) + "\n".join(parts) + "\n"


def _reply(reply: Reply) -> str:
    return f"{reply.to} ({reply.kind} {reply.confidence:.2f})"


def _metadata(thread: Thread, findings: Findings) -> dict[str, object]:
    counts = Counter(message.author for message in thread.messages)
    return {
        "id": thread.id,
        "title": thread.title,
        "template": "thread.html",
        "started": min(message.posted for message in thread.messages).isoformat(),
        "ended": max(message.posted for message in thread.messages).isoformat(),
        "messages": len(thread.messages),
        "participants": [{"name": name, "messages": count} for name, count in counts.most_common()],
        "topics": [
            {
                "id": topic.id,
                "label": findings.labels[topic.id],
                "words": list(topic.words[:_WORDS]),
            }
            for topic in findings.topics
        ],
        "software": [
            {"name": product.name, "versions": list(product.versions)}
            for product in findings.products
        ],
        "source": thread.source.model_dump(mode="json"),
        "notice": thread.notice,
        "rights": RIGHTS,
    }


def _body(message: Message) -> Iterator[str]:
    lines = message.lines
    width = wrap_width(
        [
            lines[block.first_line : block.last_line + 1]
            for block in message.blocks
            if block.type == "paragraph"
        ]
    )
    written = 0
    for block in message.blocks:
        yield from lines[written : block.first_line]
        if written == block.first_line > 0 and block.type in ("paragraph", "link"):
            yield APART
        yield from _block(message, block, width)
        written = block.last_line + 1


def _block(message: Message, block: Block, width: int | None) -> Iterator[str]:
    span = range(block.first_line, block.last_line + 1)
    lines = [message.lines[index] for index in span]
    every = [index < span[-1] for index in span]
    match block.type:
        case "paragraph":
            yield from _broken([_prose(message, at) for at in span], meant_breaks(lines, width))
        case "link":
            yield from _broken([_prose(message, at) for at in span], every)
        case "list":
            yield LIST
            yield from _broken([_prose(message, at) for at in span], every)
        case "quote":
            yield from _quote(message, span, block.origins)
        case "mail_headers" | "table" | "code":
            fence = _fence(lines)
            yield f"{fence}{FENCES[block.type]}"
            yield from lines
            yield fence


def _quote(message: Message, span: range, origins: Sequence[Sequence[int]] | None) -> Iterator[str]:
    quoted = [at for at in span if quote_mark(message.lines[at])]
    marks = [quote_mark(message.lines[at]) for at in quoted]
    bare = [message.lines[at][len(mark) :] for at, mark in zip(quoted, marks, strict=True)]
    before = range(span[0], quoted[0])
    kept = not all(map(_MARKDOWN_MARK.fullmatch, marks))
    if kept or before or any(origins or ()):
        yield f"<!-- quote{_origins(origins or ())}{': marks kept' if kept else ''} -->"
    yield from (_prose(message, at) for at in before)
    prose = [
        "> " + _prose(message, at) if kept else mark + _prose(message, at, skip=len(mark))
        for at, mark in zip(quoted, marks, strict=True)
    ]
    yield from _broken(prose, meant_breaks(bare, wrap_width([bare])))


def _origins(origins: Sequence[Sequence[int]]) -> str:
    if not any(origins):
        return ""
    return " of " + "; ".join(" via ".join(map(str, reversed(path))) or "?" for path in origins)


def _broken(prose: Sequence[str], breaks: Sequence[bool]) -> Iterator[str]:
    for line, meant in zip(prose, breaks, strict=True):
        yield line + "\\" if meant else line


def _prose(message: Message, index: int, *, skip: int = 0) -> str:
    """A line after ``skip`` characters, escaped, each label that has a web address made a link."""
    line = message.lines[index]
    if is_blank(line):
        return line
    written, parts = skip, []
    for link in message.links:
        end = link.start + len(link.label)
        is_here = link.line == index and written <= link.start < end
        if is_here and link.href and _WEB.match(link.href):
            target = quote(link.href, safe="!#$%&'*+,/:;=?@~")
            parts += [escape(line[written : link.start]), f"[{escape(link.label)}](<{target}>)"]
            written = end
    return "".join([*parts, escape(line[written:])])


def _fence(lines: Sequence[str]) -> str:
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    return "`" * max(3, longest + 1)
