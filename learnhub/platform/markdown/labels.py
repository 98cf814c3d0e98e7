"""Words that rendering itself adds to a text, in the language of the text.

A rendered body is stored once and shown to readers of every interface language, so these words belong to the
content and cannot go through the interface's catalogue.
"""

_ENGLISH = {
    "table": "Table",
    "image": "Image",
    "task": "Task",
    "footnote": "Footnote",
    "footnotes": "Footnotes",
    "back": "Back to the text, footnote",
    "colon": ": ",
    "comma": ", ",
    "note": "Note",
    "tip": "Tip",
    "hint": "Hint",
    "info": "Information",
    "important": "Important",
    "warning": "Warning",
    "caution": "Caution",
    "attention": "Attention",
    "danger": "Danger",
    "error": "Error",
    "failure": "Failure",
    "bug": "Bug",
    "success": "Success",
    "question": "Question",
    "example": "Example",
    "quote": "Quote",
    "abstract": "Summary",
    "seealso": "See also",
}

_CHINESE = {
    "table": "表格",
    "image": "图片",
    "task": "任务",
    "footnote": "脚注",
    "footnotes": "脚注",
    "back": "回到正文，脚注",
    "colon": "：",
    "comma": "、",
    "note": "说明",
    "tip": "提示",
    "hint": "提示",
    "info": "信息",
    "important": "重要",
    "warning": "注意",
    "caution": "当心",
    "attention": "注意",
    "danger": "危险",
    "error": "错误",
    "failure": "不成功",
    "bug": "缺陷",
    "success": "完成",
    "question": "思考",
    "example": "示例",
    "quote": "引文",
    "abstract": "摘要",
    "seealso": "另见",
}

ADMONITIONS = frozenset(_ENGLISH) - {"table", "image", "task", "footnote", "footnotes", "back", "colon", "comma"}


def labels(language: str) -> dict[str, str]:
    """The words for a content language such as "zh-CN"; English where we have none."""
    return _CHINESE if language.lower().split("-")[0] == "zh" else _ENGLISH
