import { expect, test } from "@odoo/hoot";
import { queryAllAttributes, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Plan extends models.Model {
    _name = "kam.account.plan";
    name = fields.Char();
    marks = fields.Json();
    _records = [
        {
            id: 1,
            name: "Azure 2026",
            marks: [
                { name: "Finance", state: "signed", text: "Finance signed on 3 March" },
                { name: "Sales", state: "lapsed", text: "Sales signed, lapsed since" },
                { name: "Service", state: "waiting", text: "Service has not signed" },
            ],
        },
        { id: 2, name: "Gemini 2026", marks: false },
    ];
}

defineMailModels();
defineModels([Plan]);

const part = (code, state, more = {}) => ({
    code,
    name: code,
    state,
    kind: "section",
    template_id: code,
    section_id: 1,
    required: false,
    areas: [],
    ...more,
});
const PARTS = [
    part("goals", "filled", { kind: "page", section_id: false }),
    part("swot", "lapsed", { areas: ["Finance"] }),
    part("baselines", "empty", { required: true }),
    part("pest", "empty", { section_id: false }),
];

const show = (widget, resId = 1) =>
    mountView({
        type: "form",
        resModel: "kam.account.plan",
        resId,
        arch: `<form><field name="name"/>${widget}</form>`,
    });

test("the rail says of each part how it stands, and offers what the plan could have", async () => {
    onRpc("kam.account.plan", "plan_rail", () => ({ parts: PARTS, frozen: false }));
    await show(`<widget name="kam_plan_rail"/>`);
    await animationFrame();
    expect(queryAllAttributes(".o_kam_plan_rail button", "data-code")).toEqual([
        "goals",
        "swot",
        "baselines",
        "pest",
    ]);
    expect("[data-code=swot] i").toHaveAttribute("aria-label", "Signature lapsed");
    expect("[data-code=swot]").toHaveAttribute("title", "Signature lapsed · signed by Finance");
    expect("[data-code=baselines]").toHaveAttribute("title", "Empty · required");
    expect("[data-code=pest] i").toHaveAttribute("aria-label", "Add");
});

test("a section opens after the plan was saved, and the rail is read again", async () => {
    let reads = 0;
    onRpc("kam.account.plan", "plan_rail", () => {
        reads++;
        return { parts: PARTS, frozen: false };
    });
    onRpc("kam.account.plan", "web_save", ({ args }) => expect.step(args[1]));
    onRpc("kam.account.plan", "open_section", ({ args }) => {
        expect.step(args);
        return { type: "ir.actions.act_window_close" };
    });
    mockService("action", { doAction: ({ type }) => expect.step(type) });
    await show(`<widget name="kam_plan_rail"/>`);
    await animationFrame();
    const before = reads;
    await contains("[name=name] input").edit("Azure 2027");
    await contains("[data-code=pest]").click();
    await animationFrame();
    expect.verifySteps([{ name: "Azure 2027" }, [1, "pest"], "ir.actions.act_window_close"]);
    expect(reads).toBeGreaterThan(before);
});

test("what cannot be read says so, on the rail and in the actions", async () => {
    onRpc("kam.account.plan", "plan_rail", () => Promise.reject(new Error("no")));
    onRpc("kam.account.plan", "next_actions", () => Promise.reject(new Error("no")));
    await show(`<widget name="kam_plan_rail"/><widget name="kam_plan_actions"/>`);
    await animationFrame();
    expect(".o_form_view").toHaveText(/The parts could not be read/);
    expect(".o_form_view").toHaveText(/The actions could not be read/);
});

test("the next actions open their records; late ones say so; the rest is counted", async () => {
    const actions = [
        {
            model: "kam.plan.tactic",
            id: 4,
            name: "Visit",
            label: "3 Mar",
            late: true,
            kind: "Tactic",
            who: "Sam",
        },
        {
            model: "kam.plan.milestone",
            id: false,
            name: "Review",
            label: "15 Jul",
            kind: "",
            who: "",
        },
    ];
    onRpc("kam.account.plan", "next_actions", () => ({ actions, more: 5 }));
    mockService("action", {
        doAction: ({ res_model, res_id }) => expect.step([res_model, res_id]),
    });
    await show(`<widget name="kam_plan_actions"/>`);
    await animationFrame();
    expect(queryAllTexts(".o_kam_plan_actions li .text-break")).toEqual(["Visit", "Review"]);
    expect(".o_kam_plan_actions [aria-label=Late]").toHaveCount(1);
    expect(".o_kam_plan_actions button").toHaveCount(1, {
        message: "what has no record opens none",
    });
    await contains(".o_kam_plan_actions button:contains(Visit)").click();
    expect.verifySteps([["kam.plan.tactic", 4]]);
    expect(".o_form_view").toHaveText(/and 5 more/);
});

test("with nothing planned it says where actions come from", async () => {
    onRpc("kam.account.plan", "next_actions", () => ({ actions: [], more: 0 }));
    await show(`<widget name="kam_plan_actions"/>`);
    await animationFrame();
    expect(".o_form_view").toHaveText(/Nothing is planned yet/);
});

test("each area has a mark that also says in words whether it signed", async () => {
    await show(`<field name="marks" widget="kam_signoff_marks"/>`);
    expect(queryAllAttributes(".o_kam_signoff_marks i", "aria-label")).toEqual([
        "Finance signed on 3 March",
        "Sales signed, lapsed since",
        "Service has not signed",
    ]);
    expect(".o_kam_signoff_marks .fa-check-circle").toHaveCount(1);
    expect(".o_kam_signoff_marks .fa-exclamation-circle").toHaveCount(1);
});

test("a plan that nobody signs has no marks", async () => {
    await show(`<field name="marks" widget="kam_signoff_marks"/>`, 2);
    expect(".o_kam_signoff_marks i").toHaveCount(0);
});
