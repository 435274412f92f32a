from odoo import api, models
from odoo.tools import SQL

#: What partners and leads must say about their account; each statement writes only what is wrong.
REPAIRS = (
    """UPDATE res_partner p SET kam_account_id = NULL
        WHERE kam_account_id IS NOT NULL
          AND NOT EXISTS (SELECT FROM kam_account a WHERE a.id = p.kam_account_id AND a.partner_id = p.id)""",
    """UPDATE res_partner p SET kam_account_id = a.id
         FROM kam_account a
        WHERE a.partner_id = p.id AND p.kam_account_id IS DISTINCT FROM a.id""",
    """UPDATE crm_lead l SET kam_account_id = NULL, kam_segment_id = NULL, kam_tier_id = NULL
        WHERE (kam_account_id IS NOT NULL OR kam_segment_id IS NOT NULL OR kam_tier_id IS NOT NULL)
          AND NOT EXISTS (SELECT FROM res_partner p JOIN kam_account a ON a.partner_id = p.commercial_partner_id
                           WHERE p.id = l.partner_id)""",
    """UPDATE crm_lead l SET kam_account_id = a.id, kam_segment_id = a.segment_id, kam_tier_id = a.tier_id
         FROM res_partner p JOIN kam_account a ON a.partner_id = p.commercial_partner_id
        WHERE p.id = l.partner_id
          AND (l.kam_account_id, l.kam_segment_id, l.kam_tier_id) IS DISTINCT FROM (a.id, a.segment_id, a.tier_id)""",
)


class KamAccount(models.Model):
    """Accounts, partners and leads in step: making accounts in bulk, and repairing after merges and moves."""

    _inherit = "kam.account"

    @api.model
    def _missing_partners(self, limit=None):
        """Query of the companies that have an opportunity but no account.

        Columns: partner_id, company_id, user_id, team_id (of the latest open or else latest opportunity).
        """
        return SQL(
            """SELECT DISTINCT ON (c.id) c.id AS partner_id, c.company_id,
                      COALESCE(c.user_id, l.user_id) AS user_id, l.team_id
                 FROM crm_lead l
                 JOIN res_partner p ON p.id = l.partner_id
                 JOIN res_partner c ON c.id = p.commercial_partner_id
                WHERE l.type = 'opportunity' AND c.active AND c.kam_account_id IS NULL
                  AND NOT EXISTS (SELECT FROM kam_account a WHERE a.partner_id = c.id)
                  AND NOT EXISTS (SELECT FROM res_company own WHERE own.partner_id = c.id)
                ORDER BY c.id, (l.won_status = 'pending' AND l.active) DESC, l.create_date DESC, l.id DESC
                %s""",
            SQL("LIMIT %s", limit) if limit else SQL(),
        )

    @api.model
    def _make_missing(self, limit=10_000):
        """Make accounts for companies with an opportunity, three statements for the whole batch.

        :return: the new accounts
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """INSERT INTO kam_account (partner_id, company_id, user_id, team_id, active, status,
                       scored_version, create_uid, write_uid, create_date, write_date,
                       attractiveness, strength, score, coverage, attractiveness_coverage, strength_coverage,
                       financial_score, score_known, attractiveness_known, strength_known, financial_known)
                   SELECT m.partner_id, m.company_id,
                          (SELECT u.id FROM res_users u WHERE u.id = m.user_id AND u.active), m.team_id, true,
                          'prospect', 0, %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC',
                          0, 0, 0, 0, 0, 0, 0, false, false, false, false
                     FROM (%(missing)s) m
                   ON CONFLICT (partner_id) DO NOTHING
                   RETURNING id""",
                uid=self.env.uid,
                missing=self._missing_partners(limit),
            )
        )
        ids = [row[0] for row in rows]
        if ids:
            self._link(ids)
        return self.sudo().browse(ids)

    @api.model
    def _link(self, ids):
        """Write new accounts on their partners and leads, and set the parent account from the parent company."""
        execute = self.env.cr.execute
        execute(
            SQL(
                "UPDATE res_partner p SET kam_account_id = a.id FROM kam_account a"
                " WHERE a.partner_id = p.id AND a.id = ANY(%s) AND p.kam_account_id IS DISTINCT FROM a.id",
                ids,
            )
        )
        execute(
            SQL(
                """UPDATE kam_account a SET parent_id = up.id
                     FROM res_partner p
                     JOIN res_partner parent ON parent.id = p.parent_id
                     JOIN kam_account up ON up.partner_id = parent.commercial_partner_id
                    WHERE p.id = a.partner_id AND a.parent_id IS NULL AND up.id <> a.id
                      AND (a.id = ANY(%(ids)s) OR up.id = ANY(%(ids)s))""",
                ids=ids,
            )
        )
        execute(SQL("UPDATE kam_account SET parent_path = id || '/' WHERE id = ANY(%s)", ids))
        execute(
            SQL(
                """WITH RECURSIVE paths(id, path) AS (
                     SELECT id, id || '/' FROM kam_account WHERE parent_id IS NULL
                      UNION ALL
                     SELECT a.id, paths.path || a.id || '/' FROM kam_account a JOIN paths ON paths.id = a.parent_id
                   )
                   UPDATE kam_account a SET parent_path = paths.path FROM paths
                    WHERE paths.id = a.id AND a.parent_path IS DISTINCT FROM paths.path"""
            )
        )
        execute(
            SQL(
                """UPDATE crm_lead l SET kam_account_id = a.id, kam_segment_id = a.segment_id,
                          kam_tier_id = a.tier_id
                     FROM res_partner p JOIN kam_account a ON a.partner_id = p.commercial_partner_id
                    WHERE p.id = l.partner_id AND a.id = ANY(%s) AND l.kam_account_id IS DISTINCT FROM a.id""",
                ids,
            )
        )
        self.env.invalidate_all()

    @api.model
    def _cron_make_accounts(self, batch=10_000):
        """Scheduled action: an account for every commercial partner with an opportunity.

        Bands that are still missing come from all accounts, so they are made when the last account is.
        """
        with self.env["kam.run"]._recording(self.env._("Make accounts")) as log:
            self._make_in_batches(log, batch)

    @api.model
    def _make_in_batches(self, log, batch):
        cron = self.env["ir.cron"]
        run = self._screening()

        def give_up(account):
            account._skip_screening(run)
            account._note_failed(log)

        def one_batch():
            if not self._alone("make accounts"):
                return None
            accounts = self._make_missing(batch)
            log._note("created", accounts)
            accounts._each_or_all(lambda some: some._screen(run), give_up)
            return len(accounts)

        while count := self._again(one_batch):
            if not cron._commit_progress(count, remaining=1 if count == batch else 0) and count == batch:
                return
        if count is None:  # another worker is at it
            log._note("skipped", ("kam.account", 1), self.env._("Another worker is at it"))
            return
        self._again(lambda: self._with_bands(self._screening()))
        cron._commit_progress()
        self._again(self._reconcile)
        cron._commit_progress(remaining=0)

    @api.model
    def _reconcile(self):
        """Repair what contact merges and re-parenting leave behind; set-based, changes only what is wrong.

        - an account whose partner became a contact of another company follows the company: it moves there when
          that has no account, otherwise the two are merged;
        - the account on partners and leads is the one of their commercial partner.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT a.id, p.commercial_partner_id, b.id
                     FROM kam_account a
                     JOIN res_partner p ON p.id = a.partner_id
                     LEFT JOIN kam_account b ON b.partner_id = p.commercial_partner_id
                    WHERE p.commercial_partner_id <> p.id ORDER BY a.id"""
            )
        )
        for account_id, partner_id, other_id in rows:
            account = self.sudo().browse(account_id)
            other = (
                self.sudo().browse(other_id)
                if other_id
                else self.sudo().search([("partner_id", "=", partner_id)], limit=1)
            )
            if other:
                other._absorb(account)
            else:
                account._move_to(self.env["res.partner"].browse(partner_id))
        self.env.flush_all()
        for query in REPAIRS:
            self.env.cr.execute(query)
        self.env.invalidate_all()
