"""A small library of our own, cut into terms as the product does it, and short ways to ask for it."""

from collections.abc import Sequence

from learnhub.platform.search_index import Document, SearchEngine
from learnhub.search.rules.folding import fold
from learnhub.search.rules.tokens import index_terms, query_terms

ALL = frozenset({"all"})


def document(key: str, title: str, *parts: str, kind: str = "lesson", labels: Sequence[str] = ("all",)) -> Document:
    """A document in terms."""
    return Document(
        key=key,
        kind=kind,
        language="zh-CN" if any("\u4e00" <= char <= "\u9fff" for char in title) else "en",
        category="professional",
        labels=frozenset(labels),
        title=fold(title),
        title_terms=index_terms(title),
        parts=[index_terms(part) for part in parts],
    )


LIBRARY = (
    document("leave", "请假办法", "工作人员请假，应当事先提出。", "第三十二条 请假三天以上的，由主要领导批准。"),
    document("hours", "学时折算办法", "一天按六学时计。逾期不补税。", "依照第32条规定请假的，不计学时。"),
    document("tax", "税收征收管理", "纳税人依法纳税", "县级以上人民政府应当依法组织税收收入。"),
    document("court", "人民法院调解规定", "人民法院应当依法调解。人民，法院。", "Flask 应用 示例"),
    document(
        "flask", "Building a Flask application", "Create variables and functions in JavaScript.", "Déjà vu ２０２４"
    ),
    document("js", "JavaScript basics", "A variable holds a value; closures capture variables."),
    document("question", "请假由谁批准？", "请假三天以上由谁批准", kind="question", labels=("keepers",)),
)


def found(engine: SearchEngine, text: str, *, access: frozenset[str] = ALL, **options: object) -> list[str]:
    """The keys that a text finds, the best first."""
    hits = engine.search(query_terms(text), access=access, **options)
    return [hit.key for hit in hits.hits]
