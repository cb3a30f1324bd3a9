"""What a post answers and who answers it → the links under its heading."""

from html import escape

from marginalia.text import visible
from scraper.model import Reply, ReplyKind
from scraper.restore import PagePost, ThreadPage

_EVIDENCE: dict[ReplyKind, str] = {
    "quote": "引用から",
    "attribution": "引用の見出しから",
    "name": "名前の呼びかけから",
}


class ReplyLinks:
    """The replies of one thread, both ways."""

    def __init__(self, page: ThreadPage) -> None:
        self._authors = {post.number: post.author for post in page.posts}
        self._answers: dict[int, list[int]] = {}
        for post in page.posts:
            for reply in post.replies:
                self._answers.setdefault(reply.to, []).append(post.number)

    def html(self, post: PagePost) -> str:
        """A paragraph for the posts it answers and one for its answers; empty for neither."""
        answered = [self._answered(reply) for reply in post.replies if reply.to in self._authors]
        answers = [self._link(number) for number in self._answers.get(post.number, [])]
        return "".join(
            [
                f'<p class="answered">{"、".join(answered)}への返信</p>' if answered else "",
                f'<p class="answers">返信：{"、".join(answers)}</p>' if answers else "",
            ]
        )

    def _answered(self, reply: Reply) -> str:
        evidence = _EVIDENCE[reply.kind]
        title = f"{evidence}（確度 {reply.confidence:.2f}）"
        honoured = "さん" if self._authors[reply.to] else ""
        return (
            f'<span title="{title}">{self._link(reply.to)}{honoured}'
            f'<span class="visually-hidden">（{evidence}）</span></span>'
        )

    def _link(self, number: int) -> str:
        author = escape(visible(self._authors[number] or "（無記名）"))
        return f'<a href="#m{number}">#{number} {author}</a>'
