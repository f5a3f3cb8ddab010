"""Cards to print: twenty of an ordinary week, and five hundred whose words are of the worst kind."""

import random

from services.labels.domain.template import Card

_NAMES = (
    "台式计算机", "便携式计算机（含扩展坞及外接显示器）", "A4 黑白激光打印机", "文件柜", "会议桌",
    "轿车", "空调机（3P 立柜式）", "投影仪", "多功能一体机", "服务器", "网络交换机", "LED 显示屏", "单反相机", "扫描仪", "碎纸机",
    "铁皮保险柜", "钢琴", "手术无影灯", "数字化 X 线摄影系统（DR）", "龘靐齉爩",
)  # fmt: skip
_WORST = (
    "^XA^FO0,0^FDX^FS^XZ", "~JR", '"\r\nPRINT 99,1\r\n"', "\\&\\^\\~", "国\n资\t委\r\n", "مرحبا بالعالم", "שלום עולם",
    "\u202e倒着写\u202c", "😀👨\u200d👩\u200d👧🇨🇳",
    "𠀀𠮷𪚥𫠝",
    "㐀㐁䶵", "e\u0301\u0301\u0301a\u0300", "\x00\x01\x1b!R\x7f", "<script>alert('x')</script>&amp;", "_5E_7E",
    "^GFA,9,9,9,:Z64:", "{{7*7}} ${x} %s",
    "\ud800", "\U0010ffff\ue000", "   ", "", "….—·「」『』〇々〆ヶ", "ＡＢＣ１２３", "½℃№㎡Ω≈",
    "한국어 제품", "ひらがなカタカナ", "ไทยภาษา", "ÀÉÎÕÜ ßØÅ", "W" * 120,
    "长" * 300, "a" * 500, "，" * 40,
)  # fmt: skip


def ordinary() -> list[Card]:
    """Twenty cards, some of them reprints."""
    return [
        Card(
            asset_no=f"310151-{number:08}",
            unit_name="上海市崇明区教育局（本级）",
            name=name,
            class_name="信息化设备",
            class_code="A02010105",
            model="ThinkPad X1 Carbon Gen 12" if number % 2 else "",
            department="信息中心",
            user="欧阳小明",
            place="行政楼三层 305 室",
            acquired_on="2024-05-17",
            issue=1 + number % 3,
        )
        for number, name in enumerate(_NAMES, 4711)
    ]


def worst(count: int = 500) -> list[Card]:
    """Always the same ones: every field from a bag of hostile words, alone or joined; asset numbers of all kinds and lengths."""
    chance = random.Random(5)  # noqa: S311 # the same every time

    def words() -> str:
        return chance.choice(("", " ", "：")).join(chance.choices(_WORST, k=chance.randint(1, 3)))

    def asset_no() -> str:
        alphabet = chance.choice(("0123456789", "ABCDEFGHXYZ0123456789-", "abcXYZ019-"))
        return "".join(chance.choices(alphabet, k=chance.randint(1, 40)))

    fields = ("unit_name", "name", "class_name", "class_code", "model", "department", "user", "place", "acquired_on")
    return [Card(asset_no=asset_no(), issue=chance.choice((1, 1, 2, 13)), **{one: words() for one in fields}) for _ in range(count)]
