"""Who works where in the demo county: every name is made up, written family name first."""

from dataclasses import dataclass

from learnhub.kernel.actor import Role

COUNTY, PARTY, FINANCE = "yx", "yx-zzb", "yx-czj"
TOWN, OFFICE, ECONOMY = "yx-qsz", "yx-qsz-dzb", "yx-qsz-jfb"


@dataclass(frozen=True, slots=True)
class UnitSpec:
    """One unit of the tree; parents stand before their children."""

    code: str
    name: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class PersonSpec:
    """One person; `years` is how long ago the present post began, `before` the post held until then."""

    name: str
    pinyin: str
    unit: str
    post: str
    rank: str
    level: str | None = None
    key_post: bool = False
    username: str | None = None
    years: int = 3
    before: str | None = None
    roles: tuple[tuple[Role, str], ...] = ()


UNITS = (
    UnitSpec(COUNTY, "云溪县", None),
    UnitSpec(PARTY, "云溪县委组织部", COUNTY),
    UnitSpec(FINANCE, "云溪县财政局", COUNTY),
    UnitSpec(TOWN, "青石镇", COUNTY),
    UnitSpec(OFFICE, "青石镇党政办公室", TOWN),
    UnitSpec(ECONOMY, "青石镇经济发展办公室", TOWN),
)

_COUNTY = (
    PersonSpec("程望川", "cheng wangchuan", COUNTY, "县委副书记", "researcher_2", "county_deputy", years=2),
    PersonSpec("鲁明漪", "lu mingyi", COUNTY, "副县长", "researcher_3", "county_deputy", years=4),
    PersonSpec("阮思齐", "ruan siqi", COUNTY, "县委办公室主任", "researcher_4", "county_deputy",
               roles=((Role.SUPERVISOR, COUNTY),)),
    PersonSpec("骆云帆", "luo yunfan", COUNTY, "县委中心组学习秘书", "principal_2", username="studysec1",
               roles=((Role.STUDY_SECRETARY, COUNTY),)),
    PersonSpec("严知白", "yan zhibai", COUNTY, "县纪委监督检查室副主任", "principal_1", key_post=True,
               username="auditor1", roles=((Role.AUDITOR, COUNTY),)),
    PersonSpec("康一舟", "kang yizhou", COUNTY, "县大数据中心工程师", "principal_4", username="operator1",
               roles=((Role.OPERATOR, COUNTY),)),
)  # fmt: skip

_PARTY = (
    PersonSpec("祁远山", "qi yuanshan", PARTY, "部长", "researcher_3", "county_deputy", years=2,
               roles=((Role.SUPERVISOR, PARTY),)),
    PersonSpec("谭书宁", "tan shuning", PARTY, "常务副部长", "principal_1", "township_chief", years=5),
    PersonSpec("温景行", "wen jingxing", PARTY, "副部长", "principal_1", "township_chief", years=1,
               before="干部科科长"),
    PersonSpec("简若初", "jian ruochu", PARTY, "干部教育科科长", "principal_2", key_post=True, username="trainadmin1",
               roles=((Role.TRAINING_ADMINISTRATOR, COUNTY), (Role.SUPERVISOR, PARTY))),
    PersonSpec("柏青禾", "bai qinghe", PARTY, "干部教育科班主任", "principal_3", username="headteacher1",
               roles=((Role.HEAD_TEACHER, COUNTY),)),
    PersonSpec("舒望舒", "shu wangshu", PARTY, "县委党校教师（课程编写）", "principal_2", username="author1",
               roles=((Role.AUTHOR, COUNTY),)),
    PersonSpec("章砚秋", "zhang yanqiu", PARTY, "干部科科长", "principal_2", key_post=True),
    PersonSpec("覃知远", "qin zhiyuan", PARTY, "组织科科长", "principal_2", key_post=True),
    PersonSpec("窦清越", "dou qingyue", PARTY, "公务员科科长", "principal_3"),
    PersonSpec("卞思源", "bian siyuan", PARTY, "组织科副科长", "principal_4", years=1, before="组织科科员"),
    PersonSpec("边静姝", "bian jingshu", PARTY, "办公室主任", "principal_3"),
    PersonSpec("费闻笙", "fei wensheng", PARTY, "办公室科员", "clerk_1"),
    PersonSpec("冉星河", "ran xinghe", PARTY, "干部科科员", "clerk_1", years=2),
    PersonSpec("桑予安", "sang yuan", PARTY, "人才科科员", "clerk_1", years=1),
    PersonSpec("苗可欣", "miao kexin", PARTY, "组织科科员", "clerk_2", years=1),
    PersonSpec("甘霖霏", "gan linfei", PARTY, "干部教育科科员", "principal_4"),
)  # fmt: skip

_FINANCE = (
    PersonSpec("邵启明", "shao qiming", FINANCE, "局长", "principal_1", "township_chief", years=3,
               roles=((Role.SUPERVISOR, FINANCE),)),
    PersonSpec("傅怀瑾", "fu huaijin", FINANCE, "副局长", "principal_1", "township_deputy", years=4),
    PersonSpec("龚雨桐", "gong yutong", FINANCE, "副局长", "principal_2", "township_deputy", years=1,
               before="预算股股长"),
    PersonSpec("戚文澜", "qi wenlan", FINANCE, "预算股股长", "principal_3", key_post=True, years=1,
               before="预算股副股长"),
    PersonSpec("宋予白", "song yubai", FINANCE, "国库股股长", "principal_3", key_post=True),
    PersonSpec("董晴川", "dong qingchuan", FINANCE, "政府采购股股长", "principal_3", key_post=True),
    PersonSpec("施秉言", "shi bingyan", FINANCE, "绩效管理股股长", "principal_3", username="reviewer1",
               roles=((Role.REVIEWER, COUNTY),)),
    PersonSpec("倪星野", "ni xingye", FINANCE, "农业农村股股长", "principal_4"),
    PersonSpec("汤若谷", "tang ruogu", FINANCE, "社会保障股股长", "principal_4"),
    PersonSpec("尹南乔", "yin nanqiao", FINANCE, "会计股股长", "principal_4"),
    PersonSpec("黎昭阳", "li zhaoyang", FINANCE, "办公室主任", "principal_4"),
    PersonSpec("易安澜", "yi anlan", FINANCE, "预算股科员", "clerk_1"),
    PersonSpec("常乐山", "chang leshan", FINANCE, "国库股科员", "clerk_1"),
    PersonSpec("武映雪", "wu yingxue", FINANCE, "政府采购股科员", "clerk_1", years=2),
    PersonSpec("乔木森", "qiao musen", FINANCE, "绩效管理股科员", "clerk_1", years=2),
    PersonSpec("贺知微", "he zhiwei", FINANCE, "农业农村股科员", "clerk_1", years=1),
    PersonSpec("赖雪松", "lai xuesong", FINANCE, "办公室科员", "clerk_2", years=1),
    PersonSpec("龙听雨", "long tingyu", FINANCE, "会计股科员", "clerk_2", years=1),
)  # fmt: skip

_TOWN = (
    PersonSpec("沈长河", "shen changhe", TOWN, "镇党委书记", "principal_1", "township_chief", username="supervisor1",
               roles=((Role.SUPERVISOR, TOWN), (Role.REVIEWER, TOWN))),
    PersonSpec("叶青岚", "ye qinglan", TOWN, "镇长", "principal_1", "township_chief", years=2, before="镇党委副书记"),
    PersonSpec("任可为", "ren kewei", TOWN, "镇党委副书记", "principal_2", "township_deputy", years=2),
    PersonSpec("姜采薇", "jiang caiwei", TOWN, "镇党委组织委员", "principal_3", "township_deputy",
               username="unitadmin1", roles=((Role.UNIT_ADMINISTRATOR, TOWN),)),
    PersonSpec("方既明", "fang jiming", TOWN, "镇纪委书记", "principal_3", "township_deputy"),
    PersonSpec("秦怀远", "qin huaiyuan", TOWN, "副镇长", "principal_3", "township_deputy", years=4),
    PersonSpec("江照晚", "jiang zhaowan", TOWN, "副镇长", "principal_4", "township_deputy", years=1,
               before="经济发展办公室主任"),
    PersonSpec("石闻远", "shi wenyuan", TOWN, "镇人大副主席", "principal_2", "township_deputy", years=5),
)  # fmt: skip

_CADRES = (
    PersonSpec("林晚舟", "lin wanzhou", OFFICE, "党政办公室主任", "principal_3", key_post=True, username="cadre1"),
    PersonSpec("赵一苇", "zhao yiwei", OFFICE, "党政办公室副主任", "principal_4", username="cadre2"),
    PersonSpec("许念安", "xu nianan", OFFICE, "文秘", "clerk_1", username="cadre3"),
    PersonSpec("高云起", "gao yunqi", OFFICE, "党建工作员", "clerk_1", username="cadre4", years=2),
    PersonSpec("何书遥", "he shuyao", OFFICE, "综治工作员", "principal_4", username="cadre5", years=5),
    PersonSpec("罗嘉树", "luo jiashu", OFFICE, "档案与保密工作员", "clerk_2", username="cadre6", years=1),
    PersonSpec("周牧野", "zhou muye", ECONOMY, "经济发展办公室主任", "principal_4", key_post=True, username="cadre7",
               years=1, before="经济发展办公室副主任"),
    PersonSpec("马新竹", "ma xinzhu", ECONOMY, "统计员", "clerk_1", username="cadre8", years=4),
    PersonSpec("吴桐语", "wu tongyu", ECONOMY, "项目工作员", "clerk_1", username="cadre9"),
    PersonSpec("孙见山", "sun jianshan", ECONOMY, "农业农村工作员", "principal_4", username="cadre10", years=6),
    PersonSpec("郑清和", "zheng qinghe", ECONOMY, "安全生产工作员", "clerk_1", username="cadre11", years=2),
    PersonSpec("田小满", "tian xiaoman", ECONOMY, "招商工作员", "clerk_2", username="cadre12", years=1),
)  # fmt: skip

PEOPLE = (*_COUNTY, *_PARTY, *_FINANCE, *_TOWN, *_CADRES)
ACCOUNTS = tuple(person.username for person in PEOPLE if person.username)
CADRES = tuple(person.username for person in _CADRES if person.username)
