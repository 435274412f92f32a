import { expect, test } from "@odoo/hoot";
import { queryAllTexts, queryText } from "@odoo/hoot-dom";
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
import { labelOf } from "@kam_management/programme/programme_radar";

defineMailModels();

const ITEM = {
    element: false,
    question: "Is it so?",
    hint: "Look at the minutes",
    answer: "unknown",
    state: "unknown",
    computed: false,
    figure: "",
    opens: false,
    misses: false,
    owner: false,
    due: false,
    done: false,
    late: false,
    evidence: "",
    proof: false,
};
const LIST = { total: 1, counts: { yes: 0, partly: 0, no: 0, unknown: 1 }, score: null, late: 0 };
const ELEMENT = { known: 0, total: 1, known_before: 0, total_before: 0 };
const DATA = {
    company: "Programme Ltd",
    year: 2026,
    year_before: 2025,
    years: [2026, 2025],
    frozen: false,
    evaluated_on: "2026-06-30 12:00:00",
    may_answer: true,
    may_configure: false,
    lists: [
        { ...LIST, kind: "milestone", label: "Milestones", total: 2 },
        { ...LIST, kind: "pre_launch", label: "Before the launch", late: 1 },
        { ...LIST, kind: "post_launch", label: "After the launch" },
        { ...LIST, kind: "assessment", label: "Self-assessment", total: 2 },
    ],
    elements: [
        {
            ...ELEMENT,
            code: "structure",
            label: "Structure and process",
            score: 80,
            before: 40,
            known: 1,
        },
        { ...ELEMENT, code: "metrics", label: "Metrics", score: 50, before: null },
        { ...ELEMENT, code: "people", label: "People", score: null, before: 20 },
    ],
    items: [
        { ...ITEM, id: 1, kind: "milestone", name: "Steering group" },
        {
            ...ITEM,
            id: 2,
            kind: "milestone",
            name: "Quick wins",
            computed: true,
            answer: "partly",
            state: "partly",
            figure: "1 of 2 won",
            opens: true,
            misses: true,
        },
        {
            ...ITEM,
            id: 3,
            kind: "post_launch",
            name: "Cost grows faster",
            computed: true,
            answer: "yes",
            state: "no",
            figure: "Much",
        },
        { ...ITEM, id: 4, kind: "assessment", element: "structure", name: "Service levels" },
        {
            ...ITEM,
            id: 5,
            kind: "assessment",
            element: "people",
            name: "Skills",
            answer: "yes",
            state: "yes",
        },
    ],
};

async function mountProgramme(data = DATA) {
    onRpc("kam.programme", "programme_data", ({ kwargs }) => {
        expect.step(`data ${kwargs.year} ${kwargs.refresh}`);
        return data;
    });
    onRpc("kam.programme.answer", "write", ({ args }) => {
        expect.step(["write", ...args]);
        return true;
    });
    for (const method of ["action_open_records", "action_open_missing"]) {
        onRpc("kam.programme.answer", method, ({ args }) => ({ method, ids: args[0] }));
    }
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "kam_programme" });
    await animationFrame();
    patchWithCleanup(getService("action"), {
        doAction: (action, options) => expect.step([action, options?.additionalContext]),
    });
    expect.verifySteps(["data false false"]);
}

test("a manager answers by hand, and never what is computed", async () => {
    await mountProgramme();
    expect(".o_kam_programme_item").toHaveCount(2);
    expect("[data-name='Steering group'] .btn-group button").toHaveCount(4);
    expect("[data-name='Quick wins'] .btn-group").toHaveCount(0);
    expect("[data-name='Quick wins'] .badge").toHaveText("Partly");
    await contains("[data-name='Steering group'] button:contains(Yes)").click();
    expect.verifySteps([["write", [1], { answer: "yes" }], "data false false"]);
    await contains("[data-name='Steering group'] button:contains(Not known)").click();
    expect.verifySteps([]);
});

test("a figure opens its records, and those that are missing", async () => {
    await mountProgramme();
    await contains(".o_kam_programme_figure").click();
    expect.verifySteps([[{ method: "action_open_records", ids: [2] }, undefined]]);
    await contains("button:contains(What is missing)").click();
    expect.verifySteps([[{ method: "action_open_missing", ids: [2] }, undefined]]);
});

test("lists, elements, and what is not a yes", async () => {
    await mountProgramme();
    expect(".o_kam_programme_list:contains(Before the launch)").toHaveText(/1 late/);
    await contains(".o_kam_programme_list:contains(Self-assessment)").click();
    expect(queryAllTexts("h3")).toEqual([
        "Structure and process\n80 of 100, 1 of 1 answered",
        "People\nnothing is answered yet",
    ]);
    await contains("input[type=checkbox]").click();
    expect(queryAllTexts(".o_kam_programme_item b")).toEqual(["Service levels"]);
    await contains(".o_kam_programme_list:contains(After the launch)").click();
    // A yes that is a warning is shown as what it is.
    expect("[data-name='Cost grows faster'] .badge.text-bg-danger").toHaveText("Yes");
});

test("salespeople read", async () => {
    await mountProgramme({ ...DATA, may_answer: false });
    expect(".btn-group button").toHaveCount(0);
    expect("[data-name='Steering group'] .badge").toHaveText("Not known");
    await contains("[data-name='Steering group'] .btn-link").click();
    expect(queryText("[data-name='Steering group']")).toInclude("Look at the minutes");
    await contains("[data-name='Steering group'] button:contains(Open)").click();
    expect.verifySteps([
        [
            {
                type: "ir.actions.act_window",
                name: "Steering group",
                res_model: "kam.programme.answer",
                res_id: 1,
                views: [[false, "form"]],
            },
            undefined,
        ],
    ]);
});

test("another year, print, and a year that is over", async () => {
    await mountProgramme({ ...DATA, frozen: true, may_answer: false });
    expect(".o_kam_programme").toHaveText(/This year is over/);
    expect("button[title='Compute the figures again']").toHaveCount(0);
    await contains("select[aria-label='Fiscal year']").select("2025");
    expect.verifySteps(["data 2025 false"]);
    await contains("button:contains(Print)").click();
    expect.verifySteps([["kam_management.kam_programme_report", { active_ids: [1] }]]);
});

test("the radar says in words what it draws; nothing known is no zero", async () => {
    await mountProgramme();
    expect("canvas").toHaveAttribute(
        "aria-label",
        "Structure and process: 80 (2025: 40), Metrics: 50 (2025: not known), People: not known (2025: 20)",
    );
    expect(labelOf({ label: "Culture and leadership", score: 0 })).toEqual([
        "Culture and",
        "leadership",
        "0",
    ]);
    expect(labelOf({ label: "People", score: null })).toEqual(["People", "–"]);
});

test("an empty catalogue says what it is for", async () => {
    await mountProgramme({ ...DATA, items: [], may_configure: true });
    expect(".o_kam_programme").toHaveText(/The catalogue is empty/);
    await contains("button:contains(Fill the Catalogue)").click();
    expect.verifySteps([["kam_management.kam_programme_item_action", undefined]]);
});
