"""The layout of the stakeholder map: the engine's own examples, properties, and one answer in both languages."""

import doctest
import importlib
import random
import re
import xml.etree.ElementTree as ET

from odoo.addons.kam_management.engine import map_layout, map_pages, map_svg

from .common import KamCase

#: The same table is in static/tests/stakeholder_map.test.js.
SAME_PLACES = {
    0: (0, 325),
    1: (292, 69),
    2: (292, 325),
    3: (292, 581),
    4: (584, 266),
    5: (584, 522),
    6: (584, 10),
    7: (876, 266),
    8: (876, 522),
    9: (876, 10),
    10: (584, 384),
    11: (584, 640),
    12: (584, 128),
    13: (876, 384),
}
SAME_FRAMES = [(574, 0, 552, 242), (574, 256, 552, 242), (574, 512, 552, 242)]
SAME_SIZE = (1126, 754)


def forest(count, seed):
    """A random forest; some report to people who are not there."""
    chance = random.Random(seed)
    reach = chance.choice((2, 8, 40, count))
    return [
        map_layout.Person(
            n, chance.choice([None, 10_000, *range(max(0, n - reach), n)]) if n and chance.random() < 0.97 else None
        )
        for n in range(count)
    ]


class TestLayout(KamCase):
    """Where each card goes."""

    def check(self, people, layout):
        self.assertEqual(set(layout.places), {one.id for one in people})
        boxes = sorted(layout.places.values(), key=lambda place: (place.x, place.y))
        for first, second in zip(boxes, boxes[1:], strict=False):
            if first.x == second.x:
                self.assertGreaterEqual(second.y - first.y, map_layout.CARD_HEIGHT, (first, second))
            else:
                self.assertGreaterEqual(second.x - first.x, map_layout.CARD_WIDTH, (first, second))
        for place in boxes:
            self.assertTrue(0 <= place.y <= layout.height - map_layout.CARD_HEIGHT, place)
            self.assertTrue(0 <= place.x <= layout.width - map_layout.CARD_WIDTH, place)
        for one in people:
            if one.parent_id in layout.places:
                self.assertLess(layout.places[one.parent_id].x, layout.places[one.id].x)
        for index, frame in enumerate(layout.frames):
            for place in boxes:
                inside = (
                    frame.x < place.x + map_layout.CARD_WIDTH
                    and place.x < frame.x + frame.width
                    and frame.y < place.y + map_layout.CARD_HEIGHT
                    and place.y < frame.y + frame.height
                )
                self.assertEqual(inside, place.id in frame.ids, (frame, place))
            for other in layout.frames[:index]:
                apart_x = other.x + other.width <= frame.x or frame.x + frame.width <= other.x
                apart_y = other.y + other.height <= frame.y or frame.y + frame.height <= other.y
                self.assertTrue(apart_x or apart_y, (other, frame))

    def test_doctests(self):
        attempted = 0
        for name in ("map_layout", "map_pages", "map_text", "map_marks", "map_svg"):
            module = importlib.import_module(f"odoo.addons.kam_management.engine.{name}")
            result = doctest.testmod(module)
            self.assertEqual(result.failed, 0, name)
            self.assertTrue(result.attempted, name)
            attempted += result.attempted
        self.assertGreater(attempted, 25)

    def test_properties(self):
        """Nothing overlaps, nobody is lost, people stand right of whom they report to; always the same answer."""
        for count in (1, 2, 5, 17, 60, 300):
            for seed in range(12):
                people = forest(count, seed)
                for room in (map_layout.ROOM, (800, 3000), (10, 10)):
                    layout = map_layout.lay_out(people, room)
                    self.check(people, layout)
                self.assertEqual(map_layout.lay_out(people), map_layout.lay_out(list(people)))

    def test_circles_and_deep_lines(self):
        """Data that should not exist is drawn all the same; a thousand levels do not break it."""
        people = [map_layout.Person(1, 2), map_layout.Person(2, 3), map_layout.Person(3, 1), map_layout.Person(4, 4)]
        self.assertEqual(set(map_layout.lay_out(people).places), {1, 2, 3, 4})
        chain = [map_layout.Person(n, n - 1) for n in range(2000)]
        self.assertEqual(map_layout.lay_out(chain).places[1999].depth, 1999)

    def test_same_in_javascript(self):
        """The browser draws the map that is printed."""
        people = [map_layout.Person(n, None if not n else 0 if n < 4 else 1 + n % 3) for n in range(14)]
        layout = map_layout.lay_out(people)
        self.assertEqual({one.id: (one.x, one.y) for one in layout.places.values()}, SAME_PLACES)
        self.assertEqual([one[2:] for one in layout.frames], SAME_FRAMES)
        self.assertEqual((layout.width, layout.height), SAME_SIZE)

    def test_pages(self):
        """Each piece fits, everybody is on one, and nobody's reports are lost between two."""
        for count in (5, 60, 300):
            for seed in range(4):
                people = forest(count, seed)
                pieces = map_pages.cut(people, 1900, 900)
                self.assertEqual({number for piece in pieces for number in piece.ids}, {one.id for one in people})
                together = set()
                for piece in pieces:
                    shown = map_pages.restrict(people, piece.ids)
                    layout = map_layout.lay_out(shown, (1900, 900))
                    self.assertLessEqual(layout.width, 1900)
                    self.assertLessEqual(layout.height, 900)
                    together |= {(one.parent_id, one.id) for one in shown if one.parent_id is not None}
                    for number, where in piece.continued.items():
                        self.assertIn(number, pieces[where - 1].ids)
                lines = {(one.parent_id, one.id) for one in people if one.parent_id in range(count)}
                self.assertEqual(together, lines)


LABELS = {
    "title": "Map of %(name)s",
    "today": "Today",
    "as_of": "As of %(date)s",
    "date": "1 May",
    "support": {"opponent": "Opponent", "champion": "Champion"},
    "power": "Power",
    "strength": "Relationship",
    "placeholder": "Not known yet",
    "kinds": {"influences": "Influences", "conflicts": "Conflict", "trusts": "Trusts"},
    "continued": "Map %(number)s",
    "gaps": {"silent": "Silent"},
}


def person(number, parent=False, **values):
    """One person of a payload."""
    return {
        "id": number,
        "parent_id": parent,
        "name": f"Person {number}",
        "title": "",
        "unit": "",
        "placeholder": False,
        "partner_id": number,
        "avatar": False,
        "initials": "P",
        "roles": [],
        "power": 3,
        "support": "neutral",
        "strength": 1,
        "target_strength": 2,
        "user": False,
        "last_contact": False,
        "gaps": [],
        "active": True,
        **values,
    }


def payload(people, links=()):
    """What ``map_data`` answers, as far as it is drawn."""
    return {"account": {"id": 1, "name": "A & <B>"}, "date": False, "people": people, "links": list(links)}


class TestSvg(KamCase):
    """The drawing."""

    def draw(self, people, links=(), **options):
        svg = map_svg.draw(payload(people, links), LABELS, **options)
        ET.fromstring(svg)
        return svg

    def test_hostile_text(self):
        """Whatever a name holds, the drawing stays a drawing."""
        nasty = '"><script>alert(1)</script>\x00\ud800&\u202e'
        svg = self.draw(
            [person(1, name=nasty, title=nasty, unit=nasty, initials='<"', roles=[{"name": nasty}], gaps=[nasty])]
        )
        self.assertNotIn("<script", svg)
        self.assertIn("&lt;script", svg)
        self.assertIn("A &amp; &lt;B&gt;", svg)

    def test_stands_for_itself(self):
        """No variables, no style sheet, nothing loaded from elsewhere."""
        photo = "data:image/png;base64,AAAA"
        svg = self.draw([person(1), person(2, 1)], images={("partner", 1): photo})
        self.assertNotRegex(svg, r"var\(|class=|<style|<script|foreignObject")
        self.assertEqual(set(re.findall(r'href="([^"]*)"', svg)), {photo})

    def test_text_stays_in_its_card(self):
        """Long names end before the card does."""
        long = "Maximiliano Papadopoulos-Müller-Lüdenscheidt of the Northern Procurement Board"
        svg = self.draw(
            [person(1, name=long, title=long, roles=[{"name": long}] * 4, gaps=["silent"] * 3)], frame=False
        )
        from odoo.addons.kam_management.engine import map_text

        for x, size, words in re.findall(
            r'<text x="([\d.]+)" y="[\d.]+" font-size="([\d.]+)"[^>]*>([^<]*)</text>', svg
        ):
            if "middle" not in words:
                self.assertLessEqual(map_text.width_of(words, float(size)), map_layout.CARD_WIDTH, (x, words))
        self.assertIn("…", svg)

    def test_what_is_drawn(self):
        """Every fact has its mark: dashes for a place, arrow, dashed red, pips, gaps, counterpart."""
        people = [
            person(1, support="opponent", power=5, gaps=["silent", "silent"], user={"id": 7, "name": "Sam Smith"}),
            person(2, 1, placeholder=True, partner_id=False),
        ]
        links = [
            {"source": 1, "target": 2, "kind": "influences", "strength": 3},
            {"source": 2, "target": 1, "kind": "conflicts", "strength": 1},
            {"source": 2, "target": 99, "kind": "trusts", "strength": 1},
        ]
        svg = self.draw(people, links, frame=False)
        self.assertIn('width="11" height="104" rx="2" fill="#b3261e"', svg)
        self.assertIn('stroke-dasharray="6 4"', svg)
        self.assertIn('stroke="#4456b8" stroke-width="3.1"', svg)
        self.assertIn('stroke="#b3261e" stroke-width="1.3" stroke-opacity="0.85" stroke-dasharray="7 5"', svg)
        self.assertNotIn("#0f766e", svg)
        self.assertEqual(svg.count(">Silent<"), 1)
        self.assertIn(">SS<", svg)

    def test_right_to_left(self):
        """The tree grows to the left: who reports stands left of their superior."""
        place = re.compile(r'<g transform="translate\(([\d.]+) [\d.]+\)"><rect width="240"')
        ltr = [float(x) for x in place.findall(self.draw([person(1), person(2, 1)], frame=False))]
        rtl = [float(x) for x in place.findall(self.draw([person(1), person(2, 1)], frame=False, rtl=True))]
        self.assertEqual(ltr, [0, 292])
        self.assertEqual(rtl, [292, 0])
