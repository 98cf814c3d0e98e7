"""How text is cut into terms, the same for the index and the query, and how a hit is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.kernel.errors import Invalid
from learnhub.search.rules.folding import fold, in_chinese, numeral, spoken
from learnhub.search.rules.plain import plain, sections
from learnhub.search.rules.snippets import LONGEST, best_snippet, marked, snippet
from learnhub.search.rules.spelling import distance, like
from learnhub.search.rules.stems import stem
from learnhub.search.rules.tokens import LONGEST_PHRASE, LONGEST_QUERY, index_terms, index_tokens, query_terms

pytestmark = pytest.mark.once
TEXT = st.text(
    alphabet=st.one_of(st.sampled_from('第32条三十二学习税 ，。"“”()*Aéß１ＡİÅ'), st.characters()), max_size=60
)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("学习者", ["学习", "习者", "者"]),
        ("税", ["税"]),
        ("ＡＢＣ Déjà vu", ["abc", "deja", "vu"]),
        ("Creating variables", ["creat", "variabl"]),
        ("Flask应用2024年", ["flask", "应用", "用", "2024", "年"]),
        ("第32条", ["第", "32", "条", "№32条"]),
    ],
)
def test_text_is_cut_into_pairs_a_last_character_and_stems(text, terms):
    assert index_terms(text) == terms


@given(TEXT)
def test_every_term_stands_where_it_says(text):
    tokens = index_tokens(text)

    assert [token.text for token in tokens] == index_terms(text)
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)


@given(TEXT)
def test_folding_keeps_every_character_in_its_place(text):
    assert len(fold(text)) == len(text)


@given(TEXT)
def test_whatever_is_typed_is_a_query(text):
    query_terms(text)


@pytest.mark.parametrize(
    ("asked", "clauses"),
    [
        ("税", [("税",)]),
        ("学时", [("学时",)]),
        ("人民法院", [("人民", "民法", "法院")]),
        ("Flask 应用", [("flask",), ("应用",)]),
        ("“应当，依法”", [("应当", "当", "依法")]),
        ("“没有收尾", [("没有", "有收", "收尾")]),
        ("the law of a land", [("law",), ("land",)]),
        ("(a* OR [b", [("b",)]),
        ("* ( \x00 ", []),
    ],
)
def test_a_query_is_cut_as_the_text_is(asked, clauses):
    assert [clause.terms for clause in query_terms(asked).clauses] == clauses


@pytest.mark.parametrize("asked", ["第32条", "第 32 條", "第３２条", "第三十二条"])
def test_the_number_of_an_article_is_the_same_in_figures_and_in_characters(asked):
    (clause,) = query_terms(asked).clauses

    assert clause.terms == ("第三", "三十", "十二", "二条")
    assert clause.others == ("№32条",)


@given(st.integers(1, 9999))
def test_numbers_of_articles_go_there_and_back(number):
    assert spoken(f"第{numeral(number)}条") == f"№{number}条"
    assert in_chinese(f"№{number}条") == f"第{numeral(number)}条"


def test_a_long_phrase_is_asked_for_in_pieces_that_overlap():
    first, second = query_terms("春夏秋冬" * 25).clauses

    assert len(first.terms) == LONGEST_PHRASE
    assert first.terms[-1] == second.terms[0]


def test_a_query_has_a_longest_length():
    query_terms("税" * LONGEST_QUERY)

    with pytest.raises(Invalid):
        query_terms("税" * (LONGEST_QUERY + 1))


@pytest.mark.parametrize(
    "forms",
    [("create", "creates", "created", "creating"), ("study", "studies", "studied"), ("loop", "loops", "looped"),
     ("stop", "stopping"), ("class", "classes"), ("call", "calling")],
)  # fmt: skip
def test_the_forms_of_a_word_have_one_stem(forms):
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("algoritm", ("algorithm",)),
        ("javasript", ("javascript",)),
        ("recieve", ("receive",)),
        ("javasc", ("javascript",)),
        ("fxrm", ("form",)),
        ("abc", ()),
        ("学习者们", ()),
    ],
)
def test_a_misspelt_word_may_have_meant_those_fewest_slips_away(typed, meant):
    known = dict.fromkeys(("algorithm", "javascript", "receive", "form", "abd", "algoritmo", "javascrypt"), 3)

    assert like(typed, known, {"algorithm", "javascript", "receive", "form", "abd"}.__contains__) == meant


def test_slips_are_counted_up_to_a_bound():
    assert distance("recieve", "receive", 2) == 1
    assert distance("kitten", "sitting", 2) == 3


def test_a_snippet_is_the_sentence_with_the_hit_marked():
    text = "开头一句。\n工作人员请假，应当事先提出。后面还有一句。" + "很长的结尾" * 40

    found = snippet(text, query_terms("请假"))

    assert found.text.startswith("工作人员请假，应当事先提出。")
    assert [found.text[start:end] for start, end in found.marks] == ["请假"]
    assert list(found.pieces())[:3] == [("工作人员", False), ("请假", True), ("，应当事先提出。后面还有一句。", False)]


def test_words_are_marked_in_every_form_and_numbers_in_either():
    words = marked("Variables, and creating one", query_terms("create variable"))
    number = marked("依照第 32 条", query_terms("第三十二条"))

    assert [words.text[start:end] for start, end in words.marks] == ["Variables", "creating"]
    assert [number.text[start:end] for start, end in number.marks] == ["第 32 条"]


@given(TEXT, TEXT)
def test_marks_lie_within_the_snippet(text, asked):
    found = snippet(text, query_terms(asked))

    assert all(0 <= start < end <= len(found.text) for start, end in found.marks)
    assert "".join(piece for piece, _ in found.pieces()) == found.text
    assert len(found.text) <= LONGEST * 2


def test_the_best_section_holds_most_of_what_was_asked():
    assert best_snippet(["税", "税收和请假", "请假请假请假"], query_terms("税 请假"))[0] == 1


def test_html_becomes_lines_of_plain_text_by_section():
    html = (
        '<section id="s-1" data-section="x"><h2>标题</h2><p>一<strong>二</strong>&lt;三</p></section>'
        '<section id="s-2" data-section="y"><ul><li>甲</li><li>乙</li></ul></section>'
    )

    assert [(piece.anchor, piece.text) for piece in sections(html)] == [("s-1", "标题\n一二<三"), ("s-2", "甲\n乙")]
    assert plain("<p>a&nbsp;b<br>c</p>") == "a b\nc"


def test_blanks_in_any_number_are_one():
    assert plain("a" + "\u00a0" * 50_000 + "b") == "a b"


@pytest.mark.parametrize("unseen", ["\u200b", "\u00ad", "\ufeff", "\ufe00", "\U000e0100"])
def test_what_nobody_sees_parts_no_word(unseen):
    assert query_terms(f"中国{unseen}农业") == query_terms("中国农业")


def test_a_word_without_end_is_cut_the_same_for_index_and_query():
    word = "x" * 5000

    assert [token.text for token in index_tokens(word)] == index_terms(word)
    assert max(len(term) for term in index_terms(word)) <= 64
    assert query_terms("x" * 300).clauses[0].terms == tuple(index_terms(word))


def test_a_radical_that_looks_like_a_character_is_that_character():
    assert fold("⼈⺠法院") == "人民法院"
    assert index_terms("⽔利") == index_terms("水利")
