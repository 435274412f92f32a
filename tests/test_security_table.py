"""Model × role × operation: what everybody may do, carried out on real records."""

from .security_case import SecurityCase

NOBODY = dict.fromkeys(
    (
        "portal",
        "employee",
        "own",
        "foreign",
        "team",
        "substitute",
        "sponsor",
        "lead_owner",
        "all",
        "manager",
        "admin",
        "elsewhere",
    ),
    "",
)
CONFIGURATION = {**dict.fromkeys(NOBODY, "r"), "portal": "", "employee": "", "admin": "rwcu"}
#: what belongs to an account is written by those who may write the account
OF_ACCOUNT = {
    **dict.fromkeys(NOBODY, "rwcu"),
    "portal": "",
    "employee": "",
    "foreign": "",
    "lead_owner": "r",
    "elsewhere": "",
}
#: what belongs to an opportunity is written by its owner too
OF_LEAD = {**OF_ACCOUNT, "lead_owner": "rwcu"}
UNLINKED = {"manager": "rwcu", "admin": "rwcu"}
HISTORY = {role: operations and "r" for role, operations in OF_ACCOUNT.items()}
OUTSIDE = {"portal": "", "employee": ""}
ADMINISTRATORS = {**NOBODY, "admin": "rwcu"}
MANAGERS = {**NOBODY, "manager": "rwcu", "admin": "rwcu"}

#: {analysis: (model that it has one row per record of, its field)}
ANALYSES = {
    "kam.account.report": ("kam.account", "account_id"),
    "kam.alert.report": ("kam.alert", "alert_id"),
    "kam.assessment.report": ("kam.assessment", "assessment_id"),
    "kam.move.report": ("kam.account.change", "change_id"),
    "kam.objective.report": ("kam.plan.objective", "objective_id"),
}

#: {model: {role: allowed operations: r(ead) w(rite) c(reate) u(nlink)}}
TABLE = {
    "kam.segment": CONFIGURATION,
    "kam.tier": CONFIGURATION,
    "kam.relationship.level": CONFIGURATION,
    "kam.benefit": CONFIGURATION,
    "kam.buying.stage": CONFIGURATION,
    "kam.team.function": CONFIGURATION,
    "kam.criterion": CONFIGURATION,
    "kam.criterion.band": CONFIGURATION,
    "kam.service": CONFIGURATION,
    "kam.service.package.line": CONFIGURATION,
    "kam.portfolio.quadrant": {**CONFIGURATION, "admin": "rw"},
    "kam.account": {
        **{role: operations and "rwc" for role, operations in OF_ACCOUNT.items()},
        "foreign": "c",  # a new one of their own
        "lead_owner": "rc",
        "admin": "rwcu",
    },
    "kam.account.member": OF_ACCOUNT,
    "kam.account.rating": OF_ACCOUNT,
    "kam.account.change": HISTORY,
    "kam.account.health": HISTORY,
    "kam.account.forecast": HISTORY,
    "kam.health.part": {**CONFIGURATION, "admin": "rw"},
    "kam.assessment": OF_ACCOUNT,
    "kam.assessment.line": HISTORY,
    "kam.stakeholder.role": CONFIGURATION,
    "kam.stakeholder": OF_ACCOUNT,
    "kam.stakeholder.link": OF_ACCOUNT,
    "kam.stakeholder.counterpart": OF_ACCOUNT,
    "kam.stakeholder.competitor": OF_ACCOUNT,
    "kam.stakeholder.move": HISTORY,
    "kam.stakeholder.agenda": {**NOBODY, "own": "rwcu"},
    "kam.lead.stakeholder": {**OF_ACCOUNT, "lead_owner": "rwcu"},
    "kam.stakeholder.add": {**dict.fromkeys(NOBODY, "rwcu"), **OUTSIDE, "foreign": "rwu", "elsewhere": "rwu"},
    "kam.stakeholder.add.line": {**dict.fromkeys(NOBODY, "rwcu"), **OUTSIDE},
    "kam.stakeholder.replace": {**dict.fromkeys(NOBODY, "rwcu"), **OUTSIDE},
    "kam.alert.rule": CONFIGURATION,
    "kam.alert": HISTORY,
    "kam.alert.snooze": {**dict.fromkeys(NOBODY, "rwcu"), **OUTSIDE},
    "kam.rating.import": {**dict.fromkeys(NOBODY, "rwcu"), **OUTSIDE},
    "kam.opportunity.question": CONFIGURATION,
    "kam.cadence.step": CONFIGURATION,
    "kam.plan.milestone": {role: operations and operations.strip("cu") for role, operations in OF_ACCOUNT.items()},
    "kam.sales.plan": {**{role: operations and "rwc" for role, operations in OF_LEAD.items()}, **UNLINKED},
    "kam.sales.decision": {role: operations and "r" for role, operations in OF_LEAD.items()},
    "kam.mutual.step": OF_LEAD,
    "kam.opportunity.assessment": OF_LEAD,
    "kam.opportunity.answer": {role: operations and "rw" for role, operations in OF_LEAD.items()},
    "kam.sales.decide": {**dict.fromkeys(NOBODY, "rwcu"), **OUTSIDE},
    "kam.account.stage": CONFIGURATION,
    "kam.account.handover": {role: operations.replace("u", "") for role, operations in OF_ACCOUNT.items()},
    "kam.contract": OF_ACCOUNT,
    "kam.reference": {**OF_ACCOUNT, "foreign": "r"},
    "kam.reference.use": {**OF_ACCOUNT, "foreign": "c", "lead_owner": "rc"},
    "kam.reference.find": {**dict.fromkeys(NOBODY, "rwcu"), **OUTSIDE},
    # a line shows a reference: not to somebody of a company that may not read it
    "kam.reference.find.line": {**dict.fromkeys(NOBODY, "rwcu"), **OUTSIDE, "elsewhere": ""},
    "kam.value.proposition": OF_ACCOUNT,
    "kam.value.research": OF_ACCOUNT,
    "kam.moment": CONFIGURATION,
    "kam.stage.placement": {**dict.fromkeys(NOBODY, "rwcu"), **OUTSIDE},
    "kam.stage.placement.line": {**dict.fromkeys(NOBODY, "rwcu"), **OUTSIDE},
    "kam.satisfaction": OF_ACCOUNT,
    "kam.interview": {**dict.fromkeys(NOBODY, "rwcu"), **OUTSIDE, "foreign": "ru", "elsewhere": "ru"},
    "kam.value.finding": OF_ACCOUNT,
    "kam.privacy.log": {**NOBODY, "manager": "r", "admin": "r"},
    "kam.business.area": CONFIGURATION,
    "kam.plan.section.template": CONFIGURATION,
    "kam.account.plan": OF_ACCOUNT,
    "kam.plan.goal": OF_ACCOUNT,
    "kam.plan.risk": OF_ACCOUNT,
    "kam.plan.section": OF_ACCOUNT,
    "kam.plan.signoff": HISTORY,
    "kam.plan.signature": HISTORY,
    "kam.plan.revision": HISTORY,
    "kam.plan.reason": {**dict.fromkeys(NOBODY, "rwcu"), **OUTSIDE},
    "kam.plan.next": {**dict.fromkeys(NOBODY, "rwcu"), **OUTSIDE},
    "kam.plan.next.line": {**dict.fromkeys(NOBODY, "rwcu"), **OUTSIDE},
    "kam.plan.take": {**dict.fromkeys(NOBODY, "rwcu"), **OUTSIDE},
    "kam.plan.compare": {**dict.fromkeys(NOBODY, "rwcu"), **OUTSIDE},
    "kam.owner.role": CONFIGURATION,
    "kam.influencing.activity": CONFIGURATION,
    "kam.activity.rule": CONFIGURATION,
    "kam.message.template": CONFIGURATION,
    "kam.influencing.action": OF_ACCOUNT,
    "kam.action.effect": OF_ACCOUNT,
    "kam.action.report": HISTORY,
    "kam.account.report": HISTORY,
    "kam.alert.report": HISTORY,
    "kam.assessment.report": HISTORY,
    "kam.move.report": HISTORY,
    "kam.objective.report": HISTORY,
    # a debrief shows its account: only those who may read it start one on it
    "kam.debrief": {**dict.fromkeys(NOBODY, "rwcu"), **OUTSIDE, "foreign": "ru", "elsewhere": "ru"},
    "kam.nurture": {**dict.fromkeys(NOBODY, "rwcu"), **OUTSIDE},
    "kam.business.review": {**dict.fromkeys(NOBODY, "rwcu"), **OUTSIDE},
    "kam.xlsx.progress": NOBODY,
    "kam.run": {**NOBODY, "admin": "r"},
    "kam.run.line": {**NOBODY, "admin": "r"},
    "kam.plan.swot": OF_ACCOUNT,
    "kam.plan.force": OF_ACCOUNT,
    "kam.plan.charter": OF_ACCOUNT,
    "kam.plan.objective": OF_ACCOUNT,
    "kam.plan.strategy": OF_ACCOUNT,
    "kam.plan.tactic": OF_ACCOUNT,
    "kam.competitor": OF_ACCOUNT,
    "kam.competitor.threat": HISTORY,
    "kam.decide": MANAGERS,
    "kam.selection.review": {
        **dict.fromkeys(NOBODY, "r"),
        **OUTSIDE,
        "elsewhere": "",
        "manager": "rwcu",
        "admin": "rwcu",
    },
    "kam.selection.review.line": {
        **{role: operations.replace("cu", "") for role, operations in OF_ACCOUNT.items()},
        "manager": "rwu",
        "admin": "rwu",
    },
    "kam.selection.add": MANAGERS,
    "kam.target": {**HISTORY, **UNLINKED},
    "kam.programme.item": CONFIGURATION,
    "kam.programme.answer": {**CONFIGURATION, "elsewhere": "", "manager": "rw", "admin": "rw"},
    "kam.target.split": MANAGERS,
    "kam.target.split.segment": MANAGERS,
    "kam.target.split.line": MANAGERS,
    "kam.handover": MANAGERS,
    "kam.setup": ADMINISTRATORS,
    "kam.setup.line": ADMINISTRATORS,
    "kam.setup.step": {**NOBODY, "admin": "rw"},
    "kam.settings": ADMINISTRATORS,
    "kam.whatif": ADMINISTRATORS,
    "kam.whatif.criterion": ADMINISTRATORS,
    "kam.whatif.segment": ADMINISTRATORS,
}


class TestSecurityTable(SecurityCase):
    def values(self, model, user):
        """(values to create one with, field to write, value to write)."""
        named = {"name": "Table Row"}, "name", "Other Row"
        account = {"account_id": self.account.id}
        member = {**account, "user_id": self.user_manager.id}
        plan = {"plan_id": self.plan.id}
        return {
            "kam.segment": ({"name": "Table Row", "code": "X"}, "name", "Other Row"),
            "kam.tier": ({"name": "Table Row", "short_name": "Row"}, "name", "Other Row"),
            "kam.portfolio.quadrant": ({"name": "A fifth"}, "name", "Other Row"),
            "kam.criterion.band": ({"criterion_id": self.trust.id, "value": 1, "lowest": True}, "value", 2),
            "kam.service.package.line": (
                {"segment_id": self.segment_a.id, "service_id": self.spare_service.id},
                "note",
                "Twice a year",
            ),
            "kam.account": (
                {"partner_id": self.free_partner.id, "user_id": user.id},
                "strategic_way",
                "expand",
            ),
            "kam.account.member": (member, "note", "Knows the plant"),
            "kam.account.rating": ({**account, "criterion_id": self.service.id, "value": 2}, "value", 5),
            "kam.account.change": ({**account, "kind": "segment", "new_value": "A"}, "new_value", "B"),
            "kam.account.health": ({**account, "date": "2026-01-01", "health": 50}, "health", 60),
            "kam.account.forecast": (
                {**account, "year": 2026, "quarter": 1, "date_start": "2026-01-01", "date_stop": "2026-03-31"},
                "forecast",
                5,
            ),
            "kam.health.part": ({"name": "Again", "code": "level"}, "name", "Other Row"),
            "kam.assessment": (account, "note", "Please"),
            "kam.assessment.line": (
                {"assessment_id": self.refused.id, "name": "Trust", "axis": "strength", "value": 3},
                "value",
                5,
            ),
            "kam.stakeholder": ({**account, "name": "Head of finance"}, "goals", "Fewer suppliers"),
            "kam.stakeholder.link": (
                {"source_id": self.boss.id, "target_id": self.clerk.id, "kind": "trusts"},
                "note",
                "Since school",
            ),
            "kam.stakeholder.counterpart": (
                {"stakeholder_id": self.boss.id, "user_id": self.user_team.id},
                "note",
                "Plays golf with her",
            ),
            "kam.stakeholder.competitor": ({"stakeholder_id": self.boss.id, "name": "Rival"}, "note", "Cheaper"),
            "kam.stakeholder.move": (
                {"stakeholder_id": self.boss.id, **account, "kind": "power", "old": "1", "new": "2"},
                "new",
                "3",
            ),
            "kam.stakeholder.agenda": (
                {"stakeholder_id": self.boss.id, "personal_agenda": "To be chairman"},
                "personal_agenda",
                "To retire",
            ),
            "kam.lead.stakeholder": (
                {"lead_id": self.lead.id, "stakeholder_id": self.boss.id},
                "note",
                "Here against us",
            ),
            "kam.stakeholder.add": (account, "account_id", self.account),
            "kam.stakeholder.add.line": (
                {"add_id": self.wizards["kam.stakeholder.add"].id, "name": "Somebody"},
                "name",
                "Somebody else",
            ),
            "kam.stakeholder.replace": (
                {"stakeholder_id": self.boss.id, "partner_id": self.contact.id},
                "partner_id",
                self.user_employee.partner_id,
            ),
            "kam.alert.rule": (
                {"name": "Table Row", "check": "no_manager", "sentence": "Nobody", "advice": "find somebody"},
                "name",
                "Other Row",
            ),
            "kam.alert": (
                {**account, "rule_id": self.alert_rule.id, "severity": "low", "since": self.today},
                "severity",
                "high",
            ),
            "kam.alert.snooze": ({"until": self.today, "reason": "Later"}, "reason", "Much later"),
            "kam.rating.import": ({"file_name": "sheet.xlsx"}, "file_name", "other.xlsx"),
            "kam.opportunity.question": ({"name": "Table Row"}, "name", "Other Row"),
            "kam.plan.milestone": (
                {
                    **account,
                    "step_id": self.env["kam.cadence.step"].create({"name": "Table Row"}).id,
                    "year": 2026,
                    "date": "2026-05-05",
                },
                "note",
                "Good",
            ),
            "kam.sales.plan": ({"lead_id": self.other_lead.id}, "customer_goals", "Grow"),
            "kam.sales.decision": (
                {
                    "plan_id": self.sales_plan.id,
                    "decision": "go",
                    "reason": "Because",
                    "date": self.today,
                    "user_id": self.user_manager.id,
                },
                "reason",
                "Since",
            ),
            "kam.mutual.step": ({"plan_id": self.sales_plan.id, "name": "Visit"}, "name", "Tour"),
            "kam.opportunity.assessment": ({"plan_id": self.sales_plan.id}, "note", "Better"),
            "kam.opportunity.answer": (
                {
                    "assessment_id": self.opportunity_assessment.id,
                    "question_id": self.env["kam.opportunity.question"].create({"name": "Why?"}).id,
                },
                "note",
                "They said so",
            ),
            "kam.sales.decide": ({"plan_id": self.sales_plan.id}, "reason", "Because"),
            "kam.account.handover": ({**account, "to_user_id": self.user_manager.id}, "note", "Call her first"),
            "kam.contract": ({**account, "name": "Frame contract"}, "reference", "FC-7"),
            "kam.reference": ({**account, "name": "Their story"}, "conditions", "Call before"),
            "kam.reference.use": ({"reference_id": self.reference.id}, "note", "At the fair"),
            "kam.reference.find": ({"lead_id": self.lead.id}, "kind", "case"),
            "kam.reference.find.line": (
                {"find_id": self.wizards["kam.reference.find"].id, "reference_id": self.reference.id},
                "fit",
                "Norway",
            ),
            "kam.value.proposition": ({**account, "name": "Half the moves"}, "evidence", "Counted"),
            "kam.value.research": ({**account, "name": "Interview"}, "notes", "<p>Much</p>"),
            "kam.stage.placement": ({}, "note", "By the pipeline"),
            "kam.stage.placement.line": (
                {
                    "placement_id": self.env["kam.stage.placement"].with_user(user).sudo().create({}).id,
                    "account_id": self.account.id,
                    "stage_id": self.env["kam.account.stage"].search([], limit=1).id,
                },
                "why",
                "Because",
            ),
            "kam.moment": ({"name": "Table Row", "question": "How was it?"}, "name", "Other Row"),
            "kam.satisfaction": ({**account, "verbatim": "Fine"}, "verbatim", "Very fine"),
            "kam.interview": (account, "follow_up", "Call them"),
            "kam.value.finding": ({"research_id": self.research.id, "name": "They wait"}, "name", "They wait long"),
            "kam.action.effect": (
                {"action_id": self.action.id, "stakeholder_id": self.boss.id, "vision": "low"},
                "vision",
                "high",
            ),
            "kam.action.report": ({}, "outcome", "reached"),
            "kam.account.report": ({}, "accounts", 2),
            "kam.alert.report": ({}, "alerts", 2),
            "kam.assessment.report": ({}, "assessments", 2),
            "kam.move.report": ({}, "moves", 2),
            "kam.objective.report": ({}, "objectives", 2),
            "kam.debrief": (account, "note", "They liked it"),
            "kam.xlsx.progress": ({"token": "one-download"}, "done", 7),
            "kam.nurture": ({"until": "2099-01-01"}, "reason", "No budget"),
            "kam.business.review": ({}, "quarter", "2"),
            "kam.privacy.log": ({"kind": "export", "company_id": self.main.id}, "kind", "erase"),
            "kam.account.plan": ({**account, "year": 2031}, "proposition", "<p>Fewer suppliers</p>"),
            "kam.plan.goal": ({**plan, "name": "Fewer suppliers"}, "need", "One who can do all"),
            "kam.plan.risk": ({**plan, "name": "A new buyer"}, "response", "Meet them early"),
            "kam.plan.section": ({**plan, "template_id": self.section.id}, "content", "<p>Text</p>"),
            "kam.plan.reason": ({**plan, "step": "amend", "reason": "New"}, "reason", "Other"),
            "kam.plan.next": ({**plan, "year": 2031}, "year", 2032),
            "kam.plan.next.line": (
                {"next_id": self.wizards["kam.plan.next"].id, "model": "kam.plan.goal"},
                "take",
                False,
            ),
            "kam.plan.take": (
                {**plan, "objective_id": self.objective.id},
                "strategy_id",
                self.env["kam.plan.strategy"],
            ),
            "kam.plan.compare": (plan, "mode", "revision"),
            "kam.plan.signoff": ({**plan, "area_id": self.area.id}, "note", "Mine"),
            "kam.plan.signature": (
                {**plan, "user_id": user.id, "date": "2030-01-01", "content": "{}", "digest": "0"},
                "digest",
                "1",
            ),
            "kam.plan.revision": (
                {**plan, "user_id": user.id, "date": "2030-01-01", "reason": "New", "number": 1},
                "reason",
                "Other",
            ),
            "kam.owner.role": ({"name": "Table Row", "code": self.free_role}, "name", "Other Row"),
            "kam.activity.rule": (
                {"activity_id": self.activity.id, "segment_id": self.segment_c.id, "times_per_year": 2},
                "times_per_year",
                3,
            ),
            "kam.influencing.action": (
                {**account, "name": "Visit", "date": "2030-01-01", "user_id": False},
                "goal",
                "Trust",
            ),
            "kam.run": ({"job": "Table Row"}, "job", "Other Row"),
            "kam.run.line": ({"run_id": self.run_log.id, "kind": "created"}, "text", "Why"),
            "kam.plan.swot": ({**plan, "name": "Late deliveries", "kind": "threat"}, "note", "Twice in May"),
            "kam.plan.force": ({**plan, "kind": "buyer"}, "note", "Many of them"),
            "kam.plan.charter": ({**plan, "name": "Twelve new stores", "kind": "objective"}, "note", "In two years"),
            "kam.plan.objective": ({**plan, "name": "All stores planned by us"}, "note", "They asked"),
            "kam.plan.strategy": ({"objective_id": self.objective.id, "name": "Planners first"}, "note", "They decide"),
            "kam.plan.tactic": ({"strategy_id": self.strategy.id, "name": "Workshop"}, "note", "In Oslo"),
            "kam.competitor": ({**account, "name": "Rival"}, "response", "Be faster"),
            "kam.competitor.threat": ({"competitor_id": self.competitor.id, "before": "1", "after": "2"}, "after", "3"),
            "kam.selection.review": ({"year": 2031}, "date", self.today),
            "kam.programme.item": ({"name": "Table Row", "kind": "milestone"}, "name", "Other Row"),
            "kam.programme.answer": (
                {
                    "item_id": self.env.ref("kam_management.programme_milestone_steering").id,
                    "company_id": self.main.id,
                    "year": 2099,
                },
                "answer",
                "yes",
            ),
            "kam.selection.review.line": (
                {"review_id": self.selection.id, **account},
                "reason",
                "Grows",
            ),
            "kam.selection.add": (
                {"review_id": self.selection.id, "account_ids": [(6, 0, self.account.ids)]},
                "account_ids",
                self.env["kam.account"],
            ),
            "kam.target.split": ({"year": 2030}, "growth", 7),
            "kam.target.split.segment": (
                {"split_id": self.wizards["kam.target.split"].id, "segment_id": self.segment_a.id},
                "growth",
                7,
            ),
            "kam.target.split.line": (
                {"split_id": self.wizards["kam.target.split"].id, **account},
                "target",
                7,
            ),
            "kam.target": ({**account, "year": 2030, "target": 500}, "target", 700),
            "kam.decide": ({"account_ids": [(6, 0, self.account.ids)]}, "reason", "Because"),
            "kam.setup": ({}, "fiscal_month", "4"),
            "kam.setup.line": ({"setup_id": self.wizards["kam.setup"].id}, "place", 7),
            "kam.setup.step": ({"name": "Another", "code": "another"}, "sequence", 7),
            "kam.settings": ({}, "notice_days", 9),
            "kam.whatif": ({}, "key_share", 33),
            "kam.whatif.criterion": (
                {"whatif_id": self.wizards["kam.whatif"].id, "criterion_id": self.trust.id, "weight": 5},
                "weight",
                7,
            ),
            "kam.whatif.segment": (
                {"whatif_id": self.wizards["kam.whatif"].id, "segment_id": self.segment_a.id},
                "min_score",
                77,
            ),
            "kam.handover": ({"to_user_id": self.user_sales2.id}, "until", self.today),
        }.get(model, named)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.free_partner = cls.env["res.partner"].create(
            {"name": "Free Customer", "is_company": True, "company_id": cls.main.id}
        )
        cls.spare_service = cls.env["kam.service"].create({"name": "Spare service"})
        cls.alert_rule = cls.env["kam.alert.rule"].create(
            {"name": "A rule", "check": "no_manager", "sentence": "Nobody", "advice": "find somebody"}
        )
        role = cls.env.ref("kam_management.owner_role_service")
        cls.free_role = role.code
        cls.env.cr.execute("DELETE FROM kam_owner_role WHERE id = %s", [role.id])
        cls.activity = cls.env["kam.influencing.activity"].create({"name": "Plant visit"})
        cls.run_log = cls.env["kam.run"]._begin("Some job")
        cls.refused = cls.env["kam.assessment"].create({"account_id": cls.account.id})
        cls.refused.action_refuse()
        cls.boss, cls.clerk = cls.env["kam.stakeholder"].create(
            [{"account_id": cls.account.id, "name": name} for name in ("Chief", "Clerk")]
        )
        cls.plan = cls.env["kam.account.plan"].create({"account_id": cls.account.id, "year": 2030})
        cls.section = cls.env.ref("kam_management.plan_section_industry")
        cls.area = cls.env.ref("kam_management.business_area_finance")
        cls.other_lead = cls.lead.copy({"user_id": cls.user_lead_owner.id})
        cls.sales_plan = cls.env["kam.sales.plan"].create({"lead_id": cls.lead.id})
        other_plan = cls.env["kam.sales.plan"].create(
            {"lead_id": cls.lead.copy({"user_id": cls.user_lead_owner.id}).id}
        )
        cls.opportunity_assessment = cls.env["kam.opportunity.assessment"].create({"plan_id": other_plan.id})
        cls.reference = cls.env["kam.reference"].create({"account_id": cls.account.id, "name": "Story"})
        cls.research = cls.env["kam.value.research"].create({"account_id": cls.account.id, "name": "Interview"})
        cls.plan.force_ids.filtered(lambda force: force.kind == "buyer").unlink()
        # Each part of the health exists once and stays; here one makes room for the row of the table.
        cls.env.cr.execute("DELETE FROM kam_health_part WHERE code = 'level'")
        cls.env.invalidate_all()
        cls.objective = cls.env["kam.plan.objective"].create({"plan_id": cls.plan.id, "name": "Grow"})
        cls.strategy = cls.env["kam.plan.strategy"].create({"objective_id": cls.objective.id, "name": "Go wide"})
        cls.competitor = cls.env["kam.competitor"].create({"account_id": cls.account.id, "name": "Rival & Sons"})
        cls.action = cls.env["kam.influencing.action"].create(
            {
                "account_id": cls.account.id,
                "activity_id": cls.env.ref("kam_management.activity_meetings").id,
                "user_id": cls.user_sales.id,
                "state": "done",
            }
        )
        cls.selection = cls.env["kam.selection.review"].create({"year": 2030})
        cls.selection._finish_opening()
        cls.wizards = {name: cls.env[name].create({}) for name in ("kam.setup", "kam.whatif")}
        cls.wizards["kam.reference.find"] = cls.env["kam.reference.find"].create({"lead_id": cls.lead.id})
        cls.wizards["kam.plan.next"] = cls.env["kam.plan.next"].create({"plan_id": cls.plan.id, "year": 2031})
        cls.wizards["kam.target.split"] = cls.env["kam.target.split"].create({"year": 2030})
        cls.wizards["kam.stakeholder.add"] = cls.env["kam.stakeholder.add"].create({"account_id": cls.account.id})

    def record(self, model, user):
        """A record of the model that concerns the account; wizards are the user's own."""
        if model == "kam.account":
            return self.account
        if model == "kam.plan.signature":
            return self.env["kam.plan.signature"]._sign(self.plan, {})
        if model == "kam.action.report":  # a view: an action that was done has one row
            return self.env[model].sudo().search([("action_id", "=", self.action.id)])
        if model in ANALYSES:  # a view: one row per record
            source, link = ANALYSES[model]
            shown = self.account if source == "kam.account" else self.record(source, self.env.user)
            self.env.flush_all()
            return self.env[model].sudo().search([(link, "=", shown.id)])
        values = self.values(model, user)[0]
        return self.env[model].with_user(user if self.env[model]._transient else self.env.user).sudo().create(values)

    def read(self, model, user):
        record = self.as_(user, self.record(model, user).sudo(False))
        name = self.values(model, user)[1]
        found = record.search([("id", "=", record.id)])
        if not found:
            self.assertFalse(record.has_access("read"), "not found, but readable")
        record.read([name])
        self.assertTrue(found, "readable, but not found")

    def write(self, model, user):
        record = self.as_(user, self.record(model, user).sudo(False))
        _values, name, value = self.values(model, user)
        record.write({name: value})
        self.assertEqual(record.sudo()[name], value)

    def create(self, model, user):
        created = self.as_(user, self.env[model]).create(self.values(model, user)[0])
        self.assertTrue(created.sudo().exists())

    def unlink(self, model, user):
        record = self.as_(user, self.record(model, user).sudo(False))
        record.unlink()
        self.assertFalse(record.sudo().exists())

    def test_every_model_is_in_the_table(self):
        models = {
            name
            for name, model in self.env.registry.items()
            if model._original_module == "kam_management" and not model._abstract
        }
        self.assertEqual(set(TABLE), models, "a new model needs a row in the table")
        for model, roles in TABLE.items():
            self.assertEqual(set(roles), set(self.roles), model)

    def test_table(self):
        operations = {"r": self.read, "w": self.write, "c": self.create, "u": self.unlink}
        for model, roles in TABLE.items():
            for role, letters in roles.items():
                done = "".join(
                    letter
                    for letter, operation in operations.items()
                    if self.allowed(operation, model, self.roles[role])
                )
                with self.subTest(model=model, role=role):
                    self.assertEqual(done, letters)

    def test_former_substitute_has_no_access(self):
        """The access of a substitute ends with the date, not when the scheduled action comes by."""
        account = self.as_(self.user_substitute)
        self.assertTrue(account.has_access("write"))
        self.assertTrue(self.as_(self.user_substitute, self.rating).has_access("write"))
        self.env.cr.execute(
            "UPDATE kam_account SET substitute_until = %s WHERE id = %s", ["2020-01-01", self.account.id]
        )
        account = self.as_(self.user_substitute)
        self.assertFalse(account.has_access("read"))
        self.assertFalse(account.has_access("write"))
        self.assertFalse(self.as_(self.user_substitute, self.rating).has_access("read"))

    def test_access_ends_with_the_opportunity(self):
        self.assertTrue(self.as_(self.user_lead_owner).has_access("read"))
        self.account.lead_ids.action_set_lost()
        self.assertFalse(self.as_(self.user_lead_owner).has_access("read"))

    def test_groups_come_with_the_sales_roles(self):
        for user, groups in (
            (self.user_sales, "user"),
            (self.user_all, "user"),
            (self.user_manager, "user manager"),
            (self.user_admin_kam, "user manager admin"),
            (self.user_employee, ""),
            (self.user_portal, ""),
        ):
            has = [g for g in ("user", "manager", "admin") if user.has_group(f"kam_management.group_kam_{g}")]
            self.assertEqual(has, groups.split(), user.login)
