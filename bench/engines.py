"""The search engines that are measured: how each is made for a site, and how a page asks it."""

import gzip
import json
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bench.convert import ROOT
from bench.corpora import SectionText
from bench.measure import Measured, run
from bench.peers import PEERS, index_pagefind, is_installed


@dataclass(frozen=True)
class Engine:
    """A search engine.

    ``folder`` below the site holds all it serves. ``script`` is a JavaScript function without
    arguments that resolves to an object of ``first(query)``, resolving to the number of results and
    the addresses of the first ten, and ``all(query, total)``, resolving to every address of the
    query that was asked last.
    ``readers`` is from how many contexts of the browser it is asked: one that reads its whole index
    at once costs each the same. ``pages`` tells an engine of whole pages; ``quoted`` one that is
    asked in quotation marks; ``addresses`` what the addresses of ``all`` stand for, if they are not
    addresses.
    """

    name: str
    folder: str
    script: str
    readers: int = 100
    pages: bool = True
    quoted: bool = False
    addresses: Mapping[str, str] = field(default_factory=dict)


KENSAKU = Engine(
    "kensaku",
    "kensaku",
    """async () => {
        const {open} = await import("/kensaku/kensaku.mjs");
        await Promise.all(["dialog.js", "dialog.css"].map(async name =>
            (await fetch("/kensaku/" + name)).arrayBuffer()));
        const index = await open();
        const ask = async (query, limit) => {
            const {total, results} = await index.search(query, {limit});
            return {total, urls: results.map(({url}) => url)};
        };
        return {
            first: query => ask(query, 10),
            all: async (query, total) => (await ask(query, total)).urls,
        };
    }""",
    pages=False,
)

_PAGEFIND = """async () => {
    const pagefind = await import("/pagefind/pagefind.js");
    await pagefind.init();
    let results;
    return {
        first: async query => {
            ({results} = await pagefind.search(query));
            const shown = await Promise.all(results.slice(0, 10).map(each => each.data()));
            return {total: results.length, urls: shown.map(({url}) => url.slice(1))};
        },
        all: async () => results.map(({id}) => id),
    };
}"""

# Material and Zensical put their index into a worker of their own: 0 is setup, 2 a query.
_WORKER = """async () => {
    const index = await (await fetch("/peers/NAME/search.json")).json();
    const worker = new Worker("/peers/NAME/workers/search.js");
    const ask = message => new Promise((resolve, reject) => {
        worker.onmessage = ({data}) =>
            data.type === 4 ? reject(new Error("the worker failed")) : resolve(data);
        worker.onerror = reject;
        worker.postMessage(message);
    });
    await ask({type: 0, data: index});
    const find = async query => {READ};
    let urls;
    return {
        first: async query => {
            urls = await find(query);
            return {total: urls.length, urls: urls.slice(0, 10)};
        },
        all: async () => urls,
    };
}"""
_READ_MATERIAL = """
        const {data} = await ask({type: 2, data: query});
        return data.items.map(group => group[0].location);"""
_READ_ZENSICAL = """
        const urls = [];
        let page;
        do {
            const {data} = await ask({type: 2, data: {input: query, page}});
            urls.push(...data.items.map(({id}) => index.items[id].location));
            page = data.pagination.next;
        } while (page);
        return urls;"""


_INDEX = """
import sys
from pathlib import Path
from wsm.project import Project
from wsm.search import write_index
write_index(Project(Path(sys.argv[1])), Path(sys.argv[2]))
"""


class Made(NamedTuple):
    """An engine that is ready, and what making its index took, where that can be told."""

    engine: Engine
    cost: Measured | None


def index_kensaku(site: Path) -> Measured:
    """Write the index and the client of a site anew, as ``wsm build`` does, with the product's
    synonyms and labels; the time and peak memory of the indexer, which finds no cache."""
    shutil.rmtree(site / "kensaku", ignore_errors=True)
    with TemporaryDirectory() as checkout:
        (Path(checkout) / "vocabulary").symlink_to(ROOT / "vocabulary")
        return run([sys.executable, "-c", _INDEX, checkout, site.absolute()], ROOT)


def make_peers(site: Path, sections: Sequence[SectionText]) -> list[Made]:
    """Index a site with every peer that is installed."""
    made = [_material(site, sections)]
    for program, make in (("zensical", _zensical), ("pagefind", _pagefind)):
        if is_installed(program):
            made += make(site, sections)
    return made


def _pagefind(site: Path, _: Sequence[SectionText]) -> list[Made]:
    """Two engines over one index: asked as typed, and asked in quotation marks."""
    shutil.rmtree(site / "pagefind", ignore_errors=True)
    measured = index_pagefind(site)
    addresses = {}
    for path in (site / "pagefind" / "fragment").iterdir():
        fragment = gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd")
        addresses[path.name.split(".")[0]] = json.loads(fragment)["url"].lstrip("/")
    return [
        Made(Engine(name, "pagefind", _PAGEFIND, quoted=quoted, addresses=addresses), measured)
        for name, quoted in (("Pagefind", False), ("Pagefind, in quotes", True))
    ]


def _material(site: Path, sections: Sequence[SectionText]) -> Made:
    """Material's own worker, with the index that its plugin writes, of the same sections."""
    assets = _installed(Path(sys.prefix), "material/templates/assets/javascripts")
    folder = site / "peers" / "material"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(assets / "lunr", folder / "lunr")
    _worker(folder, assets)
    index = {
        # What the plugin writes for a site whose language is Japanese.
        "config": {
            "lang": ["ja"],
            "separator": r"[\s\-　、。，．]+",
            "pipeline": ["stemmer"],
            "fields": {"title": {"boost": 1000.0}, "text": {"boost": 1.0}, "tags": {"boost": 1e6}},
        },
        "docs": [
            {"location": url, "title": title, "text": text}
            for url, _, title, text in _docs(sections)
        ],
        "options": {"suggest": False},
    }
    (folder / "search.json").write_text(json.dumps(index, separators=(",", ":")), "utf-8")
    return Made(_worker_engine("Material", "material", _READ_MATERIAL), None)


def _zensical(site: Path, sections: Sequence[SectionText]) -> list[Made]:
    """Zensical's own worker, with the index that it writes, of the same sections."""
    assets = _installed(PEERS, "zensical/templates/assets/javascripts")
    folder = site / "peers" / "zensical"
    shutil.rmtree(folder, ignore_errors=True)
    _worker(folder, assets)
    index = {
        "config": {
            "lang": ["ja"],
            "separator": r'[\s\-_,:!=\[\]()\\"`/]+|\.(?!\d)',
        },
        "items": [
            {"location": url, "level": level, "title": title, "text": text, "path": [], "tags": []}
            for url, level, title, text in _docs(sections)
        ],
    }
    text = json.dumps(index, separators=(",", ":"), ensure_ascii=False)
    (folder / "search.json").write_text(text, "utf-8")
    return [Made(_worker_engine("Zensical", "zensical", _READ_ZENSICAL), None)]


def _installed(prefix: Path, path: str) -> Path:
    (found,) = prefix.glob(f"lib/*/site-packages/{path}")
    return found


def _worker(folder: Path, assets: Path) -> None:
    (worker,) = (assets / "workers").glob("search.*.min.js")
    (folder / "workers").mkdir(parents=True)
    shutil.copy(worker, folder / "workers" / "search.js")


def _worker_engine(name: str, folder: str, read: str) -> Engine:
    script = _WORKER.replace("NAME", folder).replace("READ", read)
    return Engine(name, f"peers/{folder}", script, readers=1)


def _docs(sections: Sequence[SectionText]) -> Iterator[tuple[str, int, str, str]]:
    """Address, level of the heading, title and text of each section, as these generators write
    them: blocks as paragraphs, and a page at its own address before its sections."""
    page = ""
    for section in sections:
        path = section.url.partition("#")[0]
        heading, _, rest = section.text.partition("\n")
        text = " ".join(f"<p>{escape(block, quote=False)}</p>" for block in rest.split("\n"))
        level = 2 if path == page else 1
        yield (section.url if level > 1 else path), level, escape(heading, quote=False), text
        page = path
