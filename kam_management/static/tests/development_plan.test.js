import { beforeEach, expect, test } from "@odoo/hoot";
import { press, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    models,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { user } from "@web/core/user";
import { DevelopmentPlan } from "@kam_management/development_plan/development_plan";

class Plan extends models.Model {
    _name = "kam.account.plan";
    name = fields.Char();
}

class Objective extends models.Model {
    _name = "kam.plan.objective";
    name = fields.Char();
    plan_id = fields.Many2one({ relation: "kam.account.plan" });
    user_id = fields.Many2one({ relation: "res.users" });
    _records = [{ id: 11, name: "Grow" }];
    _views = { form: `<form><field name="name"/></form>` };
}

class Strategy extends models.Model {
    _name = "kam.plan.strategy";
    name = fields.Char();
    objective_id = fields.Many2one({ relation: "kam.plan.objective" });
    _records = [{ id: 21, name: "Planners first" }];
    _views = { form: `<form><field name="name"/></form>` };
}

class Tactic extends models.Model {
    _name = "kam.plan.tactic";
    name = fields.Char();
    strategy_id = fields.Many2one({ relation: "kam.plan.strategy" });
    user_id = fields.Many2one({ relation: "res.users" });
    quarter = fields.Char();
    done = fields.Boolean();
    _records = [
        { id: 31, name: "Workshop", quarter: "1" },
        { id: 32, name: "Visit", quarter: "3" },
    ];
    _views = { form: `<form><field name="name"/></form>` };
}

defineMailModels();
defineModels([Plan, Objective, Strategy, Tactic]);

const sam = { id: 5, name: "Sam" };
const tactic = (id, name, quarter, more = {}) => ({
    id,
    name,
    quarter,
    user: sam,
    deadline: "2030-12-31",
    due: false,
    done: false,
    done_on: false,
    late: false,
    ...more,
});

let data;

beforeEach(() => {
    data = {
        plan: {
            id: 7,
            name: "Azure, 2030",
            frozen: false,
            closed: false,
            readonly: false,
            progress: 25,
            live: false,
        },
        quarters: ["1", "2", "3", "4"].map((code) => ({
            code,
            end: "2030-12-31",
            now: code === "3",
            past: code < "3",
        })),
        objectives: [
            {
                id: 11,
                name: "Grow",
                user: sam,
                quarter: "4",
                progress: 25,
                work: 0,
                measure: "Stores",
                unit: "",
                baseline: 2,
                target: 6,
                current: 3,
                live: true,
                late: false,
                strategies: [
                    {
                        id: 21,
                        name: "Planners first",
                        user: null,
                        progress: 0,
                        tactics: [
                            tactic(31, "Workshop", "1", { late: true }),
                            tactic(32, "Visit", "3"),
                        ],
                    },
                    { id: 22, name: "Finance", user: null, progress: null, tactics: [] },
                ],
            },
        ],
        flags: [],
    };
    onRpc("kam.account.plan", "development_data", ({ args }) => {
        expect.step(`data ${args[0]}`);
        return structuredClone(data);
    });
    onRpc("kam.account.plan", "refresh_measures", () => {
        expect.step("measure");
        return false;
    });
    onRpc("write", ({ model, args }) => {
        expect.step(`write ${model.split(".").pop()} ${args[0]} ${JSON.stringify(args[1])}`);
        if (model === "kam.plan.tactic") {
            const all = data.objectives[0].strategies.flatMap((one) => one.tactics);
            Object.assign(
                all.find((one) => one.id === args[0][0]),
                args[1],
            );
        }
        return true;
    });
    onRpc("create", ({ model, args }) => {
        expect.step(`create ${model.split(".").pop()} ${JSON.stringify(args[0][0])}`);
        return [99];
    });
});

const mount = () => mountWithCleanup(DevelopmentPlan, { props: { planId: 7 } });
const cell = (quarter, strategy = 21) =>
    `.o_kam_quarter_cell[data-quarter="${quarter}"][data-strategy-id="${strategy}"]`;
const card = (id) => `.o_kam_tactic[data-id="${id}"]`;

test.tags("desktop");
test("objectives, strategies and tactics in their quarters", async () => {
    await mount();
    expect("thead th").toHaveCount(5);
    expect("thead th.o_kam_this_quarter").toHaveText(/Q3/);
    expect(`${cell(1)} .o_kam_tactic`).toHaveCount(1);
    expect(`${cell(3)} .o_kam_tactic_name`).toHaveText("Visit");
    expect(`${cell(2)} .o_kam_tactic`).toHaveCount(0);
    expect(".o_kam_objective").toHaveText(/Stores: 2 → 3 of 6/);
    expect(queryAllTexts(".o_kam_progress")).toEqual(["25 %", "0 %", "not known yet"]);
    expect(".o_kam_objective [role=progressbar]").toHaveAttribute("aria-valuenow", "25");
    expect(`${card(31)} .text-danger`).toHaveText("Late");
    expect(`${card(31)} .fa-clock-o`).toHaveCount(1);
    expect.verifySteps(["data 7"]);
});

test.tags("desktop");
test("a tactic is dragged to another quarter, and to another strategy", async () => {
    await mount();
    await contains(`${card(31)} .o_kam_tactic_name`).dragAndDrop(cell(4));
    await animationFrame();
    expect(`${cell(4)} ${card(31)}`).toHaveCount(1);
    await contains(`${card(32)} .o_kam_tactic_name`).dragAndDrop(cell(2, 22));
    await animationFrame();
    expect.verifySteps([
        "data 7",
        'write tactic 31 {"quarter":"4","strategy_id":21}',
        "data 7",
        'write tactic 32 {"quarter":"2","strategy_id":22}',
        "data 7",
    ]);
});

test("the keyboard moves and ticks; focus stays on the card", async () => {
    await mount();
    const first = () => queryOne(`${card(32)}`);
    first().focus();
    await press(["shift", "ArrowRight"]);
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["data 7", 'write tactic 32 {"quarter":"4"}', "data 7"]);
    expect("[aria-live]").toHaveText("Visit moved to Q4");
});

test.tags("desktop");
test("no further than the last quarter; space ticks", async () => {
    data.objectives[0].strategies[0].tactics = [tactic(32, "Visit", "4")];
    await mount();
    queryOne(card(32)).focus();
    await press(["shift", "ArrowRight"]);
    await animationFrame();
    expect.verifySteps(["data 7"]);
    await press(" ");
    await animationFrame();
    await animationFrame();
    expect(card(32)).toHaveClass("o_kam_done");
    expect(card(32)).toBeFocused();
    expect.verifySteps(["data 7", 'write tactic 32 {"done":true}', "data 7"].slice(1));
});

test("the menu moves as well", async () => {
    await mount();
    await contains(`${card(32)} .o_kam_more`, { visible: false }).click();
    expect(queryAllTexts(".o-dropdown-item")).toEqual([
        "Open",
        "Move to Q1",
        "Move to Q2",
        "Move to Q4",
        "Give as to-do",
        "Plan a meeting",
        "Make an opportunity",
    ]);
    await contains(".o-dropdown-item:contains(Move to Q4)").click();
    await animationFrame();
    expect.verifySteps(["data 7", 'write tactic 32 {"quarter":"4"}', "data 7"]);
});

test("a refusal is said, and the plan shows what is so", async () => {
    onRpc("kam.plan.tactic", "write", () => {
        throw makeServerError({ message: "The plan is frozen." });
    });
    await mount();
    await contains(`${card(32)} .o_kam_tick`).click();
    await animationFrame();
    expect(".o_notification").toHaveText(/The plan is frozen/);
    expect(card(32)).not.toHaveClass("o_kam_done");
    expect.verifySteps(["data 7", "data 7"]);
});

test("add in place: Enter adds and asks for the next, Escape ends", async () => {
    await mount();
    await contains(`${cell(3)} .o_kam_add`).click();
    await contains(`${cell(3)} .o_kam_new`).edit("Call them", { confirm: false });
    await press("Enter");
    await animationFrame();
    expect(`${cell(3)} .o_kam_new`).toHaveValue("");
    await press("Escape");
    await animationFrame();
    expect(`${cell(3)} .o_kam_new`).toHaveCount(0);
    await contains(".o_kam_add_row .o_kam_add").click();
    await contains(".o_kam_add_row .o_kam_new").edit("Sponsors", { confirm: false });
    await press("Enter");
    await animationFrame();
    expect.verifySteps([
        "data 7",
        'create tactic {"strategy_id":21,"quarter":"3","name":"Call them","user_id":5}',
        "data 7",
        'create strategy {"objective_id":11,"name":"Sponsors"}',
        "data 7",
    ]);
});

test("what is to be mended has its button", async () => {
    data.flags = [
        {
            code: "no_owner",
            model: "kam.plan.objective",
            id: 11,
            text: "Nobody answers for “Grow”.",
        },
        { code: "tactic_late", model: "kam.plan.tactic", id: 32, text: "“Visit” was to be done." },
    ];
    await mount();
    expect(".o_kam_flags button").toHaveText(/2 to mend/);
    await contains(".o_kam_flags button").click();
    expect(queryAllTexts(".o_kam_flags li span")).toEqual([
        "Nobody answers for “Grow”.",
        "“Visit” was to be done.",
    ]);
    await contains("li[data-code=tactic_late] button").click();
    await animationFrame();
    await contains("li[data-code=no_owner] button").click();
    expect(".o_dialog [name=name] input").toHaveValue("Grow");
    expect.verifySteps(["data 7", 'write tactic 32 {"done":true}', "data 7"]);
});

test("frozen: only ticks", async () => {
    data.plan.frozen = true;
    await mount();
    expect(".o_kam_frozen").toHaveCount(1);
    expect(".o_kam_add").toHaveCount(0);
    expect(`${card(32)} .o_kam_tick`).toBeEnabled();
    queryOne(card(32)).focus();
    await press(["shift", "ArrowRight"]);
    await contains(`${card(32)} .o_kam_tick`).click();
    await animationFrame();
    expect.verifySteps(["data 7", 'write tactic 32 {"done":true}', "data 7"]);
});

test("for readers nothing is to be clicked", async () => {
    data.plan.readonly = true;
    await mount();
    expect(".o_kam_add, .o_kam_more").toHaveCount(0);
    expect(`${card(32)} .o_kam_tick`).not.toBeEnabled();
    expect.verifySteps(["data 7"]);
});

test("live figures are measured after the plan is shown", async () => {
    data.plan.live = true;
    await mount();
    await animationFrame();
    expect.verifySteps(["data 7", "measure"]);
});

test("nothing yet: what to do, and the button", async () => {
    data.objectives = [];
    await mount();
    expect(".o_kam_empty").toHaveText(/No objective is set yet/);
    await contains(".o_kam_add").click();
    await contains(".o_kam_new").edit("Every store", { confirm: false });
    await press("Enter");
    await animationFrame();
    const vals = { plan_id: 7, name: "Every store", user_id: user.userId };
    expect.verifySteps(["data 7", `create objective ${JSON.stringify(vals)}`, "data 7"]);
});

test("an error says what the server said and can be tried again", async () => {
    let fails = true;
    onRpc("kam.account.plan", "development_data", () => {
        if (fails) {
            throw makeServerError({ message: "Not your account." });
        }
    });
    await mount();
    expect(".alert-danger").toHaveText(/Not your account/);
    fails = false;
    await contains(".alert-danger button").click();
    await animationFrame();
    expect(".o_kam_objective").toHaveCount(1);
    expect.verifySteps(["data 7"]);
});

test.tags("mobile");
test("on a phone one quarter at a time", async () => {
    await mount();
    expect(".o_kam_quarter_tabs [aria-selected=true]").toHaveText(/Q3/);
    expect(queryAllTexts(".o_kam_tactic_name")).toEqual(["Visit"]);
    await contains(".o_kam_quarter_tabs button:contains(Q1)").click();
    expect(queryAllTexts(".o_kam_tactic_name")).toEqual(["Workshop"]);
    expect.verifySteps(["data 7"]);
});
