"""Tokens, digests and names for addresses."""

import re
import string

from hypothesis import given
from hypothesis import strategies as st

from learnhub.kernel import ids


def test_a_token_is_long_random_and_fit_for_an_address():
    tokens = {ids.token() for _ in range(100)}

    assert len(tokens) == 100
    assert all(len(token) == 43 and set(token) <= set(string.ascii_letters + string.digits + "-_") for token in tokens)


def test_a_digest_is_that_of_the_utf_8_text():
    assert ids.digest("学时") == "326f76819636abecc9083cfbca232b99e3ebdccc0682b32e62e64ba502085ac8"
    assert ids.digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(st.text(alphabet=st.characters(codec=None)))
def test_every_text_has_a_digest_even_a_broken_one(text):
    assert re.fullmatch(r"[0-9a-f]{64}", ids.digest(text))


def test_a_slug_keeps_chinese_and_lowers_the_rest():
    assert ids.slug("公文写作：Part ２ (a)") == "公文写作-part-2-a"


def test_a_text_without_letters_still_gets_a_slug():
    assert ids.slug("") == ids.slug("—— !!") == ids.slug("__") == "untitled"


@given(st.text())
def test_a_slug_of_a_slug_is_the_same(text):
    slug = ids.slug(text)

    assert ids.slug(slug) == slug


@given(st.text())
def test_a_slug_holds_nothing_that_an_address_gives_a_meaning(text):
    assert not set(ids.slug(text)) & set("/?#&%.:;<>\"' \t\n\\")
