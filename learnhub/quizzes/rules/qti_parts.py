"""The pieces of a QTI item: what its declarations say about the right answers, and what stands in its body."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from learnhub.quizzes.rules.drafts import shares
from learnhub.quizzes.rules.parsed import ParsedOption
from learnhub.quizzes.rules.questions import WHOLE, Text, TextFormat
from learnhub.quizzes.rules.xml_tree import Element, inner_html

HIDDEN = frozenset({"rubricBlock", "templateBlock", "templateInline", "feedbackBlock", "feedbackInline", "stylesheet"})
_RULE_MAP = "map_response"
_CHOICES = frozenset({"simpleChoice", "inlineChoice", "hottext"})


def declaration(root: Element, interaction: Element) -> Element | None:
    wanted = interaction.attributes.get("responseIdentifier", "RESPONSE")
    return next((each for each in root.all("responseDeclaration") if each.attributes.get("identifier") == wanted), None)


def weights_of(root: Element, interaction: Element) -> dict[str, Decimal] | None:
    """What each choice is worth in percent; None where nothing says which is right."""
    declared = declaration(root, interaction)
    if declared is None:
        return None
    correct = declared.child("correctResponse")
    right = {value.text.strip() for value in correct.all("value")} if correct else set()
    mapping = declared.child("mapping")
    single = declared.attributes.get("cardinality") == "single"
    names = [choice.attributes.get("identifier", "") for choice in choices_in(interaction)]
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


def choices_in(interaction: Element) -> list[Element]:
    return [each for each in interaction.walk() if each.name in _CHOICES]


def options_of(interaction: Element, weights: dict[str, Decimal]) -> tuple[ParsedOption, ...]:
    return tuple(
        ParsedOption(
            Text(inner(choice), TextFormat.HTML),
            weights.get(choice.attributes.get("identifier", ""), Decimal(0)),
            _feedback(choice),
        )
        for choice in choices_in(interaction)
    )


def inner(element: Element) -> str:
    return inner_html(element, drop=HIDDEN).strip()


def _feedback(choice: Element) -> Text | None:
    said = "".join(inner(each) for each in choice.walk() if each.name == "feedbackInline")
    return Text(said, TextFormat.HTML) if said else None


def correct_values(root: Element, interaction: Element) -> list[str]:
    """The right response as the item lists it, nothing where it does not say."""
    declared = declaration(root, interaction)
    correct = declared.child("correctResponse") if declared else None
    return [" ".join(value.text.split()) for value in correct.all("value")] if correct else []


def correct_pairs(root: Element, interaction: Element) -> list[tuple[str, str]]:
    """The right pairs of identifiers."""
    found = (value.split() for value in correct_values(root, interaction))
    return [(pair[0], pair[1]) for pair in found if len(pair) == 2]


def accepted_words(root: Element, interaction: Element) -> tuple[ParsedOption, ...]:
    """What may be typed, each with its share of the mark."""
    declared = declaration(root, interaction)
    right = dict.fromkeys(correct_values(root, interaction), WHOLE)
    mapping = declared.child("mapping") if declared else None
    if mapping is not None and (_template(root) == _RULE_MAP or not right):
        keys = [each.attributes.get("mapKey", "") for each in mapping.all("mapEntry")]
        mapped = _mapped(mapping, keys) or {}
        best = max(mapped.values(), default=Decimal(0))
        if best > 0:
            right = {key: _share(worth, best) for key, worth in mapped.items()}
    return tuple(ParsedOption(Text(said, TextFormat.PLAIN), worth) for said, worth in right.items() if said)


def is_number(root: Element, interaction: Element) -> bool:
    declared = declaration(root, interaction)
    return declared is not None and declared.attributes.get("baseType") in ("integer", "float")


def name_of(element: Element) -> str:
    return element.attributes.get("identifier", "")


def words(element: Element) -> str:
    """The text without tags, on one line."""
    return " ".join(element.text.split())


def keyed(pairs: Sequence[tuple[str, str]]) -> dict[str, str] | None:
    """The pairs as a mapping, None where one side has several partners."""
    found = dict(pairs)
    return found if len(found) == len(pairs) else None
