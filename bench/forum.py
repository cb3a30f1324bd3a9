"""Invents threads of a forum like WSM, as many as wanted and the same ones every time.

The sentences are those of ``bench.words``, as uneven as real ones, with the things and products of
the real forum among their most frequent words; what answers what is known, for the detection of
replies to be measured against.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from functools import cache
from random import Random

from bench.words import Vocabulary, address, host, version
from scraper.body import find_blocks
from scraper.model import Link, Message, Source, Thread
from scraper.shapes import columns

_SURNAMES = (
    "佐藤 鈴木 高橋 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 斎藤 松本 井上 木村 清水 林".split()
)
_HANDLES = (
    "まゆみ たま ぽち KEN K.T. 通りすがり 隣の人 Mac好き hiro yuki@home 管理人補佐 新米".split()
)
_PLACES = "fpu 大阪 札幌 那覇 tokyo-u 自宅".split()

_THINGS = (
    "メールサーバー 添付ファイル ログファイル 設定ファイル メーリングリスト ネームサーバー "
    "ルーター ハードディスク 仮想ドメイン アクセス制限 転送設定 バックアップ 文字コード 掲示板 "
    "カウンター CGIのスクリプト AppleScript Webサーバー FTPのアカウント バウンスメール "
    "スパムメール 逆引きの設定 電源の管理 メモリーの割り当て 機能拡張 プロキシ 専用線 "
    "ダイヤルアップ接続 IPアドレス DNSの登録"
).split()
_PRODUCTS = (
    "EIMS 2.1/EIMS 2.2b4/SIMS 1.6/AIMS 1.3/WebSTAR 3.0/Quid Pro Quo 2.1/MacHTTP 2.2/NetPresenz 4.1/"
    "MacDNS 1.0/QuickDNS Pro 2.0/LetterRip 3.0/Macjordomo 1.5/FileMaker Pro 4.0/Mac OS 8.1/"
    "漢字Talk 7.5.5/Open Transport 1.3/Power Macintosh 7300/Quadra 700/LC 475"
).split("/")
_GREETINGS = (
    "はじめまして。 いつもお世話になっています。 こんにちは。 横から失礼します。 "
    "お返事ありがとうございます。"
).split()
_CLOSINGS = "よろしくお願いします。 では。 ご参考まで。 お騒がせしました。 以上です。".split()


@cache
def _vocabulary() -> Vocabulary:
    return Vocabulary([*_THINGS, *_PRODUCTS])


_WIDTHS = (None, None, 60, 66, 70, 76)


def threads(count: int, posts: int = 10, seed: int = 0) -> Iterator[Thread]:
    """Yield ``count`` threads of ``posts`` posts, spread over 1996 to 2005 in order of time.

    Each is made on its own: the first hundred of ten thousand are not the hundred of a hundred.
    ``replies_to`` holds what a post really answers.
    """
    first = datetime(1996, 3, 11, 22, 43, 10, tzinfo=timezone(timedelta(hours=9)))
    step = timedelta(days=3590) / max(count, 1)
    for number in range(count):
        random = Random(f"{seed} {number} {count}")
        opened = first + number * step + timedelta(seconds=random.randrange(60))
        yield _thread(random, opened.replace(microsecond=0), posts)


def _thread(random: Random, opened: datetime, posts: int) -> Thread:
    thread_id = f"{opened:%y%m%d%H%M%S}"
    people = [_person(random) for _ in range(random.randint(2, 5))]
    messages: list[Message] = []
    posted = opened
    for number in range(1, posts + 1):
        lines, links, replies = _post(random, messages)
        messages.append(
            Message(
                number=number,
                id=f"{thread_id}-{number}",
                author=people[0] if number == 1 else random.choice(people),
                posted=posted,
                lines=lines,
                links=links,
                blocks=find_blocks(lines),
                replies_to=replies,
            )
        )
        posted += timedelta(seconds=random.randrange(200, 80_000))
    return Thread(
        id=thread_id,
        title=_title(random),
        notice="このページは、ある会議室の記録です。情報が古くなっている可能性があります。",
        source=Source(
            url=f"http://mtlab.ecn.fpu.ac.jp/WSM_{opened.year}/{thread_id}.html",
            url_status="captured",
            media_type="text/html",
            charset="utf-8",
            sha256="0" * 64,
        ),
        messages=tuple(messages),
    )


def _person(random: Random) -> str:
    name = random.choice([*_SURNAMES, *_HANDLES])
    return f"{name}@{random.choice(_PLACES)}" if random.random() < 0.2 else name


def _title(random: Random) -> str:
    words = _vocabulary()
    thing, product = words.noun(random), words.noun(random)
    return random.choice(
        [f"{thing}が{product}で使えない", f"{product}の{thing}について", f"{thing}で困っています。"]
    )


def _post(
    random: Random, earlier: Sequence[Message]
) -> tuple[tuple[str, ...], tuple[Link, ...], tuple[int, ...]]:
    lines: list[str] = []
    replies: tuple[int, ...] = ()
    width = random.choice(_WIDTHS)
    if earlier and random.random() < 0.6:
        answered = random.choice(earlier[-4:])
        quoted = _quotable(answered)
        if quoted:
            replies = (answered.number,)
            lines += [*_quote(random, answered, quoted), ""]
    if random.random() < 0.3:
        lines += [random.choice(_GREETINGS), ""]
    for _ in range(random.randint(1, 5)):
        lines += [*_paragraph(random, width), ""]
    if random.random() < 0.08:
        lines += [*_headers(random), ""]
    if random.random() < 0.06:
        lines += [*(f"・{_vocabulary().noun(random)}" for _ in range(3)), ""]
    if random.random() < 0.5:
        lines += [random.choice(_CLOSINGS), ""]
    links: tuple[Link, ...] = ()
    if random.random() < 0.15:
        label = random.choice(_PRODUCTS)
        href = f"http://{host(random)}/{random.randrange(1000)}.html"
        links = (Link(label=label, href=href, line=len(lines), start=3),)
        lines += [f"→  {label}", ""]
    return tuple(lines[:-1]), links, replies


def _quotable(message: Message) -> list[str]:
    for block in message.blocks:
        lines = message.lines[block.first_line : block.last_line + 1]
        if block.type == "paragraph" and len("".join(lines)) > 25:
            return list(lines[:3])
    return []


def _quote(random: Random, answered: Message, quoted: Sequence[str]) -> list[str]:
    mark = random.choice([">", "> ", "|"])
    lines = [f"{mark}{line}" for line in quoted]
    if random.random() < 0.3:
        when = f"{answered.posted:%m/%d %H:%M}"
        return [f"Date:  {when} に、{answered.author}さんが", "", *lines]
    return lines


def _paragraph(random: Random, width: int | None) -> list[str]:
    words = _vocabulary()
    sentences = [words.sentence(random) for _ in range(random.randint(1, 5))]
    if width is None:
        return sentences
    lines, line, used = [], "", 0
    for char in "".join(sentences):
        if used + columns(char) > width and char not in "、。）」":
            lines.append(line)
            line, used = "", 0
        line += char
        used += columns(char)
    return [*lines, line]


def _headers(random: Random) -> list[str]:
    relay, sender = host(random), host(random)
    number, clock = random.randrange(100, 255), random.randrange(3600)
    return [
        f"Return-Path: <user{number}@{sender}>",
        f"Received: from {sender} ([{address(random)}])",
        f"by {relay} ({version(random)}/{version(random)}) with SMTP id XAA{number};",
        f" Wed, 19 Aug 1998 23:{clock // 60:02}:{clock % 60:02} -0400 (EDT)",
        f"From: user{number}@{sender}",
        f"Subject: {_vocabulary().noun(random)}",
        f"Message-ID: <{number}{number}>",
    ]
