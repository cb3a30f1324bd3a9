from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from scraper.errors import ContentError
from scraper.yamlfile import parse_yaml, read_model


class Item(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    size: int = 0


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str = ""
    items: list[Item] = []


def test_scalars_are_text() -> None:
    text = "a: 000918002210\nb: no\nc: 1:30\nd: 2026-01-31\ne: '12'\nf: |\n  two\n  lines\n"
    assert parse_yaml(text, "x.yml").data == {
        "a": "000918002210",
        "b": "no",
        "c": "1:30",
        "d": "2026-01-31",
        "e": "12",
        "f": "two\nlines\n",
    }


def test_a_key_without_a_value_is_left_out() -> None:
    assert parse_yaml("a:\nb: ''\nc: [x, ]\n", "x.yml").data == {"b": "", "c": ["x"]}


def test_every_part_has_its_line() -> None:
    document = parse_yaml("# comment\ntitle: x\nitems:\n  - name: a\n\n    size: 1\n", "x.yml")
    assert document.lines == {
        (): 2,
        ("title",): 2,
        ("items",): 3,
        ("items", 0): 4,
        ("items", 0, "name"): 4,
        ("items", 0, "size"): 6,
    }


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "\ufeff"])
def test_an_empty_file_is_an_empty_mapping(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.yml"
    path.write_text(text)
    assert read_model(path, Settings) == Settings()


def test_text_becomes_what_the_model_says(tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    path.write_text("title: 12\nitems: [{name: no, size: 3}]\n")
    assert read_model(path, Settings) == Settings(title="12", items=[Item(name="no", size=3)])


REFUSED = {
    "title: a\ntitle: b\n": "2: key 'title' is here twice (also line 1); keep one",
    "items:\n- name: a\n  name: b\n": "3: key 'name' is here twice (also line 2); keep one",
    "title: &x a\n": "1: anchors (&) and aliases (*) are not allowed; quote the text",
    "title: *x\n": "1: anchors (&) and aliases (*) are not allowed; quote the text",
    "&x title: a\n": "1: anchors (&) and aliases (*) are not allowed; quote the text",
    "\ntitle: !!python/object:os.system a\n": "2: tags (!) are not allowed; quote the text",
    "title: ! a\n": "1: tags (!) are not allowed; quote the text",
    "title: a\n--- \ntitle: b\n": "2: a second document; keep one document in a file",
    "? [a]\n: b\n": "1: a key must be a word; quote it if it is one",
    "'': b\n": "1: a key must be a word; quote it if it is one",
    "title: a\n\ttab: b\n": "2: is not valid YAML: ",
    "title: 'a\n\n": "3: is not valid YAML: found unexpected end of stream",
    "title: @a\n": "1: is not valid YAML: found character '@' that cannot start any token",
    "title: a\nx: \x07\n": "2: character U+0007 is not allowed; remove it",
    "[" * 100_000: "1: nested more than 16 levels deep",
    "titel: a\n": "1: unknown key 'titel'; correct its spelling or remove it",
    "items:\n- size: 1\n": "2: 'items.0.name' is missing; add it",
    "items:\n- name: a\n  size: big\n": "3: 'items.0.size': input should be a valid integer",
    "title: [a]\n": "1: 'title': input should be a valid string",
    "items: [a]\n": "1: 'items.0' should be a mapping of keys to values",
    "- a\n": "1: the file should be a mapping of keys to values",
    "a\n": "1: the file should be a mapping of keys to values",
}


@pytest.mark.parametrize("text", REFUSED)
def test_a_mistake_is_named_by_file_and_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.yml"
    path.write_text(text)
    with pytest.raises(ContentError) as caught:
        read_model(path, Settings)
    assert str(caught.value).startswith(f"{path}:{REFUSED[text]}")
    assert "\n" not in str(caught.value)


def test_bytes_that_are_not_utf_8_are_named_by_line(tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    path.write_bytes("title: a\n# 題\n".encode("shift_jis"))
    with pytest.raises(ContentError) as caught:
        read_model(path, Settings)
    assert str(caught.value) == f"{path}:2: is not UTF-8 text; save the file as UTF-8"


def test_a_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        read_model(tmp_path / "x.yml", Settings)
    assert str(caught.value) == f"{tmp_path}/x.yml: cannot be read: No such file or directory"


@given(
    st.text(alphabet=st.sampled_from("ab:-[]{}#&*!|>'\"%@`?, \n\t") | st.characters(), max_size=60)
)
def test_any_text_is_read_or_refused_with_its_line(text: str) -> None:
    line: int | None = 1
    try:
        parse_yaml(text, "x.yml")
    except ContentError as error:
        line = error.line
    assert line in range(1, text.count("\n") + 3)
