"""The bibliography: ``vocabulary/bibliography.yml``, every source but the posts."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError

from scraper.errors import ContentError
from scraper.model import Record
from scraper.yamlfile import parse_yaml, refuse

# Names of the Citation Style Language 1.0.2, appendix III; `post` is a forum post there.
Type = Literal[
    "standard", "article", "webpage", "book", "report", "legislation", "software", "post"
]
Partial = Annotated[
    str, Field(pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$")
]
Day = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]

_RFC = re.compile(r"rfc([1-9][0-9]*)")
_INITIALS = re.compile(r"(?:\w\.[ -]?)+ ?(?P<family>\S+)")
_SECTION = re.compile(r"§ ?(?P<number>[0-9]+(?:\.[0-9]+)*)")
_URL = re.compile(r"https?://[^\s\"<>]+")
_LABEL = 24


def _web(url: str) -> str:
    if not _URL.fullmatch(url):
        raise ValueError("should be an address that begins with https:// or http://")
    return url


class Note(Record):
    """What to say of a source, in the languages of the site."""

    ja: str
    en: str


class Source(Record):
    """A source: ``issued`` is YYYY, YYYY-MM or YYYY-MM-DD, ``accessed`` a day."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    type: Type
    title: Annotated[str, Field(min_length=1)]
    authors: tuple[str, ...] = ()
    issued: Partial | None = None
    publisher: str | None = None
    url: Annotated[str, AfterValidator(_web)]
    accessed: Day | None = None
    note: Note | None = None

    @property
    def label(self) -> str:
        """What a reference calls it: ``RFC 7208``, else an author and the year."""
        rfc = _RFC.fullmatch(self.id)
        if rfc:
            return f"RFC {rfc[1]}"
        name = self.authors[0] if self.authors else self.publisher or self.title
        initials = _INITIALS.fullmatch(name)
        name = initials["family"] if initials else name
        name = name if len(name) <= _LABEL else name[: _LABEL - 1] + "…"
        return f"{name} {self.issued[:4]}" if self.issued else name

    def address(self, locator: str | None) -> str:
        """The address of the source or, in an RFC, of the section that a locator names first."""
        section = _SECTION.search(locator or "")
        parts = urlsplit(self.url)
        is_rfc = (parts.hostname or "").endswith("rfc-editor.org") and parts.path.startswith(
            "/rfc/"
        )
        if section and is_rfc and not parts.fragment:
            return f"{self.url}#section-{section['number']}"
        return self.url


class Bibliography(Record):
    """``vocabulary/bibliography.yml``."""

    sources: tuple[Source, ...] = ()


def read_bibliography(path: Path) -> dict[str, Source]:
    """Return the sources by id. Raises ContentError, with the line, for what is not valid and for
    a source that is there twice: by its id or its address."""
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _read(path: Path, changed: int) -> dict[str, Source]:  # noqa: ARG001 - one that changed is read anew
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise ContentError(path, None, "is not UTF-8 text; save the file as UTF-8") from error
    document = parse_yaml(text, path)
    try:
        bibliography = Bibliography.model_validate({} if document.data is None else document.data)
    except ValidationError as error:
        raise refuse(path, document, error) from error
    lines: dict[str, int] = {}
    for index, source in enumerate(bibliography.sources):
        # An address without a path names a site, and many sources may be found there.
        has_path = urlsplit(source.url).path.strip("/") != ""
        for name in ("id", "url") if has_path else ("id",):
            value = getattr(source, name)
            line = document.lines[("sources", index, name)]
            if value in lines:
                message = f"the {name} '{value}' is here twice (also line {lines[value]}); keep one"
                raise ContentError(path, line, message)
            lines[value] = line
    return {source.id: source for source in bibliography.sources}
