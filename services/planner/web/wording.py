"""Every fixed label of the pages in both languages, by a short name."""

from __future__ import annotations

from services.planner.sheet import Words

LABELS: dict[str, Words] = {
    "title": Words("店长", "Dianzhang"),
    "morning": Words("晨报", "Morning"),
    "report": Words("晨报", "morning report"),
    "live": Words("实时", "Live"),
    "final": Words("终值", "Final"),
    "provisional": Words("暂估", "Provisional"),
    "revision": Words("修订", "revision"),
    "before": Words("前一天", "Day before"),
    "after": Words("后一天", "Day after"),
    "target": Words("目标", "Target"),
    "by_hand": Words("人工设定", "set by hand"),
    "from_plan": Words("按月计划", "from the month plan"),
    "actual": Words("实际", "Actual"),
    "buyers": Words("位买家", "buyers"),
    "visitors_n": Words("位访客", "visitors"),
    "attainment": Words("达标率", "Attainment"),
    "gap": Words("差额", "gap"),
    "month_to_date": Words("本月累计", "Month to date"),
    "of": Words("共", "of"),
    "today_current": Words("今日目标", "Today (current)"),
    "baseline": Words("原计划", "baseline"),
    "shortfall": Words("本月缺口", "Month shortfall"),
    "within_reach": Words("够得着", "within reach"),
    "unreachable": Words("够不着", "out of reach"),
    "needs": Words("需提升", "needs"),
    "why": Words("钱从哪里来，缺在哪里", "Where the money came from, and where it is missing"),
    "adds_up": Words("各行相加 = 实际 − 目标", "all lines add up to actual − target"),
    "source_factor": Words("来源 · 因素", "Source · factor"),
    "plan_actual": Words("计划 → 实际", "Plan → actual"),
    "contribution": Words("贡献", "Contribution"),
    "what_it_cost": Words("花了多少", "What it cost"),
    "plan": Words("计划", "Plan"),
    "paid": Words("付费", "paid"),
    "free": Words("免费", "free"),
    "visitors": Words("访客", "Visitors"),
    "conversion": Words("转化率", "Conversion"),
    "value_per_buyer": Words("客单价", "Value per buyer"),
    "spend": Words("花费", "Spend"),
    "per_buyer": Words("买家成本", "Cost / buyer"),
    "roi": Words("投产", "ROI"),
    "break_even": Words("保本投产", "Break-even ROI"),
    "same_days": Words("同期变化", "Same days"),
    "not_proof": Words("时间上同时，不等于原因。", "Same time, not proof."),
    "advice": Words("补流量", "Buy traffic"),
    "today": Words("今天对照目标曲线", "Today against the path"),
    "actual_to": Words("截至", "Actual to"),
    "due_now": Words("此刻应达", "Due by now"),
    "forecast": Words("全天预计", "Forecast, day"),
    "interval": Words("80 % 区间", "80 % interval"),
    "per_hour": Words("每小时需要", "Needed per hour"),
    "actual_s": Words("实际", "actual"),
    "path": Words("目标曲线", "path"),
    "forecast_s": Words("预计", "forecast"),
    "too_early": Words("还早，不判", "too early to judge"),
    "no_plan": Words("还没有计划", "no plan yet"),
    "no_data": Words("没有数据", "no data"),
    "closed": Words("停业", "closed"),
    "now": Words("现在", "now"),
    "due": Words("应达", "due"),
    "hourly_note": Words("每小时：实际对应达（横线）", "per hour: actual vs due (tick)"),
    "day_by_day": Words("逐日", "day by day"),
    "met": Words("达标", "met"),
    "missed": Words("未达标", "missed"),
    "current": Words("现计划", "current"),
    "items": Words("主要单品", "Main items"),
    "against_plan": Words("昨天，对照计划", "yesterday, against plan"),
    "gmv": Words("成交额", "GMV"),
    "units": Words("件数", "Units"),
    "conversion_plan": Words("转化率 / 计划", "Conversion / plan"),
    "value_plan": Words("客单价 / 计划", "Value per buyer / plan"),
    "alerts": Words("未结告警", "Open alerts"),
    "no_alerts": Words("没有未结告警", "No open alerts"),
    "next_due": Words("最近期限", "next due"),
    "due_at": Words("期限", "due"),
    "do_not": Words("不要", "Do not"),
    "step": Words("处理", "Do"),
    "page": Words("立即", "Page"),
    "notice": Words("警告", "Warning"),
    "digest": Words("提示", "Info"),
    "days_left": Words("本月还剩天数", "Days left this month"),
    "day": Words("日期", "Day"),
    "sum": Words("合计", "Sum"),
    "today_s": Words("今天", "today"),
    "shares": Words("今天分到各部门与来源", "Today by department and source"),
    "department": Words("部门", "Department"),
    "person": Words("个人", "Person"),
    "traffic_source": Words("来源", "Source"),
    "item": Words("单品", "Item"),
    "data": Words("数据", "Data"),
    "newest": Words("最新", "newest"),
    "waiting": Words("还在等", "waiting for"),
    "year": Words("年", "Year"),
    "quarter": Words("季", "Quarter"),
    "month": Words("月", "Month"),
    "tree": Words("年 > 季 > 月 > 日", "Year > quarter > month > day"),
    "set_target": Words("先定本月目标", "Set this month's target first"),
    "set_target_how": Words("这个月想卖多少？", "How much should this month bring?"),
    "save": Words("保存", "Save"),
    "amount": Words("金额", "Amount"),
    "saved": Words("已收到，几秒后生效。", "Received; it takes effect in a few seconds."),
    "no_explanation": Words("还没有可解释的日子。", "No day to explain yet."),
    "lost_connection": Words(
        "连接中断，正在重试；数字停在", "Connection lost, trying again; figures stand at"
    ),
    "shop": Words("店铺", "Shop"),
    "link_needed": Words("请用签名链接打开", "Open this page with a signed link"),
    "link_how": Words(
        "在终端运行 console link，或用启动时打印的链接。",
        "Run `console link` in the terminal, or use the link printed at start.",
    ),
    "table": Words("图表数据", "Chart as a table"),
    "hour": Words("小时", "Hour"),
}


def label(name: str, language: str) -> str:
    """The label in `zh` or `en`; KeyError for a name that nobody wrote."""
    return said(LABELS[name], language)


def said(words: Words, language: str) -> str:
    """Words in one language."""
    return words.zh if language == "zh" else words.en


def language_of(accepted: str | None, chosen: str | None = None) -> str:
    """`zh` or `en` as chosen, else by the browser's Accept-Language, else Chinese."""
    if chosen in ("zh", "en"):
        return chosen
    for part in sorted((accepted or "").split(","), key=_quality, reverse=True):
        tag = part.split(";")[0].strip().lower()
        if tag.startswith(("zh", "en")):
            return tag[:2]
    return "zh"


def _quality(part: str) -> float:
    _, _, quality = part.partition(";q=")
    try:
        return float(quality) if quality else 1.0
    except ValueError:
        return 0.0
