"""What people type for a command that is called otherwise, beside the words of the glossary."""

from __future__ import annotations

from collections.abc import Collection, Iterator

OTHER_WORDS = {
    "report": "new create add open-case 报修 报障 新建 登记 来电 接单",
    "triage": "classify grade 分类 定级",
    "guide": "advise instruct 指导 电话指导",
    "handover": "forward transfer pass-on 转单 移交 转交",
    "assign CASE ENGINEER": "dispatch send 派工 派单 指派 分派",
    "appoint CASE --when TIME": "schedule book appointment 预约 约时间",
    "prepare CASE": "ready pack 准备 备件",
    "depart CASE": "leave go start set-out 出发 上路",
    "arrive CASE": "here arrived on-site 到场 到达 到了",
    "diagnose CASE": "diagnosis find-out 诊断 检测 查因",
    "reschedule CASE --when TIME --reason TEXT": "postpone delay put-off rearrange 改期 改约 推迟",
    "hold CASE --reason TEXT": "pause wait suspend 挂起 暂停 等待",
    "resume CASE": "continue unpause go-on 恢复 继续",
    "complete CASE": "finish finished done fixed repaired solved 完成 完工 做完 修好 好了",
    "sheet-in CASE": "sheet-back hand-in 交单 回单",
    "callback CASE": "call-back ring-customer 回访 回电",
    "rework CASE --reason TEXT": "reopen re-open again redo 重开 重新打开 返修 再修 复修",
    "close CASE": "archive end file shut 结案 归档 关闭 关单 结束",
    "cancel CASE --reason TEXT": "delete remove del rm drop abort 取消 作废 删除 删 不修了",
    "retract CASE EVENT --reason TEXT": "delete remove unsay withdraw 撤回 收回 删除 删",
    "edit CASE --fault TEXT": "change correct modify amend update fix 修改 更正 改 编辑 改错",
    "undo": "oops revert back mistake 撤销 反悔 打错了",
    "note CASE TEXT": "comment remark memo 备注 记 说明",
    "quote CASE": "price offer estimate 报价 价格",
    "cash collect CASE AMOUNT": "pay paid payment money collect 收款 收钱 付款 收费",
    "invoice CASE NUMBER": "bill 开票 发票",
    "parts stock": "stock inventory store 库存 查库存 仓库 parts.list parts.show parts.库存",
    "parts request CASE SKU=QTY": "order need 申请 要料 申领",
    "parts issue CASE": "issue hand-out 领料 发料 出库 parts.out parts.take parts.领料 parts.出库",
    "parts receive SKU=QTY": "receive goods-in 入库 收货 进货 parts.add parts.入库",
    "register add": "complaint complain letter enquiry 投诉 咨询 来信 register.new register.新增",
    "customer find WORDS": "client phone-book 客户 找客户",
    "roster show": "people staff team who 人员 名单 同事 谁 roster.list roster.名单 roster.查看",
    "roster leave PERSON DAYS": "vacation sick absent 请假 休假",
    "list --engineer PERSON": "my mine me 我的 我",
    "due --within 8h": "today todo agenda next 今天 今日 待办",
    "overdue": "missed 超时 逾期 超期 迟了",
    "list --open": "ls cases all open 列表 全部 工单",
    "show CASE": "view get info details open case 查看 看 详情 案子",
    "log CASE": "history events 历史 经过 记录",
    "explain CASE": "why reason 为什么 解释",
    "search WORDS": "find grep lookup look 搜索 查找 查 找",
    "sheet CASE": "print pdf 打印 派工单 服务单",
    "status": "dashboard summary overview 概况 状态 汇总",
    "validate": "check lint verify test 检查 校验",
    "save": "commit store-edits 保存 提交",
    "doctor": "repair-repo unlock 修复仓库 体检",
    "customer edit ID": "customer.change customer.update customer.rename customer.修改 customer.改",
    "customer add": "add customer.new customer.create customer.新建 customer.新增",
    "customer find": "customer.search customer.list customer.查找 customer.查 customer.找",
    "customer show ID": "customer.view customer.查看 customer.看",
    "roster add": "roster.new roster.hire roster.新增",
    "register list": "register.show register.查看 register.列表",
    "parts return CASE SKU=QTY": "parts.back parts.退料 parts.退库",
}
"""A line that can be typed, and what people say for it; behind a dot what follows a group."""


OTHER_CHOICES = {
    "urgent": "紧急 急 特急 high asap",
    "normal": "一般 正常 不急 low",
    "repair": "维修 修理 fault",
    "enquiry": "咨询 询问 question",
}
"""A choice, and what people say for it."""
OTHER_OPTIONS = {
    "--phone": "tel telephone mobile cell number 电话 手机 号码",
    "--customer": "name client who caller 客户 姓名 名称",
    "--address": "addr street location where 地址",
    "--contact": "person 联系人",
    "--serial": "sn unit device 序列号 设备",
    "--fault": "problem symptom description issue error 故障 现象",
    "--reason": "why because cause 原因 理由",
    "--when": "time date 时间",
    "--until": "till to 到",
    "--note": "comment remark text message 备注 说明",
    "--priority urgent": "urgent urgently asap 加急 紧急",
    "--kind": "type 类型",
}
"""An option, and what people say for it; it is told where the command has it."""
OTHER_LINES = {
    "customer edit CUSTOMER --phone NUMBER": "edit --phone --add-phone --tel --mobile",
    "customer edit CUSTOMER --address TEXT": "edit --address --addr",
    "customer edit CUSTOMER --contact NAME": "edit --contact --person",
    "customer edit CUSTOMER --name NAME": "edit --name",
    "triage CASE --kind KIND": "edit --kind --type",
    "reschedule CASE --when TIME --reason TEXT": "edit --when --time --date",
    "search WORDS": "list --customer --name --phone --serial --unit",
}
"""A line, and the command with the options that people say for it, which it has not."""


def option_meant(words: str, option: str, options: Collection[str]) -> str:
    """Return what was meant by an option that a command has not; empty where nobody can tell."""
    for line, (command, *said) in ((line, text.split()) for line, text in OTHER_LINES.items()):
        if words == command and option in said:
            return line
    name = option.removeprefix("--").casefold()
    meant = (option for option, said in OTHER_OPTIONS.items() if name in said.split())
    return next((option for option in meant if option.split()[0] in options), "")


def lines_meant(prefix: str, word: str) -> Iterator[str]:
    """Yield the lines that a word means, typed behind ``prefix`` (empty, or a group)."""
    said = f"{prefix.strip()}.{word}".removeprefix(".").casefold()
    return (line for line, words in OTHER_WORDS.items() if said in words.split())
