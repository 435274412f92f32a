import { expect, test } from "@odoo/hoot";
import { queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { localization } from "@web/core/l10n/localization";
import { WebClient } from "@web/webclient/webclient";
import { moneyText } from "@kam_management/bidi/money";

defineMailModels();

const figure = (key, label, value, more = {}) => ({
    key,
    label,
    value,
    before: null,
    target: null,
    kind: "number",
    model: "crm.lead",
    domain: [],
    count: 0,
    part: false,
    hint: "",
    ...more,
});
const DATA = {
    filters: {
        mine: false,
        year: 2026,
        user_id: false,
        team_id: false,
        segment_id: false,
        company_id: false,
        years: [2026, 2025],
        users: [{ id: 7, name: "Sam" }],
        teams: [],
        segments: [{ id: 1, name: "A" }],
        companies: [],
    },
    currency_id: 1,
    domain: [["active", "=", true]],
    figures: [figure("revenue", "Won", 1500, { before: 1000, kind: "money", target: 2000 })],
    objectives: [
        figure("free", "Free", 50, {
            before: 60,
            kind: "percent",
            domain: [["whole", "=", 1]],
            count: 8,
            part: { count: 4, domain: [["part", "=", 1]] },
        }),
        figure("margin", "Margin", null, { kind: "percent", model: false, hint: "Needs plans" }),
    ],
    measures: [
        {
            key: "opportunities",
            label: "Opportunities",
            figures: [figure("identified", "Identified", 4, { before: 1 })],
        },
        {
            key: "alerts",
            label: "Early warnings",
            figures: [figure("alerts", "Open", 4, { before: 6, fewer: true, model: "kam.alert" })],
        },
    ],
    tiers: [
        {
            id: 1,
            name: "Strategic",
            color: 4,
            counts: { red: 1, green: 2 },
            total: 3,
            domain: [["id", ">", 1]],
            more: {
                red: [["health_state", "=", "red"]],
                green: [["health_state", "=", "green"]],
            },
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
            next: { name: "Joint planning", date: "2026-03-12" },
        },
    ],
    week: [
        {
            label: "Actions",
            model: "kam.influencing.action",
            domain: [["a", "=", 1]],
            count: 3,
            late: 1,
            more: { late: [["b", "=", 2]] },
        },
    ],
    alerts: [{ severity: "high", label: "High", count: 2, domain: [] }],
    year: [
        {
            name: "Planning",
            date: "2026-01-10",
            done: 2,
            open: 1,
            late: 1,
            domain: [["c", "=", 3]],
            more: { done: [["d", "=", 4]], late: [["e", "=", 5]], open: [] },
        },
    ],
    plans: [],
    approvals: [{ label: "Plans", model: "kam.account.plan", domain: [], count: 1 }],
    load: [
        {
            id: 7,
            name: "Sam",
            segments: [{ code: "A", count: 4, slots: 3, more: [["segment_id", "=", 1]] }],
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
    onRpc("kam.start", "screen_buttons", ({ args }) => [
        { label: `Fill ${args[0]}`, method: false, action: "kam_x" },
    ]);
    onRpc("kam.account", "today_data", () => ({ items: [], more: 0, domain: [] }));
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "kam_dashboard" });
    await animationFrame();
    patchWithCleanup(getService("action"), {
        doAction: ({ res_model, domain }) => expect.step([res_model, domain]),
    });
}

test("figures say how much, against when and against what, or that nothing is known", async () => {
    await mountDashboard();
    expect.verifySteps(["{}"]);
    expect("[data-key=revenue]").toHaveText(/Target.*50 % on the year before/s);
    expect("[data-key=revenue] [role=progressbar]").toHaveAttribute("aria-valuenow", "75");
    expect("[data-key=free]").toHaveText(/50 %.*4 of 8.*10 points on the year before/s);
    expect("[data-key=margin]").toHaveText(/not known.*Needs plans/s);
    expect("[data-key=margin] button").toHaveCount(0);
    expect("[data-key=identified] .text-success").toHaveText(/3 on the year before/);
    expect("[data-key=alerts] .text-success").toHaveText(/2 on the year before/, {
        message: "fewer early warnings are better",
    });
    expect(queryOne(".o_kam_dashboard").textContent).toInclude("Joint planning");
});

test("an amount keeps its own direction where one reads from right to left", async () => {
    await mountDashboard();
    expect.verifySteps(["{}"]);
    const plain = moneyText(386300);
    expect(plain).not.toMatch(/[\u2066-\u2069]/);
    patchWithCleanup(localization, { direction: "rtl" });
    expect(moneyText(386300)).toBe(`\u2068${plain}\u2069`);
});

test("a number opens its records, each part of it its own", async () => {
    await mountDashboard();
    expect.verifySteps(["{}"]);
    const clicks = [
        ["[data-key=free] button:contains('50 %')", "crm.lead", [["whole", "=", 1]]],
        ["[data-key=free] button:contains(/^4$/)", "crm.lead", [["part", "=", 1]]],
        ["button:contains(Strategic)", "kam.account", [["id", ">", 1]]],
        [
            "button:contains('at risk')",
            "kam.account",
            [
                ["id", ">", 1],
                ["health_state", "=", "red"],
            ],
        ],
        [
            "section[aria-label='This week'] button:contains(late)",
            "kam.influencing.action",
            [
                ["a", "=", 1],
                ["b", "=", 2],
            ],
        ],
        [
            "section[aria-label='Where the year stands'] button:contains(late)",
            "kam.plan.milestone",
            [
                ["c", "=", 3],
                ["e", "=", 5],
            ],
        ],
        [
            "section[aria-label=Load] button:contains('4/3')",
            "kam.account",
            [
                ["user_id", "=", 7],
                ["segment_id", "=", 1],
            ],
        ],
    ];
    for (const [target, model, domain] of clicks) {
        await contains(target).click();
        expect.verifySteps([[model, domain]]);
    }
});

test("filters are asked of the server; one's own view begins with today", async () => {
    await mountDashboard();
    expect.verifySteps(["{}"]);
    expect("select[aria-label=Company]").toHaveCount(0);
    await contains("button:contains(Mine)").click();
    expect.verifySteps([JSON.stringify({ mine: true })]);
    expect(".o_kam_today").toHaveCount(1);
    expect("section[aria-label='My accounts']").toHaveCount(1);
    expect("section[aria-label=Load]").toHaveCount(0);
    await contains("select[aria-label='Account manager']").select("7");
    expect.verifySteps([JSON.stringify({ mine: true, user_id: 7 })]);
});

test("with nothing to show it says what to do", async () => {
    await mountDashboard({ ...DATA, top: [], tiers: [], year: [], load: [] });
    expect.verifySteps(["{}"]);
    expect(".o_kam_dashboard").toHaveText(/No account is in view/);
    expect(".o_kam_dashboard").toHaveText(/Nobody manages a key account/);
    expect(".o_kam_empty_buttons button").toHaveCount(2);
    expect(".o_kam_empty_buttons .btn-primary").toHaveText("Fill kam_dashboard");
});
