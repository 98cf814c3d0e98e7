"""The types of QTI items: each interaction as a question of ours, or the reason why it stays a draft."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from learnhub.quizzes.rules.parsed import LaterKind, ParsedOption, ParsedQuestion
from learnhub.quizzes.rules.qti_parts import (
    HIDDEN,
    accepted_words,
    choices_in,
    correct_pairs,
    correct_values,
    declaration,
    inner,
    is_number,
    keyed,
    name_of,
    options_of,
    weights_of,
    words,
)
from learnhub.quizzes.rules.questions import BLANK, WHOLE, QuestionKind, Text, TextFormat
from learnhub.quizzes.rules.xml_tree import Element, inner_html

Kind = QuestionKind | LaterKind
_DRAFTS = {
    "hotspotInteraction": LaterKind.PICTURE,
    "selectPointInteraction": LaterKind.PICTURE,
    "graphicAssociateInteraction": LaterKind.PICTURE,
    "graphicGapMatchInteraction": LaterKind.PICTURE,
    "graphicOrderInteraction": LaterKind.PICTURE,
    "positionObjectInteraction": LaterKind.PICTURE,
    "uploadInteraction": LaterKind.UPLOAD,
    "drawingInteraction": LaterKind.UPLOAD,
}
_MADE_ANEW = {"templateDeclaration", "templateProcessing"}
_INLINE = frozenset({"inlineChoiceInteraction", "textEntryInteraction"})
_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Read:
    """What an item asks: its kind, its text, and what belongs to the kind."""

    kind: Kind
    stem: str
    options: tuple[ParsedOption, ...] = ()
    parts: tuple[ParsedQuestion, ...] = ()


def read_body(root: Element) -> Read:
    """The question that an item is."""
    body = root.child("itemBody")
    interactions = [each for each in body.walk() if each.name.endswith("Interaction")] if body else []
    if body is None or not interactions or root.attributes.get("adaptive") == "true" or _is_made_anew(root):
        return Read(_draft_kind(root, interactions), _stem(body) if body else "")
    names = {each.name for each in interactions}
    if names <= _INLINE:
        return _gaps(root, body, interactions)
    if len(interactions) > 1:
        return _several(root, body, interactions)
    (interaction,) = interactions
    return _one(root, body, interaction)


def _is_made_anew(root: Element) -> bool:
    return any(child.name in _MADE_ANEW for child in root.children)


def _draft_kind(root: Element, interactions: list[Element]) -> Kind:
    if _is_made_anew(root):
        return LaterKind.CALCULATED
    return LaterKind.OTHER if interactions or root.attributes.get("adaptive") == "true" else QuestionKind.DESCRIPTION


def _one(root: Element, body: Element, interaction: Element) -> Read:
    read = _READ.get(interaction.name)
    if read is None:
        return Read(_DRAFTS.get(interaction.name, LaterKind.OTHER), _stem(body))
    found = read(root, interaction)
    return found if found.stem else replace(found, stem=_stem(body))


def _several(root: Element, body: Element, interactions: list[Element]) -> Read:
    """A material with several questions, where each says what it asks; else a draft."""
    parts = []
    for interaction in interactions:
        prompt, read = interaction.child("prompt"), _READ.get(interaction.name)
        found = read(root, interaction) if read else None
        if prompt is None or found is None or not isinstance(found.kind, QuestionKind) or found.stem:
            return Read(LaterKind.SEVERAL, _stem(body))
        if found.kind is QuestionKind.ESSAY:
            return Read(LaterKind.SEVERAL, _stem(body))
        stem = Text(inner(prompt), TextFormat.HTML)
        parts.append(ParsedQuestion(found.kind, stem, options=found.options, parts=found.parts))
    return Read(QuestionKind.MATERIAL, _stem(body, prompts=False), parts=tuple(parts))


def _choice(root: Element, interaction: Element) -> Read:
    declared = declaration(root, interaction)
    cardinality = declared.attributes.get("cardinality") if declared else "single"
    if cardinality not in ("single", "multiple"):
        return Read(LaterKind.OTHER, "")
    weights = weights_of(root, interaction)
    if weights is None:
        return Read(LaterKind.SURVEY, "")
    kind = QuestionKind.MULTIPLE_CHOICE if cardinality == "multiple" else QuestionKind.SINGLE_CHOICE
    return Read(kind, "", options_of(interaction, weights))


def _order(root: Element, interaction: Element) -> Read:
    choices = {name_of(each): each for each in choices_in(interaction)}
    right = correct_values(root, interaction)
    if not choices or sorted(right) != sorted(choices):
        return Read(LaterKind.SURVEY if choices and not right else LaterKind.OTHER, "")
    return Read(
        QuestionKind.ORDERING,
        "",
        tuple(ParsedOption(Text(inner(choices[name]), TextFormat.HTML), WHOLE) for name in right),
    )


def _match(root: Element, interaction: Element) -> Read:
    """Two sets to be joined, or one whose members belong together; each has one partner at most."""
    sets = interaction.all("simpleMatchSet")
    choices = [each for each in interaction.walk() if each.name == "simpleAssociableChoice"]
    pairs = correct_pairs(root, interaction)
    found = keyed(pairs)
    if not pairs:
        return Read(LaterKind.SURVEY, "")
    if found is None:
        return Read(LaterKind.OTHER, "")
    by_name = {name_of(each): each for each in choices}
    right_side = sets[1].all("simpleAssociableChoice") if len(sets) == 2 else [
        each for each in choices if name_of(each) not in found
    ]  # fmt: skip
    left_side = sets[0].all("simpleAssociableChoice") if len(sets) == 2 else [
        each for each in choices if name_of(each) in found
    ]  # fmt: skip
    if any(name_of(each) not in found for each in left_side) or not set(found.values()) <= set(by_name):
        return Read(LaterKind.OTHER, "")
    options = [
        ParsedOption(Text(inner(each), TextFormat.HTML), WHOLE, match=words(by_name[found[name_of(each)]]))
        for each in left_side
    ]
    used = set(found.values())
    spare = [
        ParsedOption(Text("", TextFormat.HTML), WHOLE, match=words(each))
        for each in right_side
        if name_of(each) not in used
    ]
    return Read(QuestionKind.MATCHING, "", (*options, *spare))


def _hottext(root: Element, interaction: Element) -> Read:
    weights = weights_of(root, interaction)
    if weights is None:
        return Read(LaterKind.SURVEY, "")
    pieces = tuple(_pieces(interaction, weights))
    return Read(QuestionKind.MARKING, "", pieces)


def _pieces(element: Element, weights: dict[str, Decimal]) -> Iterator[ParsedOption]:
    for part in element.parts:
        if isinstance(part, str):
            said = " ".join(part.split())
            if said:
                yield ParsedOption(Text(said, TextFormat.PLAIN), _NOTHING, fixed=True)
        elif part.name == "hottext":
            yield ParsedOption(Text(words(part), TextFormat.PLAIN), weights.get(name_of(part), _NOTHING))
        elif part.name != "prompt" and part.name not in HIDDEN:
            yield from _pieces(part, weights)


def _gap_match(root: Element, interaction: Element) -> Read:
    """Words to be put into gaps: every gap offers all of them."""
    offered = {name_of(each): each for each in interaction.all("gapText")}
    right = keyed([(gap, word) for word, gap in correct_pairs(root, interaction)])
    gaps = [each for each in interaction.walk() if each.name == "gap"]
    if not right or not offered or any(right.get(name_of(gap)) not in offered for gap in gaps):
        return Read(LaterKind.OTHER if right or interaction.all("gapImg") else LaterKind.SURVEY, "")
    parts = []
    places: dict[int, str] = {}
    for number, gap in enumerate(gaps, start=1):
        places[id(gap)] = f"[[{number}]]"
        options = tuple(
            ParsedOption(Text(words(each), TextFormat.PLAIN), WHOLE if name == right[name_of(gap)] else _NOTHING)
            for name, each in offered.items()
        )
        parts.append(ParsedQuestion(QuestionKind.SINGLE_CHOICE, Text(""), options=options))
    return Read(QuestionKind.CLOZE, _html(interaction, places, drop={"gapText", "gapImg"}), parts=tuple(parts))


def _gaps(root: Element, body: Element, interactions: list[Element]) -> Read:
    """Gaps in the running text; a single one to be typed is a short answer or a number."""
    parts = [_gap(root, each) for each in interactions]
    if any(part is None for part in parts):
        return Read(LaterKind.SURVEY, _stem(body))
    known = [part for part in parts if part is not None]
    if len(known) == 1 and known[0].kind is not QuestionKind.SINGLE_CHOICE:
        return Read(known[0].kind, _html(body, {id(interactions[0]): BLANK}), known[0].options)
    places = {id(each): f"[[{number}]]" for number, each in enumerate(interactions, start=1)}
    return Read(QuestionKind.CLOZE, _html(body, places), parts=tuple(known))


def _gap(root: Element, interaction: Element) -> ParsedQuestion | None:
    if interaction.name == "inlineChoiceInteraction":
        weights = weights_of(root, interaction)
        options = options_of(interaction, weights) if weights else ()
        kind = QuestionKind.SINGLE_CHOICE
    else:
        options = accepted_words(root, interaction)
        kind = QuestionKind.NUMERICAL if is_number(root, interaction) else QuestionKind.SHORT_ANSWER
    return ParsedQuestion(kind, Text(""), options=options) if options else None


def _slider(root: Element, interaction: Element) -> Read:
    options = accepted_words(root, interaction)
    return Read(QuestionKind.NUMERICAL, "", options) if options else Read(LaterKind.SURVEY, "")


def _free(_root: Element, _interaction: Element) -> Read:
    return Read(QuestionKind.ESSAY, "")


_READ: dict[str, Callable[[Element, Element], Read]] = {
    "choiceInteraction": _choice,
    "orderInteraction": _order,
    "matchInteraction": _match,
    "associateInteraction": _match,
    "hottextInteraction": _hottext,
    "gapMatchInteraction": _gap_match,
    "sliderInteraction": _slider,
    "extendedTextInteraction": _free,
}


def _stem(body: Element, *, prompts: bool = True) -> str:
    """The body with the interactions taken out: the prompt stands where they stood."""
    places = {}
    for each in body.walk():
        if each.name.endswith("Interaction"):
            prompt = each.child("prompt") if prompts else None
            places[id(each)] = f"<p>{inner(prompt)}</p>" if prompt else ""
    return _html(body, places)


def _html(element: Element, places: dict[int, str], *, drop: frozenset[str] | set[str] = frozenset()) -> str:
    """What stands in an element as HTML, with something else in the places of some of its elements."""
    marks: dict[str, str] = {}

    def replaced(part: Element) -> Element:
        parts: list[Element | str] = []
        for inside in part.parts:
            if isinstance(inside, str):
                parts.append(inside)
            elif id(inside) in places:
                # A mark that no text holds keeps its place while the rest is written.
                mark = f"\ue000{len(marks)}\ue001"
                marks[mark] = places[id(inside)]
                parts.append(mark)
            elif inside.name == "prompt":
                parts.append(Element("p", {}, inside.line, inside.start, inside.parts))
            elif inside.name == "rubricBlock" and "candidate" in inside.attributes.get("view", ""):
                # Instructions to who answers; other rubrics are for who marks.
                parts.append(Element("div", {}, inside.line, inside.start, replaced(inside).parts))
            else:
                parts.append(replaced(inside))
        return Element(part.tag, part.attributes, part.line, part.start, parts)

    said = inner_html(replaced(element), drop=HIDDEN | drop).strip()
    for mark, place in marks.items():
        said = said.replace(mark, place)
    return said
