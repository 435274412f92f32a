from odoo import api, models
from odoo.exceptions import UserError

#: A filled rating sheet: which account, which criterion, which rating. Anything else is an ordinary import.
KEYS = ("account_id/id", "criterion_id/id")


class KamAccountRating(models.Model):
    """Reading a filled rating sheet back, with one message per bad row: all of it, or nothing."""

    _inherit = "kam.account.rating"

    @api.model
    def load(self, fields, data):
        """Import rows; those of a rating sheet change the rating that is there instead of failing on it.

        A row without rating and evidence is one that nobody filled. With ``import_skip_records`` in the context (the
        importer chose to skip) bad rows are left out and the others written; otherwise nothing is.
        """
        if not {*KEYS, "value"} <= set(fields) or {"id", ".id"} & set(fields):
            return super().load(fields, data)
        rows, problems = self._sheet_rows([dict(zip(fields, row, strict=True)) for row in data])
        skip = bool(self.env.context.get("import_skip_records"))
        # Without a field, the import screen shows the whole sentence; the heading is row 1 of the file.
        messages = [
            {
                "type": "warning" if skip else "error",
                "message": text,
                "record": number + 2,
                "rows": {"from": number, "to": number},
            }
            for number, text in problems
        ]
        if not rows and not messages:
            messages.append(self._nothing_rated())
        if not rows or (messages and not skip):
            return {"ids": False, "messages": messages, "nextrow": 0}
        try:
            with self.env.cr.savepoint():
                ids = self._write_sheet(rows)
        except UserError as error:
            ids = False
            messages.append({"type": "error", "message": str(error)})
        return {"ids": ids, "messages": messages, "nextrow": 0}

    def _nothing_rated(self):
        text = self.env._("No row of this file holds a rating. Fill in the column Rating and read it again.")
        return {"type": "error", "message": text}

    def _sheet_rows(self, lines):
        """Judge the rows of a sheet.

        :param lines: [{field path: text}]
        :return: (good rows [{account_id, criterion_id, value, note}], problems [(number, sentence)])
        """
        accounts = self._by_external_id("kam.account", [line[KEYS[0]] for line in lines])
        criteria = self._by_external_id("kam.criterion", [line[KEYS[1]] for line in lines])
        found = self.env["kam.account"].with_context(active_test=False).search([("id", "in", list(accounts.values()))])
        allowed = {one.id: one for one in found._filtered_access("write")}
        active = {one.id: one for one in self.env["kam.account"]._active_criteria()}
        rated = self._rated(allowed)
        rows, problems, seen = [], [], {}
        for number, line in enumerate(lines):
            note = str(line.get("note") or "").strip()
            text = str(line["value"] if line["value"] is not False else "").strip()
            if not text and not note:
                continue
            account = allowed.get(accounts.get(line[KEYS[0]]))
            criterion = active.get(criteria.get(line[KEYS[1]]))
            key = (account and account.id, criterion and criterion.id)
            problem = self._sheet_problem(line, account, criterion, text, key in rated, seen.get(key))
            if problem:
                problems.append((number, problem))
                continue
            seen[key] = number
            row = {"account_id": key[0], "criterion_id": key[1], "value": int(float(text)) if text else None}
            rows.append({**row, "note": note or False} if "note" in line else row)
        return rows, problems

    def _sheet_problem(self, line, account, criterion, text, rated, before):
        """The sentence of what is wrong with a row, or None; the first thing only: one message per row."""
        if not line[KEYS[0]] or not line[KEYS[1]]:
            return self._sheet_nameless(line, account)
        if not account:
            return self.env._(
                "%(account)s, %(criterion)s: this account is not there, or you may not rate it. Take the row out, or "
                "download the sheet again.",
                account=line[KEYS[0]],
                criterion=line[KEYS[1]],
            )
        if not criterion:
            return self.env._(
                "%(account)s, %(criterion)s: this criterion is not rated any more. Take the row out.",
                account=account.display_name,
                criterion=self._criterion_name(line[KEYS[1]]),
            )
        names = {"account": account.display_name, "criterion": criterion.name}
        if before is not None:
            return self.env._(
                "%(account)s, %(criterion)s: rated twice in this file. Keep one of the two rows.", **names
            )
        if not text and not rated:
            return self.env._(
                "%(account)s, %(criterion)s: there is evidence but no rating. Enter a whole number from 1 to 5.",
                **names,
            )
        if text and text not in {"1", "2", "3", "4", "5", "1.0", "2.0", "3.0", "4.0", "5.0"}:
            return self.env._(
                "%(account)s, %(criterion)s: %(value)s is not a rating. Enter a whole number from 1 to 5.",
                value=text,
                **names,
            )
        return None

    def _sheet_nameless(self, line, account):
        """The sentence about a row of which the account or the criterion was wiped out."""
        if line[KEYS[0]]:
            return self.env._(
                "%s: the row does not say which criterion it rates. Take the row out, or download the sheet again.",
                account.display_name if account else line[KEYS[0]],
            )
        return self.env._("The row does not say which account it rates. Take the row out, or download the sheet again.")

    @api.model
    def _criterion_name(self, external_id):
        """What people call a criterion that is not rated any more; its external id when it is gone."""
        found = self.env["kam.criterion"].browse(self._by_external_id("kam.criterion", [external_id]).values())
        return found.exists().name or external_id

    @api.model
    def _by_external_id(self, model_name, names):
        """{external id: record id}, in one query."""
        full = {name: name if "." in name else f"__import__.{name}" for name in set(names) if name}
        parts = [name.split(".", 1) for name in full.values()]
        found = (
            self.env["ir.model.data"]
            .sudo()
            .search_fetch(
                [
                    ("model", "=", model_name),
                    ("module", "in", sorted({module for module, _name in parts})),
                    ("name", "in", sorted({name for _module, name in parts})),
                ],
                ["module", "name", "res_id"],
            )
        )
        ids = {f"{one.module}.{one.name}": one.res_id for one in found}
        return {name: ids[key] for name, key in full.items() if key in ids}

    @api.model
    def _rated(self, account_ids):
        """{(account id, criterion id): rating} of accounts."""
        ratings = self.search_fetch(
            [("account_id", "in", list(account_ids))], ["account_id", "criterion_id", "value", "note"]
        )
        return {(one.account_id.id, one.criterion_id.id): one for one in ratings}

    def _write_sheet(self, rows):
        """Write good rows; what says the same as before is not touched, so it keeps its date and who rated.

        :return: ids of the ratings of the rows
        """
        rated = self._rated({row["account_id"] for row in rows})
        ids, new, changes = [], [], {}
        for row in rows:
            rating = rated.get((row["account_id"], row["criterion_id"]))
            if not rating:
                new.append(row)
                continue
            ids.append(rating.id)
            vals = {
                name: row[name]
                for name in ("value", "note")
                if name in row and row[name] is not None and (row[name] or False) != (rating[name] or False)
            }
            if vals:
                changes.setdefault(tuple(vals.items()), []).append(rating.id)
        for vals, rating_ids in changes.items():
            self.browse(rating_ids).write(dict(vals))
        ids += self.create(new).ids
        self.env.flush_all()
        return ids
