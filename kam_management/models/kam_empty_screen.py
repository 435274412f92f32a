"""Empty screens: beside the words of the action, the button that fills the screen, for those who may press it."""

from markupsafe import Markup

from odoo import api, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

USER = "kam_management.group_kam_user"
MANAGER = "kam_management.group_kam_manager"
ADMIN = "kam_management.group_kam_admin"

#: What several screens lead to: (method of ``kam.start`` or action, words, who may).
GUIDE = ("kam_setup_step_action", _lt("Open the set-up guide"), ADMIN)
MINE = ("kam_account_my_action", _lt("Open my key accounts"), USER)
ALL = ("kam_account_action", _lt("Open all accounts"), USER)
RATE = ("kam_account_candidate_action", _lt("Rate the candidates"), USER)
PLANS = ("kam_account_plan_action", _lt("Open the account plans"), USER)
PEOPLE = ("kam_stakeholder_action", _lt("Name the people who decide"), USER)
ACTIONS = ("kam_influencing_action_action", _lt("Open the influencing plan"), USER)
PIPELINE = ("crm.crm_lead_action_pipeline", _lt("Open the pipeline"), "sales_team.group_sale_salesman")
WARN = ("action_warnings", _lt("Look for warnings now"), MANAGER)
WARNINGS = ("kam_alert_action", _lt("Open the early warnings"), USER)
CARRY_OUT = ("action_activities", _lt("Carry the matrix out now"), MANAGER)
MATRIX = ("kam_activity_matrix_action", _lt("Look at the activity matrix"), USER)
CADENCE = ("action_cadence", _lt("Lay the year out now"), MANAGER)
HEALTH = ("action_health", _lt("Compute the health now"), MANAGER)
SCREEN = ("action_screening", _lt("Screen the customers now"), MANAGER)
SELECTION = ("action_selection", _lt("Open this year's selection"), MANAGER)

#: The screens drawn by components of our own, which ask for their buttons (``kam.start.screen_buttons``).
COMPONENTS = {
    "kam_account_brief": (MINE, ALL),
    "kam_account_comparison": (ALL,),
    "kam_dashboard": (GUIDE, SCREEN, MINE),
    "kam_heat_map": (PEOPLE, MINE),
    "kam_key_comparison": (GUIDE, SCREEN, MINE),
    "kam_target_table": (GUIDE, SCREEN, MINE),
    "kam_year_timeline": (CADENCE, MINE),
}

#: Screens that New does not fill, or not alone.
BUTTONS = {
    "kam_account_my_action": (GUIDE, RATE, ALL),
    "kam_account_action": (GUIDE, SCREEN),
    "kam_account_candidate_action": (GUIDE, SCREEN, ALL),
    "kam_portfolio_action": (RATE,),
    "kam_account_stages_action": (SCREEN, ALL),
    "kam_account_forecast_action": (PIPELINE,),
    "kam_account_health_action": (HEALTH, MINE),
    "kam_account_plan_action": (CADENCE, MINE),
    "kam_account_plan_sign_action": (PLANS,),
    "kam_account_rating_action": (RATE,),
    "kam_account_report_action": (SCREEN, ALL),
    "kam_action_report_action": (ACTIONS,),
    "kam_alert_action": (WARN, MINE),
    "kam_alert_report_action": (WARN, WARNINGS),
    "kam_assessment_action": (RATE,),
    "kam_assessment_approve_action": (RATE,),
    "kam_assessment_report_action": (RATE,),
    "kam_influencing_action_action": (CARRY_OUT, MATRIX),
    "kam_influencing_action_due_action": (CARRY_OUT, ACTIONS),
    "kam_move_report_action": (ALL,),
    "kam_objective_report_action": (PLANS,),
    "kam_plan_milestone_action": (CADENCE, PLANS),
    "kam_plan_objective_action": (PLANS,),
    "kam_plan_tactic_action": (PLANS,),
    "kam_plan_tactic_my_action": (PLANS,),
    "kam_programme_answer_action": (("kam_programme_action", _lt("Open the programme"), USER),),
    "kam_reference_use_action": (("kam_reference_action", _lt("Open the references"), USER),),
    "kam_run_action": (WARN, CARRY_OUT),
    "kam_sales_plan_action": (PIPELINE,),
    "kam_satisfaction_report_action": (("kam_satisfaction_action", _lt("Record what customers say"), USER),),
    "kam_selection_review_action": (SELECTION,),
    "kam_selection_review_line_action": (SELECTION,),
    "kam_stakeholder_plan_action": (PEOPLE,),
    "kam_stakeholder_grid_action": (PEOPLE,),
    "kam_stakeholder_counterpart_action": (PEOPLE,),
    "kam_stakeholder_move_action": (PEOPLE,),
    "kam_target_action": (("kam_target_table_action", _lt("Set targets in the table"), USER),),
    "kam_value_finding_action": (("kam_value_research_action", _lt("Start a value research"), USER),),
    "kam_value_proposition_action": (MINE,),
}
#: So many are shown: the one that fills the screen, and where to look meanwhile.
MOST = 2


class IrActionsActWindow(models.Model):
    """The words of an empty screen of the addon carry its buttons."""

    _inherit = "ir.actions.act_window"

    def read(self, fields=None, load="_classic_read"):
        """Read; ``help`` has the buttons that the user may press."""
        result = super().read(fields, load=load)
        if not fields or "help" in fields:
            ids = self._kam_screens()
            for values in result:
                if values["id"] in ids:
                    buttons = self._kam_buttons(BUTTONS[ids[values["id"]]])
                    values["help"] = Markup(values.get("help") or "") + buttons
        return result

    @api.model
    def _kam_titled(self, name):
        """An action of the addon for a caller who gives it another title (``name``).

        :param name: external id without the addon
        :return: dict as of ``_for_xml_id``, without ``display_name``: the web client would show that one instead
        """
        action = self._for_xml_id(f"kam_management.{name}")
        action.pop("display_name", None)
        return action

    def _kam_screens(self):
        """{id of a window action: its external id} of those with buttons."""
        find = self.env["ir.model.data"]._xmlid_to_res_id
        return {find(f"kam_management.{name}", raise_if_not_found=False): name for name in BUTTONS}

    def _kam_offered(self, buttons):
        """[(target, words)] of those that the user may press, the first of them only."""
        user = self.env.user
        return [(target, label) for target, label, group in buttons if user.has_group(group)][:MOST]

    def _kam_buttons(self, buttons):
        links = [
            Markup('<a type="action" class="btn %s me-2" %s>%s</a>')
            % ("btn-primary" if not place else "btn-secondary", self._kam_link(target), label)
            for place, (target, label) in enumerate(self._kam_offered(buttons))
        ]
        return Markup("<p>%s</p>") % Markup("").join(links) if links else Markup("")

    def _kam_link(self, target):
        if target.startswith("action_"):
            return Markup('data-model="kam.start" data-method="%s"') % target
        return Markup('name="%s"') % self._kam_name(target)

    def _kam_name(self, target):
        return target if "." in target else f"kam_management.{target}"
