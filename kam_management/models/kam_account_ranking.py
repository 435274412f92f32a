from odoo import api, models
from odoo.tools import SQL

from ..engine.slots import Eligible, Slot, candidate_limit, fill_slots, slot_limits


class KamAccount(models.Model):
    """Slots and candidates: rank fills the places that are free, the rest waits; the best are worth rating."""

    _inherit = "kam.account"

    @api.model
    def _rank_all(self):
        """Rank eligible accounts into free slots and mark the candidates, company by company."""
        self.env.flush_all()
        groups = self.sudo().with_context(active_test=True)._read_group([], ["company_id"])
        for (company,) in groups:
            self._rank_company(company)
        self.env.invalidate_all()

    @api.model
    @api.private
    def slot_use(self, company=None):
        """Slots of the selected segments in one company's programme.

        :param company: ``res.company``, or empty for the accounts shared by all companies
        :return: {"managers", "accounts", "overall", "used", "segments": {segment id: {"limit", "used"}}}
        """
        company = company or self.env["res.company"]
        domain = [("company_id", "=", company.id)]
        accounts = self.sudo().with_context(active_test=True)
        segments = accounts.env["kam.segment"].search([("mode", "=", "selected")])
        managers = accounts._read_group([*domain, ("user_id.active", "=", True)], [], ["user_id:count_distinct"])
        total = accounts.search_count(domain)
        get = self.env["res.config.settings"].sudo()._kam_get
        limits, overall = slot_limits(
            segments.mapped("slots_per_manager"), max(1, managers[0][0]), total, get("key_share")
        )
        used = {
            segment.id: count
            for segment, count in accounts._read_group(
                [*domain, ("segment_id", "in", segments.ids)], ["segment_id"], ["__count"]
            )
        }
        return {
            "managers": managers[0][0],
            "accounts": total,
            "overall": overall,
            "used": sum(used.values()),
            "segments": {
                segment.id: {"limit": limit, "used": used.get(segment.id, 0)}
                for segment, limit in zip(segments, limits, strict=True)
            },
        }

    @api.model
    def _rank_company(self, company):
        """Rank one company's accounts. Key accounts hold their slots; nobody loses a place to a rule.

        An account whose segment is overridden has its place by that, and takes no second one.
        """
        use = self.slot_use(company)
        segments = list(use["segments"])
        rows = self.env.execute_query(
            SQL(
                """SELECT id, score, recommended_segment_id FROM kam_account
                    WHERE active AND status <> 'key' AND score_known AND recommended_segment_id = ANY(%s)
                      AND NOT COALESCE(out_until_review, false)
                      AND NOT (override_segment_id IS NOT NULL AND COALESCE(override_until >= %s, true))
                      AND company_id IS NOT DISTINCT FROM %s""",
                segments,
                self._today(),
                company.id or None,
            )
        )
        slots = [Slot(key, one["limit"] - one["used"]) for key, one in use["segments"].items()]
        places = fill_slots([Eligible(*row) for row in rows], slots, max(0, use["overall"] - use["used"]))
        ids = list(places)
        self.env.cr.execute(
            SQL(
                """UPDATE kam_account a SET rank = COALESCE(p.rank, 0), waiting = COALESCE(p.waiting, false)
                     FROM (SELECT id FROM kam_account WHERE rank <> 0 OR waiting) b
                     FULL JOIN unnest(%s::int[], %s::int[], %s::bool[]) AS p(id, rank, waiting) ON p.id = b.id
                    WHERE a.id = COALESCE(b.id, p.id) AND a.company_id IS NOT DISTINCT FROM %s
                      AND (COALESCE(a.rank, 0), COALESCE(a.waiting, false))
                          IS DISTINCT FROM (COALESCE(p.rank, 0), COALESCE(p.waiting, false))""",
                ids,
                [places[key][0] for key in ids],
                [places[key][1] is None for key in ids],
                company.id or None,
            )
        )
        factor = self.env["res.config.settings"].sudo()._kam_get("candidate_factor")
        self._mark_candidates(company, candidate_limit(use["overall"], factor))

    @api.model
    def _mark_candidates(self, company, limit):
        """The best ``limit`` accounts by the financial criteria are worth rating by hand.

        Who was de-selected stays out of it until the next yearly selection, however strong.
        """
        self.env.cr.execute(
            SQL(
                """WITH best AS (
                     SELECT id FROM kam_account
                      WHERE active AND financial_known AND NOT COALESCE(out_until_review, false)
                        AND company_id IS NOT DISTINCT FROM %(company)s
                      ORDER BY financial_score DESC, revenue DESC NULLS LAST, id LIMIT %(limit)s
                   )
                   UPDATE kam_account a
                      SET status = CASE WHEN a.id IN (SELECT id FROM best) THEN 'candidate'
                                        WHEN a.decided_before THEN 'former' ELSE 'prospect' END
                    WHERE a.company_id IS NOT DISTINCT FROM %(company)s AND a.status <> 'key'
                      AND a.status IS DISTINCT FROM CASE
                          WHEN a.id IN (SELECT id FROM best) THEN 'candidate'
                          WHEN a.decided_before THEN 'former' ELSE 'prospect' END""",
                company=company.id or None,
                limit=limit,
            )
        )
