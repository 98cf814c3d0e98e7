"""Which browser on which system a sign-in came from, in two words a person recognises."""

# The order matters: nearly every browser also calls itself Safari, and Edge also calls itself Chrome.
_BROWSERS = (
    ("micromessenger", "WeChat"),
    ("dingtalk", "DingTalk"),
    ("edg", "Edge"),
    ("qqbrowser", "QQ Browser"),
    ("360se", "360"),
    ("opr/", "Opera"),
    ("firefox", "Firefox"),
    ("chrome", "Chrome"),
    ("safari", "Safari"),
)
_SYSTEMS = (
    ("harmonyos", "HarmonyOS"),
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("android", "Android"),
    ("windows", "Windows"),
    ("uos", "UOS"),
    ("kylin", "Kylin"),
    ("mac os", "macOS"),
    ("linux", "Linux"),
)


def device(user_agent: str | None) -> str:
    """ "Chrome · Windows"; an empty text when neither is recognised."""
    folded = (user_agent or "").lower()
    found = (next((name for mark, name in table if mark in folded), "") for table in (_BROWSERS, _SYSTEMS))
    return " · ".join(part for part in found if part)
