from odoo import models


class KamPlanNextLine(models.TransientModel):
    """The six forces are on the new plan already: what last year's said of them goes onto them."""

    _inherit = "kam.plan.next.line"

    def _carry_to(self, plan):
        if self.model != "kam.plan.force":
            return super()._carry_to(plan)
        mine = {force.kind: force for force in plan.force_ids}
        for old in self.next_id.plan_id.force_ids:
            new = mine.get(old.kind)
            if new and new.rating == "0" and not new.note:
                new.write({"rating": old.rating, "note": old.note})
