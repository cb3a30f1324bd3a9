"""Invents Japanese-looking sentences, with words as uneven as those of real text.

Nothing is read from anywhere: words are put together from the kanji of JIS X 0208, syllables and
inflections, always the same ones, and drawn by Zipf's law, so that a few are in every post and most
are in a handful.
"""

from bisect import bisect
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cache
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

_KANJI = (
    "設定変更接続機能使用電源画面動作文字通信起動時間問題方法受送信場合利用者名前確認情報開発"
    "登録管理表示処理実行記録保存追加削除修正入力出力対応必要最初後今日本年月人大会社国学生自分"
    "事物手足目口上下中外内新古高低長短多少全部一二三四五六七八九十百千万何度回線路網局番号"
    "電話料金安価格売買品質量性能力速度重軽強弱明暗音声色形式様子意味言葉語英和訳書読見聞思考"
    "知識識別区分類種同異正誤良悪可否有無原因結果理由経過程進退加減増加数値計算式解決答質疑応"
    "連絡相談紹介説明参照引用転載許可禁止制限規則法律権限公開秘密安全危険攻撃防御被害迷惑困難"
    "簡単複雑普通特別特殊標準基本応用実験試験調査研究結論報告発表議論意見感想希望期待心配失敗"
    "成功交換交代代替移動移行停止再開終了完了開始始末途半朝夜晩昼週末休仕組織作業環境状態状況"
    "条件前提予定予約約束期限延長短縮縮小拡大張替配布配置配線空白黒板図表紙面裏側左右東西南北"
)
_COMPOUNDS = 20_000
_LOANS = 5_000
_LATIN = 3_000

_MORAE = (
    "ア イ ウ エ オ カ キ ク ケ コ サ シ ス セ ソ タ チ ツ テ ト ナ ニ ネ ノ ハ ヒ フ ヘ ホ "
    "マ ミ ム メ モ ラ リ ル レ ロ ワ ガ グ ゲ ゴ ザ ジ ズ ダ デ ド バ ビ ブ ベ ボ パ ピ プ "
    "ペ ポ シャ ショ ジュ チェ ファ フィ フォ ティ ディ ウェ キャ リュ ヴァ"
).split()
_JOINTS = ("", "", "", "", "ー", "ー", "ン", "ン", "ッ")
_SYLLABLES = (
    "a be ca co da de e fi fo ga go in ka ki lo ma me mi mo na net no o pa pe po qu ra re ri "
    "ro sa se si so sta ta te ti to tra ul va ve vi wa web x zi mac post serv list mail link "
    "talk base"
).split()

_PARTICLES = (
    "の を に が は で と も から では には まで や への とは へ での とか だけ にも など "
    "って からは より でも ばかり しか さえ くらい のほうが のために について によって "
    "に対して という として のところ をめぐる のたびに にかぎって"
).split()
# What stands for {i} {t} {a} {u} {e} {o} in an ending, by the row of the verb.
_GODAN = ("りっらるれろ", "いっわうえお", "きいかくけこ", "ししさすせそ", "ちったつてと")
_ICHIDAN = ("", "", "", "る", "れ", "よ")
_SURU = ("し", "し", "し", "する", "すれ", "しよ")
_ENDINGS = (
    "{i}ます {i}ました {t}て {t}た {u} {a}ない {t}ている {t}ています {t}てみました {i}ません "
    "{e}ば {t}ていました {u}ので {t}たのですが {u}と {t}たところ {a}ないので "
    "{t}ているようです {o}うと {t}てしまいました {t}てください {a}れる {t}てしまう {i}たい "
    "{i}ながら {a}せる {t}ていない {t}た上で {a}なければ {t}ていたら {t}ておく "
    "{i}ませんでした {i}たいのですが {t}ても {a}なかった {i}ましたが"
).split()
_LAST = (
    "{i}ます {i}ました {t}ています {i}ません {t}ていました {t}てみました {u}ようです "
    "{t}てください {t}てしまいました {u}と思います {i}ませんでした {t}たのでしょうか "
    "{u}のですが {i}たいです {t}たらしいです {u}はずです {t}たことがあります {a}ないようです "
    "{u}かもしれません {i}ますね {u}ことにしました {i}ますよ {a}ないのでしょうか "
    "{t}ておきました {t}たままです {u}だけです {t}てもらいました {u}わけではありません "
    "{e}ば済みます {i}ましょう"
).split()
_ADVERBS = (
    "まだ もう また ただ 少し とても やはり たぶん まったく すぐに いつも ときどき ずっと "
    "とりあえず 実際に ようやく さらに まず なぜか もちろん ちなみに しかし それで そこで "
    "つまり なお でも あるいは たとえば 一応 結局 けっこう 念のため いまのところ ひょっとして"
).split()
_MODIFIERS = (
    "この その あの どの 同じ ある 古い 新しい 小さな 大きな いろいろな 別の 自分の ほかの "
    "次の 以前の たいていの 単なる"
).split()


_T = TypeVar("_T", bound=Hashable)


class Zipf(Generic[_T]):
    """Things of which the one at rank r is drawn with a weight of (r + ``shift``) ** -``power``."""

    def __init__(self, things: Iterable[_T], shift: float = 2, power: float = 1) -> None:
        self._things = list(dict.fromkeys(things))
        self._sums = list(accumulate((rank + shift) ** -power for rank in range(len(self._things))))

    def pick(self, random: Random) -> _T:
        """One of them."""
        return self._things[bisect(self._sums, random.random() * self._sums[-1])]


class Vocabulary:
    """Words in the order of how common they are; ``common`` are nouns to stand among the first."""

    def __init__(self, common: Sequence[str]) -> None:
        random = Random("vocabulary")
        kanji = _kanji(random)
        compounds = [_repeat(kanji.pick, random, (2, 2, 2, 2, 3)) for _ in range(_COMPOUNDS)]
        loans = [_repeat(_loan_part, random, (1, 2, 2, 3)) for _ in range(_LOANS)]
        latin = [_latin(random) for _ in range(_LATIN)]
        nouns = [*compounds, *loans, *latin]
        random.shuffle(nouns)
        self._nouns = Zipf(_mixed(common, nouns), 12)
        stems = [_verb(random, kanji, compounds) for _ in range(6_000)]
        self._stems = Zipf(stems, 6)
        self._particles = Zipf(_PARTICLES, 1)
        self._endings, self._last = Zipf(_ENDINGS, 1), Zipf(_LAST, 1)
        self._adverbs, self._modifiers = Zipf(_ADVERBS), Zipf(_MODIFIERS)

    def sentence(self, random: Random) -> str:
        """One sentence with its full stop, 10 to 90 characters, in most cases about 30."""
        clauses = random.choice((1, 1, 2, 2, 3))
        parts = []
        for number in range(clauses):
            if random.random() < 0.25:
                parts.append(self._adverbs.pick(random) + random.choice(("", "", "、")))
            for _ in range(random.choice((1, 1, 2, 2, 3))):
                parts += [self._noun(random), self._particles.pick(random)]
            last = number == clauses - 1
            parts.append(self._verb(random, self._last if last else self._endings))
            parts.append("。" if last else random.choice(("", "、")))
        return "".join(parts)

    def noun(self, random: Random) -> str:
        """A noun alone."""
        return self._nouns.pick(random)

    def _noun(self, random: Random) -> str:
        chance = random.random()
        if chance < 0.02:
            return _number(random)
        before = self._modifiers.pick(random) if chance < 0.14 else ""
        noun = self._nouns.pick(random)
        if chance > 0.93:
            noun += self._nouns.pick(random)
        elif chance > 0.91:
            noun = f"「{noun}」"
        return before + noun

    def _verb(self, random: Random, endings: Zipf[str]) -> str:
        stem, (i, t, a, u, e, o) = self._stems.pick(random)
        return stem + endings.pick(random).format(i=i, t=t, a=a, u=u, e=e, o=o)


def host(random: Random) -> str:
    """A host name under the domains kept for examples (RFC 2606)."""
    label = _repeat(_syllable, random, (1, 2, 2, 3))
    domain = random.choice(("example.jp", "example.ne.jp", "example.ac.jp", "example.com"))
    return f"{random.choice(('www', 'mail', 'ns', 'ftp', label))}.{label}.{domain}"


def address(random: Random) -> str:
    """An address of one of the networks kept for documentation (RFC 5737)."""
    return f"{random.choice(('192.0.2', '198.51.100', '203.0.113'))}.{random.randrange(256)}"


def version(random: Random) -> str:
    """The number of a release: 2.2b4."""
    number = f"{random.randrange(1, 9)}.{random.randrange(12)}"
    return number + random.choice(("", "", f".{random.randrange(9)}", f"b{random.randrange(9)}"))


@cache
def _level_one() -> str:
    """The 2,965 kanji of level 1 of JIS X 0208, rows 16 to 47."""
    pairs = (bytes((row + 0xA0, cell + 0xA0)) for row in range(16, 48) for cell in range(1, 95))
    return "".join(pair.decode("euc_jp", "ignore") for pair in pairs)


def _kanji(random: Random) -> Zipf[str]:
    rest = list(_level_one())
    random.shuffle(rest)
    return Zipf([*_KANJI, *rest], 60, 2)


def _repeat(make: Callable[[Random], str], random: Random, lengths: Sequence[int]) -> str:
    return "".join(make(random) for _ in range(random.choice(lengths)))


def _loan_part(random: Random) -> str:
    return random.choice(_MORAE) + random.choice(_MORAE) + random.choice(_JOINTS)


def _syllable(random: Random) -> str:
    return random.choice(_SYLLABLES)


def _latin(random: Random) -> str:
    word = _repeat(_syllable, random, (2, 2, 3))
    shape = random.random()
    if shape < 0.25:
        return word.upper()[:5]
    if shape < 0.5:
        return word.capitalize() + random.choice(("Talk", "Server", "Pro", "Kit", "Edit", ""))
    return word.capitalize() if shape < 0.75 else word


def _verb(random: Random, kanji: Zipf[str], compounds: Sequence[str]) -> tuple[str, Sequence[str]]:
    kind = random.random()
    if kind < 0.5:
        return random.choice(compounds[:6000]), _SURU
    if kind < 0.7:
        return kanji.pick(random) + random.choice("えけせてべめれげじび"), _ICHIDAN
    return kanji.pick(random), random.choice(_GODAN)


def _mixed(common: Sequence[str], nouns: Sequence[str]) -> list[str]:
    """``common`` at every other of the first ranks."""
    pairs = zip(common, nouns, strict=False)
    return [word for pair in pairs for word in pair] + list(nouns[len(common) :])


def _number(random: Random) -> str:
    return random.choice(
        (
            address(random),
            host(random),
            f"{random.randrange(2, 4000)}件",
            f"{random.randrange(1, 13)}月{random.randrange(1, 29)}日",
            f"ポート{random.randrange(20, 9000)}番",
            f"バージョン{version(random)}",
        )
    )
