"""What the documents promise exists, and what exists is documented."""

import re
from dataclasses import fields
from functools import cache
from pathlib import Path

import click
import pytest
from werkzeug.exceptions import HTTPException

from config import Config
from learnhub.app import DOMAINS, create_app

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "learnhub" / "README.md", *(ROOT / "docs").glob("*.md")])
NOT_FROM_THE_ENVIRONMENT = {"testing"}
SETTINGS = {f"LEARNHUB_{field.name.upper()}" for field in fields(Config)} - {"LEARNHUB_TESTING"}
# What the tests, and not the site, read from the environment.
OF_THE_TESTS = {"LEARNHUB_REAL_DATA", "LEARNHUB_TEST_DATABASE"}
# Commands of Flask and its extensions that are not ours to document.
FOREIGN = {"db", "limiter", "routes", "run", "shell"}


@pytest.mark.parametrize("name", [field.name for field in fields(Config) if field.name not in NOT_FROM_THE_ENVIRONMENT])
def test_every_setting_is_documented(name):
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")

    assert f"`LEARNHUB_{name.upper()}`" in text


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_domain_is_on_the_map(domain):
    text = (ROOT / "learnhub" / "README.md").read_text(encoding="utf-8")

    assert f"`{domain}/`" in text


def test_every_link_between_documents_leads_somewhere():
    broken = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+\.md)\)", prose_of(page)):
            if not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")

    assert broken == []


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return create_app(Config(instance=tmp_path_factory.mktemp("docs"), testing=True))


@cache
def text_of(page):
    return page.read_text(encoding="utf-8")


def prose_of(page):
    """A page without its blocks and inline pieces of code."""
    text = re.sub(r"^ *```.*?^ *```", "", text_of(page), flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"`[^`\n]+`", "", text)


def code_in(page):
    """Everything that a page sets as code: between backticks, and the lines of blocks."""
    blocks = re.findall(r"^ *```[^\n]*\n(.*?)^ *```", text_of(page), re.DOTALL | re.MULTILINE)
    inline = re.sub(r"^ *```.*?^ *```", "", text_of(page), flags=re.DOTALL | re.MULTILINE)
    return re.findall(r"`([^`\n]+)`", inline) + [line for block in blocks for line in block.splitlines()]


def commands_in(page):
    """What a page tells the reader to type after `flask`: the words of the command, and its options."""
    for code in code_in(page):
        for said in re.findall(r"\bflask (?:--app \w+ )?([a-z][^#\n]*)", code):
            words = re.match(r"[a-z][a-z-]*(?: [a-z][a-z-]*)?", said)
            yield words.group(0).split(), set(re.findall(r"--[a-z][a-z-]*", said))


def found_in(group, words):
    """The command of these words, or None."""
    found = group
    for word in words:
        if not isinstance(found, click.Group):
            break
        found = found.commands.get(word)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_in_the_documents_exists_with_its_options(page, built):
    wrong = []
    for words, options in commands_in(page):
        command = found_in(built.cli, words)
        if not isinstance(command, click.Command):
            wrong.append(" ".join(words))
            continue
        known = {name for each in command.params for name in each.opts}
        wrong += [f"{' '.join(words)} {option}" for option in options - known - {"--help"}]

    assert wrong == []


def test_every_command_is_documented_and_explains_itself(built):
    documented = {tuple(words) for words, _options in commands_in(ROOT / "docs" / "operations.md")}
    operations, runner = text_of(ROOT / "docs" / "operations.md"), built.test_cli_runner()
    missing, silent = [], []
    for domain, group in built.cli.commands.items():
        if domain in FOREIGN:
            continue
        for verb, command in group.commands.items():
            # `flask people disable NAME`, `enable`: a second verb may stand alone.
            if (domain, verb) not in documented and f"`{verb}`" not in operations:
                missing.append(f"{domain} {verb}")
            if not command.help or runner.invoke(args=[domain, verb, "--help"]).exit_code != 0:
                silent.append(f"{domain} {verb}")

    assert (missing, silent) == ([], [])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_target_in_the_documents_exists(page):
    targets = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    told = {name for code in code_in(page) for name in re.findall(r"\bmake ([a-z-]+)", code)}

    assert told - targets == set()


def test_the_targets_that_a_newcomer_tries_are_in_the_readme():
    told = {name for code in code_in(ROOT / "README.md") for name in re.findall(r"\bmake ([a-z-]+)", code)}

    assert told >= {"run", "test", "check", "bench"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_setting_in_the_documents_exists(page):
    assert set(re.findall(r"LEARNHUB_[A-Z_]+[A-Z]", text_of(page))) - SETTINGS - OF_THE_TESTS == set()


def test_the_defaults_in_the_table_are_those_of_the_code():
    rows = re.findall(r"^\| `LEARNHUB_(\w+)` \| `([^`]+)` \|", text_of(ROOT / "docs" / "operations.md"), re.MULTILINE)
    written = {name.lower(): value for name, value in rows if name != "INSTANCE"}
    held = {name: getattr(Config(), name) for name in written}

    assert len(written) >= 8
    assert written == {
        name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in held.items()
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_address_in_the_documents_is_a_page(page, built):
    addresses = built.url_map.bind("localhost")
    told = {code.removeprefix("GET ") for code in code_in(page) if re.fullmatch(r"(GET )?/[a-z][a-z/-]*", code)}
    wrong = []
    for path in told:
        try:
            addresses.match(path)
        except HTTPException:
            wrong.append(path)

    assert wrong == []
