import { expect, test } from "@odoo/hoot";
import { queryAllValues } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, getService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { addUp, growthOf, reachedOf } from "@kam_management/target_table/sums";

defineMailModels();

const FIGURES = {
    achieved: 50,
    forecast: 90,
    last_year: 80,
    target_id: 1,
    adjusted: false,
    proposed: null,
    basis: "",
    may_set: true,
    is_heading: false,
};
const DATA = {
    filters: {
        year: 2026,
        measure: "open_opportunities",
        company_id: 0,
        by: "segment",
        scope: false,
        place_id: 0,
        years: [2026, 2025],
        this_year: 2026,
        measures: [{ id: "open_opportunities", name: "Open opportunities" }],
        companies: [],
    },
    measure: "open_opportunities",
    label: "Open opportunities",
    help: "How many are open now.",
    unit: "",
    money: false,
    less: false,
    is_added: true,
    may_split: true,
    currency_id: 1,
    one_name: "",
    rows: [
        {
            ...FIGURES,
            id: "0",
            scope: "total",
            place_id: 0,
            name: "All",
            depth: 0,
            above: null,
            target: 100,
        },
        {
            ...FIGURES,
            id: "0/1",
            scope: "segment",
            place_id: 1,
            name: "A",
            depth: 1,
            above: 0,
            target: 100,
        },
        {
            ...FIGURES,
            id: "0/1/2",
            scope: "account",
            place_id: 5,
            name: "Azure",
            depth: 2,
            above: 1,
            target: 60,
        },
        {
            ...FIGURES,
            id: "0/1/3",
            scope: "account",
            place_id: 6,
            name: "Gemini",
            depth: 2,
            above: 1,
            target: 40,
        },
    ],
};

async function openTable(data = DATA) {
    onRpc("kam.target", "table_data", () => JSON.parse(JSON.stringify(data)));
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "kam_target_table" });
}

test("the sum is watched while a figure is set", async () => {
    onRpc("kam.target", "set_target", ({ args }) => {
        expect.step(args);
        return { target_id: 9, target: args[1], adjusted: true, proposed: 60, basis: "" };
    });
    await openTable();
    expect(".table-warning").toHaveCount(0);
    await contains("[data-row='account:5'] input").edit("75");
    await animationFrame();
    expect.verifySteps([
        [
            {
                year: 2026,
                company_id: 0,
                measure: "open_opportunities",
                scope: "account",
                place_id: 5,
            },
            75,
            60,
        ],
    ]);
    expect(".table-warning").toHaveCount(1);
    expect("[data-row='segment:1']").toHaveText(/15 too much/);
    expect("[data-row='account:5'] .fa-hand-paper-o").toHaveCount(1);
});

test("what cannot be set goes back to what it was", async () => {
    expect.errors(1);
    onRpc("kam.target", "set_target", () => {
        throw new Error("changed by somebody else");
    });
    await openTable();
    await contains("[data-row='account:5'] input").edit("75");
    await animationFrame();
    expect(queryAllValues("[data-row='account:5'] input")).toEqual(["60"]);
    expect(".table-warning").toHaveCount(0);
    expect.verifyErrors([/changed by somebody else/]);
});

test("words are no number", async () => {
    await openTable();
    await contains("[data-row='account:5'] input").edit("lots");
    expect(".o_notification").toHaveText(/not a number/);
    expect(queryAllValues("[data-row='account:5'] input")).toEqual(["60"]);
});

test("groups fold, and nobody sets what is not theirs", async () => {
    const rows = DATA.rows.map((row) => ({ ...row, may_set: false }));
    await openTable({ ...DATA, rows, may_split: false });
    expect(".o_kam_target_table input").toHaveCount(0);
    expect("button:contains(Divide a Target)").toHaveCount(0);
    await contains("[data-row='segment:1'] .fa-caret-down").click();
    expect("tr[data-row]").toHaveCount(2);
});

test("without accounts it says what to do", async () => {
    onRpc("kam.start", "screen_buttons", ({ args }) => [
        { label: `Fill ${args[0]}`, method: false, action: "kam_x" },
    ]);
    await openTable({ ...DATA, rows: DATA.rows.slice(0, 1) });
    expect(".o_nocontent_help").toHaveText(/Select key accounts first/);
});

const row = (above, target) => ({ above, target });

test("parts are added up and miss the target, or do not", () => {
    const rows = [row(null, 1000), row(0, 600), row(1, 400), row(1, 200), row(0, 300), row(4, 350)];
    const sums = addUp(rows);
    expect(sums.map(({ missing }) => missing)).toEqual([-100, 0, 0, 0, 50, 0]);
    expect(sums[0].below).toBe(900);
});

test("a row without a target stands for what is below it", () => {
    const sums = addUp([row(null, 1000), row(0, null), row(1, 700), row(1, null), row(0, 300)]);
    expect(sums[0].missing).toBe(0);
    expect(sums[1].stands).toBe(700);
});

test("nothing given out is not a mistake", () => {
    const sums = addUp([row(null, 1000), row(0, null), row(1, null)]);
    expect(sums[0]).toEqual({ below: null, stands: 1000, missing: 0 });
});

test("cents add up", () => {
    const rows = [row(null, 0.3), row(0, 0.1), row(0, 0.2)];
    expect(addUp(rows)[0].missing).toBe(0);
});

test("growth and what is reached", () => {
    expect(growthOf(110, 100)).toBeCloseTo(10);
    expect(growthOf(110, 0)).toBe(null);
    expect(growthOf(110, null)).toBe(null);
    expect(reachedOf(200, 50)).toBe(25);
    expect(reachedOf(0, 50)).toBe(null);
    expect(reachedOf(2, 4, true)).toBe(50);
    expect(reachedOf(2, 1, true)).toBe(100);
});
