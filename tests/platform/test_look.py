"""The look keeps its promises: contrast, one source of colours, nothing inline, every word translated."""

import re
from itertools import product
from pathlib import Path
from typing import Any

import flask_bootstrap
import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.exceptions import UndefinedError
from wtforms import BooleanField, Form, RadioField, StringField, validators
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs

PRODUCT = Path(__file__).parents[2] / "learnhub"
STYLES = PRODUCT / "static" / "css"
TOKENS = (STYLES / "tokens.css").read_text("utf-8")
TEMPLATES = sorted(path for path in PRODUCT.rglob("*.html") if "templates" in path.parts)
MACROS = sorted((PRODUCT / "templates" / "macros").glob("*.html"))
TEXT, CONTROL = 4.5, 3.0
PAIRS = [
    ("ink", "paper", TEXT), ("ink", "card", TEXT), ("ink", "sunken", TEXT), ("ink", "mark", TEXT),
    ("ink-soft", "paper", TEXT), ("ink-soft", "card", TEXT), ("ink-soft", "sunken", TEXT),
    ("link", "card", TEXT), ("link", "paper", TEXT), ("link", "sunken", TEXT), ("link", "link-wash", TEXT),
    ("card", "brand", TEXT), ("card", "brand-hover", TEXT), ("brand", "card", TEXT), ("brand", "paper", TEXT),
    ("brand", "sunken", TEXT), ("brand", "brand-wash", TEXT),
    ("done", "done-wash", TEXT), ("track", "track-wash", TEXT), ("behind", "behind-wash", TEXT),
    ("idle", "idle-wash", TEXT), ("stop", "stop-wash", TEXT), ("stop", "card", TEXT), ("behind", "card", TEXT),
    ("done", "sunken", TEXT), ("behind", "sunken", TEXT), ("stop", "sunken", TEXT),
    ("ink", "link-wash", TEXT), ("ink", "done-wash", TEXT), ("ink", "behind-wash", TEXT), ("ink", "stop-wash", TEXT),
    ("card", "done", TEXT), ("card", "track", TEXT), ("card", "behind", TEXT), ("card", "idle", TEXT),
    ("line-strong", "card", CONTROL), ("line-strong", "paper", CONTROL),
    ("focus", "paper", CONTROL), ("focus", "card", CONTROL), ("link", "sunken", CONTROL), ("done", "sunken", CONTROL),
]  # fmt: skip


def colours(selector: str, *, after: str = "") -> dict[str, str]:
    """The hex tokens that the first rule with this selector (after some text) sets."""
    start = TOKENS.index(selector + " {", TOKENS.index(after) if after else 0)
    body = TOKENS[start : TOKENS.index("}", start)]
    return dict(re.findall(r"--lh-([a-z-]+): (#[0-9a-f]{6})", body))


LIGHT = colours(':root, [data-bs-theme="light"]')
DARK = LIGHT | colours('[data-bs-theme="dark"], :root[data-bs-theme="dark"]')
THEMES = {
    "light": LIGHT,
    "dark": DARK,
    "sepia": LIGHT | colours(':root[data-tone="sepia"]'),
    "care": LIGHT | colours(':root[data-care="on"]'),
    "care in the dark": DARK | colours(':root[data-care="on"][data-bs-theme="dark"]'),
    "paper": LIGHT | colours(":root:root:root, :root [data-bs-theme]"),
}


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, 0 to 1 (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.fixture(scope="module")
def looks() -> Environment:
    """Our templates in an environment as strict as the application's."""
    environment = Environment(
        loader=FileSystemLoader(PRODUCT / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n"],
    )  # fmt: skip
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(
        icon=lambda name: f"[{name}]", csrf_token=lambda: "token", asset=lambda path: f"/static/{path}"
    )
    return environment


def drawn(looks: Environment, source: str, **context: Any) -> str:
    return looks.from_string(source).render(**context)


@pytest.mark.parametrize(("theme", "pair"), list(product(THEMES, PAIRS)), ids=str)
def test_every_pair_of_colours_can_be_told_apart(theme: str, pair: tuple[str, str, float]) -> None:
    front, back, least = pair

    ratio = contrast(THEMES[theme][front], THEMES[theme][back])

    assert ratio >= least, f"{front} on {back} in {theme} is {ratio:.2f}"


def test_the_device_and_the_account_choose_the_same_dark() -> None:
    by_account = colours('[data-bs-theme="dark"], :root[data-bs-theme="dark"]')
    by_device = colours(':root:not([data-bs-theme="light"])')
    care_by_account = colours(':root[data-care="on"][data-bs-theme="dark"]')
    care_by_device = colours(':root[data-care="on"]:not([data-bs-theme="light"])')

    assert by_account == by_device
    assert care_by_account == care_by_device


@pytest.mark.parametrize("theme", ["dark", "paper"])
def test_a_theme_sets_every_colour(theme: str) -> None:
    rule = {
        "dark": '[data-bs-theme="dark"], :root[data-bs-theme="dark"]',
        "paper": ":root:root:root, :root [data-bs-theme]",
    }

    assert colours(rule[theme]).keys() == LIGHT.keys()


@pytest.mark.parametrize("sheet", sorted(STYLES.glob("*.css")), ids=lambda path: path.name)
def test_a_style_sheet_uses_only_tokens_that_exist(sheet: Path) -> None:
    known = set(re.findall(r"(--lh-[\w-]+):", TOKENS))

    used = set(re.findall(r"var\((--lh-[\w-]+)", sheet.read_text("utf-8")))

    assert used <= known


@pytest.mark.parametrize("sheet", sorted(STYLES.glob("*.css")), ids=lambda path: path.name)
def test_a_style_sheet_needs_nothing_from_elsewhere(sheet: Path) -> None:
    text = sheet.read_text("utf-8")

    addresses = [one for one in re.findall(r"url\((.*?)\)", text) if not one.startswith('"data:image/svg+xml')]

    assert addresses == []
    assert "@import" not in text


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(PRODUCT)))
def test_a_template_holds_no_inline_style_or_script(template: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", template.read_text("utf-8"), flags=re.DOTALL)

    inline = re.findall(r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']|javascript:|<script(?![^>]*\ssrc=)", text)

    assert inline == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(PRODUCT)))
def test_a_template_asks_only_for_icons_that_the_package_has(template: Path) -> None:
    sprite = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5" / "icons" / "bootstrap-icons.svg"
    known = set(re.findall(r'id="([\w-]+)"', sprite.read_text("utf-8")))

    wanted = set(re.findall(r"(?:icon\(|mark=)['\"]([\w-]+)['\"]", template.read_text("utf-8")))

    assert wanted <= known


@pytest.mark.parametrize("macros", MACROS, ids=lambda path: path.name)
def test_a_macro_file_lists_its_macros_at_the_top(macros: Path) -> None:
    text = macros.read_text("utf-8")
    listed = text[: text.index("#}")]
    inner = {"share", "notes", "label_words", "toc_list", "comfort_group"}

    offered = set(re.findall(r"\{% macro (\w+)\(", text)) - inner

    assert [name for name in sorted(offered) if f"{name}(" not in listed] == []


def test_every_word_of_the_look_has_its_chinese() -> None:
    parts = PRODUCT / "translations" / "parts" / "platform.po"
    with parts.open("rb") as file:
        translated = {message.id: message.string for message in read_po(file) if message.id}

    missing = [
        message
        for template in sorted((PRODUCT / "templates").rglob("*.html"))
        for _, message, _, _ in extract_from_file("jinja2", template, keywords={"_": None, "ngettext": (1, 2)})
        if not translated.get(message)
    ]

    assert missing == []


@pytest.mark.parametrize(
    ("kind", "state", "tone"),
    [
        ("standing", "behind", "behind"), ("standing", "done", "done"), ("standing", "to_be_supplied", "idle"),
        ("summary", "returned", "behind"), ("summary", "reviewed", "done"), ("cycle", "open", "track"),
        ("quiz", "not_passed", "behind"),
    ],
)  # fmt: skip
def test_a_state_is_colour_and_mark_and_word(looks: Environment, kind: str, state: str, tone: str) -> None:
    source = (
        "{% from 'macros/state.html' import tag, state_word %}{{ tag(state, kind=kind) }}|{{ state_word(state, kind) }}"
    )

    label, word = drawn(looks, source, state=state, kind=kind).split("|")

    assert f"tag-{tone}" in label
    assert re.search(r"\[[\w-]+\]", label)
    assert word in label


def test_only_what_stops_or_destroys_is_red(looks: Environment) -> None:
    source = (
        "{% from 'macros/state.html' import looks %}"
        "{% for kind in looks.values() %}{% for tone, mark in kind.values() %}{{ tone }} {% endfor %}{% endfor %}"
    )

    tones = drawn(looks, source).split()

    assert "stop" not in tones


def test_an_unknown_state_is_an_error(looks: Environment) -> None:
    source = "{% from 'macros/state.html' import tag %}{{ tag('excellent') }}"

    with pytest.raises((UndefinedError, ValueError, TypeError)):
        drawn(looks, source)


@pytest.mark.parametrize(
    ("value", "of", "width"),
    [(45, 90, "50.00%"), (120, 90, "100.00%"), (0, 90, None), (None, 90, None), (5, 0, "0.00%")],
)
def test_a_bar_is_as_long_as_its_share(looks: Environment, value: int | None, of: int, width: str | None) -> None:
    source = "{% from 'macros/meter.html' import bar %}{{ bar(value=value, of=of) }}"

    svg = drawn(looks, source, value=value, of=of)

    assert re.findall(r'meter-fill" y="3" width="([\d.]+%)"', svg) == ([width] if width else [])


def test_what_is_not_yet_supplied_is_not_shown_as_zero(looks: Environment) -> None:
    source = (
        "{% from 'macros/meter.html' import meter %}{{ meter(label='Post training', value=None, of=15, unit='days') }}"
    )

    page = drawn(looks, source)

    assert "To be supplied" in page
    assert "meter-unknown" in page


class Sample(Form):
    name = StringField("Name", [validators.InputRequired("Enter a name")], description="As in the roster")
    way = RadioField("Way", choices=[SelectChoice("a", "Online"), SelectChoice("b", "Class")])
    agree = BooleanField("Agree")


def test_a_field_with_an_error_is_tied_to_its_words(looks: Environment) -> None:
    form = Sample()
    form.validate()

    page = drawn(
        looks, "{% from 'macros/form.html' import field %}{{ field(form.name, autocomplete='name') }}", form=form
    )

    assert 'aria-describedby="name-hint name-error"' in page
    assert 'aria-invalid="true"' in page
    assert 'id="name-error"' in page
    assert 'autocomplete="name"' in page


def test_the_summary_of_errors_leads_to_each_field(looks: Environment) -> None:
    form = Sample()
    form.validate()

    page = drawn(looks, "{% from 'macros/form.html' import error_summary %}{{ error_summary(form) }}", form=form)

    assert 'href="#name"' in page
    assert 'href="#way-0"' in page
    assert "Enter a name" in page


def test_a_form_without_errors_has_no_summary(looks: Environment) -> None:
    page = drawn(looks, "{% from 'macros/form.html' import error_summary %}{{ error_summary(form) }}", form=Sample())

    assert page.strip() == ""


def test_a_button_that_changes_something_posts_with_its_token(looks: Environment) -> None:
    source = (
        "{% from 'macros/button.html' import post_button %}"
        "{{ post_button(label='Take back', to='/x', fields={'version': '<3>'}) }}"
    )

    page = drawn(looks, source)

    assert 'method="post"' in page
    assert 'name="csrf_token" value="token"' in page
    assert 'name="version" value="&lt;3&gt;"' in page


def test_typed_words_are_never_markup(looks: Environment) -> None:
    source = "{% from 'macros/page.html' import page_head %}{{ page_head(title=title) }}"

    page = drawn(looks, source, title="<script>alert(1)</script>")

    assert "<script" not in page
