"""Templates compiled for one language say the same as translated at run time."""

import shutil

import pytest
from flask import Flask, g, render_template_string
from jinja2 import DictLoader

from learnhub.platform import templating
from learnhub.platform.folding import Bilingual
from learnhub.platform.templating import icon


def said(app: Flask, language: str, template: str, **values: object) -> str:
    with app.test_request_context("/", headers={"Accept-Language": language}):
        twin = app.jinja_env
        assert isinstance(twin, Bilingual)
        return twin.twins[language].from_string(template).render(**values)


@pytest.mark.parametrize(("language", "words"), [("zh-CN", "课程"), ("en", "Courses")])
def test_words_are_in_the_language_of_the_twin(app, session, language, words):
    assert said(app, language, "{{ _('Courses') }}") == words


def test_values_are_filled_in_and_escaped(app, session):
    template = "{{ _('Section %(number)d', number=count + 1) }} {{ _('Next: %(title)s', title=title) }}"

    text = said(app, "en", template, count=2, title="<b>")

    assert text == "Section 3 Next: &lt;b&gt;"


def test_nested_brackets_belong_to_the_value(app, session):
    template = "{{ _('Next: %(title)s', title=(names|join(', ')) ~ '!') }}|{{ 'x' }}"

    assert said(app, "en", template, names=["a", "b"]) == "Next: a, b!|x"


def test_words_that_are_chosen_at_run_time_are_left_to_run_time(app, session):
    assert said(app, "zh-CN", "{{ _(word) }}", word="Courses") in ("课程", "Courses")
    assert str(icon("circle")) in said(app, "en", "{{ icon('circle' if yes else 'check2') }}", yes=True)


def test_icons_are_written_into_the_page_as_they_are(app, session):
    assert said(app, "en", "{{ icon('circle') }}") == str(icon("circle"))


def test_what_is_joined_stays_safe(app, session):
    template = "{{ icon('circle') ~ _('Courses') ~ ' <' }}{{ '<' ~ icon('circle') }}"

    assert said(app, "en", template) == f"{icon('circle')}Courses &lt;&lt;{icon('circle')}"


def test_an_attribute_of_the_same_name_is_no_call_of_ours(app, session):
    assert said(app, "en", "{{ it.icon('circle') }}", it={"icon": str.upper}) == "CIRCLE"


def test_a_percent_sign_needs_no_value(app, session):
    assert said(app, "en", "{{ _('100%% sure') }}") == "100% sure"


def test_a_page_is_asked_for_in_the_language_of_the_request(app, session):
    found = []
    for language in ("zh-CN", "en"):
        with app.test_request_context("/"):
            g.html_lang = language
            found.append(app.jinja_env.get_or_select_template("home/help.html").environment.language)

    assert found == ["zh-CN", "en"]


def test_a_string_template_works_too(app, session):
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        assert render_template_string("{{ _('Courses') }}") in ("Courses", "课程")


def test_compiled_templates_are_kept_for_each_language_and_old_ones_go(tmp_path):
    environment = Bilingual(Flask("templates"), loader=DictLoader({"page": "{{ _('Courses') }}"}))
    environment.speak(("zh-CN", "en"), lambda: "en", {"_": lambda language, text: f"{text} in {language}"})
    (tmp_path / "of an earlier program").mkdir()

    templating.keep_compiled(environment, tmp_path)
    said = {language: twin.get_template("page").render() for language, twin in environment.twins.items()}

    assert said == {"zh-CN": "Courses in zh-CN", "en": "Courses in en"}
    assert sorted(path.parent.name for path in tmp_path.glob("*/*/*")) == ["en", "zh-CN"]
    assert not (tmp_path / "of an earlier program").exists()


def test_what_was_compiled_once_is_not_compiled_again(tmp_path):
    compiled = []
    for _start in range(2):
        environment = Bilingual(Flask("templates"), loader=DictLoader({"page": "{{ _('Courses') }}"}))
        environment.speak(("en",), lambda: "en", {"_": lambda _language, text: compiled.append(text) or text})
        templating.keep_compiled(environment, tmp_path)
        environment.twins["en"].get_template("page")

    assert compiled == ["Courses"]


def test_a_page_is_shown_though_the_folder_of_compiled_templates_is_gone(tmp_path):
    environment = Bilingual(Flask("templates"), loader=DictLoader({"page": "{{ _('Courses') }}"}))
    environment.speak(("en",), lambda: "en", {"_": lambda _language, text: text})
    templating.keep_compiled(environment, tmp_path)

    shutil.rmtree(tmp_path)

    assert environment.twins["en"].get_template("page").render() == "Courses"
