"""What the cadres of the demo town and their supervisor wrote in the quarterly summaries."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """A self-assessment in its four parts."""

    learned: str
    applied: str
    lacking: str
    next: str

    def fields(self) -> dict[str, str]:
        """By the names that a summary has for them."""
        return {"learned": self.learned, "applied": self.applied, "lacking": self.lacking, "next": self.next}


# For each cadre the self-assessment of the quarter before, and the supervisor's comment on it.
LAST_QUARTER: dict[str, tuple[Words, str]] = {
    "cadre1": (
        Words("学完公文写作前三课，弄清了请示与报告的界线。", "改了镇里两份请示的标题和结尾，县里一次批复。",
              "长稿子的层次还理不顺。", "学完第四课，带办公室一起改一份旧稿。"),
        "学得实，用得上。下季度把改稿清单教给新同志。",
    ),
    "cadre2": (
        Words("学了文种和标题开头两课。", "起草防汛通知时先写对方要办的事，电话询问少了一半。",
              "练习第一次没通过，学得偏粗。", "每周留一个晚上学习，先看错题。"),
        "第一次没过能回头补上，很好。错题要当面讲一讲。",
    ),
    "cadre3": (
        Words("学完先定文种一课。", "把三份写成报告的请示改了过来。", "季度里学得少，集中在季末。",
              "每两周学一课，不再压到季末。"),
        "起步晚了些。下季度按两周一课安排，我月中看一次进度。",
    ),
    "cadre4": (
        Words("学了个人信息保护前两课，知道哪些信息不该收。", "党员信息表删去了身份证号和家庭住址两栏。",
              "对外公开材料怎样去标识还没把握。", "学第三课，整理一份公开前检查单。"),
        "删掉多余的栏目，这是实打实的改变。检查单请抄送各办公室。",
    ),
    "cadre5": (
        Words("学完公文写作全部四课。", "综治月报从六页改到两页，领导批示更快。", "会议纪要写得还不够准。",
              "开始学个人信息保护，走访台账先改起来。"),
        "月报改得好，各线都可以照着做。",
    ),
    "cadre6": (
        Words("文种一课只学了一半。", "整理档案目录时按文种分了类。", "手头事多，静不下来学。",
              "每天午休学二十分钟，先把第一课学完。"),
        "能看到困难。先把第一课学完，有事随时找我调整。",
    ),
    "cadre7": (
        Words("学了文种和改稿两课。", "项目申报材料退改次数从四次降到一次。", "数据表述前后不一致的毛病还在。",
              "学标题开头一课，申报材料交叉校对。"),
        "退改少了就是成效。数据问题请和统计员对一次口径。",
    ),
    "cadre8": (
        Words("学了标题和开头一课。", "统计分析的标题改成了一句话结论。", "学时落后，集中培训只参加了一次。",
              "补上网络自学，报名下一期集中培训。"),
        "标题改得清楚。集中培训的名额我来协调。",
    ),
    "cadre9": (
        Words("学了公文写作前两课。", "给企业的函写清了要办的事和时限，回复快了。", "正文结构还靠照搬旧稿。",
              "学结构一课，自己起草一份情况报告。"),
        "函写得清楚。照搬旧稿的习惯要改，下份报告我们一起列提纲。",
    ),
    "cadre10": (
        Words("学了知道手里有什么信息一课。", "清点了各村的农户信息表，锁进了专柜。",
              "电子表格在微信群里传的老办法还没全改掉。", "学少收集一课，推动各村改用共享目录。"),
        "清点做得细。群里传表的事，请拿出一个停用日期。",
    ),
    "cadre11": (
        Words("学完先定文种一课。", "安全检查通报和整改通知分开写了。", "学习时间不固定。",
              "每周三晚上学习，学到结构一课。"),
        "两种文种分开，企业看得明白。时间固定下来就好。",
    ),
    "cadre12": (
        Words("季末学完第一课。", "给客商的邀请函按函的格式重写了。", "刚到岗，培训参加得少。",
              "参加新任职培训，学完标题一课。"),
        "新到岗不着急，先把基本功学稳。",
    ),
}  # fmt: skip

# Of the present quarter: those still writing, the one handed in, and the one given back with its reason.
DRAFTS: dict[str, Words] = {
    "cadre1": Words("学完公文写作第四课，开始学个人信息保护。", "和办公室一起改了两份旧通知。", "", ""),
    "cadre2": Words("正文结构一课读完，练习还没做。", "", "", ""),
    "cadre9": Words("学了正文结构一课。", "自己起草了招商情况报告的提纲。", "数据部分还要核对。", ""),
}
SUBMITTED: tuple[str, Words] = (
    "cadre5",
    Words("学了知道手里有什么信息一课。", "走访台账去掉了三栏用不上的个人信息。", "纸质台账的保管还没有统一。",
          "学少收集一课，和档案员定下保管办法。"),
)  # fmt: skip
RETURNED: tuple[str, Words, str] = (
    "cadre7",
    Words("学了标题和开头一课。", "工作中有运用。", "还需努力。", "继续学习。"),
    "“工作中有运用”请写成一件具体的事：哪份材料，改了什么，结果怎样。",
)
