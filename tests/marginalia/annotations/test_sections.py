from marginalia.annotations.sections import find_sections, section_text

HTML = (
    '<h1 id="t">T</h1><p>a</p>'
    '<h2 id="one">One</h2><p>b</p><h3 id="in" class="x">In</h3><p>c</p>'
    '<h2 id="two">Two</h2><p>d<span data-kensaku-ignore>no</span></p>'
)


def test_a_section_goes_to_the_next_heading_of_the_same_or_a_higher_level() -> None:
    texts = {
        section.id: section_text(HTML, section).text.split() for section in find_sections(HTML)
    }
    assert texts == {
        "t": ["T", "a", "One", "b", "In", "c", "Two", "d"],
        "one": ["One", "b", "In", "c"],
        "in": ["In", "c"],
        "two": ["Two", "d"],
    }


def test_a_section_knows_its_place_in_the_page() -> None:
    sections = list(find_sections(HTML))
    whole = section_text(HTML, sections[0]).text
    for section in sections:
        text, at = section_text(HTML, section)
        assert whole[at : at + len(text)] == text
