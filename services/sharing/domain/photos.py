"""Whether a photo shows the asset well enough (B-082), and how many an asset may have.

What is asked of a photo is a list, in the order in which faults are told: a dark picture is always low in detail, too, so that
darkness is told before blur.
"""

from dataclasses import dataclass, replace

from services.chassis.errors import Refused
from services.sharing.domain import sources

MOST_OF_A_SET = 12
"""Photos of one asset, or of one model in a unit; 4 to 6 are asked for."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A photo in figures: dots of the picture, and of its grey (0 black to 255 white) copy of 1,024 dots what `photo_measuring` found.

    `mean` grey, `bright_end` and `dark_end` (19 of 20 dots are darker, or brighter), `clipped` (share of dots that are white),
    `sharpness` (variance of the Laplacian).
    """

    width: int
    height: int
    mean: float
    bright_end: float
    dark_end: float
    clipped: float
    sharpness: float

    @property
    def shorter_side(self) -> int:
        """Dots of the shorter side."""
        return min(self.width, self.height)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one figure of a photo: at least, or at most; what is wrong otherwise, and what to do better."""

    code: str
    figure: str
    wrong: str
    better: str
    least: float | None = None
    most: float | None = None

    def met(self, found: Measured) -> bool:
        """Whether the photo has it."""
        figure = getattr(found, self.figure)
        return (self.least is None or figure >= self.least) and (self.most is None or figure <= self.most)


_SMALL = Asked(
    "photo_too_small", "shorter_side", "照片太小，看不清外观、品牌、型号：短边至少 480 像素。",
    "请上传手机拍摄的原图，不要使用截图或聊天软件压缩过的图片。", least=480,
)  # fmt: skip
_DARK = Asked("photo_too_dark", "mean", "照片太暗，看不清资产。", "请打开灯光，或移到明亮处、从光源一侧重新拍摄。", least=35)
_BRIGHT = Asked("photo_overexposed", "clipped", "照片过亮（曝光过度），看不清资产。", "请避开强光和反光，关闭闪光灯后重新拍摄。", most=0.6)
_BLURRED = Asked("photo_blurred", "sharpness", "照片模糊。", "请擦净镜头，持稳手机，对焦在资产上重新拍摄。", least=40)
ASKED = (
    _SMALL,
    _DARK,
    replace(_DARK, figure="bright_end", least=80),
    _BRIGHT,
    replace(_BRIGHT, figure="dark_end", most=220),
    _BLURRED,
)


def refuse_unfit(found: Measured) -> None:
    """Refuse a photo that does not show enough, with the first fault in order and what to do better."""
    for asked in ASKED:
        if not asked.met(found):
            raise Refused(asked.code, asked.wrong, sources.PHOTOS, asked.better)


def set_is_full() -> Refused:
    """The answer to one photo more than a set holds."""
    message = f"照片最多 {MOST_OF_A_SET} 张（一般 4 至 6 张）。"
    return Refused("photos_full", message, sources.PHOTOS, "请先删除不需要的照片。")


def model_unknown(asset_no: str) -> Refused:
    """The answer to a photo for the model of a card without one."""
    return Refused(
        "model_unknown", f"资产 {asset_no} 的信息卡没有规格型号，照片不能用于同型号资产。", sources.PHOTOS,
        "请先通过信息卡变动补全规格型号，或只为这一项资产上传。",
    )


def shown_already() -> Refused:
    """The answer to who removes a photo of what is published (B-047)."""
    return Refused("photo_published", "使用这张照片的资产正在广场发布，照片不能删除。", sources.WITHDRAWAL, sources.HELD_REMEDY)
