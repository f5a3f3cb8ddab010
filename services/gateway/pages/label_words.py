"""How labels are said in Chinese on a page: states, troubles, drivers, what stands on a label."""

import re

STATES = {
    "never_printed": "未打印", "printed": "已打印", "pasted": "已粘贴", "cannot_paste": "无法粘贴", "deferred": "暂缓粘贴",
}  # fmt: skip
LISTED = {**STATES, "voided": "已作废"}
MARKS = {"cannot_paste": "无法粘贴", "deferred": "暂缓粘贴", "clear": "取消登记"}
PRINTS = {
    "queued": "待打印", "claimed": "已下发", "sent": "打印中", "printed": "已打印", "unknown": "情况不明", "failed": "打印失败",
    "cancelled": "已取消",
}  # fmt: skip
OPEN_PRINTS = ("unknown", "failed")
RESOLUTIONS = {"printed": "已打出", "reprint": "补印", "discard": "作废"}
JOBS = {"waiting": "待打印", "printing": "打印中", "paused": "已暂停", "done": "已完成", "cancelled": "已取消"}
OVER = frozenset({"done", "cancelled"})
STATIONS = {
    "enrolling": "待登记", "ready": "就绪", "printing": "打印中", "holding": "等待处理", "away": "离线", "retired": "已停用",
}  # fmt: skip
TROUBLES = {
    "paper_out": "缺纸", "ribbon_out": "碳带用尽", "head_open": "打印头打开", "paused": "打印机暂停", "unreachable": "打印机连不上",
    "fault": "打印机故障",
}  # fmt: skip
REMEDIES = {
    "paper_out": "请装纸。", "ribbon_out": "请更换碳带。", "head_open": "请合上打印头。", "paused": "请按打印机上的继续键。",
    "unreachable": "请检查打印机电源、网线和地址。", "fault": "请查看打印机面板。",
}  # fmt: skip
DRIVERS = {"zpl": "斑马指令打印机", "tspl": "台半指令打印机", "ipp": "办公打印机（网络打印协议）", "folder": "文件夹（不直接打印）"}
ADDRESSES = "标签打印机填地址和端口，如 192.168.1.20:9100；办公打印机填其打印地址；文件夹填打印站上的路径"
RENDERING = {"central": "中心排版", "station": "打印站排版"}
DPIS = {203: "203 点/英寸", 300: "300 点/英寸", 600: "600 点/英寸"}
KINDS = {"text": "文字", "code128": "一维条码", "qr": "二维码", "data_matrix": "矩阵码", "line": "线"}
FIELDS = {
    "asset_no": "资产编号", "unit_name": "单位名称", "name": "资产名称", "class_name": "分类名称", "class_code": "分类代码",
    "model": "规格型号", "department": "使用部门", "user": "使用人", "place": "存放地点", "acquired_on": "取得日期",
    "warning": "提示语", "fixed": "固定文字",
}  # fmt: skip
ALIGNS = {"left": "靠左", "centre": "居中", "right": "靠右"}
OUTDATED = {
    "department": "使用部门", "place": "存放地点", "name": "资产名称", "unit": "单位", "unit_name": "单位", "class": "分类",
    "class_name": "分类", "class_code": "分类代码", "model": "规格型号", "user": "使用人", "acquired_on": "取得日期", "section": "使用部门",
}  # fmt: skip
VOIDED = {"written_off": "资产已核销", "removed": "信息卡已撤销", "import_undone": "导入已撤销"}
PRIORITIES = {0: "普通", 3: "优先", 6: "加急", 9: "特急"}
TONES = {
    "never_printed": "", "printed": "info", "pasted": "good", "cannot_paste": "bad", "deferred": "warn",
    "queued": "", "claimed": "info", "sent": "info", "unknown": "bad", "failed": "bad", "cancelled": "",
    "waiting": "", "printing": "info", "paused": "warn", "done": "good",
    "enrolling": "info", "ready": "good", "holding": "bad", "away": "bad", "retired": "",
}  # fmt: skip
OUTCOMES = {"known": "good", "voided": "bad", "elsewhere": "warn", "unknown": "bad"}
ACTIONS = {"pause": "暂停", "resume": "继续", "cancel": "取消任务"}
ASKED = {
    "resume": "打印站停用、换机器或重新登记而暂停的，请先确认原机器已停机，以免同一标签印出两张。是否继续？",
    "cancel": "打印站尚未开始的标签不再打印。是否取消？",
}
TITLES = {
    "width_mm": "宽", "height_mm": "高", "gap_mm": "间隙", "page_width_mm": "纸宽", "page_height_mm": "纸高", "columns": "列数",
    "rows": "行数", "margin_left_mm": "左边距", "margin_top_mm": "上边距", "gap_x_mm": "横向间隙", "gap_y_mm": "纵向间隙",
    "x_mm": "左", "y_mm": "上",
    "font_mm": "字高", "kind": "种类", "field": "内容", "text": "前缀或文字", "bold": "加粗", "align": "对齐",
}  # fmt: skip
ROW = re.compile(r"elements\[(\d{1,3})\]\.(\w+)")


def title_of(field: str) -> str:
    """A faulty field in words: 第 3 个元素的宽."""
    if row := ROW.fullmatch(field):
        return f"第 {int(row[1]) + 1} 个元素的{TITLES.get(row[2], '内容')}"
    if whole := re.fullmatch(r"elements\[(\d+)\]", field):
        return f"第 {int(whole[1]) + 1} 个元素"
    return TITLES.get(field.rpartition(".")[2]) or {"code": "代码", "name": "名称", "elements": "元素", "region": "区划"}.get(field, "模板")
