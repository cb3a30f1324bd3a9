import json
from datetime import date
from xml.etree import ElementTree as ET

from marginalia.annotations.model import Annotation, FrontMatter, Kind, Quote
from marginalia.annotations.published import Published, collection, feed, web_annotation

# https://www.w3.org/TR/annotation-model/ section 3.3.5
MOTIVATIONS = set(
    "assessing bookmarking classifying commenting describing editing highlighting identifying "
    "linking moderating questioning replying tagging".split()
)
ATOM = "{http://www.w3.org/2005/Atom}"


def _published(slug: str, created: date, kind: Kind = "context", words: str = "RBL") -> Published:
    head = FrontMatter(
        target="980820210426-12",
        quote=Quote(exact=words, suffix="フ") if words else None,
        kind=kind,
        author="Aki",
        created=created,
    )
    annotation = Annotation(f"980820210426/{slug}", head, "A *note*.\n", 10, 4)
    return Published(
        annotation, "threads/1998/980820210426.html", "m12", "Title", "<p>A <em>note</em>.</p>"
    )


ALL = [_published("old", date(2026, 1, 2)), _published("new", date(2026, 3, 4), "question", "")]


def test_every_annotation_has_what_the_model_requires() -> None:
    made = collection(ALL, "Annotations")
    assert made["type"] == "AnnotationCollection"
    assert made["total"] == len(made["first"]["items"]) == 2
    assert made["first"]["type"] == "AnnotationPage"
    for item in made["first"]["items"]:
        # Sections 3.1 to 3.3: an id, the type, one target or more; 3.2.4 and 3.3.1 for the rest.
        assert item["type"] == "Annotation"
        assert item["id"]
        assert item["target"]["source"] == "threads/1998/980820210426.html"
        assert item["motivation"] in MOTIVATIONS
        assert item["created"].endswith("T00:00:00Z")
        assert item["creator"]["name"] == "Aki"
        assert [body["type"] for body in item["body"]] == ["TextualBody"] * 2
        assert all(body["value"] for body in item["body"])
    json.dumps(made)


def test_words_are_selected_within_their_post_and_a_whole_post_by_its_fragment() -> None:
    new, old = collection(ALL, "Annotations")["first"]["items"]
    assert new["target"]["selector"] == {"type": "FragmentSelector", "value": "m12"}
    assert old["target"]["selector"] == {
        "type": "FragmentSelector",
        "value": "m12",
        "refinedBy": {"type": "TextQuoteSelector", "exact": "RBL", "suffix": "フ"},
    }


def test_an_annotation_alone_is_addressed_from_where_its_file_is() -> None:
    alone = web_annotation(ALL[0])
    assert alone["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert alone["id"] == "../../annotations/980820210426/old.jsonld"
    assert alone["target"]["source"] == "../../threads/1998/980820210426.html"


def test_without_annotations_the_collection_is_empty() -> None:
    assert collection([], "Annotations")["total"] == 0
    assert "first" not in collection([], "Annotations")


def test_the_feed_lists_the_newest_first_with_author_and_permalink() -> None:
    root = ET.fromstring(feed(ALL, "Annotations"))
    entries = root.findall(f"{ATOM}entry")
    # RFC 4287 4.1.2: each entry has an id, a title, an updated.
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [
        "tag:wsm-archive,2026:annotations/980820210426/new",
        "tag:wsm-archive,2026:annotations/980820210426/old",
    ]
    link = entries[0].find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == "threads/1998/980820210426.html#note-new"
    assert entries[0].findtext(f"{ATOM}title") == "質問：Title"
    assert entries[0].findtext(f"{ATOM}author/{ATOM}name") == "Aki"
    assert entries[0].findtext(f"{ATOM}content") == "<p>A <em>note</em>.</p>"
    assert root.findtext(f"{ATOM}updated") == "2026-03-04T00:00:00Z"
