"""Reads a Word document: its text as HTML by mammoth, its pictures, and a list of what that leaves out."""

import io
from typing import Any
from xml.etree.ElementTree import ParseError, tostring

from learnhub.platform import packed
from learnhub.platform.documents.answer import Answer, Refused
from learnhub.platform.documents.losses import note_losses, parsed
from learnhub.platform.documents.rewriting import numbering_of, rewrite, with_attributes
from learnhub.platform.pictures import PictureFault, PictureRefused, redraw

MAIN = "word/document.xml"
LISTS, LOOKS = "word/numbering.xml", "word/styles.xml"
LARGEST_XML = 60 << 20
MOST_PICTURES = 200
# Word's own styles by the names they keep in every language of the program.
STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='title'] => h1.title:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Heading 7'] => h6:fresh
p[style-name='Heading 8'] => h6:fresh
p[style-name='Heading 9'] => h6:fresh
p[style-name='List Bullet 2'] => ul > li > ul > li:fresh
p[style-name='List Number 2'] => ol > li > ol > li:fresh
r[style-name='Code'] => code
b => strong
i => em
strike => del
"""


def read_word(content: bytes) -> Answer:
    """Everything of a Word document that an article can hold; raises Refused and Unpackable."""
    import mammoth  # type: ignore[import-untyped]

    answer = Answer("html")
    names = {part.stored: part.size for part in packed.parts_of(content, most_unpacked=200 << 20)}
    if MAIN not in names:
        raise Refused("no_word")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused("macros")
    _refuse_declarations(content, names)
    content = _rewritten(content, set(names), answer)
    pictures = _Pictures(answer)
    try:
        made = mammoth.convert_to_html(
            io.BytesIO(content), style_map=STYLES, include_embedded_style_map=False, external_file_access=False,
            convert_image=mammoth.images.img_element(pictures.address), ignore_empty_paragraphs=True,
        )  # fmt: skip
    except (OSError, KeyError, ValueError, AttributeError, IndexError, TypeError) as error:
        raise Refused("damaged") from error
    except RecursionError as error:
        raise Refused("too_deep") from error
    answer.text = with_attributes(made.value)
    return answer


def _rewritten(content: bytes, names: set[str], answer: Answer) -> bytes:
    """The same document with a body that the library reads whole; what is lost all the same is noted."""
    root = parsed(packed.read_part(content, MAIN))
    note_losses(root, names, answer)
    parts = [parsed(packed.read_part(content, name)) if name in names else None for name in (LISTS, LOOKS)]
    others = rewrite(root, numbering_of(*parts))
    if others:
        answer.lose("numbering", count=others)
    return packed.with_part(content, MAIN, tostring(root, encoding="utf-8", xml_declaration=True))


def _refuse_declarations(content: bytes, names: dict[str, int]) -> None:
    """A part that declares entities or names outside parts is a trap; Word writes neither."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    for name, size in names.items():
        if not name.lower().endswith((".xml", ".rels")):
            continue
        if size > LARGEST_XML:
            raise Refused("too_large")
        part = packed.read_part(content, name)
        if not any(mark in part for mark in (b"<!", b"<\x00!", b"\x00<\x00!")):
            continue
        try:
            fromstring(part, forbid_dtd=True)
        except DefusedXmlException as error:
            raise Refused("entities") from error
        except (ParseError, ValueError, LookupError) as error:
            raise Refused("damaged") from error


class _Pictures:
    """Takes the pictures of a document in the order of the text; what cannot be shown is noted as lost."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._seen = 0

    def address(self, image: Any) -> dict[str, str]:
        self._seen += 1
        words = image.alt_text or ""
        if self._seen > MOST_PICTURES:
            self._answer.lose("picture_too_many", words=words)
            return {"src": ""}
        try:
            with image.open() as file:
                drawn = redraw(file.read())
        except PictureRefused as refused:
            large = refused.fault is PictureFault.TOO_LARGE
            self._answer.lose("picture_too_large" if large else "picture_kind", words=words or str(self._seen))
            return {"src": ""}
        except (KeyError, OSError, ValueError):
            self._answer.lose("picture_gone", words=words or str(self._seen))
            return {"src": ""}
        key = self._answer.add(
            drawn.data, name=f"{self._seen}.{drawn.extension}", ending=drawn.extension,
            content_type=drawn.content_type, width=drawn.width, height=drawn.height,
        )  # fmt: skip
        return {"src": f"import:{key}"}
