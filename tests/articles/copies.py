"""How many copies the similarity check finds: synthetic copies out of real laws. `python -m tests.articles.copies`.

A copy is a text of 5,000 characters of which a share comes out of one other text of the collection: as it stands, with
its sentences in another order, or with other words for some. What is found is said twice: whether the source was among
what is compared word by word (fingerprints), and how much of the share the passages cover.
"""

import argparse
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter

from learnhub.articles.actions.fingerprints import prints_of, simplified
from learnhub.articles.actions.similarity import MOST_CANDIDATES
from learnhub.articles.rules.similarity.passages import Finder
from learnhub.articles.rules.similarity.plain import Plain
from learnhub.articles.rules.similarity.tokens import Tokens, all_windows, tokenise, windows
from tests.real_data import real_data

LENGTH = 5000
SHARES = (0.1, 0.3, 0.6)
WAYS = ("as it stands", "sentences shuffled", "synonyms", "shuffled, synonyms")
_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？\n]*")
_SYNONYMS = {
    "应当": "必须", "有关": "相关", "规定": "要求", "按照": "依照", "部门": "机关", "可以": "能够", "进行": "开展",
    "以及": "和", "单位": "机构", "不得": "禁止", "或者": "或", "负责": "主管", "组织": "安排", "建立": "设立",
    "加强": "强化", "提供": "给予", "处理": "处置", "情况": "情形", "活动": "行为", "国家": "我国", "管理": "治理",
    "批准": "同意", "决定": "裁定", "及时": "尽快", "采取": "运用", "保障": "保证", "实施": "施行", "必要": "需要",
}  # fmt: skip


@dataclass(frozen=True)
class Collection:
    """Texts with their fingerprints, as the tables keep them."""

    texts: list[str]
    tokens: list[Tokens]
    bands: dict[int, list[int]]


def texts(length: int = LENGTH) -> Iterator[str]:
    """The laws in pieces of an article's length each, without mark-up."""
    for path in sorted(real_data("laws-zh").rglob("*.md")):
        if "案例" in path.parts:
            continue
        text = re.sub(r"<!--.*?-->|[#*>|]", "", path.read_text(encoding="utf-8"), flags=re.S)
        for start in range(0, len(text) - length // 2, length):
            yield text[start : start + length]


def tokens_of(text: str) -> Tokens:
    """A text as it is compared."""
    return tokenise(Plain(text, ()), simplified)


def collect(pieces: list[str]) -> Collection:
    """Fingerprint texts."""
    tokens = [tokens_of(text) for text in pieces]
    bands: dict[int, list[int]] = defaultdict(list)
    for number, each in enumerate(tokens):
        for value in prints_of(windows(each)):
            bands[value].append(number)
    return Collection(pieces, tokens, bands)


def copied(source: str, own: str, share: float, way: str, dice: random.Random) -> tuple[str, int]:
    """A text with a share out of a source, in one piece somewhere; and how many characters came from there."""
    length = int(LENGTH * share)
    start = dice.randrange(max(1, len(source) - length))
    sentences = _SENTENCE.findall(source[start : start + length])
    if "shuffled" in way:
        dice.shuffle(sentences)
    piece = "".join(sentences)
    if "synonyms" in way:
        for word, other in _SYNONYMS.items():
            piece = piece.replace(word, other)
    rest = own[: LENGTH - length]
    at = rest.find("\n", dice.randrange(max(1, len(rest)))) + 1
    return rest[:at] + "\n" + piece + "\n" + rest[at:], length


def look(collection: Collection, text: str, source: int) -> tuple[bool, float, int]:
    """Whether the source was compared word by word, the share found in it (0 to 1), and how many texts were."""
    tokens = tokens_of(text)
    shared: Counter[int] = Counter()
    for value in prints_of(all_windows(tokens)):
        shared.update(collection.bands.get(value, ()))
    best = [number for number, _ in shared.most_common(MOST_CANDIDATES)]
    finder = Finder(tokens)
    found = sum(finder.mask(finder.passages(collection.tokens[source]))) if source in best else 0
    return source in best, found / max(1, tokens.total), len(best)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser()
    options.add_argument("--copies", type=int, default=60, help="copies of each kind")
    options.add_argument("--texts", type=int, default=2000, help="texts to hide them among")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    dice = random.Random(chosen.seed)
    every = list(texts())
    dice.shuffle(every)
    began = perf_counter()
    held_back, kept = every[: chosen.copies], every[chosen.copies : chosen.copies + chosen.texts]
    collection = collect(kept)
    spent = (perf_counter() - began) * 1000 / len(kept)
    print(f"{len(kept)} texts of {LENGTH} characters, {sum(map(len, collection.bands.values())) / len(kept):.0f} bands "
          f"each, {spent:.0f} ms each")  # fmt: skip
    print(f"{'copied':>8} {'how':<20}{'source found':>14}{'found/copied':>14}{'compared':>10}{'ms':>8}")
    for share in SHARES:
        for way in WAYS:
            _row(collection, held_back, share, way, dice)


def _row(collection: Collection, held_back: list[str], share: float, way: str, dice: random.Random) -> None:
    sources, shares, compared, began = 0, 0.0, 0, perf_counter()
    for own in held_back:
        source = dice.randrange(len(collection.texts))
        text, _ = copied(collection.texts[source], own, share, way, dice)
        seen, found, among = look(collection, text, source)
        sources, shares, compared = sources + seen, shares + min(found / share, 1.0), compared + among
    count = len(held_back)
    spent = (perf_counter() - began) * 1000 / count
    print(
        f"{share:>8.0%} {way:<20}{sources / count:>13.0%} {shares / count:>13.0%} {compared / count:>9.0f}{spent:>8.0f}"
    )


if __name__ == "__main__":
    main()
