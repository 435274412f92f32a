from collections import defaultdict

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.near_names import nearest, word_keys
from ..engine.pasted_list import key

#: Unknown names that get suggestions, and customers looked at for each.
MOST_UNKNOWN, CANDIDATES = 300, 20
#: Customers offered where several have the name.
MOST_CHOICES = 6


def _same(alias, column, names):
    """Condition: the column is one of ``names`` but for blanks and case."""
    return SQL(r"lower(btrim(regexp_replace(%s, '\s+', ' ', 'g'))) = ANY(%s)", SQL.identifier(alias, column), names)


class KamSetup(models.TransientModel):
    """Who is meant by the names of a list: a few searches for all lines, however many there are."""

    _inherit = "kam.setup"

    def _match(self, rows):
        """Values of the lines for the rows of a list (engine ``Row``)."""
        customers = self._match_customers({key(row.name) for row in rows if row.name})
        managers = self._match_managers({key(row.manager) for row in rows if row.manager})
        segments = {segment.code.lower(): segment.id for segment in self.env["kam.segment"].search([])}
        return [
            {
                "number": row.number,
                "name": row.name,
                "given_manager": row.manager,
                "given_segment": row.segment,
                "segment_id": segments.get(row.segment.lower(), False),
                **(customers[key(row.name)] if row.name else {"match": "empty"}),
                **managers.get(key(row.manager), {}),
            }
            for row in rows
        ]

    # -- customers ------------------------------------------------------------------------------------------

    def _match_customers(self, names):
        """{name: values of the line that say which customer it is}."""
        found = self._customers_named(names)
        result = {name: self._customer_values(found[name]) for name in names if found.get(name)}
        unknown = sorted(names - set(result))
        suggested = self._suggest(unknown[:MOST_UNKNOWN])
        for name in unknown:
            result[name] = {"match": "unknown", "suggestions": suggested.get(name) or False}
        return result

    def _customers_named(self, names):
        """{name: partners of that name, also contacts by "Company, Contact"}, in one search."""
        if not names:
            return {}
        wanted = list(names)
        partners = (
            self.env["res.partner"]
            .with_context(active_test=False)
            .search_fetch(
                Domain.custom(
                    to_sql=lambda _model, alias, _query: SQL(
                        "(%s OR %s)", _same(alias, "name", wanted), _same(alias, "complete_name", wanted)
                    )
                ),
                ["name", "complete_name", "active", "is_company", "commercial_partner_id", "city"],
                order="id",
                limit=10_000,
            )
        )
        found = defaultdict(lambda: self.env["res.partner"])
        for partner in partners:
            for name in {key(partner.name), key(partner.complete_name)} & names:
                found[name] |= partner
        return found

    def _customer_values(self, partners):
        active = partners.filtered("active")
        if not active:
            return {"match": "archived", "partner_id": partners.commercial_partner_id[:1].id}
        own = active.filtered(lambda one: one == one.commercial_partner_id)
        customers = own or active.commercial_partner_id
        if len(customers) > 1 and len(customers.filtered("is_company")) == 1:
            customers = customers.filtered("is_company")
        if len(customers) > 1:
            return {"match": "several", "suggestions": [self._choice(one) for one in customers[:MOST_CHOICES]]}
        contact = "" if own else active[:1].name or active[:1].display_name
        return {"match": "found", "partner_id": customers.id, "contact_name": contact}

    def _choice(self, partner):
        """A customer as it is offered: the city tells those of one name apart."""
        city = partner.city or partner.ref or self.env._("no. %s", partner.id)
        return {"id": partner.id, "name": f"{partner.name} ({city})"}

    def _suggest(self, names):
        """{name: the most similar customers}, out of those that share a word's beginning or end: one query."""
        pairs = [(index, word_key) for index, name in enumerate(names) for word_key in sorted(word_keys(name))]
        if not pairs:
            return {}
        query = self.env["res.partner"]._search(
            Domain.custom(
                to_sql=lambda _model, alias, _query: SQL(
                    "%s = %s", SQL.identifier(alias, "id"), SQL.identifier(alias, "commercial_partner_id")
                )
            )
        )
        table = query.table
        rows = self.env.execute_query(
            SQL(
                r"""WITH wanted(n, key) AS (SELECT * FROM unnest(%(numbers)s::int[], %(keys)s::text[])),
                hits AS MATERIALIZED (
                  SELECT DISTINCT p.id, p.name, v.key
                    FROM (%(partners)s) p
                    CROSS JOIN LATERAL regexp_split_to_table(lower(p.name), '\W+') AS w
                    CROSS JOIN LATERAL (VALUES ('<' || left(w, 3)), (right(w, 3) || '>')) AS v(key)
                    JOIN (SELECT DISTINCT key FROM wanted) k ON k.key = v.key
                ),
                worth AS (SELECT key, 1.0 / count(*) AS worth FROM hits GROUP BY key HAVING count(*) <= 3000),
                rated AS (
                  SELECT wanted.n, hits.id, hits.name, sum(worth.worth) AS worth
                    FROM wanted JOIN worth USING (key) JOIN hits USING (key) GROUP BY 1, 2, 3
                )
                SELECT DISTINCT id, name FROM (
                  SELECT *, row_number() OVER (PARTITION BY n ORDER BY worth DESC, id) AS place FROM rated
                ) r WHERE place <= %(most)s ORDER BY id""",
                numbers=[index for index, _key in pairs],
                keys=[word_key for _index, word_key in pairs],
                partners=query.select(SQL.identifier(table, "id"), SQL.identifier(table, "name")),
                most=CANDIDATES,
            )
        )
        return {
            name: [{"id": partner_id, "name": partner_name} for partner_id, partner_name in best]
            for name, best in nearest(names, rows).items()
        }

    # -- managers -------------------------------------------------------------------------------------------

    def _match_managers(self, names):
        """{name, login or e-mail: values of the line that say which user it is, or why none}."""
        if not names:
            return {}
        wanted = list(names)
        users = (
            self.env["res.users"]
            .sudo()
            .with_context(active_test=False)
            .search(
                Domain.custom(to_sql=lambda _model, alias, _query: _same(alias, "login", wanted))
                | Domain(
                    "partner_id",
                    "any",
                    Domain.custom(
                        to_sql=lambda _model, alias, _query: SQL(
                            "(%s OR %s)", _same(alias, "name", wanted), _same(alias, "email", wanted)
                        )
                    ),
                ),
                order="id",
            )
        )
        found = defaultdict(lambda: users.browse())
        for user in users:
            for name in {key(user.login), key(user.name), key(user.email)} & names:
                found[name] |= user
        return {name: self._manager_values(found[name], name) for name in names}

    def _manager_values(self, users, name):
        suited = users.filtered(lambda user: not self._unsuited(user))
        exact = suited.filtered(lambda user: key(user.login) == name)
        suited = exact or suited
        if len(suited) == 1:
            return {"user_id": suited.id, "user_match": "found"}
        if suited:
            return {"user_match": "several"}
        return {"user_match": self._unsuited(users[:1]) if users else "unknown"}

    def _unsuited(self, user):
        """Why the user cannot manage key accounts: archived, portal or role; False when they can."""
        user = user.sudo()
        if not user.active:
            return "archived"
        if user.share:
            return "portal"
        group_id = self.env["ir.model.data"]._xmlid_to_res_id("kam_management.group_kam_user")
        return False if group_id in user.all_group_ids.ids else "role"
