"""What can be called by RPC, and by whom."""

from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.service.model import get_public_method

from .security_case import SecurityCase


class TestMethods(SecurityCase):
    """What can be called by RPC."""

    def test_decisions(self):
        for user in (self.user_sales, self.user_all):
            own = self.as_(user)
            self.assert_no_access(own.action_declare, self.segment_a)
            self.assert_no_access(own.action_deselect, "x")
            self.assert_no_access(own.action_override, self.segment_a, "x", self.today)
            self.assert_no_access(own.action_end_override)

    def test_configuration_runs(self):
        for user in (self.user_portal, self.user_employee, self.user_sales, self.user_manager):
            with patch.object(type(self.env["kam.account"]), "_mark_dirty") as dirty:
                self.assert_no_access(self.as_(user, self.env["res.config.settings"]).action_kam_rescore)
                self.assert_no_access(
                    self.as_(user, self.env.ref("kam_management.criterion_size")).action_recalculate_bands
                )
            dirty.assert_not_called()

    def test_public_methods_are_meant(self):
        """Every method without an underscore can be called by anybody who is logged in: each one on purpose.

        Those listed check access themselves, or do nothing that the caller may not do step by step.
        """
        meant = {
            "kam.account": {
                "action_print_year",
                "get_import_templates",
                "action_portfolio_workbook",
                "action_rating_sheet",
                "action_debrief",
                "action_open_actions",
                "action_plan_action",
                "rating_sheet",
                "rate",
                "rate_note",
                "action_assess",
                "action_compare",
                "action_consider_again",
                "action_deselect",
                "action_end_override",
                "action_open_assessments",
                "action_offer_handover",
                "action_open_contracts",
                "action_propose_stages",
                "action_interview",
                "action_open_satisfaction",
                "satisfaction_data",
                "action_open_references",
                "action_open_offer",
                "action_open_contacts",
                "action_open_leads",
                "action_screen",
                "action_add_people",
                "action_fix",
                "action_open_heat_map",
                "action_open_people",
                "action_open_plan",
                "action_open_relationship_plan",
                "add_stakeholders",
                "heat_data",
                "map_data",
                "map_svg",
                "action_open_health",
                "action_open_health_part",
                "action_update_health",
                "portfolio_data",
                "action_open_brief",
                "brief_data",
                "today_data",
                "today_done",
                "today_later",
                "portfolio_open",
                "stakeholder_proposals",
                "action_open_year",
                "year_timeline",
                "action_check_alerts",
                "action_mend_worst",
                "action_open_alerts",
            },
            "kam.alert": {"action_acknowledge", "action_open_cause", "action_resolve", "action_snooze"},
            "kam.alert.rule": {"action_open_alerts"},
            "kam.alert.snooze": {"action_apply"},
            "kam.key.comparison": {"comparison_data", "open_records"},
            "kam.target": {"action_open_records", "action_release", "open_records", "set_target", "table_data"},
            "kam.target.split": {"action_apply", "action_propose"},
            "kam.rating.import": {"action_import", "action_import_screen"},
            "kam.account.rating": {"load"},
            "kam.shared.mixin": {"action_toggle_shared"},
            "kam.stakeholder": {
                "action_toggle_shared",
                "get_import_templates",
                "action_open_actions",
                "action_plan_action",
                "action_erase_person",
                "action_export_person",
                "action_open_replace",
                "action_plan_contact",
                "action_replace",
                "action_still_there",
            },
            "kam.satisfaction": {"action_follow_up_done", "get_import_templates"},
            "kam.interview": {"action_save"},
            "kam.stage.placement": {"action_apply"},
            "kam.contract": {
                "action_end_selected",
                "action_to_manager",
                "action_give_notice",
                "action_renew",
                "action_sign",
                "action_take_back",
            },
            "kam.reference": {"action_open_uses", "action_use"},
            "kam.reference.find.line": {"action_open", "action_use"},
            "kam.value.finding": {"action_make_proposition", "action_open_proposition"},
            "kam.value.proposition": {"action_deliver", "action_toggle_shared", "action_validate"},
            "kam.account.member": {"action_toggle_shared"},
            "kam.plan.goal": {"action_toggle_shared"},
            "kam.plan.objective": {"action_toggle_shared"},
            "kam.account.handover": {"action_accept", "action_decline", "action_withdraw"},
            "kam.account.plan": {
                "action_open_joint",
                "action_preview_joint",
                "action_print_joint",
                "action_send_joint",
                "action_plan_workbook",
                "action_open_competitors",
                "action_propose_competitors",
                "development_data",
                "refresh_measures",
                "action_approve",
                "action_back_to_planning",
                "action_close",
                "action_implement",
                "action_open_account",
                "action_open_merged",
                "action_reopen",
                "action_request_resign",
                "action_request_review",
                "action_sign_mine",
                "action_start",
                "action_withdraw_revision",
                "next_actions",
                "open_revision",
                "open_section",
                "plan_rail",
            },
            "kam.plan.section": {"action_refresh_facts"},
            "kam.plan.signoff": {"action_decline", "action_sign"},
            "kam.plan.reason": {"action_apply"},
            "kam.plan.next": {"action_create_plan"},
            "kam.plan.take": {"action_apply"},
            "kam.stakeholder.add": {"action_add"},
            "kam.influencing.action": {
                "get_import_templates",
                "action_cancel",
                "action_create_lead",
                "action_debrief",
                "action_done",
                "action_not_reached",
                "action_open_audience",
                "action_open_leads",
                "action_partly",
                "action_reached",
                "action_reopen",
            },
            "kam.action.report": {"action_open"},
            "kam.account.report": {"action_open"},
            "kam.alert.report": {"action_open"},
            "kam.assessment.report": {"action_open"},
            "kam.move.report": {"action_open"},
            "kam.objective.report": {"action_open"},
            "kam.debrief": {"action_save"},
            "kam.message.template": {"action_open_actions"},
            "kam.nurture": {"action_apply"},
            "kam.business.review": {"action_print"},
            "calendar.event": {"action_kam_brief", "action_kam_debrief"},
            "kam.stakeholder.replace": {"action_replace"},
            "kam.assessment": {
                "action_approve",
                "action_refresh",
                "action_refuse",
                "action_submit",
                "action_withdraw",
            },
            "kam.cadence.step": {"action_open_milestones"},
            "kam.plan.milestone": {
                "action_done",
                "action_open_plan",
                "action_reopen",
                "action_skip",
                "action_toggle_shared",
            },
            "kam.sales.plan": {"action_ask_decision", "action_assess", "action_open_decide", "action_open_lead"},
            "kam.sales.decide": {"action_apply"},
            "kam.mutual.step": {"action_agree", "action_done", "action_toggle_shared"},
            "kam.opportunity.assessment": {"action_as_last_time", "action_finish"},
            "kam.influencing.activity": {"matrix_data", "matrix_preview", "matrix_run", "matrix_save"},
            "kam.plan.tactic": {"action_lead", "action_meeting", "action_todo"},
            "kam.dashboard": {"dashboard_data", "top_data"},
            "kam.comparison": {"comparison_data"},
            "kam.xlsx.progress": {"look", "stop"},
            "crm.lead.lost": {"action_lost_reason_apply"},
            "kam.segment": {"action_open_accounts"},
            "kam.criterion": {"get_import_templates", "action_recalculate_bands"},
            "kam.run.line": {"action_open_records"},
            "kam.decide": {"action_apply"},
            "kam.programme": {"programme_data"},
            "kam.programme.answer": {"action_open_missing", "action_open_records"},
            "kam.programme.item": {"action_open_answers"},
            "kam.selection.add": {"action_add"},
            "kam.selection.review": {
                "action_add_accounts",
                "action_approve",
                "action_collect",
                "action_decide",
                "action_open_changes",
                "action_open_undecided",
                "action_refresh",
                "effect_data",
            },
            "kam.selection.review.line": {"action_as_proposed", "action_drop", "action_keep"},
            "kam.handover": {"action_apply"},
            "kam.setup": {
                "action_add_picked",
                "action_apply",
                "action_back",
                "action_clear_list",
                "action_create_unknown",
                "action_next",
                "action_skip_problems",
            },
            "kam.setup.line": {"action_take"},
            "kam.setup.step": {"action_open", "action_skip", "action_take_up"},
            "kam.settings": {"action_rescore", "action_save"},
            "kam.start": {
                "action_activities",
                "action_cadence",
                "action_health",
                "action_screening",
                "action_selection",
                "action_warnings",
                "screen_buttons",
            },
            # one's own tours; Odoo's own methods, less what is for another role
            "web_tour.tour": {"get_current_tour", "kam_tours"},
            "ir.actions.act_window": {"read"},
            "kam.whatif": {"action_apply", "action_compute"},
            "res.partner": {"action_kam_account", "action_kam_stakeholder_of"},
            "crm.lead": {
                "action_kam_brief",
                "action_kam_debrief",
                "action_kam_nurture",
                "action_kam_take_up",
                "action_kam_people",
                "action_kam_references",
                "action_kam_sales_plan",
            },
            "ir.http": {"session_info"},  # what Odoo itself sends to the web client; the addon adds the tiers' colours
            "res.config.settings": {"action_kam_rescore"},
        }
        # methods of the ORM that the addon extends
        orm = {
            "create",
            "write",
            "unlink",
            "copy_data",
            "default_get",
            "message_post",
            "set_values",
            "get_empty_list_help",
        }
        found = {}
        for name, model in self.env.registry.items():
            for cls in model.mro():
                if not cls.__module__.startswith("odoo.addons.kam_management."):
                    continue
                for method, function in vars(cls).items():
                    if method.startswith("_") or method in orm or not callable(function):
                        continue
                    try:
                        get_public_method(self.env[name], method)
                    except AccessError:
                        continue
                    found.setdefault(name, set()).add(method)
        self.maxDiff = None
        self.assertEqual(found, meant)

    def test_own_sheet_works(self):
        sheet = self.as_(self.user_sales).rate(self.trust.id, 5, "They said so")
        factor = next(one for axis in sheet["axes"] for one in axis["factors"] if one["criterion_id"] == self.trust.id)
        self.assertEqual((factor["value"], factor["note"]), (5, "They said so"))
