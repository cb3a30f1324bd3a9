"""What differs between two builds of the site, page by page and post by post."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from kensaku.pages import read_page

_SHOWN = 200


class Change(NamedTuple):
    """A section that is new, gone, or shows other text: its address and its heading."""

    what: Literal["added", "changed", "removed"]
    address: str
    heading: str


def changes(old: Path, new: Path) -> Iterator[Change]:
    """Yield the changes from the site in ``old`` to that in ``new``, in order of address.

    Compared is the text that readers see. Raises OSError where a folder cannot be read, and
    KensakuError for a page that cannot.
    """
    pages = {path.relative_to(site).as_posix() for site in (old, new) for path in _pages(site)}
    for page in sorted(pages):
        before, after = _sections(old, page), _sections(new, page)
        for address in sorted({*before, *after}):
            was, now = before.get(address), after.get(address)
            if was == now:
                continue
            heading = (now or was or ("", ""))[0]
            what: Literal["added", "changed", "removed"] = (
                "added" if was is None else "removed" if now is None else "changed"
            )
            yield Change(what, address, heading)


def summary(found: list[Change]) -> str:
    """The changes as a Markdown list; what stands in them is code, so it is no markup."""
    if not found:
        return "No page changed.\n"
    lines = [
        f"- {change.what} `{_code(change.address)}` `{_code(change.heading)}`"
        for change in found[:_SHOWN]
    ]
    if len(found) > _SHOWN:
        lines.append(f"- and {len(found) - _SHOWN} more")
    return "\n".join([f"{len(found)} places changed:", "", *lines, ""])


def _code(text: str) -> str:
    return " ".join(text.replace("`", "ˋ").split()) or " "


def _pages(site: Path) -> Iterator[Path]:
    if not site.is_dir():
        raise NotADirectoryError(20, "is not a folder of a built site", str(site))
    return site.rglob("*.html")


def _sections(site: Path, page: str) -> Mapping[str, tuple[str, str]]:
    path = site / page
    if not path.exists():
        return {}
    return {
        f"{section.url}#{section.fragment}" if section.fragment else section.url: (
            section.heading,
            section.text,
        )
        for section in read_page(path.read_bytes(), page)
    }
