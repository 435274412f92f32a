"""Opening a yearly selection: once a year, set-based, and taken up again where it was ended."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import selection_sql
from ..engine.selection import Subject, propose

#: Accounts per statement and commit.
BATCH = 2_000
#: The last day on which everything was looked at: a selection whose day came in a standstill is caught up.
LOOKED = "kam.selection_looked"


class KamSelectionReview(models.Model):
    """Collect the accounts, propose decisions, and refresh them when the rules changed."""

    _inherit = "kam.selection.review"

    @api.model
    def _cron_selection(self, batch=BATCH):
        """Scheduled action, daily: open the year's selection where its day has come. Resumable.

        Running twice opens nothing twice; a review that was ended half-way is taken up again. Also hands out
        to-dos of approved selections that had no room yet.
        """
        with self.env["kam.run"]._recording(self.env._("Yearly selection")) as run:
            for company, year in self._due():
                self._open_due(company, year, run, batch)
            self.env["ir.config_parameter"].sudo().set_param(LOOKED, str(self.env["kam.account"]._today()))
            self.sudo()._tell_managers(run)
        self.env["ir.cron"]._commit_progress(remaining=0)

    @api.model
    def _due(self):
        """[(company or none, fiscal year)] whose day has come and whose review is not open yet.

        After a standstill over the end of a fiscal year that is the one before, if its day came meanwhile.
        """
        accounts = self.env["kam.account"]
        today, main = accounts._today(), accounts._main_company()
        groups = accounts.sudo()._read_group(
            ["&", ("active", "=", True), "|", ("status", "in", ("key", "candidate")), ("out_until_review", "=", True)],
            ["company_id"],
        )
        # A handful: one a year and company.
        there = {(one.company_id.id, one.year) for one in self.sudo().search([("state", "!=", "draft")])}
        looked = fields.Date.to_date(self.env["ir.config_parameter"].sudo().get_param(LOOKED))
        due = []
        for (company,) in groups:
            clock = company or main
            year = clock._kam_fiscal_year(today)
            if clock._kam_selection_date(year) > today:
                year -= 1
                if not looked or looked >= clock._kam_selection_date(year):
                    continue
            if (company.id, year) not in there:
                due.append((company, year))
        return due

    @api.model
    def _open_due(self, company, year, run, batch):
        accounts, reviews = self.env["kam.account"], self.sudo()

        def start():
            if not accounts._alone("selection"):
                return None
            review = reviews.search([("company_id", "=", company.id), ("year", "=", year)], limit=1)
            if not review:
                review = reviews.create({"company_id": company.id, "year": year})
                run._note("created", review)
            if review.state == "draft":
                review._call_back()
            return review.id

        number = accounts._again(start)
        self.env["ir.cron"]._commit_progress()
        if number:
            reviews.browse(number)._collect(run, batch)

    def _collect(self, run=None, batch=BATCH):
        """Add the missing accounts batch by batch, then propose and open; each step is whole."""
        accounts, cron = self.env["kam.account"], self.env["ir.cron"]

        def one_batch():
            if not accounts._alone("selection"):
                return None
            self.invalidate_recordset(["state"])
            if self.state != "draft":
                return None
            rows = self.env.execute_query(selection_sql.missing(self.id, self.company_id.id, batch))
            added = self._add([row[0] for row in rows])
            if run:
                run._note("created", ("kam.selection.review.line", added))
            if len(rows) < batch:
                self._finish_opening()
                return None
            return len(rows)

        while accounts._again(one_batch):
            cron._commit_progress()
        cron._commit_progress()

    def _call_back(self):
        """Who was de-selected since the last selection may be a candidate of this one again."""
        accounts = self.env["kam.account"].sudo()
        out = accounts.search([("company_id", "=", self.company_id.id), ("out_until_review", "=", True)])
        if out:
            out.write({"out_until_review": False})
            self.env.flush_all()
            accounts._rank_company(self.company_id)
            self.env.invalidate_all()

    def _source(self, account_ids):
        """The statement with the facts of accounts for this review."""
        accounts = self.env["kam.account"]
        main = accounts._main_company()
        factor = accounts._currency_rates(main).get(self.company_id.id) or 1.0
        least = self.env["res.config.settings"].sudo()._kam_get("growth_min_base")
        year_ago = self.date - relativedelta(years=1)
        return selection_sql.facts(account_ids, self.id, year_ago, least / factor, 1 / factor)

    def _add(self, account_ids):
        """Add lines for accounts that have none; returns their ids."""
        if not account_ids:
            return []
        self.env.flush_all()
        rows = self.env.execute_query(selection_sql.insert(self.id, self._source(account_ids), self.env.uid))
        self.env.invalidate_all()
        return [row[0] for row in rows]

    def _finish_opening(self):
        self._propose()
        self.write({"state": "open", "opened_on": fields.Datetime.now()})
        group = self.env.ref("kam_management.group_kam_manager")
        users = self.env["res.users"].search([("all_group_ids", "in", group.ids), ("share", "=", False)])
        if self.company_id:
            users = users.filtered(lambda one: self.company_id in one.company_ids)
        self.message_post(
            body=self.env._(
                "%(review)s is open with %(count)s accounts. Look at the proposals, decide, and approve.",
                review=self.name,
                count=self.line_count,
            ),
            partner_ids=users.partner_id.ids,
        )

    # -- proposals ------------------------------------------------------------------------------------------

    def _propose(self):
        """Propose a decision for every line from score, floors and slots; what people decided stays."""
        self.env.flush_all()
        rows = self.env.execute_query(selection_sql.standings(self.id))
        subjects, levels = [], {}
        for line, account, is_key, decided, recommended, score, segment, level, target in rows:
            subjects.append(Subject(account, decided if is_key else None, recommended, score))
            levels[line] = (account, recommended, level, target, segment)
        use = self.env["kam.account"].slot_use(self.company_id)
        inside = {}
        for _account, _recommended, _level, _target, segment in levels.values():
            inside[segment] = inside.get(segment, 0) + (segment in use["segments"])
        order = list(use["segments"])
        limits = {key: one["limit"] - one["used"] + inside.get(key, 0) for key, one in use["segments"].items()}
        overall = use["overall"] - use["used"] + sum(inside.values())
        proposals = propose(subjects, order, limits, overall)
        scores = {one.id: one.score for one in subjects}
        texts = self._texts()
        values = []
        for line, (account, recommended, level, target, _segment) in levels.items():
            one = proposals[account]
            text = texts(one.why, scores[account], recommended)
            values.append((line, one.decision, one.segment, text, self._tier_id(recommended, level, target)))
        self.env.cr.execute(selection_sql.propose(values))
        self.env.invalidate_all()
        self.rules_version = self.env["kam.account"]._scoring_version()

    def _tier_id(self, segment, level, target):
        browse = self.env["kam.relationship.level"].sudo().browse
        tier = self.env["kam.tier"]._recommend(
            self.env["kam.segment"].browse(segment or []), browse(level or []), browse(target or [])
        )
        return tier.id or None

    def _texts(self):
        """Sentences for the reasons of proposals."""
        codes = {key: one["code"] for key, one in self.env["kam.segment"]._badge_data().items()}
        sentences = {
            "unrated": self.env._("Not rated enough for a score"),
            "below": self.env._("Score %(score)s reaches no floor"),
            "same": self.env._("Score %(score)s holds %(segment)s"),
            "less": self.env._("Score %(score)s reaches %(segment)s only"),
            "reaches": self.env._("Score %(score)s reaches %(segment)s, and a slot is free"),
            "waiting": self.env._("Score %(score)s reaches %(segment)s, but every slot is taken"),
        }

        def text(why, score, segment):
            number = f"{score:.1f}" if score is not None else ""
            return sentences[why] % {"score": number, "segment": codes.get(segment, "")}

        return text

    # -- buttons --------------------------------------------------------------------------------------------

    def action_collect(self):
        """Collect the accounts now and open the review (managers only)."""
        self._check_manager()
        for review in self:
            if review.state != "draft":
                review._check_not_approved()
                raise UserError(self.env._("%s is open already. Add accounts one by one.", review.name))
            accounts = self.env["kam.account"]
            if not accounts._alone("selection"):
                raise UserError(self.env._("The accounts are being collected just now. Reload the page in a minute."))
            review = review.sudo()
            review._call_back()
            ids = [
                row[0] for row in self.env.execute_query(selection_sql.missing(review.id, review.company_id.id, None))
            ]
            review._add(ids)
            review._finish_opening()
        return True

    def action_refresh(self):
        """Figures, recommendations and proposals of today; what people decided stays."""
        self._check_manager()
        self._check_open()
        self.lock_for_update()
        for review in self.sudo():
            self.env.flush_all()
            before = {line.id: line.status == "key" and line.decided_segment_id for line in review.line_ids}
            ids = review.line_ids.account_id.ids
            self.env.cr.execute(selection_sql.update(review.id, review._source(ids)))
            self.env.invalidate_all()
            moved = review.line_ids.filtered(
                lambda line, before=before: (line.status == "key" and line.decided_segment_id) != before[line.id]
            )
            moved._reconsider()
            review._propose()
        return True

    def action_add_accounts(self, account_ids):
        """Add accounts that became key accounts or candidates meanwhile, or that were so before (managers only).

        :param account_ids: ids of accounts of the review's company
        """
        self.ensure_one()
        self._check_manager()
        self._check_open()
        accounts = self.env["kam.account"].browse(account_ids).exists()
        accounts.check_access("read")
        for account in accounts:
            if account.company_id != self.company_id or account.status == "prospect":
                raise UserError(
                    self.env._(
                        "%s is no key account or candidate of this company, and was none. Pick one that is or was.",
                        account.display_name,
                    )
                )
        review = self.sudo()
        review._add((accounts - review.line_ids.account_id).ids)
        review._propose()
        return True
