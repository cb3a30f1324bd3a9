from pathlib import Path

import pytest

from wsm.changes import Change, changes, summary


def _site(folder: Path, pages: dict[str, str]) -> Path:
    for name, body in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<html><body><main>{body}</main></body></html>", "utf-8")
    return folder


def test_changes_name_the_posts_whose_text_differs(tmp_path: Path) -> None:
    post = '<h2 id="m{0}">{0} 笹田</h2><p>{1}</p>'
    old = _site(
        tmp_path / "old",
        {
            "t/a.html": post.format(1, "同じ") + post.format(2, "前"),
            "t/gone.html": "<h1 id='x'>消えた</h1>",
            "t/same.html": "<p>x</p>",
        },
    )
    new = _site(
        tmp_path / "new",
        {
            "t/a.html": post.format(1, "<b>同じ</b>") + post.format(2, "後") + post.format(3, "新"),
            "t/same.html": "<div>x</div>",
        },
    )
    assert list(changes(old, new)) == [
        Change("changed", "t/a.html#m2", "2 笹田"),
        Change("added", "t/a.html#m3", "3 笹田"),
        Change("removed", "t/gone.html#x", "消えた"),
    ]


def test_the_summary_is_a_list_in_which_nothing_is_markup() -> None:
    found = [Change("added", "a.html#m1", "`[x](y)`\n# <b>")]
    assert summary(found) == "1 places changed:\n\n- added `a.html#m1` `ˋ[x](y)ˋ # <b>`\n"
    assert summary([]) == "No page changed.\n"
    assert summary(found * 300).endswith("- and 100 more\n")


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError, match="is not a folder of a built site"):
        list(changes(tmp_path / "none", tmp_path))
