"""The shape of the house: file names, ceilings, who commits, who selects, what pure files import."""

import ast
from functools import cache
from pathlib import Path

import pytest

from learnhub.app import DOMAINS

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "learnhub"
VOCABULARY = {
    "views",
    "api",
    "jobs",
    "commands",
    "forms",
    "actions",
    "policies",
    "queries",
    "models",
    "events",
    "rules",
}
SOURCES = sorted(PACKAGE.rglob("*.py"))
WRITES = {"commit", "begin", "begin_nested"}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def kind(path: Path) -> str:
    """The name of a file in the vocabulary: `views` for learnhub/people/views.py and for views/units.py."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[1] if len(parts) > 1 and parts[0] in DOMAINS else ""


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_domain_holds_only_files_of_the_vocabulary(domain):
    found = {
        path.stem
        for path in (PACKAGE / domain).iterdir()
        if path.name not in ("__pycache__", "__init__.py", "templates")
    }

    assert found <= VOCABULARY


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_no_file_is_longer_than_400_lines_and_no_function_than_50(path):
    lines = path.read_text(encoding="utf-8").count("\n")
    functions = [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = [node.name for node in functions if (node.end_lineno or 0) - node.lineno + 1 > 50]

    assert lines <= 400
    assert long == []


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_every_module_says_what_it_is_for(path):
    assert ast.get_docstring(tree(path))


def test_only_the_database_module_commits():
    guilty = [
        f"{named(path)}:{node.lineno}"
        for path in SOURCES
        if path != PACKAGE / "platform" / "db.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES
    ]

    assert guilty == []


def test_views_do_not_select():
    guilty = [named(path) for path in SOURCES if kind(path) in ("views", "api") and "sqlalchemy" in imports(path)]

    assert guilty == []


def test_only_the_edge_opens_a_transaction():
    edge = {"views", "api", "jobs", "commands"}
    guilty = [
        named(path)
        for path in SOURCES
        if kind(path) and kind(path) not in edge
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and any(alias.name == "transaction" for alias in node.names)
    ]

    assert guilty == []


def test_rules_import_only_the_standard_library_and_the_kernel():
    guilty = []
    for path in SOURCES:
        if kind(path) != "rules":
            continue
        own = ".".join(path.relative_to(ROOT).parts[:2]) + ".rules"
        foreign = {name for name in imports(path) if name.startswith("learnhub")}
        guilty += [f"{named(path)}: {name}" for name in foreign if not name.startswith(("learnhub.kernel", own))]
        guilty += [f"{named(path)}: {name}" for name in imports(path) if name.split(".")[0] in ("flask", "sqlalchemy")]

    assert guilty == []


def test_actions_know_nothing_of_the_web():
    below = {"actions", "policies", "queries", "models", "events", "rules"} - {"queries"}
    guilty = [
        named(path)
        for path in SOURCES
        if kind(path) in below and any(n.split(".")[0] == "flask" for n in imports(path))
    ]

    assert guilty == []


def test_no_product_code_asserts():
    guilty = [
        f"{named(path)}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Assert)
    ]

    assert guilty == []


def test_text_is_marked_safe_only_where_it_was_sanitised():
    allowed = (
        PACKAGE / "platform" / "markdown",
        PACKAGE / "platform" / "markdown.py",
        PACKAGE / "platform" / "templating.py",
    )
    guilty = [
        named(path)
        for path in SOURCES
        if not path.is_relative_to(allowed[0]) and path not in allowed and "markupsafe" in imports(path)
    ]
    guilty += [
        named(page) for page in PACKAGE.rglob("*.html") if "|safe" in page.read_text(encoding="utf-8").replace(" ", "")
    ]

    assert guilty == []
