import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
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
import { linePath, linePoints } from "@kam_management/satisfaction/line";

class Interview extends models.Model {
    _name = "kam.interview";

    guide = fields.Json();
    answers = fields.Json();

    _records = [
        {
            id: 5,
            answers: false,
            guide: [
                { id: "0", name: "All in all", question: "How satisfied are you?", hint: "" },
                { id: "7", name: "Delivery", question: "Was it on time?", hint: "The last time" },
            ],
        },
    ];
}

class Account extends models.Model {
    _name = "kam.account";

    name = fields.Char();

    _records = [{ id: 3, name: "Azure" }];
}

defineMailModels();
defineModels([Interview, Account]);

const DATA = {
    known: true,
    mean: 5.8,
    trend: "down",
    count: 3,
    last: "20 Nov 2026",
    can_write: true,
    quarters: [
        { label: "Q3 2026", mean: false, count: 0 },
        { label: "Q4 2026", mean: 0, count: 1 },
        { label: "Q1 2027", mean: 10, count: 2 },
    ],
    moments: [{ id: 7, name: "Delivery", mean: 3, count: 2 }],
    verbatims: [
        { id: 9, text: "Nine days late", who: "Anonymous", about: "", date: "today", score: 0 },
        {
            id: 8,
            text: "Ask again",
            who: "Anna",
            about: "",
            date: "today",
            score: false,
            open: true,
        },
    ],
};

function mountInterview() {
    onRpc("kam.interview", "web_save", ({ args }) => expect.step(args[1].answers));
    return mountView({
        type: "form",
        resModel: "kam.interview",
        resId: 5,
        arch: `<form class="o_kam_interview">
                <field name="guide" invisible="1"/><field name="answers" widget="kam_interview"/>
            </form>`,
    });
}

test("a zero is an answer, and tapped again it is none", async () => {
    await mountInterview();
    expect(".o_kam_question").toHaveCount(1);
    expect(".o_kam_scores button").toHaveCount(11);
    await contains(".o_kam_scores [data-value='0']").click();
    expect(".o_kam_scores [data-value='0']").toHaveAttribute("aria-pressed", "true");
    await contains(".o_form_button_save").click();
    expect.verifySteps([{ 0: { score: 0 } }]);
    await contains(".o_kam_scores [data-value='0']").click();
    expect(".o_kam_scores [aria-pressed=true]").toHaveCount(0);
    await contains(".o_form_button_save").click();
    expect.verifySteps([{}]);
});

test("the moments of truth are one tap away; words alone are an answer too", async () => {
    await mountInterview();
    await contains(".o_kam_more").click();
    expect(queryAllTexts(".o_kam_question h4 .small")).toEqual(["All in all", "Delivery"]);
    await contains(".o_kam_question:eq(1) textarea").edit("It was late");
    await contains(".o_form_button_save").click();
    expect.verifySteps([{ 7: { text: "It was late" } }]);
});

test("the line has a place for a zero and none for what is not known", () => {
    const points = linePoints(DATA.quarters, 112, 72);
    expect(points.map(({ x, y }) => [x, y])).toEqual([
        [56, 66],
        [106, 6],
    ]);
    expect(linePath(points)).toBe("M56 66 L106 6");
});

function mountAccount(data) {
    onRpc("kam.account", "satisfaction_data", () => data);
    onRpc("kam.account", "action_open_satisfaction", () => ({ type: "ir.actions.act_window" }));
    mockService("action", { doAction: (action) => expect.step(action.domain || action.res_id) });
    return mountView({
        type: "form",
        resModel: "kam.account",
        resId: 3,
        arch: `<form><widget name="kam_satisfaction"/></form>`,
    });
}

test("figure, trend, moments and words; each opens what is behind it", async () => {
    await mountAccount(DATA);
    expect(".o_kam_satisfaction").toHaveText(/5\.8 of 10.*worse than the year before/s);
    expect(".o_kam_satisfaction .fa-exclamation-circle").toHaveCount(1);
    expect(".o_kam_dot").toHaveCount(2);
    expect(queryAllTexts("blockquote b")).toEqual(["0"]);
    expect("blockquote:eq(1)").toHaveText(/follow-up open/);
    await contains(".o_kam_moments button").click();
    await contains(".o_kam_verbatim").click();
    expect.verifySteps([
        [
            ["account_id", "=", 3],
            ["moment_id", "=", 7],
            ["score_known", "=", true],
        ],
        9,
    ]);
});

test("nobody asked: says so, and whoever may not write is not invited to ask", async () => {
    await mountAccount({
        ...DATA,
        known: false,
        last: "",
        can_write: false,
        moments: [],
        verbatims: [],
    });
    expect(".o_kam_satisfaction").toHaveText(/Nobody was asked in the last year/);
    expect(".o_kam_ask").toHaveCount(0);
    expect(".o_kam_dot").toHaveCount(0);
});
