import { beforeEach, expect, test } from "@odoo/hoot";
import { queryAllTexts, resize } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    getService,
    makeServerError,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { countStates, phaseStretches } from "@kam_management/year_timeline/year_model";

class Account extends models.Model {
    _name = "kam.account";
    name = fields.Char();
    _records = [{ id: 7, name: "Azure" }];
    _views = { form: `<form><field name="name"/></form>` };
}

class Milestone extends models.Model {
    _name = "kam.plan.milestone";
    name = fields.Char();
    _records = [{ id: 1, name: "Look back" }];
    _views = {
        form: `<form><field name="name"/></form>`,
        list: `<list><field name="name"/></list>`,
        search: `<search/>`,
    };
}

defineMailModels();
defineModels([Account, Milestone]);

const MONTHS = ["04", "05", "06", "07", "08", "09", "10", "11", "12"]
    .map((month) => `2026-${month}`)
    .concat(["2027-01", "2027-02", "2027-03"])
    .map((key) => ({ key, name: `M${key.slice(5)}` }));
const item = (id, date, state, extra = {}) => ({
    id,
    name: `Step ${id}`,
    date,
    day: date.slice(5),
    state,
    phase: "",
    user: "Sam",
    flag: false,
    ...extra,
});

let data;

beforeEach(() => {
    onRpc("kam.start", "screen_buttons", () => []);
    data = {
        year: 2026,
        label: "2026/27",
        today: "2026-07-20",
        months: MONTHS,
        managers: [
            { id: 7, name: "Mitchell" },
            { id: 8, name: "Tess" },
        ],
        user_id: 7,
        offset: 0,
        total: 1,
        page: 40,
        rows: [
            {
                account_id: 7,
                name: "Azure",
                segment: "A",
                tier: "Strategic",
                manager: "Mitchell",
                plan: { id: 3, state: "approved", label: "Approved" },
                items: [
                    item(1, "2026-04-15", "done", { phase: "planning" }),
                    item(2, "2026-07-10", "late", { phase: "review", flag: true }),
                    item(3, "2026-07-28", "due"),
                    item(4, "2027-03-15", "coming"),
                ],
                actions: [{ month: "2026-05", done: 2, late: 1, coming: 0 }],
            },
        ],
    };
    onRpc("kam.account", "year_timeline", ({ args, kwargs }) => {
        expect.step([args[0], kwargs.year ?? null, kwargs.user_id ?? null, kwargs.offset ?? 0]);
        return data;
    });
});

async function mountTimeline(params = {}) {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "kam_year_timeline",
        params,
    });
    await animationFrame();
}

test.tags("desktop");
test("months in columns, each milestone in its month with icon and word", async () => {
    await mountTimeline();
    expect.verifySteps([[[], null, null, 0]]);
    expect(queryAllTexts("thead th")).toEqual(["Account", ...MONTHS.map((month) => month.name)]);
    expect(
        "td[data-month='2026-04'] .o_kam_milestone[data-state='done'] .fa-check-circle",
    ).toHaveCount(1);
    expect("td[data-month='2026-07'] .o_kam_milestone").toHaveCount(2);
    expect("td[data-month='2026-07'] [data-state='late'] b").toHaveText("Late");
    expect(
        "td[data-month='2026-07'] [data-state='late'] [aria-label='Somebody stands in']",
    ).toHaveCount(1);
    expect("thead th[aria-current='date']").toHaveText("M07");
    expect(queryAllTexts(".o_kam_state b")).toEqual(["1", "1", "1", "1", "0"]);
    expect(".o_kam_phases").toHaveCount(0);
});

test.tags("desktop");
test("another manager, another year, the next page", async () => {
    data.total = 50;
    await mountTimeline();
    await contains(".o_kam_manager").select("8");
    await contains("button[title='Year after']").click();
    await contains("button:contains(Next)").click();
    expect.verifySteps([
        [[], null, null, 0],
        [[], null, 8, 0],
        [[], 2027, 8, 0],
        [[], 2027, 8, 40],
    ]);
});

test.tags("desktop");
test("one account: phases of the plan and actions by month", async () => {
    await mountTimeline({ account_id: 7 });
    expect.verifySteps([[[7], null, null, 0]]);
    expect(queryAllTexts(".o_kam_phases td")).toEqual([
        "Planning",
        "Implementation",
        "Review",
        "Implementation",
    ]);
    expect(".o_kam_manager").toHaveCount(0);
    expect(".o_kam_actions").toHaveCount(1);
    expect(".o_kam_actions").toHaveText(/2 done\s+1 late/);
});

test.tags("desktop");
test("numbers and milestones click through", async () => {
    await mountTimeline();
    await contains(".o_kam_state[data-state='late']").click();
    expect(".o_list_view").toHaveCount(1);
    await getService("action").doAction({ type: "ir.actions.client", tag: "kam_year_timeline" });
    await contains(".o_kam_milestone[data-state='done']").click();
    expect(".o_form_view").toHaveCount(1);
    expect.verifySteps([
        [[], null, null, 0],
        [[], null, null, 0],
    ]);
});

test("on a phone: what is late first, then by month, what is over folded away", async () => {
    await resize({ width: 390, height: 844 });
    await mountTimeline();
    expect.verifySteps([[[], null, null, 0]]);
    expect("table").toHaveCount(0);
    expect(".o_kam_late .o_kam_milestone").toHaveCount(1);
    expect(".o_kam_year_list > section:not(.o_kam_late) h2").toHaveCount(2);
    expect(".o_kam_before .o_kam_milestone[data-state='done']").toHaveCount(1);
});

test("nothing laid out: the button that fills it says how it went", async () => {
    data.rows = [];
    data.total = 0;
    onRpc("kam.start", "screen_buttons", ({ args }) => {
        expect.step(args[0]);
        return [
            { label: "Lay the year out now", method: "action_cadence", action: false },
            { label: "Open my key accounts", method: false, action: "kam_my" },
        ];
    });
    onRpc("kam.start", "action_cadence", () => ({
        type: "ir.actions.client",
        tag: "display_notification",
        params: { message: "The year was laid out. New: 8." },
    }));
    await mountTimeline();
    expect(queryAllTexts(".o_kam_empty button")).toEqual([
        "Lay the year out now",
        "Open my key accounts",
    ]);
    expect(".o_kam_empty .btn-primary").toHaveCount(1);
    await contains(".o_kam_empty .btn-primary").click();
    expect(".o_notification").toHaveText(/New: 8/);
    expect.verifySteps([[[], null, null, 0], "kam_year_timeline"]);
});

test("nothing laid out, and an error", async () => {
    data.rows = [];
    data.total = 0;
    await mountTimeline();
    expect(".o_kam_empty").toHaveText(/Nothing is laid out/);
    expect.verifySteps([[[], null, null, 0]]);
    onRpc("kam.account", "year_timeline", () => {
        throw makeServerError({ message: "You may not see this account." });
    });
    await getService("action").doAction({ type: "ir.actions.client", tag: "kam_year_timeline" });
    await animationFrame();
    expect(".alert-danger").toHaveText(/You may not see this account/);
});

test.tags("desktop");
test("the strip on the account says where the year stands", async () => {
    await mountView({
        type: "form",
        resModel: "kam.account",
        resId: 7,
        arch: `<form><field name="name"/><widget name="kam_year_strip"/></form>`,
    });
    await animationFrame();
    expect.verifySteps([[[7], null, null, 0]]);
    expect(".o_kam_year_strip li").toHaveCount(12);
    expect(".o_kam_year_strip li[aria-current='date'] i").toHaveClass("text-danger");
    expect(".o_kam_year_strip").toHaveText(/Late: Step 2/);
});

test("states are counted, phases are stretches", () => {
    const { items } = data.rows[0];
    expect(countStates(items)).toEqual({ late: 1, due: 1, coming: 1, done: 1, skipped: 0 });
    expect(phaseStretches(MONTHS, items).map(({ phase, months }) => [phase, months])).toEqual([
        ["planning", 1],
        ["implementation", 2],
        ["review", 1],
        ["implementation", 8],
    ]);
    expect(phaseStretches(MONTHS, [])).toEqual([]);
});
