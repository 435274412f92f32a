"""The account plan as PDF: against Odoo's own way of making it, and what is ours beside wkhtmltopdf's share."""

from unittest.mock import patch

from harness import Result, compare, database, environment

#: People on the map, actions of the year, objectives with their strategies and tactics.
PEOPLE, ACTIONS, OBJECTIVES = 25, 24, 3
REPORT = "kam_management.report_account_plan"


def account(env, name):
    """An account of a company of its own."""
    partner = env["res.partner"].create({"name": name, "is_company": True})
    return env["kam.account"].create({"partner_id": partner.id, "user_id": env.uid})


def fill(env):
    """A plan with something in every part."""
    customer = account(env, "Printed Customer")
    plan = env["kam.account.plan"].create(
        {"account_id": customer.id, "year": 2026, "proposition": "<p>We save them a week.</p>"}
    )
    row = {"plan_id": plan.id}
    env["kam.plan.goal"].create([{**row, "name": f"Goal {number}"} for number in range(3)])
    env["kam.plan.risk"].create([{**row, "name": f"Risk {number}"} for number in range(3)])
    env["kam.plan.swot"].create(
        [{**row, "name": f"Item {n}", "kind": k} for n in range(3) for k in ("strength", "threat")]
    )
    plan.force_ids.rating = "3"
    for number in range(OBJECTIVES):
        objective = env["kam.plan.objective"].create({**row, "name": f"Objective {number}"})
        strategy = env["kam.plan.strategy"].create({"objective_id": objective.id, "name": "Go wide"})
        tactics = [{"strategy_id": strategy.id, "name": f"Tactic {n}", "quarter": str(n % 4 + 1)} for n in range(8)]
        env["kam.plan.tactic"].create(tactics)
    people = env["kam.stakeholder"].create(
        [{"account_id": customer.id, "name": f"Person {number}", "power": number % 5 + 1} for number in range(PEOPLE)]
    )
    for number, person in enumerate(people[1:]):
        person.parent_id = people[number // 4]
    env["kam.influencing.action"].create(
        [
            {"account_id": customer.id, "name": f"Action {n}", "date": f"2026-{n % 12 + 1:02d}-05"}
            for n in range(ACTIONS)
        ]
    )
    return plan


def run(size, reps, template):
    """All figures of documents."""
    with database(template, "kam_bench_pdf") as name, environment(name) as env:
        plan = fill(env)
        short = env["kam.account.plan"].create({"account_id": account(env, "Short Customer").id, "year": 2026})
        env.cr.commit()
        reports = env["ir.actions.report"].with_context(force_report_rendering=True)
        model = type(reports)

        def ours(one=plan):
            env.invalidate_all()
            reports._render_qweb_pdf(REPORT, one.ids)

        def stock(one=plan):
            with patch.object(model, "_kam_document", lambda self: False):
                ours(one)

        report = reports._get_report(REPORT)
        html = reports._render_qweb_html(REPORT, plan.ids, data={"report_type": "pdf"})[0]
        bodies, _ids, _head, _foot, arguments = report._prepare_html(html, plan._name)
        plain = next(one for one in model.mro() if one.__module__ == "odoo.addons.base.models.ir_actions_report")

        def floor():
            """wkhtmltopdf alone, on the same document."""
            quick = reports.with_context(kam_document=True)
            plain._run_wkhtmltopdf(quick, bodies, report_ref=REPORT, specific_paperformat_args=arguments)

        def data():
            env.invalidate_all()
            plan._report()

        seconds = compare({"ours": ours, "stock": stock, "floor": floor, "data": data}, reps)
        note = f"{len(html) // 1024} KB of HTML, {PEOPLE} people; {seconds['ours']:.2f} s, no server for style sheets"
        small = compare({"ours": lambda: ours(short), "stock": lambda: stock(short)}, reps)
        one_page = f"{small['ours']:.2f} s"
        yield Result("plan PDF of one page ÷ stock report settings", small["ours"] / small["stock"], 0.2, one_page)
        yield Result("full plan PDF ÷ stock report settings", seconds["ours"] / seconds["stock"], 0.2, note)
        yield Result("plan PDF ÷ wkhtmltopdf alone", seconds["ours"] / seconds["floor"], 1.5, note)
        yield Result("data of a plan ÷ its whole PDF", seconds["data"] / seconds["ours"], 0.3, note)
        env.cr.rollback()
