import pytest

from marginalia.annotations.forge import read_forge

PATH = "annotations/980820210426/a-term.md"

CASES = [
    (
        "https://github.com/aki/wsm",
        "https://github.com/aki/wsm/new/main",
        f"https://github.com/aki/wsm/edit/main/{PATH}",
        f"https://github.com/aki/wsm/commits/main/{PATH}",
        "https://github.com/aki/wsm/issues/new?template=annotation.yml",
    ),
    (
        "https://gitlab.example.org/group/sub/wsm.git",
        "https://gitlab.example.org/group/sub/wsm/-/new/main",
        f"https://gitlab.example.org/group/sub/wsm/-/edit/main/{PATH}",
        f"https://gitlab.example.org/group/sub/wsm/-/commits/main/{PATH}",
        "https://gitlab.example.org/group/sub/wsm/-/issues/new",
    ),
    (
        "forgejo+https://git.example.org/aki/wsm/",
        "https://git.example.org/aki/wsm/_new/main/",
        f"https://git.example.org/aki/wsm/_edit/main/{PATH}",
        f"https://git.example.org/aki/wsm/commits/branch/main/{PATH}",
        "https://git.example.org/aki/wsm/issues/new",
    ),
    (
        "https://codeberg.org/aki/wsm",
        "https://codeberg.org/aki/wsm/_new/main/",
        f"https://codeberg.org/aki/wsm/_edit/main/{PATH}",
        f"https://codeberg.org/aki/wsm/commits/branch/main/{PATH}",
        "https://codeberg.org/aki/wsm/issues/new",
    ),
]


@pytest.mark.parametrize(("setting", "new", "edit", "history", "issue"), CASES)
def test_a_repository_has_the_addresses_of_its_kind_of_host(
    setting: str, new: str, edit: str, history: str, issue: str
) -> None:
    forge = read_forge(setting)
    assert forge is not None
    assert (forge.new_file(), forge.edit(PATH), forge.history(PATH), forge.issue()) == (
        new,
        edit,
        history,
        issue,
    )


def test_without_a_setting_there_is_no_repository() -> None:
    assert read_forge("") is None
    assert read_forge("  ") is None


@pytest.mark.parametrize(
    "setting",
    [
        "http://github.com/aki/wsm",
        "javascript:alert(1)",
        "https://git.example.org/aki/wsm",
        "svn+https://git.example.org/aki/wsm",
        "https://github.com/aki/wsm?x=1",
        "github.com/aki/wsm",
    ],
)
def test_an_address_that_names_no_known_host_is_refused(setting: str) -> None:
    with pytest.raises(ValueError, match=r"is not the address|cannot tell"):
        read_forge(setting)
