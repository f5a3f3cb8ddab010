"""Which indicators are usual for a class (B-040): proposed where a demand is written; matching knows the same names."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.gateway.pages.page import ThePage

router = APIRouter()
_COMPUTER = ("内存 GB", "硬盘 GB", "处理器", "屏幕尺寸 英寸", "显卡", "操作系统")
_CAR = ("排量 L", "座位数 座", "行驶里程 万公里", "燃料种类")
USUAL: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("A0103", ("土地面积 ㎡", "土地用途", "产权形式", "使用权类型")),
    ("A01", ("建筑面积 ㎡", "建筑结构", "闲置面积 ㎡", "产权形式")),
    ("A02010104", ("处理器", "内存 GB", "硬盘 TB", "网卡", "电源功率 W")),
    ("A020101", _COMPUTER),
    ("A020202", ("亮度 流明", "分辨率", "投射比")),
    ("A020210", ("打印幅面", "打印速度 页/分", "彩色或黑白", "双面打印")),
    ("A020204", ("打印幅面", "打印速度 页/分", "彩色或黑白", "双面打印")),
    ("A0203", _CAR),
    ("A02061804", ("匹数 匹", "能效等级", "功率 kW", "安装方式")),
    ("A02061801", ("容积 L", "能效等级", "功率 W")),
    ("A02", ("功率 W", "保修期 年", "尺寸")),
    ("A0502", ("尺寸", "材质", "颜色")),
    ("A0503", ("材质", "颜色", "承重 kg")),
    ("A05", ("尺寸", "材质", "颜色")),
    ("A08", ("有效期至", "授权数量 个")),
)
"""By the beginning of the class code, the longest first that fits: name, and the unit it is usually given in."""
ANYWAY = ("成色 成", "品牌", "规格型号", "原值 元")


@router.get("/indicator-names")
def indicator_names(page: ThePage) -> HTMLResponse:
    """The usual indicators of the class that is being typed, as options of the form's list."""
    return page.show("demands/indicator_names.html", names=[one.partition(" ")[::2] for one in usual(page.query("class_code"))])


def usual(class_code: str) -> tuple[str, ...]:
    """What is usual for the class, and for any."""
    code = class_code.strip().upper()
    fitting = max((prefix for prefix, _ in USUAL if code.startswith(prefix)), key=len, default="")
    return (*dict(USUAL).get(fitting, ()), *ANYWAY)
