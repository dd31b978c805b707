"""Names that a rulebook cannot give to steps and fields of its own: they would hurt (T6, T8)."""

from __future__ import annotations

from servicectl.domain.workflow.registry import ACTIONS

COMMANDS_BESIDE = (
    *("init", "profiles", "save", "doctor", "holidays", "demo", "completion", "help", "form"),
    *("parts", "loan", "cash", "tool", "undo", "customer", "unit", "roster", "register"),
    *("contract", "list", "show", "log", "explain", "overdue", "due", "search", "status"),
    *("sheet", "step", "validate", "audit", "simulate", "schema", "merge-driver"),
)
"""Commands, and words that begin several, which record nothing in a case."""
COMMAND_WORDS = frozenset(
    {*COMMANDS_BESIDE, *ACTIONS, *(action.words.split()[0] for action in ACTIONS.values())}
)
CAPTIONS = frozenset(
    [
        "报修",
        "分类定级",
        "电话指导",
        "移交主管",
        "派工",
        "再次致电客户",
        "预约",
        "出发前准备",
        "出发",
        "到场",
        "查明原因",
        "技术支持",
        "上报请示",
        "增援",
        "改约",
        "挂起",
        "恢复",
        "完工签字",
        "电话汇报",
        "交单",
        "回访",
        "上报主管",
        "二次维修方案",
        "返修",
        "归档",
        "取消",
        "备注",
        "撤回",
        "处理冲突",
        "更正工单",
        "换用现行规程",
        "接受任务",
        "答复",
        "现场汇报",
        "评定",
        "维修保修",
        "迟交说明",
        "单据注销",
        "客户来电",
        "回电",
        "缺件待料",
        "到料",
        "取走维修",
        "改期送回",
        "修理间修好",
        "送还",
        "换机换卡",
        "换整机",
        "申请领料",
        "批准",
        "驳回",
        "书面确认",
        "领料",
        "退回未用件",
        "配件遗失核销",
        "旧件交回",
        "调拨",
        "返厂",
        "返厂收回",
        "旧件鉴定",
        "代用机借出",
        "代用机收回",
        "代用机核销",
        "冲销",
        "报价",
        "同意报价",
        "不同意报价",
        "收款",
        "坏账核销",
        "缴款",
        "开发票",
        "付款",
        "服务资料库",
        "维护合同",
        "收货入库",
        "不良品报废",
        "盘点",
        "盘点调整",
        "库存",
        "明细账",
        "订货清单",
        "ABC分类",
        "待收回",
        "工具登记",
        "工具领用",
        "工具归还",
        "进出商品簿",
        "工具核销",
        "减免冲抵",
        "来电来函登记",
        "休息登记",
        "证书登记",
        "查证",
        "规程试算",
        "代用机清单",
    ]
)
"""What the commands that ship are called in Chinese (docs/glossary.csv)."""
OF_EVERY_EVENT = frozenset(
    {"id", "at", "by", "did", "entered", "note", "vouchers", "calendar", "seen"}
)
OF_THE_CASE = frozenset(
    {"case", "kind", "policy", "priority", "category", "contract", "channel", "for"}
    | {"customer", "unit"}
)
"""What is known of a case, which the last event that says it decides."""
OF_OTHERS = frozenset(
    {
        "ticks",
        "event",
        "old",
        "new",
        "oral",
        "approved_by",
        "form_no",
        "in_place_of",
        "because",
        "parts",
    }
    | {"instead_of", "duplicate_of", "invoice_no", "engineer", "engineers", "when", "denied"}
)
"""Fields that the program reads whatever step has them."""
TYPED_BEFORE = frozenset(
    {"root", "now", "as", "lang", "json", "yes", "not", "help", "version"}
    | {"install_completion", "show_completion"}
)
"""Options that mean something else."""
HURTING = OF_EVERY_EVENT | OF_THE_CASE | OF_OTHERS | TYPED_BEFORE
