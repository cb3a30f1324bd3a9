"""The pages of the small site: own text, in all the scripts and forms that a query may have."""

from html import escape

SYNONYMS = [["スパム", "SPAM", "迷惑メール"], ["サーバー", "サーバ"]]
LABELS = {"ja": {"topic": {"bounce": "バウンス"}}, "en": {"topic": {"bounce": "Bounces"}}}

POSTS = [
    (
        "笹田",
        "1998-08-20T21:04:26+09:00",
        "spam bounce",
        "昨夜からスパムが届きます。EIMS2.2b4です。",
    ),
    (
        "まゆみ",
        "1998-08-20T23:10:00+09:00",
        "spam",
        "ﾒｰﾙｻｰﾊﾞは? IPアドレス 194.224.103.2 を拒んでは",
    ),
    (
        "田中 求之",
        "1998-08-21T14:05:34+09:00",
        "relay",
        "メーリング\nリストからはずして、とのこと。",
    ),
    (
        "笹田",
        "1999-01-05T09:00:00+09:00",
        "relay",
        "𠮷野家で𩸽を食べた。葛\U000e0100城。メールメール",
    ),
    ("Ota", "1999-02-01T09:00:00+09:00", "rbl", "The mail server at <script>bad()</script> & co."),
    (
        "まゆみ",
        "2000-03-03T03:03:03+09:00",
        "rbl",
        "שלום עולם と مرحبا の👩\u200d👩。mail とサーバの話。",
    ),
]
# Words, and the same as parts of longer ones.
WORDS = ["sims", "SIMSong", "eSIMS", "sim", "s", "imsi", "simsong simsong simsong", "sims2.2"]
MIXED = [f"{one}と{other} {one}" for one in WORDS for other in WORDS[:3]]
MORE = [f"返信{number}：転送の設定は{number}番のとおりです。" for number in range(1, 31)]

HEAD = (
    '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '<link rel="stylesheet" href="{up}kensaku/dialog.css">'
)
FOOT = (
    '<template id="kensaku-elsewhere"><a href="{up}threads/a.html">年別の索引</a></template>'
    '<script src="{up}kensaku/dialog.js"></script>'
)


def _page(title: str, body: str, up: str = "", lang: str = "ja") -> str:
    head, foot = HEAD.replace("{up}", up), FOOT.replace("{up}", up)
    return (
        f'<!doctype html><html lang="{lang}"><head>{head}<title>{title}</title></head><body>'
        f'<a id="kensaku-open" href="{up}search.html">検索</a>'
        '<input aria-label="別の欄" id="other">'
        f'<main data-kensaku-kind="page"><h1 id="top">{title}</h1>{body}</main>{foot}</body></html>'
    )


def _post(number: int, author: str, date: str, topics: str, text: str) -> str:
    return (
        f'<section data-kensaku-kind="post" data-kensaku-author="{author}" '
        f'data-kensaku-date="{date}" data-kensaku-topics="{topics}">'
        f'<h2 id="m{number}">{number} {author}</h2><p>{escape(text)}</p></section>'
    )


PAGES = {
    "index.html": _page("入口", "<p>メールの話をする所です。</p>"),
    "english.html": _page("Entry", "<p>About mail servers.</p>", lang="en"),
    "empty.html": "",
    "wordless.html": '<main><h1 id="x"></h1><img src="data:,"></main>',
    "signs.html": _page("!?", "<p>!!! ((( *** ... \\ ... [a-z]+ ^$</p>"),
    "search.html": _page("検索", '<div class="kensaku-page" id="kensaku-page"></div>'),
    "threads/a.html": _page(
        "スパムの相談",
        "".join(_post(number, *post) for number, post in enumerate(POSTS, 1)),
        up="../",
    ),
    "threads/b.html": _page(
        "長い相談",
        "".join(
            _post(number, "たまちゃん", f"2001-01-{number:02}T00:00:00+09:00", "relay", text)
            for number, text in enumerate(MORE, 1)
        ),
        up="../",
    ),
    "threads/c.html": _page(
        "語と語の一部",
        "".join(
            _post(number, "ims", f"2002-01-{number:02}T00:00:00+09:00", "eims", text)
            for number, text in enumerate(MIXED, 1)
        ),
        up="../",
    ),
    "guides/g.html": _page(
        "スパムとは",
        '<article data-kensaku-kind="guide"><h2 id="what">メールとは</h2>'
        "<p>スパムについての手引き。<b>二つ</b>の<i>要素</i>に分かれた語。</p></article>",
        up="../",
    ),
}
