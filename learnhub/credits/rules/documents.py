"""Credit rules as plain JSON values and back, so that a row can hold any version of them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from learnhub.credits.rules.entry import Form
from learnhub.credits.rules.paying import CreditRule, Pays


def credit_rule_document(rule: CreditRule) -> dict[str, object]:
    """A rule as JSON values: figures as text, so that they stay exact; dates as 2026-11-23."""
    return {
        "key": rule.key,
        "name_en": rule.name_en,
        "name_zh": rule.name_zh,
        "pays": rule.pays.value,
        "form": rule.form.value,
        "source_en": rule.source_en,
        "source_zh": rule.source_zh,
        "parameters": {name: str(value) for name, value in rule.parameters.items()},
        "effective_from": rule.effective_from.isoformat(),
        "effective_to": rule.effective_to and rule.effective_to.isoformat(),
    }


def credit_rule_from(document: Mapping[str, object]) -> CreditRule:
    """The rule that a document describes; raises ValueError or KeyError for one that makes no sense."""
    figures, ends = document["parameters"], document["effective_to"]
    if not isinstance(figures, Mapping):
        raise ValueError("the parameters of a credit rule are a mapping")  # noqa: TRY004 - bad data, not a bad call
    return CreditRule(
        key=str(document["key"]),
        name_en=str(document["name_en"]),
        name_zh=str(document["name_zh"]),
        pays=Pays(str(document["pays"])),
        form=Form(str(document["form"])),
        source_en=str(document["source_en"]),
        source_zh=str(document["source_zh"]),
        parameters=MappingProxyType({str(name): Decimal(str(value)) for name, value in figures.items()}),
        effective_from=date.fromisoformat(str(document["effective_from"])),
        effective_to=None if ends is None else date.fromisoformat(str(ends)),
    )
