import { beforeEach, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    getService,
    makeServerError,
    models,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

class Account extends models.Model {
    _name = "kam.account";
    name = fields.Char();
    _records = [{ id: 7, name: "Azure" }];
}

class Stakeholder extends models.Model {
    _name = "kam.stakeholder";
    name = fields.Char();
    _records = [{ id: 1, name: "Ann Lee" }];
    _views = { form: `<form><field name="name"/></form>` };
}

class Counterpart extends models.Model {
    _name = "kam.stakeholder.counterpart";
    account_id = fields.Many2one({ relation: "kam.account" });
    strength = fields.Integer();
    _records = [{ id: 31, account_id: 7, strength: 4 }];
    _views = {
        form: `<form><field name="strength"/></form>`,
        pivot: `<pivot><field name="strength" type="measure"/></pivot>`,
        graph: `<graph><field name="strength" type="measure"/></graph>`,
        list: `<list><field name="strength"/></list>`,
        search: `<search/>`,
    };
}

defineMailModels();
defineModels([Account, Stakeholder, Counterpart]);

const person = (id, name, power, support) => ({
    id,
    name,
    power,
    support,
    title: "",
    placeholder: false,
});
const line = (id, stakeholder, user, strength) => ({
    id,
    stakeholder_id: stakeholder,
    user_id: user,
    strength,
    is_primary: true,
});

let data;

beforeEach(() => {
    onRpc("kam.start", "screen_buttons", () => []);
    data = {
        account: { id: 7, name: "Azure", readonly: false },
        people: [
            person(1, "Ann Lee", 5, "champion"),
            person(2, "Bo Kumar", 5, "opponent"),
            person(3, "Cy Roe", 1, "neutral"),
        ],
        users: [
            { id: 11, name: "Sam", active: true },
            { id: 12, name: "Kim", active: false },
        ],
        lines: [line(31, 1, 11, 4), line(32, 2, 11, 0), line(33, 1, 12, 2)],
    };
    onRpc("kam.account", "heat_data", ({ args }) => {
        expect.step(`heat ${args[0]}`);
        return data;
    });
});

async function openHeatMap(values = { params: { account_id: 7 } }) {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "kam_heat_map",
        ...values,
    });
    await animationFrame();
}

const standing = (power, support) =>
    queryAllTexts(`.o_kam_grid [data-power="${power}"] [data-support="${support}"] button`);
const cell = (stakeholder, user) =>
    `.o_kam_heat [data-person="${stakeholder}"] [data-user="${user}"]`;

test("power on top, and from opponent to champion", async () => {
    await openHeatMap();
    expect.verifySteps(["heat 7"]);
    expect(queryAllTexts(".o_kam_grid thead th")).toEqual([
        "Power",
        "Opponent",
        "Sceptic",
        "Neutral",
        "Supporter",
        "Champion",
    ]);
    expect(".o_kam_grid tbody tr").toHaveCount(5);
    expect(".o_kam_grid tbody tr:first-child th").toHaveText(/^5\s*Decides alone$/);
    expect(standing(5, "champion")).toEqual(["Ann Lee"]);
    expect(standing(5, "opponent")).toEqual(["Bo Kumar"]);
    expect(standing(1, "neutral")).toEqual(["Cy Roe"]);
    expect(".o_kam_grid .o_kam_toned").toHaveCount(3);
});

test("a crowd in one cell is shown on demand", async () => {
    data.people = [...Array(9).keys()].map((n) => person(n + 1, `Person ${n}`, 3, "neutral"));
    await openHeatMap();
    expect(standing(3, "neutral")).toHaveLength(7);
    await contains(".o_kam_more").click();
    expect(standing(3, "neutral")).toHaveLength(9);
    expect(".o_kam_more").toHaveCount(0);
    expect.verifySteps(["heat 7"]);
});

test("strength is a tone and a number; empty where nobody talks", async () => {
    await openHeatMap();
    expect(`${cell(1, 11)} button`).toHaveText("4");
    expect(`${cell(1, 11)} button`).toHaveClass("o_kam_tone_0");
    expect(`${cell(1, 12)} button`).toHaveClass("o_kam_tone_2");
    expect(`${cell(2, 11)} button`).toHaveText("0");
    expect(`${cell(2, 11)} button`).toHaveClass("o_kam_cold");
    expect(cell(3, 11)).toHaveText("");
    expect(`${cell(3, 11)} button`).toHaveCount(0);
    expect(`${cell(1, 11)} button`).toHaveAttribute(
        "aria-label",
        "Sam and Ann Lee: 4, Counts on us (first counterpart)",
    );
    expect(".o_kam_heat thead th:eq(2)").toHaveText(/Kim\s*Left us/);
    expect.verifySteps(["heat 7"]);
});

test("totals of rows and columns", async () => {
    await openHeatMap();
    expect(queryAllTexts("[data-person='1'] .o_kam_total")).toEqual(["2", "4"]);
    expect(queryAllTexts("[data-person='3'] .o_kam_total")).toEqual(["0", ""]);
    expect(queryAllTexts(".o_kam_counts td")).toEqual(["2", "1", "3", ""]);
    expect(queryAllTexts(".o_kam_best td")).toEqual(["4", "2", "", "4"]);
    expect.verifySteps(["heat 7"]);
});

test("screen readers know what heads what", async () => {
    await openHeatMap();
    expect(".o_kam_heat caption, .o_kam_grid caption").toHaveCount(2);
    expect(".o_kam_heat_map th:not([scope])").toHaveCount(0);
    expect(".o_kam_scroll[role=region][tabindex='0'][aria-labelledby]").toHaveCount(2);
    expect.verifySteps(["heat 7"]);
});

test("a click opens the person, or the counterpart; what changed is read again", async () => {
    await openHeatMap();
    await contains(".o_kam_grid .o_kam_person:contains(Ann Lee)").click();
    expect(".o_dialog .modal-title").toHaveText("Ann Lee");
    data.people[0].name = "Ann Li";
    await contains(".o_dialog .o_form_button_cancel").click();
    await animationFrame();
    expect(standing(5, "champion")).toEqual(["Ann Li"]);
    await contains(`${cell(1, 11)} button`).click();
    expect(".o_dialog .modal-title").toHaveText("Sam and Ann Li");
    expect(".o_dialog [name=strength] input").toHaveValue("4");
    expect.verifySteps(["heat 7", "heat 7"]);
});

test("the pivot stays one click away", async () => {
    await openHeatMap();
    await contains(".o_kam_as_pivot", { visible: false }).click();
    await animationFrame();
    expect(".o_pivot_view").toHaveCount(1);
    expect.verifySteps(["heat 7"]);
});

test("the account also comes from the record around it", async () => {
    await openHeatMap({ context: { active_model: "kam.account", active_id: 7 } });
    expect(".o_kam_heat").toHaveCount(1);
    expect.verifySteps(["heat 7"]);
});

test("nobody yet, no counterpart yet, no account: a sentence says what to do", async () => {
    data.lines = [];
    data.users = [];
    await openHeatMap();
    expect(".o_kam_empty_heat").toHaveText(/None of ours is recorded/);
    expect(".o_kam_grid").toHaveCount(1);
    data.people = [];
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "kam_heat_map",
        params: { account_id: 7 },
    });
    await animationFrame();
    expect(".o_kam_empty").toHaveText(/Nobody is on the map/);
    await getService("action").doAction({ type: "ir.actions.client", tag: "kam_heat_map" });
    await animationFrame();
    expect(".o_kam_empty").toHaveText(/Open this screen from/);
    expect.verifySteps(["heat 7", "heat 7"]);
});

test("an error says what the server said and can be tried again", async () => {
    let fails = true;
    onRpc("kam.account", "heat_data", () => {
        if (fails) {
            throw makeServerError({ message: "Not your account." });
        }
    });
    await openHeatMap();
    expect(".o_kam_heat_map .alert-danger").toHaveText(/Not your account/);
    fails = false;
    await contains(".o_kam_heat_map .alert-danger button").click();
    await animationFrame();
    expect(".o_kam_heat").toHaveCount(1);
    expect.verifySteps(["heat 7"]);
});
