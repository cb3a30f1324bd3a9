"""Which software a text names, and in which versions, as written."""

import re
from collections import Counter

from pydantic import Field

from scraper.enrich.fold import Folded, fold
from scraper.enrich.names import Named, Names, index_names
from scraper.enrich.prose import OwnWords, own_text
from scraper.enrich.records import Product
from scraper.model import Message, Record


class ProductEntry(Record):
    """A piece of software: the ``name`` that is shown and the ``names`` that people write.

    ``cased`` names are also common words, and count only in the case given.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    name: str = Field(min_length=1)
    names: tuple[str, ...] = Field(min_length=1)
    cased: bool = False


class ProductVocabulary(Record):
    """``vocabulary/products.yml``."""

    products: tuple[ProductEntry, ...]


# What versions look like: 2.1, 2.2b4, 1.X, 4.0 beta 2, 8.5.1J. A number without a point counts only
# right after the name, and not before a counter, a time or a date.
_STAGE = r"(?: ?(?:alpha|beta|ベータ)(?: ?[0-9]{1,2})?|[a-z]{1,2}[0-9]{1,3}|[a-z](?![a-z]))?"
_DOTTED = rf"(?:[0-9]{{1,2}}(?:\.[0-9]{{1,3}}){{1,2}}{_STAGE}|[0-9]\.x)(?![0-9a-z]|\.[0-9])"
_COUNTER = r"[台個人つ年月日時分秒件通回本枚種名社円倍度万千百箇ヶヵカ]"
_WHOLE = rf"[0-9]{{1,2}}(?![0-9a-z:/%]|[.,][0-9]| ?{_COUNTER})"
_SCOPE = r"(?:以上|以降|以前|以下|未満)?"
_LABEL = r"(?:version|ver\.?|v\.?|バージョン|ヴァージョン) ?"
_LINK = r"(?:の|は|では|でも|も|には|なら|を|が|、)"
_AFTER = re.compile(
    rf" ?(?:{_LINK} ?)?(?:{_LABEL}(?P<labelled>(?:{_DOTTED}|{_WHOLE}){_SCOPE})"
    rf"|(?P<dotted>{_DOTTED}{_SCOPE}))"
    rf"| ?(?P<whole>{_WHOLE}{_SCOPE})"
)
_MORE = re.compile(rf" ?(?:と|や|、|,|/|か|から|->|→|and|or) ?(?P<version>{_DOTTED}{_SCOPE})")

_Found = dict[str, dict[str, None]]  # versions by product, both in order


def find_products(text: str, vocabulary: ProductVocabulary) -> tuple[Product, ...]:
    """The software that a text names, in the order of first mention.

    Versions are those that stand right after a name (``EIMS2.1``, ``EIMSの2.2``, ``2.1以上``) and
    those that go on from there (``2.1と2.2``); a number elsewhere is not taken for a version.
    """
    return _products(_find(fold(text), _names(vocabulary)), vocabulary)


def post_products(message: Message, vocabulary: ProductVocabulary) -> tuple[Product, ...]:
    """The software that a post's author names; quotes and mail headers do not count."""
    return find_products(own_text(message), vocabulary)


def thread_products(thread: OwnWords, vocabulary: ProductVocabulary) -> tuple[Product, ...]:
    """The software named in the posts of a thread, most often mentioned (in posts) first."""
    names = _names(vocabulary)
    merged: _Found = {}
    mentions: Counter[str] = Counter()
    for post in thread.posts.values():
        found = _find(post, names)
        mentions.update(found.keys())
        for each, versions in found.items():
            merged.setdefault(each, {}).update(versions)
    products = _products(merged, vocabulary)
    return tuple(sorted(products, key=lambda product: -mentions[product.id]))


def _names(vocabulary: ProductVocabulary) -> Names:
    return index_names(
        tuple(Named(each.id, each.names, each.cased) for each in vocabulary.products)
    )


def _find(folded: Folded, names: Names) -> _Found:
    found: _Found = {}
    for mention in names.find(folded):
        found.setdefault(mention.id, {}).update(_versions(folded, mention.end))
    return found


def _products(found: _Found, vocabulary: ProductVocabulary) -> tuple[Product, ...]:
    shown = {entry.id: entry.name for entry in vocabulary.products}
    return tuple(
        Product(id=each, name=shown[each], versions=tuple(versions))
        for each, versions in found.items()
    )


def _versions(folded: Folded, start: int) -> dict[str, None]:
    versions: dict[str, None] = {}
    match = _AFTER.match(folded.text, start)
    group = match.lastgroup if match else None
    while match and group:
        versions[folded.written(*match.span(group))] = None
        match, group = _MORE.match(folded.text, match.end()), "version"
    return versions
