"""Reading one QTI item (2.0 to 2.2, and what 3.0 spells alike): choices are read, everything else is kept as a draft.

The format is "Question and Test Interoperability" by 1EdTech (IMS). Tests, packages and results hold no question of
their own and are refused by name.
"""

import re
from decimal import Decimal, InvalidOperation

from learnhub.quizzes.rules.drafts import Collected, Complaint, shares
from learnhub.quizzes.rules.moodle_xml import refused_file
from learnhub.quizzes.rules.parsed import LaterKind, ParsedOption, ParsedQuestion, ParsedQuiz
from learnhub.quizzes.rules.questions import WHOLE, QuestionKind, Text, TextFormat
from learnhub.quizzes.rules.xml_tree import Element, XmlError, inner_html, read_xml, source_of

_KINDS: dict[str, QuestionKind | LaterKind] = {
    "associateInteraction": QuestionKind.MATCHING,
    "matchInteraction": QuestionKind.MATCHING,
    "gapMatchInteraction": LaterKind.CLOZE,
    "inlineChoiceInteraction": LaterKind.CLOZE,
    "textEntryInteraction": QuestionKind.SHORT_ANSWER,
    "extendedTextInteraction": QuestionKind.ESSAY,
    "hottextInteraction": LaterKind.MARKING,
    "orderInteraction": LaterKind.ORDERING,
    "hotspotInteraction": LaterKind.PICTURE,
    "selectPointInteraction": LaterKind.PICTURE,
    "graphicAssociateInteraction": LaterKind.PICTURE,
    "graphicGapMatchInteraction": LaterKind.PICTURE,
    "graphicOrderInteraction": LaterKind.PICTURE,
    "positionObjectInteraction": LaterKind.PICTURE,
    "sliderInteraction": QuestionKind.NUMERICAL,
    "uploadInteraction": LaterKind.UPLOAD,
    "drawingInteraction": LaterKind.UPLOAD,
}
_NOT_ITEMS = {
    "assessmentTest": "This is a test, not a question: it only names its items.",
    "assessmentSection": "This is a section of a test, not a question: it only names its items.",
    "assessmentResult": "These are results of people, not questions.",
    "manifest": "This is the table of contents of a package, not a question.",
    "responseProcessing": "This is a rule for marking, not a question.",
}
_NOT_ITEMS_ADVICE = "Choose the files of the items themselves."
_RULE_MAP = "map_response"
_HIDDEN = frozenset({"rubricBlock", "templateBlock", "templateInline", "feedbackBlock", "feedbackInline", "stylesheet"})
_MADE_ANEW = {"templateDeclaration", "templateProcessing"}
_WORD_START = re.compile(r"-([a-z])")


def parse_qti(text: str, *, file: str = "") -> ParsedQuiz:
    """Read one item; the file is refused as a whole where it is broken or holds none."""
    try:
        root, data = read_xml(text)
    except XmlError as broken:
        return refused_file(file, broken)
    name = _name(root)
    _spell_as_in_2(root)
    found = Collected(file)
    if name != "assessmentItem":
        what = _NOT_ITEMS.get(name, "This XML is no question file.")
        found.refuse(Complaint(what, _NOT_ITEMS_ADVICE), root.line)
        return found.quiz()
    question, type_name = _item(root, source_of(root, data))
    found.keep(question, type_name=type_name)
    if question in found.questions and question.usable:
        for told in _worth_knowing(root):
            found.note(told, root.line)
    return found.quiz()


def _worth_knowing(root: Element) -> list[Complaint]:
    complaints = []
    rule = root.child("responseProcessing")
    if rule is not None and rule.children:
        what = "The question brings its own rule for marking, which is not read: the key decides."
        complaints.append(Complaint(what, "Check what each answer is worth."))
    if root.child("modalFeedback"):
        what = "These parts of the question are kept in its source only: %(parts)s."
        advice = "Nothing has to be done unless you need them."
        complaints.append(Complaint(what, advice, {"parts": "modalFeedback"}))
    pictures = [_address(each) for each in root.walk() if each.name in ("img", "object") and _address(each)]
    if pictures:
        what = "The question shows files that lie beside it: %(names)s."
        params = {"names": ", ".join(dict.fromkeys(pictures))}
        complaints.append(Complaint(what, "Take them along when you move the question.", params))
    return complaints


def _name(element: Element) -> str:
    """`qti-simple-choice` of QTI 3 and `simpleChoice` of QTI 2 are the same."""
    name = element.name
    if not name.startswith("qti-"):
        return name
    return _camel(name.removeprefix("qti-"))


def _camel(name: str) -> str:
    return _WORD_START.sub(lambda match: match.group(1).upper(), name)


def _spell_as_in_2(root: Element) -> None:
    for element in root.walk():
        if element.name.startswith("qti-"):
            element.tag = _name(element)
            element.attributes = {_camel(name): value for name, value in element.attributes.items()}


def _address(element: Element) -> str:
    return element.attributes.get("src") or element.attributes.get("data", "")


def _item(root: Element, source: str) -> tuple[ParsedQuestion, str]:
    body = root.child("itemBody")
    interactions = [each for each in body.walk() if each.name.endswith("Interaction")] if body else []
    kind = _kind(root, interactions)
    options: tuple[ParsedOption, ...] = ()
    if kind in (QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE):
        weights = _weights(root, interactions[0])
        if weights is None:
            kind = LaterKind.SURVEY
        else:
            options = _options(interactions[0], weights)
    question = ParsedQuestion(
        kind=kind,
        stem=Text(_stem(body) if body else "", TextFormat.HTML),
        title=" ".join(root.attributes.get("title", "").split()) or None,
        id=" ".join(root.attributes.get("identifier", "").split()) or None,
        line=root.line,
        source=source,
        options=options,
    )
    return question, ", ".join(dict.fromkeys(each.name for each in interactions)) or "–"


def _kind(root: Element, interactions: list[Element]) -> QuestionKind | LaterKind:
    if root.attributes.get("adaptive") == "true" or any(child.name in _MADE_ANEW for child in root.children):
        return LaterKind.CALCULATED if any(child.name in _MADE_ANEW for child in root.children) else LaterKind.OTHER
    if not interactions:
        return QuestionKind.DESCRIPTION
    if len(interactions) > 1:
        names = {each.name for each in interactions}
        if names <= {"inlineChoiceInteraction", "textEntryInteraction", "gapMatchInteraction"}:
            return LaterKind.CLOZE
        return LaterKind.SEVERAL
    (interaction,) = interactions
    if interaction.name != "choiceInteraction":
        return _KINDS.get(interaction.name, LaterKind.OTHER)
    declared = _declaration(root, interaction)
    cardinality = declared.attributes.get("cardinality") if declared else "single"
    if cardinality == "multiple":
        return QuestionKind.MULTIPLE_CHOICE
    return QuestionKind.SINGLE_CHOICE if cardinality == "single" else LaterKind.OTHER


def _declaration(root: Element, interaction: Element) -> Element | None:
    wanted = interaction.attributes.get("responseIdentifier", "RESPONSE")
    return next((each for each in root.all("responseDeclaration") if each.attributes.get("identifier") == wanted), None)


def _weights(root: Element, interaction: Element) -> dict[str, Decimal] | None:
    """What each choice is worth in percent; None where nothing says which is right."""
    declared = _declaration(root, interaction)
    if declared is None:
        return None
    correct = declared.child("correctResponse")
    right = {value.text.strip() for value in correct.all("value")} if correct else set()
    mapping = declared.child("mapping")
    single = declared.attributes.get("cardinality") == "single"
    names = [choice.attributes.get("identifier", "") for choice in _choices(interaction)]
    mapped = _mapped(mapping, names) if mapping and (_template(root) == _RULE_MAP or not right) else None
    if mapped is not None:
        best = max(mapped.values()) if single else sum((worth for worth in mapped.values() if worth > 0), Decimal(0))
        return {name: _share(worth, best) for name, worth in mapped.items()} if best > 0 else None
    if not right:
        return None
    worth, cost = (WHOLE, Decimal(0)) if single else (shares(len(right)), -WHOLE)
    return {name: worth if name in right else cost for name in names}


def _template(root: Element) -> str:
    rule = root.child("responseProcessing")
    address = rule.attributes.get("template", "") if rule else ""
    return address.rpartition("/")[2].removesuffix(".xml")


def _mapped(mapping: Element, names: list[str]) -> dict[str, Decimal] | None:
    try:
        usual = Decimal(mapping.attributes.get("defaultValue", "0"))
        given = {
            each.attributes.get("mapKey", ""): Decimal(each.attributes.get("mappedValue", ""))
            for each in mapping.all("mapEntry")
        }
    except InvalidOperation:
        return None
    worths = {name: given.get(name, usual) for name in names}
    return worths if all(worth.is_finite() and abs(worth) < 10**9 for worth in worths.values()) else None


def _share(worth: Decimal, best: Decimal) -> Decimal:
    share = max(worth / best * WHOLE, -WHOLE)
    return share.quantize(Decimal("0.00001")).normalize() + 0


def _choices(interaction: Element) -> list[Element]:
    return interaction.all("simpleChoice")


def _options(interaction: Element, weights: dict[str, Decimal]) -> tuple[ParsedOption, ...]:
    return tuple(
        ParsedOption(
            Text(_inner(choice), TextFormat.HTML),
            weights.get(choice.attributes.get("identifier", ""), Decimal(0)),
            _feedback(choice),
        )
        for choice in _choices(interaction)
    )


def _inner(element: Element) -> str:
    return inner_html(element, drop=_HIDDEN).strip()


def _feedback(choice: Element) -> Text | None:
    said = "".join(_inner(each) for each in choice.walk() if each.name == "feedbackInline")
    return Text(said, TextFormat.HTML) if said else None


def _stem(body: Element) -> str:
    """The body with the choices taken out: the prompt stands where they stood."""
    return inner_html(_replaced(body), drop=_HIDDEN).strip()


def _replaced(element: Element) -> Element:
    """The element, with the prompt in place of choices that stand deeper inside it."""
    if not any(each.name == "choiceInteraction" for each in element.walk()):
        return element
    parts: list[Element | str] = []
    for part in element.parts:
        if isinstance(part, Element) and part.name == "choiceInteraction":
            prompt = part.child("prompt")
            parts += [Element("p", {}, prompt.line, prompt.start, prompt.parts)] if prompt else []
        else:
            parts.append(part if isinstance(part, str) else _replaced(part))
    return Element(element.tag, element.attributes, element.line, element.start, parts)
