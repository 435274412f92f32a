import base64

from markupsafe import Markup

from odoo import fields, models
from odoo.tools import format_date
from odoo.tools.image import image_process

from ..engine import map_pages, map_svg
from ..engine.map_marks import KINDS
from .kam_direction import arrow, is_rtl

PHOTO_SIZE = 80
#: What one sheet holds, in pixels of the page, and the smallest scale at which a card is still read with ease.
SHEET = (1380, 560)
SMALLEST = 0.7


class KamAccount(models.Model):
    """The stakeholder map on paper: an SVG of its own, and what the PDF report prints."""

    _inherit = "kam.account"

    def map_svg(self, date=None, lead_id=None):
        """The stakeholder map of one account as an SVG that needs nothing beside it.

        :param date: the map as it was on that day; None for today's
        :param lead_id: only the people of this opportunity, with what they are there
        :return: str
        """
        self.ensure_one()
        payload = self.map_data(date=date, lead_id=lead_id)
        return map_svg.draw(payload, self._map_labels(payload), self._map_images(payload), self._map_rtl())

    def _map_rtl(self):
        return is_rtl(self.env)

    def _map_labels(self, payload):
        """The words of the map, in the language of whoever looks at it."""
        return {
            "title": self.env._("Stakeholder map of %(name)s", name="%(name)s"),
            "today": self.env._("As of %(date)s", date=format_date(self.env, fields.Date.context_today(self))),
            "as_of": self.env._("As it was on %(date)s", date="%(date)s"),
            "date": payload["date"] and format_date(self.env, payload["date"]),
            "support": {
                "opponent": self.env._("Opponent"),
                "sceptic": self.env._("Sceptic"),
                "neutral": self.env._("Neutral"),
                "supporter": self.env._("Supporter"),
                "champion": self.env._("Champion"),
            },
            "power": self.env._("Power: the wider the edge, the more"),
            "strength": self.env._("Relationship: full = now, ring = wanted"),
            "placeholder": self.env._("Not known yet"),
            "kinds": {
                "influences": self.env._("Influences"),
                "conflicts": self.env._("Conflict"),
                "trusts": self.env._("Trusts"),
            },
            "continued": self.env._("Reports: map %(number)s", number="%(number)s"),
            "gaps": {
                "no_counterpart": self.env._("No counterpart"),
                "powerful_without_counterpart": self.env._("No counterpart"),
                "silent": self.env._("Silent"),
                "powerful_opponent": self.env._("Powerful opponent"),
                "counterpart_left": self.env._("Counterpart left"),
                "contact_left": self.env._("Contact left"),
                "single_threaded_ours": self.env._("Only one of ours"),
            },
        }

    def _map_images(self, payload):
        """Photos as data URIs, small: of people who have one, not the drawn initials."""
        partners = {one["partner_id"] for one in payload["people"] if one["partner_id"]}
        users = self.env["res.users"].sudo().browse({one["user"]["id"] for one in payload["people"] if one["user"]})
        photos = {
            partner.id: self._map_data_uri(partner.image_128)
            for partner in self.env["res.partner"]
            .sudo()
            .with_context(active_test=False, bin_size=False)
            .search([("id", "in", list(partners | set(users.partner_id.ids))), ("image_128", "!=", False)])
        }
        images = {("partner", number): photos[number] for number in partners if number in photos}
        images.update({("user", user.id): photos[user.partner_id.id] for user in users if user.partner_id.id in photos})
        return {key: uri for key, uri in images.items() if uri}

    def _map_data_uri(self, content):
        source = base64.b64decode(content)
        if source.lstrip().startswith(b"<"):  # an SVG of its own: nobody knows what is in there
            return False
        image = image_process(source, size=(PHOTO_SIZE, PHOTO_SIZE), crop="center", output_format="PNG")
        return f"data:image/png;base64,{base64.b64encode(image).decode()}"

    def _map_report(self, sheet=SHEET):
        """What a PDF prints of one account's map.

        :param sheet: (width, height) in pixels of the page that one map has to fit on
        """
        self.ensure_one()
        payload = self.map_data(
            date=self.env.context.get("kam_map_date"), lead_id=self.env.context.get("kam_map_lead_id")
        )
        labels, rtl = self._map_labels(payload), self._map_rtl()
        images = self._map_images(payload)
        people = map_svg.people_of(payload)
        room = tuple(side / SMALLEST - 2 * map_svg.MARGIN for side in sheet)
        pieces = map_pages.cut(people, *room)

        def drawn(piece, photos, number):
            svg = map_svg.draw(payload, labels, photos, rtl, piece, frame=False, room=room)
            return Markup(map_svg.scaled(svg, *sheet, number))

        legend, height = map_svg.legend_marks(labels, sheet[0], rtl)
        return {
            "title": labels["title"] % {"name": self.display_name},
            "when": labels["as_of"] % {"date": labels["date"]} if payload["date"] else labels["today"],
            "maps": [drawn(piece, images, number) for number, piece in enumerate(pieces, start=1)],
            "overview": len(pieces) > 1 and drawn(None, {}, 0),
            "legend": Markup(map_svg.sheet(legend, sheet[0], height)),
            "findings": payload["findings"],
            "contact_model": payload["contact_model"],
            "people": self._map_report_rows(payload, labels),
            "kinds": [kind for kind in KINDS if any(link["kind"] == kind for link in payload["links"])],
            "labels": labels,
            "arrow": arrow(self.env),
        }

    def _map_report_rows(self, payload, labels):
        """The facts of the map as a table: people in the order of the reporting line."""
        people = {one["id"]: one for one in payload["people"]}
        lines = {}
        for link in payload["links"]:
            if link["source"] in people and link["target"] in people:
                words = f"{labels['kinds'][link['kind']]}: {people[link['target']]['name']}"
                lines.setdefault(link["source"], []).append(words)
        rows = []
        for number, depth in map_pages.indented(map_svg.people_of(payload)):
            person = people[number]
            above = people.get(person["parent_id"])
            rows.append(
                {
                    **person,
                    "depth": depth,
                    "above": above["name"] if above else "",
                    "support_label": labels["support"].get(person["support"], person["support"]),
                    "gap_labels": map_svg.gap_words(person, labels),
                    "lines": lines.get(number, []),
                    "last_contact_label": person["last_contact"] and format_date(self.env, person["last_contact"]),
                }
            )
        return rows
