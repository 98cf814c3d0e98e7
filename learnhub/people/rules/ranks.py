"""The ranks (职级) of civil servants: as a roster writes them, and as the database keeps them."""

_GRADES = "一二三四"
_KINDS = (
    ("inspector", "巡视员", "Inspector, grade %d", 2),
    ("researcher", "调研员", "Researcher, grade %d", 4),
    ("principal", "主任科员", "Principal clerk, grade %d", 4),
    ("clerk", "科员", "Clerk, grade %d", 2),
)
_LADDER = [
    (f"{key}_{grade}", f"{_GRADES[grade - 1]}级{chinese}", english % grade)
    for key, chinese, english, grades in _KINDS
    for grade in range(1, grades + 1)
]
TITLES = {key: english for key, _chinese, english in _LADDER}
"""English titles (message ids) by key, highest first."""

CHINESE = {key: chinese for key, chinese, _english in _LADDER}
_KEYS = {name.casefold(): key for key, chinese, english in _LADDER for name in (key, chinese, english)}


def rank_key(text: str) -> str | None:
    """The key that a roster means: 一级主任科员, 1级主任科员, Principal clerk, grade 1, or the key itself."""
    wanted = " ".join(text.split()).casefold()
    for digit, numeral in zip("1234", _GRADES, strict=True):
        wanted = wanted.replace(f"{digit}级", f"{numeral}级")
    return _KEYS.get(wanted)


def title(key: str) -> str:
    """The English title of a rank; a key that is not on the ladder stands for itself."""
    return TITLES.get(key, key)
