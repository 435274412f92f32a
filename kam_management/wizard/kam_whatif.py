import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError, ValidationError
from odoo.fields import Command

#: Up to so many accounts, the effect follows every edit at once.
LIVE_ACCOUNTS = 5_000
SHARES = ("attractiveness_share", "min_coverage", "key_share")


class KamWhatif(models.TransientModel):
    """Floors, slots, weights and shares as they might be, with their effect before anything is saved."""

    _name = "kam.whatif"
    _description = "Key Account What-If"

    attractiveness_share = fields.Float(
        string="Attractiveness in the score (%)", digits=(5, 2), help="The rest is relative strength."
    )
    min_coverage = fields.Float(
        string="Least rated part of each axis (%)", digits=(5, 2), help="Below it there is no score."
    )
    key_share = fields.Float(
        string="Key accounts, at most (% of all accounts)", digits=(5, 2), help="A and B together; 0 = no limit."
    )
    segment_line_ids = fields.One2many("kam.whatif.segment", "whatif_id", string="Segments")
    criterion_line_ids = fields.One2many("kam.whatif.criterion", "whatif_id", string="Criteria")

    opened_on = fields.Char(readonly=True, help="Fingerprint of the configuration that the what-if started from.")
    computed_for = fields.Char(readonly=True, help="Fingerprint of the values that the effect was computed for.")
    effect = fields.Json(readonly=True)
    problem = fields.Char(compute="_compute_current", help="What is wrong with the values.")
    is_current = fields.Boolean(compute="_compute_current", help="The effect shown is that of the present values.")
    is_changed = fields.Boolean(compute="_compute_current", help="Some value differs from the configuration.")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        get = self.env["res.config.settings"].sudo()._kam_get
        values |= {name: get(name) for name in SHARES}
        values |= {
            "segment_line_ids": [
                Command.create({"segment_id": segment.id, **self.env["kam.whatif.segment"]._values_of(segment)})
                for segment in self.env["kam.segment"].search([])
            ],
            "criterion_line_ids": [
                Command.create({"criterion_id": criterion.id, **self.env["kam.whatif.criterion"]._values_of(criterion)})
                for criterion in self._criteria()
            ],
            "opened_on": self._configuration_print(),
        }
        return {name: value for name, value in values.items() if name in fields_list}

    @api.model
    def _criteria(self):
        criteria = self.env["kam.criterion"].with_context(active_test=False).search([])
        return criteria.sorted(lambda one: (one.axis, not one.active, one.sequence, one.id))

    def _compute_display_name(self):
        self.display_name = self.env._("What If")

    # -- fingerprints ---------------------------------------------------------------------------------------

    @api.model
    def _configuration(self):
        """The saved configuration, in the shape of :meth:`_inputs`."""
        get = self.env["res.config.settings"].sudo()._kam_get
        segment_line, criterion_line = self.env["kam.whatif.segment"], self.env["kam.whatif.criterion"]
        return {
            "shares": {name: get(name) for name in SHARES},
            "segments": {one.id: segment_line._values_of(one) for one in self.env["kam.segment"].search([])},
            "criteria": {one.id: criterion_line._values_of(one) for one in self._criteria()},
        }

    def _inputs(self):
        """The values in the form."""
        return {
            "shares": {name: self[name] for name in SHARES},
            "segments": {one.segment_id._origin.id: one._values_of(one) for one in self.segment_line_ids},
            "criteria": {one.criterion_id._origin.id: one._values_of(one) for one in self.criterion_line_ids},
        }

    @api.model
    def _fingerprint(self, inputs):
        rounded = json.loads(json.dumps(inputs), parse_float=lambda text: round(float(text), 4))
        return hashlib.sha256(json.dumps(rounded, sort_keys=True).encode()).hexdigest()

    @api.model
    def _configuration_print(self):
        """Fingerprint of all that the effect depends on: the values offered here, and how they are applied."""
        others = {
            "axes": [
                (one.id, one.axis, one.group, one.max_share)
                for one in self.env["kam.criterion"].with_context(active_test=False).search([], order="id")
            ],
            "modes": [(one.id, one.mode, one.sequence) for one in self.env["kam.segment"].search([], order="id")],
        }
        return self._fingerprint({**self._configuration(), **others})

    @api.depends(
        *SHARES,
        "computed_for",
        "segment_line_ids.min_score",
        "segment_line_ids.min_attractiveness",
        "segment_line_ids.min_strength",
        "segment_line_ids.slots_per_manager",
        "segment_line_ids.cost_to_serve",
        "segment_line_ids.service_budget",
        "criterion_line_ids.weight",
        "criterion_line_ids.counts",
    )
    def _compute_current(self):
        saved = self._fingerprint(self._configuration())
        for whatif in self:
            mine = whatif._fingerprint(whatif._inputs())
            whatif.problem = whatif._problem()
            whatif.is_changed = mine != saved
            whatif.is_current = bool(whatif.effect) and mine == whatif.computed_for and not whatif.problem

    # -- check ----------------------------------------------------------------------------------------------

    def _problem(self):
        """The sentence with which the configuration would refuse these values, or False."""
        try:
            self._check_values()
        except ValidationError as error:
            return error.args[0]
        return False

    def _check_values(self):
        """Let the models themselves judge: the values are put on records that are not saved."""
        settings = self.env["res.config.settings"]._kam_hypothetical({name: self[name] for name in SHARES})
        settings._check_kam_settings()
        segments = self.segment_line_ids._hypothetical()
        segments._check_floor_range()
        segments._check_slots()
        segments._check_not_negative()
        segments._check_floor_order(segments.filtered(lambda one: one.mode == "selected"))
        self.criterion_line_ids._hypothetical()._check_weight()

    # -- effect ---------------------------------------------------------------------------------------------

    @api.onchange(*SHARES, "segment_line_ids", "criterion_line_ids")
    def _onchange_values(self):
        """Live for small bases; for large ones the button computes."""
        if self.env["kam.account"].sudo().search_count([], limit=LIVE_ACCOUNTS + 1) > LIVE_ACCOUNTS:
            return
        if not self._problem():
            self._set_effect()

    def action_compute(self):
        """Compute the effect of the present values; nothing of the configuration is written."""
        self.ensure_one()
        self._check_values()
        self._set_effect()
        return True

    def _set_effect(self):
        self.effect = self._effect()
        self.computed_for = self._fingerprint(self._inputs())

    # -- apply ----------------------------------------------------------------------------------------------

    def action_apply(self):
        """Save what was changed; the accounts follow in the background."""
        self.ensure_one()
        self.check_access("write")
        self._check_values()
        try:
            self.segment_line_ids.segment_id.sudo().lock_for_update()
            self.criterion_line_ids.criterion_id.sudo().lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._("Somebody is saving the configuration right now. Wait a moment and try again.")
            ) from error
        if self.opened_on != self._configuration_print():
            raise UserError(
                self.env._(
                    "Somebody changed segments, criteria or settings since this what-if was opened. "
                    "Open it again to start from their values."
                )
            )
        if not self.effect or self.computed_for != self._fingerprint(self._inputs()):
            raise UserError(self.env._("The effect of these values has not been computed yet. Compute it first."))
        if not self._write_changes():
            raise UserError(self.env._("Nothing differs from the present configuration."))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Saved. A background run brings %s accounts up to the new rules; that takes some minutes at most.",
                    self.env["kam.account"].due_count(),
                ),
                "next": {
                    **self.env["ir.actions.act_window"]._for_xml_id("kam_management.kam_whatif_action"),
                    "target": "main",
                },
            },
        }

    def _write_changes(self):
        """Write only what differs; whether anything did."""
        saved, wanted = self._configuration(), self._inputs()

        def changed(kind):
            for key, values in wanted[kind].items():
                different = {name: value for name, value in values.items() if round(value - saved[kind][key][name], 4)}
                if different:
                    yield key, different

        segments = {self.env["kam.segment"].browse(key): vals for key, vals in changed("segments")}
        if segments:
            self.env["kam.segment"]._write_together(segments)
        criteria = dict(changed("criteria"))
        for key, vals in criteria.items():
            if "counts" in vals:
                vals["active"] = vals.pop("counts")
            self.env["kam.criterion"].browse(key).write(vals)
        shares = {name: value for name, value in wanted["shares"].items() if value != saved["shares"][name]}
        self.env["res.config.settings"]._kam_set(shares)
        return bool(segments or criteria or shares)
