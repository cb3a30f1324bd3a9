"""Addresses on the code host where the archive is kept: a new file, a file's editor, its history.

Only the editors' addresses are documented by the hosts. That a new file can be filled in by the
address is not: GitHub reads ``filename`` and ``value`` (isaacs/github#1527), Gitea and Forgejo the
same two since Gitea 1.15 (go-gitea/gitea#16398); GitLab reads none (un-ts/changesets-gitlab#178),
so there the text goes by the clipboard alone.
"""

from typing import Literal, NamedTuple
from urllib.parse import quote, urlsplit

Host = Literal["github", "gitlab", "forgejo"]
_PREFIXES: tuple[Host, ...] = ("github", "gitlab", "forgejo")


class Forge(NamedTuple):
    """A repository on a code host: ``url`` has no slash at its end."""

    host: Host
    url: str
    branch: str = "main"

    def new_file(self) -> str:
        """The page that makes a new file; see the module for what its address can fill in."""
        match self.host:
            case "github":
                return f"{self.url}/new/{self._branch}"
            case "gitlab":
                return f"{self.url}/-/new/{self._branch}"
            case "forgejo":
                return f"{self.url}/_new/{self._branch}/"

    def edit(self, path: str) -> str:
        """The page that changes the file at ``path`` of the repository."""
        match self.host:
            case "github":
                return f"{self.url}/edit/{self._branch}/{quote(path)}"
            case "gitlab":
                return f"{self.url}/-/edit/{self._branch}/{quote(path)}"
            case "forgejo":
                return f"{self.url}/_edit/{self._branch}/{quote(path)}"

    def history(self, path: str) -> str:
        """The page that lists the changes of a file."""
        match self.host:
            case "github":
                return f"{self.url}/commits/{self._branch}/{quote(path)}"
            case "gitlab":
                return f"{self.url}/-/commits/{self._branch}/{quote(path)}"
            case "forgejo":
                return f"{self.url}/commits/branch/{self._branch}/{quote(path)}"

    def issue(self) -> str:
        """The page that opens an issue."""
        match self.host:
            case "github":
                return f"{self.url}/issues/new?template=annotation.yml"
            case "gitlab":
                return f"{self.url}/-/issues/new"
            case "forgejo":
                return f"{self.url}/issues/new"

    @property
    def _branch(self) -> str:
        return quote(self.branch, safe="/")


def read_forge(setting: str) -> Forge | None:
    """Return the repository that a setting names, None for an empty one.

    The setting is its address, ``https://github.com/OWNER/REPO``. The kind of host follows from the
    host's name; where that does not tell, it is put in front: ``forgejo+https://git.example.org/…``.
    Raises ValueError for anything else.
    """
    if not setting.strip():
        return None
    named, plus, url = setting.strip().partition("+")
    if not plus:
        named, url = "", setting.strip()
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"'{setting}' is not the address of a repository; write https://HOST/PATH")
    url = url.rstrip("/").removesuffix(".git")
    labels = parts.hostname.split(".")
    for host in _PREFIXES:
        if named == host or (not named and host in labels):
            return Forge(host, url)
    if not named and parts.hostname == "codeberg.org":
        return Forge("forgejo", url)
    raise ValueError(
        f"cannot tell what kind of code host {parts.hostname} is; "
        f"write github+, gitlab+ or forgejo+ before {url}"
    )
