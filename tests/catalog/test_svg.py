"""Drawings: what stays, and what no drawing may bring along."""

import pytest

from learnhub.catalog.rules.svg import SvgRefused, clean_svg

_HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 80 40">'


def cleaned(inside: str) -> str:
    return clean_svg(f"{_HEAD}{inside}</svg>".encode()).data.decode()


def test_shapes_words_and_gradients_stay():
    kept = cleaned(
        '<defs><linearGradient id="g"><stop offset="0"/></linearGradient></defs>'
        '<rect fill="url(#g)" style="stroke:red"/><use xlink:href="#g"/><text x="1">公文 <tspan>写作</tspan></text>'
    )

    assert all(part in kept for part in ("linearGradient", "url(#g)", "stroke:red", 'href="#g"', "公文", "写作"))


def test_the_size_comes_from_the_attributes_or_the_view_box():
    sized = clean_svg(b'<svg xmlns="http://www.w3.org/2000/svg" width="30px" height="20.4"/>')
    boxed = clean_svg(f"{_HEAD}</svg>".encode())

    assert (sized.width, sized.height, boxed.width, boxed.height) == (30, 20, 80, 40)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<rect onclick="alert(1)"/>',
        '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></body></foreignObject>',
        '<a xlink:href="javascript:alert(1)"><text>x</text></a>',
        '<image href="https://evil.example/alert.png"/>',
        '<image href="data:image/svg+xml;base64,alert"/>',
        '<use href="https://evil.example/alert.svg#a"/>',
        "<style>@import url(https://evil.example/alert)</style>",
        "<style>rect{fill:url(https://evil.example/alert)}</style>",
        '<rect style="fill:u\\72l(https://evil.example/alert)"/>',
        "<rect fill=\"url( 'https://evil.example/alert' )\"/>",
        '<animate attributeName="href" values="javascript:alert(1)"/>',
        '<set attributeName="onmouseover" to="alert(1)"/>',
        '<iframe xmlns="http://www.w3.org/1999/xhtml" src="alert"/>',
        '<feImage href="https://evil.example/alert"/>',
    ],
)
def test_nothing_runs_embeds_or_calls_another_address(hostile):
    assert "alert" not in cleaned(hostile)


@pytest.mark.parametrize(
    "hostile",
    [
        '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        "<html/>",
        "<svg",
        "",
        _HEAD + "<g>" * 3000 + "</g>" * 3000 + "</svg>",
    ],
)
def test_what_is_no_plain_drawing_is_refused(hostile):
    with pytest.raises(SvgRefused):
        clean_svg(hostile.encode())


def test_it_says_what_was_left_out():
    assert clean_svg(f"{_HEAD}<script/><rect onload='x'/></svg>".encode()).dropped == ("script", "onload")
