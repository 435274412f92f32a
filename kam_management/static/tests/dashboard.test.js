import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

defineMailModels();

const FIGURE = {
    key: "revenue",
    label: "Won",
    value: 1500,
    before: 1000,
    kind: "money",
    model: "crm.lead",
    domain: [],
};
const DATA = {
    filters: {
        mine: false,
        year: 2026,
        user_id: false,
        team_id: false,
        segment_id: false,
        years: [2026, 2025],
        users: [{ id: 7, name: "Sam" }],
        teams: [],
        segments: [{ id: 1, name: "A" }],
    },
    currency_id: 1,
    figures: [FIGURE],
    objectives: [
        {
            key: "free",
            label: "Free",
            value: 50,
            before: 60,
            kind: "percent",
            model: "crm.lead",
            domain: [],
        },
        {
            key: "margin",
            label: "Margin",
            value: null,
            before: null,
            kind: "percent",
            hint: "Needs invoices",
        },
    ],
    measures: [{ key: "n", label: "Identified", value: 4, before: null, kind: "number" }],
    tiers: [
        {
            id: 1,
            name: "Strategic",
            color: 4,
            counts: { red: 1, green: 2 },
            total: 3,
            domain: [["id", ">", 1]],
        },
    ],
    top: [
        {
            id: 9,
            name: "Azure",
            badge: { segment: "A", strength: 0 },
            revenue: 100,
            growth: -3.5,
            health: 38,
            condition: "red",
            alerts: 2,
            manager: "Sam",
        },
    ],
    week: [{ label: "Actions", model: "kam.influencing.action", domain: [], count: 3, late: 1 }],
    alerts: [{ severity: "high", label: "High", count: 2, domain: [] }],
    year: [{ name: "Planning", date: "2026-01-10", done: 2, open: 1, late: 1, domain: [] }],
    plans: [],
    approvals: [{ label: "Plans", model: "kam.account.plan", domain: [], count: 1 }],
    load: [
        {
            id: 7,
            name: "Sam",
            segments: [{ code: "A", count: 4, slots: 3 }],
            over: true,
            domain: [["user_id", "=", 7]],
        },
    ],
};

async function mountDashboard(data = DATA) {
    onRpc("kam.dashboard", "dashboard_data", ({ args }) => {
        expect.step(JSON.stringify(args[0]));
        return { ...data, filters: { ...data.filters, ...args[0] } };
    });
    onRpc("kam.account", "today_data", () => ({ items: [], more: 0, domain: [] }));
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "kam_dashboard" });
    await animationFrame();
    patchWithCleanup(getService("action"), {
        doAction: ({ res_model, domain }) => expect.step([res_model, domain]),
    });
}

test("figures say how much, against when, or that nothing is known", async () => {
    await mountDashboard();
    expect.verifySteps(["{}"]);
    const texts = queryAllTexts(".o_kam_figure");
    expect(texts[0]).toMatch(/50 % on the year before/);
    expect(texts[1]).toMatch(/50 %.*10 points on the year before/s);
    expect(texts[2]).toMatch(/not known.*Needs invoices/s);
    expect(".o_kam_dashboard").toHaveText(/1 late/);
    expect(".o_kam_dashboard").toHaveText(/2 \/ 4/);
});

test("a number opens its records; filters are asked of the server", async () => {
    await mountDashboard();
    expect.verifySteps(["{}"]);
    await contains("button:contains(Strategic)").click();
    expect.verifySteps([["kam.account", [["id", ">", 1]]]]);
    await contains("button:contains(Sam)").click();
    expect.verifySteps([["kam.account", [["user_id", "=", 7]]]]);
    await contains("button:contains(Mine)").click();
    expect.verifySteps([JSON.stringify({ mine: true })]);
    expect(".o_kam_today").toHaveCount(1);
    await contains("select[aria-label='Account manager']").select("7");
    expect.verifySteps([JSON.stringify({ mine: true, user_id: 7 })]);
});
