"""What an e-mail address looks like, as far as a mail server of today accepts it."""

import re

LONGEST = 254
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])"
)
# Full-width signs of a Chinese keyboard mean the narrow ones.
_NARROW = str.maketrans("＠．。－＿", "@..-_")


def email_address(said: str) -> str | None:
    """The address in its plain form, the part behind the @ in small letters; None for what is no address."""
    plain = said.strip().removeprefix("mailto:").translate(_NARROW)
    if len(plain) > LONGEST or not _ADDRESS.fullmatch(plain):
        return None
    name, _, place = plain.rpartition("@")
    if name.startswith(".") or name.endswith(".") or ".." in name:
        return None
    return f"{name}@{place.lower()}"
