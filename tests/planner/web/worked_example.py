"""The worked example of planning.md P6, P7 and P9 as a page: target 3,000.00, actual 2,450.00, gap -550.00."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from services.planner.sheet import (
    AlertLine,
    Cost,
    DataNote,
    DayLeft,
    Explanation,
    FactorLine,
    HourBar,
    ItemLine,
    KeyFigures,
    MonthDay,
    MorningView,
    Ratio,
    Share,
    SourceLine,
    Today,
    TreeNode,
    Verdict,
    Words,
)

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 27, 9, 30, 4, tzinfo=ZONE)
CURVE = (20, 10, 6, 4, 4, 5, 10, 20, 35, 50, 65, 60, 55, 55, 58, 58, 52, 45, 43, 55, 80, 90, 75, 45)


def factor(name, plan, actual, contribution):
    exact = Ratio(contribution, 1)
    return FactorLine(
        factor=name, plan=Ratio(*plan), actual=Ratio(*actual), contribution=contribution, exact=exact
    )


def explanation() -> Explanation:
    ppc = SourceLine(
        traffic_source="ppc", name=Words("直通车", "PPC"), is_paid=True, contribution=-64_000,
        planned_gmv=100_000, gmv=36_000,
        factors=(
            factor("visitors", (500, 1), (300, 1), -32_667),
            factor("conversion", (10, 500), (3, 300), -43_667),
            factor("value_per_buyer", (100_000, 10), (36_000, 3), 12_334),
        ),
        cost=Cost(planned_spend=50_000, spend=30_000, planned_per_buyer=Ratio(50_000, 10),
                  per_buyer=Ratio(30_000, 3), planned_roi=Ratio(2, 1), roi=Ratio(36_000, 30_000)),
    )  # fmt: skip
    search = SourceLine(
        traffic_source="search", name=Words("自然搜索", "Organic search"), is_paid=False, contribution=9_000,
        planned_gmv=200_000, gmv=209_000,
        factors=(
            factor("visitors", (1000, 1), (1100, 1), 19_500),
            factor("conversion", (20, 1000), (22, 1100), 0),
            factor("value_per_buyer", (200_000, 20), (209_000, 22), -10_500),
        ),
        cost=Cost(spend=0, per_buyer=Ratio(0, 22)),
    )  # fmt: skip
    advice = Words(
        "不建议。补回 640.00 要 534 位访客、534.00 元，预计投产 1.20 低于保本 2.50：会亏。先修转化。",
        "Not advised. Winning back 640.00 takes 534 visitors and 534.00; expected ROI 1.20 is under break-even 2.50: "
        "it would lose money. Repair conversion first.",
    )
    return Explanation(
        target=300_000, actual=245_000, gap=-55_000, sources=(ppc, search), advice=(advice,),
        break_even_roi=Ratio(5, 2),
    )  # fmt: skip


def hours() -> tuple[HourBar, ...]:
    bars, path, actual = [], 0, 0
    for hour, share in enumerate(CURVE):
        elapsed = 1000 if hour < 9 else 500 if hour == 9 else 0
        due = 1_086_957 * share // 1000
        path += due
        got = due * elapsed * 94 // 100_000 if elapsed else None
        actual += got or 0
        forecast = path * 95 // 100 if elapsed < 1000 else None
        start = datetime(2026, 11, 27, hour, tzinfo=ZONE)
        bars.append(HourBar(
            hour=hour, start=start, end=start + timedelta(hours=1), due=due, actual=got,
            actual_end=actual if elapsed else None, elapsed_permil=elapsed, path_end=path, forecast_end=forecast,
            low_end=forecast and forecast * 93 // 100, high_end=forecast and forecast * 108 // 100,
        ))  # fmt: skip
    return tuple(bars)


def month_days() -> tuple[MonthDay, ...]:
    current = {27: 1_086_957, 28: 1_413_043, 29: 1_413_043, 30: 1_086_957}
    days = []
    for day in range(1, 31):
        baseline = 1_300_000 if day in (28, 29) else 1_000_000
        actual = (
            None
            if day >= 27
            else 0
            if day == 25
            else 245_000
            if day == 26
            else 900_000 + day * 37_000 % 260_000
        )
        state = "left" if day > 27 else "running" if day == 27 else "closed" if day == 25 else "missed"
        if actual is not None and actual >= baseline:
            state = "met"
        days.append(MonthDay(
            day=date(2026, 11, day), state=state, baseline=baseline, target=current.get(day, baseline),
            actual=143_200 if day == 27 else actual, is_by_hand=day == 26, is_off_day=day % 7 in (0, 1),
        ))  # fmt: skip
    return tuple(days)


def alerts() -> tuple[AlertLine, ...]:
    def line(alert_id, route, department, title, detail, due):
        return AlertLine(
            alert_id=alert_id, rule_id="r", severity="warning", route=route, state="firing", department=department,
            department_name=Words(department, department), person_id="p_x", title=title, detail=detail,
            step="联系买家并解决", do_not="不要等日报", opened_at=NOW, deadline=due,
        )  # fmt: skip

    return (
        line("al1", "page", "CS", Words("前五款差评：棉 T 恤", "Bad review: cotton tee, no. 3"),
             Words("08:12 收到", "received 08:12, open"), NOW + timedelta(hours=3)),
        line("al2", "notice", "PRO", Words("直通车投产偏低", "PPC ROI is low"),
             Words("7 天 1.20，保本 2.50", "7 days 1.20, break-even 2.50"), NOW + timedelta(days=1)),
    )  # fmt: skip


def view() -> MorningView:
    return MorningView(
        shop_id="munan", currency="CNY", exponent=2, timezone="Asia/Shanghai", plan_metric="gmv", now=NOW,
        day=date(2026, 11, 26), month="2026-11",
        verdict=Verdict(
            state="missed",
            headline=Words("昨天未达标，少 550.00 元：主要缺在直通车转化，−436.67。",
                           "Yesterday missed by 550.00: most of it is PPC conversion, −436.67."),
            second=Words("自然搜索多来 100 位访客，净 +90.00，没花钱。",
                         "Organic search brought 100 more visitors, a net +90.00 at no cost."),
        ),
        figures=KeyFigures(
            target=300_000, is_target_by_hand=True, actual=245_000, buyers=25, visitors=1400,
            attainment=Ratio(245, 300), gap=-55_000, month_to_date=26_000_000, month_target=31_000_000,
            month_attained=Ratio(26, 31), today_target=1_086_957, today_baseline=1_000_000, shortfall=0,
            required_uplift=Ratio(5_000_000, 4_600_000),
        ),
        explanation=explanation(),
        today=Today(
            state="judged", day=date(2026, 11, 27), as_of=NOW, curve="plain", target=1_086_957, actual=143_200,
            expected=151_087, attainment=Ratio(143_200, 151_087), forecast=1_030_216, low=938_000, high=1_124_000,
            needed_per_hour=65_087, hours=hours(),
        ),
        month_days=month_days(),
        month_note=Words("前 26 天比原计划少 4,000.00，摊到剩下 4 天，每天 +8.7 %，没到 ×1.5 上限。",
                         "The first 26 days closed 4,000.00 below baseline; over the 4 days left that is +8.7 % each."),
        tree=(
            TreeNode(level="year", period="2026", baseline=342_000_000, current=342_000_000, actual=298_900_000,
                     attained=Ratio(874, 1000), shortfall=0, is_unreachable=False),
            TreeNode(level="quarter", period="2026-Q4", baseline=95_000_000, current=95_000_000, actual=56_600_000,
                     attained=Ratio(596, 1000), shortfall=0, is_unreachable=False),
            TreeNode(level="month", period="2026-11", baseline=31_000_000, current=31_000_000, actual=26_000_000,
                     attained=Ratio(26, 31), shortfall=0, is_unreachable=False),
            TreeNode(level="day", period="2026-11-27", baseline=1_000_000, current=1_086_957, actual=143_200,
                     attained=Ratio(143_200, 1_086_957), shortfall=0, is_unreachable=False),
        ),
        items=(
            ItemLine(kind="shop", item_id=None, name=Words("全店", "Whole shop"), gmv=245_000, target=300_000,
                     gap=-55_000, visitors=1400, conversion=Ratio(25, 1400), planned_conversion=Ratio(30, 1500),
                     value_per_buyer=Ratio(245_000, 25), planned_value_per_buyer=Ratio(300_000, 30)),
            ItemLine(kind="item", item_id="i1", name=Words("棉 T 恤", "Cotton tee"), gmv=110_600, target=126_400,
                     gap=-15_800, visitors=640, conversion=Ratio(12, 640), value_per_buyer=Ratio(110_600, 12)),
            ItemLine(kind="rest", item_id=None, name=Words("其他", "Rest"), gmv=27_400, target=32_900, gap=-5_500),
        ),
        alerts=alerts(),
        days_left=tuple(
            DayLeft(day=day.day, baseline=day.baseline or 0, current=day.target or 0, is_today=day.state == "running")
            for day in month_days() if day.day.day >= 27
        ),
        data_note=DataNote(newest_at=NOW, waiting_for=(Words("平台报表", "platform rows"),)),
        shares=(
            Share(dimension="department", key="OPS", name=Words("运营", "OPS"), baseline=1_000_000, current=1_086_957),
            Share(dimension="traffic_source", key="ppc", name=Words("直通车", "PPC"), baseline=400_000,
                  current=434_783),
            Share(dimension="traffic_source", key="search", name=Words("自然搜索", "Organic search"), baseline=600_000,
                  current=652_174),
        ),
    )  # fmt: skip
