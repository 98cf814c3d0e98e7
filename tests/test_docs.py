"""What the documents promise exists, and what exists is documented."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from config import Config
from learnhub.app import DOMAINS

ROOT = Path(__file__).resolve().parents[1]
NOT_FROM_THE_ENVIRONMENT = {"testing"}


@pytest.mark.parametrize("name", [field.name for field in fields(Config) if field.name not in NOT_FROM_THE_ENVIRONMENT])
def test_every_setting_is_documented(name):
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")

    assert f"`LEARNHUB_{name.upper()}`" in text


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_domain_is_on_the_map(domain):
    text = (ROOT / "learnhub" / "README.md").read_text(encoding="utf-8")

    assert f"`{domain}/`" in text


def test_every_link_between_documents_leads_somewhere():
    broken = []
    for page in [ROOT / "README.md", ROOT / "learnhub" / "README.md", ROOT / "docs" / "operations.md"]:
        for target in re.findall(r"\]\(([^)#:]+\.md)\)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")

    assert broken == []
