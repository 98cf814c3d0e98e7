"""Language codes as people write them, and as LearnHub keeps them."""

import re

_KNOWN = frozenset(
    "af am ar az be bg bn bo bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk km"  # noqa: SIM905
    " kn ko ky lo lt lv mk ml mn mr ms my nb ne nl nn no pa pl ps pt ro ru si sk sl sq sr sv sw ta te tg th tk tl tr"
    " ug uk ur uz vi yi za zh zu".split()
)
_WRITTEN = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|[0-9]{3}))?", re.IGNORECASE)
_CHINESE_SCRIPTS = {"hans": "zh-CN", "hant": "zh-TW"}
_KANA = re.compile(r"[\u3041-\u30fa]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


def normal_language(written: str) -> str | None:
    """ "zh_cn" → "zh-CN", "zh-Hant" → "zh-TW", "ES" → "es"; None where it is no language that we know."""
    found = _WRITTEN.fullmatch(written.strip())
    if found is None or found[1].lower() not in _KNOWN:
        return None
    language, script, region = found[1].lower(), (found[2] or "").lower(), (found[3] or "").upper()
    if language == "zh" and not region:
        return _CHINESE_SCRIPTS.get(script or "hans")
    return f"{language}-{region}" if region else language


def likely_language(text: str) -> str:
    """The language of a text that does not say: told by its script, English where Latin letters prevail."""
    kana, hangul = len(_KANA.findall(text)), len(_HANGUL.findall(text))
    ideographs, words = len(_IDEOGRAPH.findall(text)), len(_LATIN_WORD.findall(text))
    if max(kana + ideographs, hangul) <= words / 4:
        return "en"
    if hangul > kana + ideographs:
        return "ko"
    return "ja" if kana > ideographs / 10 else "zh-CN"
