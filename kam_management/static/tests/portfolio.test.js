import { caught, largestRadius, placeLabels, radiusOf } from "@kam_management/portfolio/bubbles";
import { wrapped } from "@kam_management/portfolio/marks";
import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

const POINT = {
    id: 7,
    name: "Azure Interior",
    x: 80,
    y: 90,
    revenue: 400,
    badge: {
        segment: "A",
        strength: 0,
        tier: "Strategic",
        tier_name: "Strategic Account Manager",
        tier_color: 4,
    },
    trail: [60, 70],
    alerts: 0,
};
const DATA = {
    points: [POINT],
    total: 1,
    unscored: 3,
    unscored_domain: [["id", "in", [1, 2, 3]]],
    placed_domain: [],
    currency_id: 1,
    lines: { x: 50, y: 50 },
    quadrants: [{ name: "Invest", advice: "", right: true, upper: true }],
};

class Account extends models.Model {
    _name = "kam.account";
    name = fields.Char();
    _records = [];
}

defineMailModels();
defineModels([Account]);

const item = (id, x, y, radius = 5) => ({ id, x, y, radius, width: 40, height: 10 });
const AREA = { left: 0, top: 0, right: 200, bottom: 200 };
const apart = (one, other) =>
    one.right <= other.left ||
    other.right <= one.left ||
    one.bottom <= other.top ||
    other.bottom <= one.top;

test("the area of a bubble is its revenue, and none vanishes", () => {
    expect(radiusOf(100, 100, 5)).toBe(largestRadius(5));
    expect(radiusOf(25, 100, 5)).toBe(largestRadius(5) / 2);
    expect(radiusOf(0, 100, 5)).toBe(4);
    expect(radiusOf(0, 0, 1000)).toBe(2.5);
    expect(radiusOf(-5, 100, 5)).toBe(4);
});

test("a thousand bubbles are small, a handful large", () => {
    expect(largestRadius(1000)).toBe(9);
    expect(largestRadius(5)).toBeGreaterThan(30);
});

test("labels never lie on each other or outside", () => {
    const items = [];
    for (let at = 0; at < 60; at++) {
        items.push(item(at, (at * 37) % 200, (at * 53) % 200));
    }
    const boxes = [...placeLabels(items, AREA).values()];
    expect(boxes.length).toBeGreaterThan(3);
    boxes.forEach((box, at) => {
        expect(box.left >= 0 && box.right <= 200 && box.top >= 0 && box.bottom <= 200).toBe(true);
        for (const other of boxes.slice(at + 1)) {
            expect(apart(box, other)).toBe(true);
        }
    });
});

test("of two accounts on one spot both keep a label, of many the most important", () => {
    const same = [item(1, 100, 100), item(2, 100, 100)];
    expect([...placeLabels(same, AREA).keys()]).toEqual([1, 2]);
    const five = [1, 2, 3, 4, 5].map((id) => item(id, 100, 100));
    expect([...placeLabels(five, AREA).keys()]).toEqual([1, 2, 3, 4]);
});

test("the name of a narrow quadrant stands on two lines, and only then is cut", () => {
    const context = { measureText: (text) => ({ width: text.length * 10 }) };
    expect(wrapped(context, "Develop selectively", 200)).toEqual(["Develop selectively"]);
    expect(wrapped(context, "Develop selectively", 120)).toEqual(["Develop", "selectively"]);
    expect(wrapped(context, "Develop selectively", 100)).toEqual(["Develop", "selective…"]);
    expect(wrapped(context, "Selectively", 50)).toEqual(["Sele…"]);
});

test("a rectangle catches what lies in it, whichever way it is drawn", () => {
    const items = [item(1, 10, 10), item(2, 50, 50), item(3, 90, 90)];
    expect(caught(items, { x: 0, y: 0 }, { x: 60, y: 60 })).toEqual([1, 2]);
    expect(caught(items, { x: 60, y: 60 }, { x: 0, y: 0 })).toEqual([1, 2]);
    expect(caught(items, { x: 95, y: 5 }, { x: 20, y: 60 })).toEqual([2]);
});

async function mountPortfolio(data = DATA) {
    onRpc("kam.account", "portfolio_data", ({ args }) => {
        expect.step(args[0]);
        return data;
    });
    mockService("action", {
        doAction: (action) => expect.step(action),
    });
    await mountView({
        type: "graph",
        resModel: "kam.account",
        arch: `<graph js_class="kam_portfolio"/>`,
        domain: [["id", ">", 0]],
    });
    await animationFrame();
}

test("the search's domain is asked for; tiers and what is not placed are beside it", async () => {
    await mountPortfolio();
    expect.verifySteps([[["id", ">", 0]]]);
    expect("canvas").toHaveCount(1);
    expect(queryAllTexts(".o_kam_portfolio .badge:visible")).toEqual(["Strategic"]);
    expect(".o_kam_unscored").toHaveText("3 not rated enough to be placed");
    await click(".o_kam_unscored");
    const action = { domain: DATA.unscored_domain, name: "Not Rated Enough" };
    expect.verifySteps([
        {
            type: "ir.actions.act_window",
            res_model: "kam.account",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            ...action,
        },
    ]);
});

test("with no scored account it says what to do", async () => {
    await mountPortfolio({ ...DATA, points: [], total: 0 });
    expect.verifySteps([[["id", ">", 0]]]);
    expect("canvas").toHaveCount(0);
    expect(queryOne(".o_kam_portfolio").textContent).toInclude("Rate the candidates on both axes");
});

/** Presses the mouse on the canvas at one place and lets it go at another one. */
function drag(canvas, from, to) {
    const box = canvas.getBoundingClientRect();
    canvas.setPointerCapture = () => {};
    const fire = (type, { x, y }) =>
        canvas.dispatchEvent(
            new PointerEvent(type, {
                bubbles: true,
                button: 0,
                pointerType: "mouse",
                clientX: box.left + x,
                clientY: box.top + y,
            }),
        );
    fire("pointerdown", from);
    fire("pointermove", to);
    fire("pointerup", to);
}

test("a rectangle opens exactly the accounts in it, a click on a bubble its account", async () => {
    const points = [
        { ...POINT, id: 1, x: 20, y: 20, alerts: 2 },
        { ...POINT, id: 2, x: 30, y: 30 },
        { ...POINT, id: 3, x: 90, y: 90 },
    ];
    onRpc("kam.account", "portfolio_open", ({ args }) => ({ ids: args[0] }));
    await mountPortfolio({ ...DATA, points, total: 3 });
    expect.verifySteps([[["id", ">", 0]]]);
    const canvas = queryOne("canvas");
    const { scales, data } = window.Chart.getChart(canvas);
    const at = (x, y) => ({ x: scales.x.getPixelForValue(x), y: scales.y.getPixelForValue(y) });
    drag(canvas, at(10, 10), at(50, 50));
    await animationFrame();
    expect.verifySteps([{ ids: [1, 2] }]);
    drag(canvas, at(90, 90), at(90, 90));
    await animationFrame();
    expect.verifySteps([
        {
            type: "ir.actions.act_window",
            res_model: "kam.account",
            res_id: 3,
            views: [[false, "form"]],
        },
    ]);
    const [ring, plain] = data.datasets[0].borderWidth;
    expect(ring).toBeGreaterThan(plain, { message: "early warnings are a ring" });
});

test("a thousand bubbles are drawn, and a rectangle catches them all", async () => {
    const points = [];
    for (let at = 0; at < 1000; at++) {
        points.push({
            ...POINT,
            id: at + 1,
            x: (at * 37) % 100,
            y: (at * 53) % 100,
            revenue: at,
            trail: false,
        });
    }
    onRpc("kam.account", "portfolio_open", ({ args }) => args[0].length);
    await mountPortfolio({ ...DATA, points, total: 1200 });
    expect.verifySteps([[["id", ">", 0]]]);
    expect(".o_kam_portfolio").toHaveText(/The 1000 largest of 1200 are shown/);
    const canvas = queryOne("canvas");
    const { chartArea: area } = window.Chart.getChart(canvas);
    drag(canvas, { x: area.left - 2, y: area.top - 2 }, { x: area.right + 2, y: area.bottom + 2 });
    await animationFrame();
    expect.verifySteps([1000]);
});
