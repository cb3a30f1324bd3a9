"""Tiny sites and their indexes."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

from kensaku import Index
from kensaku.index import LABELS, Sizes, build_index
from kensaku.pages import Section, read_page

# So small that a few sections fill several chunks and segments.
SMALL = Sizes(grams=300, text=60, columns=2, frequent=4, large=12, segment=250, segment_ends=2)


def page(*sections: str, title: str = "題", attributes: str = "") -> str:
    """A page whose sections have the anchors s1, s2 …; each is given as HTML."""
    body = "".join(f'<h2 id="s{n}">{n}</h2>{html}' for n, html in enumerate(sections, 1))
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><nav>menu</nav><main {attributes}>{body}</main></body></html>"
    )


def text_page(sections: Iterable[Sequence[str]]) -> str:
    """A page of sections, each given as the texts of its paragraphs."""
    return page(*("".join(f"<p>{escape(text)}</p>" for text in texts) for texts in sections))


def write_site(folder: Path, pages: Mapping[str, str]) -> Path:
    """Write pages by path."""
    for path, html in pages.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(html, "utf-8", errors="surrogatepass")
    return folder


def index_of(
    folder: Path,
    pages: Mapping[str, str],
    synonyms: Sequence[Sequence[str]] = (),
    sizes: Sizes = SMALL,
    labels: Mapping[str, Mapping[str, Mapping[str, str]]] = LABELS,
) -> Index:
    """Index a site of these pages, in this process."""
    build_index(write_site(folder, pages), None, synonyms, 1, sizes, labels)
    return Index(folder / "kensaku")


def sections_of(pages: Mapping[str, str]) -> dict[str, Section]:
    """The sections of all pages by address."""
    return {
        f"{section.url}#{section.fragment}" if section.fragment else section.url: section
        for path, html in pages.items()
        for section in read_page(html.encode(), path)
    }


def addresses(index: Index, query: str, **options: object) -> list[str]:
    """The addresses of all results, in order; their number is the total."""
    answer = index.search(query, limit=10_000, **options)  # type: ignore[arg-type]
    found = [result["url"] for result in answer["results"]]
    assert answer["total"] == len(found)
    return found
