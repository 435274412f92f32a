import { beforeEach, expect, test } from "@odoo/hoot";
import { press, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame, Deferred, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    clickSave,
    contains,
    defineModels,
    defineParams,
    fields,
    makeServerError,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Account extends models.Model {
    _name = "kam.account";

    name = fields.Char();
    code = fields.Char({ required: true });

    _records = [
        { id: 7, name: "Azure", code: "x" },
        { id: 8, name: "Gemini", code: "y" },
    ];
}

defineMailModels();
defineModels([Account]);

const ARCH = `<form><field name="name"/><field name="code"/><widget name="kam_rating_sheet"/></form>`;

function factor(values) {
    return {
        guidance: "",
        low_label: "",
        high_label: "",
        group: "",
        weight: 10,
        share: 25,
        value: false,
        contribution: 0,
        note: "",
        by: "",
        date: false,
        origin: "manual",
        measure: false,
        computed: false,
        ...values,
    };
}

/** The server: ratings by criterion; `rate` and `rate_note` change them and answer with the sheet. */
let ratings;
let readonly;

const COMPUTED = { value: 3, note: "", origin: "computed" };

function makeSheet() {
    const size = ratings[1];
    const trust = ratings[2];
    return {
        account_id: 7,
        readonly,
        axes: [
            {
                axis: "attractiveness",
                label: "Client attractiveness",
                score: 62.5,
                known: true,
                coverage: 80,
                factors: [
                    factor({
                        criterion_id: 1,
                        name: "Size",
                        guidance: "1: below 50,000",
                        low_label: "small",
                        group: "financial",
                        share: 50,
                        computed: true,
                        measure: "312,000",
                        ...size,
                        contribution: 25 * ((size.value || 1) - 1),
                    }),
                ],
            },
            {
                axis: "strength",
                label: "Relative strength",
                score: 0,
                known: false,
                coverage: 40,
                factors: [
                    factor({
                        criterion_id: 2,
                        name: "Trust",
                        by: "Sam",
                        date: "2026-11-19",
                        ...trust,
                        contribution: 25 * ((trust.value || 1) - 1),
                    }),
                ],
            },
        ],
        score: 70.5,
        known: true,
        coverage: 40,
        recommended: "A · Strategically important",
        waiting: true,
        missing: trust.value ? [] : ["Trust"],
    };
}

beforeEach(() => {
    mockDate("2026-11-20 12:00:00");
    readonly = false;
    ratings = { 1: { ...COMPUTED }, 2: { value: 4, note: "Board day", origin: "manual" } };
    onRpc("kam.account", "rating_sheet", ({ args }) => {
        expect.step(["rating_sheet", ...args]);
        return makeSheet();
    });
    onRpc("kam.account", "rate", ({ args }) => {
        expect.step(["rate", ...args]);
        const [, id, value] = args;
        ratings[id] =
            !value && id === 1 ? { ...COMPUTED } : { ...ratings[id], value, origin: "manual" };
        return makeSheet();
    });
    onRpc("kam.account", "rate_note", ({ args }) => {
        expect.step(["rate_note", ...args]);
        ratings[args[1]].note = args[2];
        return makeSheet();
    });
});

async function mountSheet(params = {}) {
    const view = await mountView({
        type: "form",
        resModel: "kam.account",
        resId: 7,
        arch: ARCH,
        ...params,
    });
    await animationFrame();
    if (params.resId !== false) {
        expect.verifySteps([["rating_sheet", [7]]]);
    }
    return view;
}

const row = (id) => `.o_kam_factor[data-criterion='${id}']`;
const dot = (id, value) => `${row(id)} .o_kam_dot:eq(${value - 1})`;
const filled = (id) => `${row(id)} .o_kam_dot_filled`;

test("shows scores, coverage, contributions, evidence and what is missing", async () => {
    ratings[2].value = false;
    await mountSheet();
    expect(queryAllTexts(".o_kam_axis h3")).toEqual(["Client attractiveness", "Relative strength"]);
    expect(queryAllTexts(".o_kam_axis_score")).toEqual(["62.5 of 100", "Not rated enough"]);
    expect(".o_kam_coverage:eq(1)").toHaveAttribute("aria-valuenow", "40");
    expect(queryOne(".o_kam_group").textContent).toBe("Financial");
    expect(filled(1)).toHaveCount(3);
    expect(`${row(1)} .o_kam_dot_computed`).toHaveCount(5);
    expect(`${row(1)} .o_kam_measure`).toHaveText("312,000");
    expect(`${row(1)} .o_kam_contribution`).toHaveText("50 of 100 points");
    expect(queryOne(`${row(1)} .o_kam_track > div > div`).style.width).toBe("50%");
    expect(`${row(1)} .o_kam_factor_name`).toHaveAttribute("data-tooltip", "1: below 50,000");
    expect(dot(1, 1)).toHaveAttribute("title", "1 – small");
    expect(filled(2)).toHaveCount(0);
    expect(`${row(2)} .o_kam_contribution`).toHaveText("not rated, 25% of the weight");
    expect(".o_kam_score").toHaveText(/70\.5/);
    expect(".o_kam_recommended").toHaveText(/A · Strategically important/);
    expect(".o_kam_waiting").toHaveText("On the waiting list");
    expect(".o_kam_missing").toHaveText(/Missing:\s*Trust/);
});

test("an account without a score says so with its coverage", async () => {
    onRpc("kam.account", "rating_sheet", () => ({
        ...makeSheet(),
        known: false,
        recommended: false,
    }));
    await mountView({ type: "form", resModel: "kam.account", resId: 7, arch: ARCH });
    await animationFrame();
    expect(".o_kam_score").toHaveText(/Not rated enough \(40% rated\)/);
    expect(".o_kam_recommended").toHaveCount(0);
});

test("shows who rated, when and why", async () => {
    await mountSheet();
    expect(`${row(2)} .o_kam_who`).toHaveText("Sam, yesterday");
    expect(`${row(2)} .o_kam_note`).toHaveText("Board day");
});

test("a click rates at once, before the server has answered; then the form reloads", async () => {
    const answer = new Deferred();
    onRpc("kam.account", "rate", () => answer);
    onRpc("kam.account", "web_read", () => expect.step("web_read"));
    await mountView({ type: "form", resModel: "kam.account", resId: 7, arch: ARCH });
    await animationFrame();
    expect.verifySteps(["web_read", ["rating_sheet", [7]]]);
    await contains(dot(2, 2)).click();
    await contains("h3:first").hover();
    expect(filled(2)).toHaveCount(2);
    expect(dot(2, 2)).toHaveAttribute("aria-checked", "true");
    expect(`${row(2)} .o_kam_saving`).toHaveCount(1);
    expect(`${row(1)} .o_kam_saving`).toHaveCount(0);
    expect.verifySteps([]);
    ratings[2].value = 1; // the server has the last word
    answer.resolve(makeSheet());
    await animationFrame();
    await animationFrame();
    expect(".o_kam_saving").toHaveCount(0);
    expect(filled(2)).toHaveCount(1);
    expect.verifySteps(["web_read"]);
});

test("a click on the current dot clears the rating", async () => {
    await mountSheet();
    await contains(dot(2, 4)).click();
    await contains("h3:first").hover();
    expect.verifySteps([["rate", [7], 2, false]]);
    expect(filled(2)).toHaveCount(0);
    expect(".o_kam_missing").toHaveText(/Trust/);
});

test("quick clicks are sent one after the other and end with the last", async () => {
    const answers = [new Deferred(), new Deferred()];
    onRpc("kam.account", "rate", ({ args }) => {
        expect.step(args[2]);
        ratings[2].value = args[2];
        return answers[args[2] === 1 ? 0 : 1];
    });
    await mountSheet();
    await contains(dot(2, 1)).click();
    await contains(dot(2, 5)).click();
    await contains("h3:first").hover();
    expect.verifySteps([1]);
    ratings[2].value = 1;
    answers[0].resolve(makeSheet());
    await animationFrame();
    expect(filled(2)).toHaveCount(5); // the answer to the first click does not undo the second
    expect.verifySteps([5]);
    ratings[2].value = 5;
    answers[1].resolve(makeSheet());
    await animationFrame();
    await animationFrame();
    expect(".o_kam_saving").toHaveCount(0);
    expect(filled(2)).toHaveCount(5);
});

test("a computed criterion is rated over by hand, and the undo goes back", async () => {
    await mountSheet();
    expect(`${row(1)} .o_kam_undo`).toHaveCount(0);
    await contains(dot(1, 3)).click(); // the computed value itself: confirmed by hand, not cleared
    expect.verifySteps([["rate", [7], 1, 3]]);
    expect(`${row(1)} .o_kam_dot_computed`).toHaveCount(0);
    await contains(`${row(1)} .o_kam_undo`).click();
    expect.verifySteps([["rate", [7], 1, false]]);
    await animationFrame();
    expect(`${row(1)} .o_kam_dot_computed`).toHaveCount(5);
    expect(`${row(1)} .o_kam_undo`).toHaveCount(0);
});

test("dots form a radio group: one tab stop, arrows move, Enter rates", async () => {
    await mountSheet();
    expect(`${row(2)} [role=radiogroup]`).toHaveAttribute("aria-label", "Trust");
    expect(`${row(2)} .o_kam_dot[tabindex='0']`).toHaveCount(1);
    queryOne(dot(2, 4)).focus();
    await press("ArrowRight");
    expect(dot(2, 5)).toBeFocused();
    await press("ArrowRight");
    expect(dot(2, 1)).toBeFocused();
    await press("ArrowLeft");
    await press("ArrowDown");
    expect(dot(2, 4)).toBeFocused();
    await press("ArrowUp");
    expect.verifySteps([]);
    await press("Enter");
    await animationFrame();
    expect.verifySteps([["rate", [7], 2, 5]]);
});

test("digits rate and Delete clears", async () => {
    await mountSheet();
    queryOne(dot(2, 4)).focus();
    await press("2");
    await animationFrame();
    expect.verifySteps([["rate", [7], 2, 2]]);
    expect(dot(2, 2)).toBeFocused();
    await press("2"); // nothing changes
    await press("6"); // no such rating
    await animationFrame();
    expect.verifySteps([]);
    await press("Delete");
    await animationFrame();
    expect.verifySteps([["rate", [7], 2, false]]);
    await press("Delete"); // nothing left to clear
    await animationFrame();
    expect.verifySteps([]);
});

test("arrows follow the reading direction", async () => {
    defineParams({ lang_parameters: { direction: "rtl" } });
    await mountSheet();
    queryOne(dot(2, 4)).focus();
    await press("ArrowLeft");
    expect(dot(2, 5)).toBeFocused();
});

test("evidence: Enter saves, Escape cancels, unchanged text is not sent", async () => {
    await mountSheet();
    await contains(`${row(2)} .o_kam_edit_note`).click();
    expect(`${row(2)} .o_kam_note_input`).toBeFocused();
    expect(`${row(2)} .o_kam_note_input`).toHaveValue("Board day");
    await contains(`${row(2)} .o_kam_note_input`).edit("Invited twice", { confirm: false });
    await press("Escape");
    await animationFrame();
    expect(".o_kam_note_input").toHaveCount(0);
    expect(`${row(2)} .o_kam_note`).toHaveText("Board day");

    await contains(`${row(2)} .o_kam_edit_note`).click();
    await press("Enter");
    await animationFrame();
    expect(".o_kam_note_input").toHaveCount(0);
    expect.verifySteps([]);

    await contains(`${row(2)} .o_kam_edit_note`).click();
    await contains(`${row(2)} .o_kam_note_input`).edit(" Invited twice ", { confirm: "enter" });
    expect.verifySteps([["rate_note", [7], 2, "Invited twice"]]);
    expect(`${row(2)} .o_kam_note`).toHaveText("Invited twice");
});

test("evidence is kept when the person clicks elsewhere", async () => {
    await mountSheet();
    await contains(`${row(2)} .o_kam_edit_note`).click();
    await contains(`${row(2)} .o_kam_note_input`).edit("Seen in June", { confirm: false });
    await contains("[name=name] input").click();
    expect.verifySteps([["rate_note", [7], 2, "Seen in June"]]);
});

test("an unrated criterion has no evidence to write", async () => {
    ratings[2] = { value: false, note: "", origin: "manual" };
    await mountSheet();
    expect(`${row(2)} .o_kam_edit_note`).toHaveCount(0);
});

test("a refusal shows as a notification and the rating comes back", async () => {
    onRpc("kam.account", "rate", () => {
        throw makeServerError({ message: "The criterion is archived." });
    });
    await mountSheet();
    await contains(dot(2, 1)).click();
    await contains("h3:first").hover();
    await animationFrame();
    expect(".o_notification").toHaveText(/The criterion is archived\./);
    expect(filled(2)).toHaveCount(4);
    expect(".o_kam_saving").toHaveCount(0);
    await contains(`${row(2)} .o_kam_edit_note`).click(); // still works
    expect(".o_kam_note_input").toHaveCount(1);
});

test("a sheet that cannot be read says why and can be asked for again", async () => {
    let fails = true;
    onRpc("kam.account", "rating_sheet", () => {
        if (fails) {
            throw makeServerError({ message: "Not for you." });
        }
        return makeSheet();
    });
    await mountView({ type: "form", resModel: "kam.account", resId: 7, arch: ARCH });
    await animationFrame();
    expect(".o_kam_rating_sheet .alert-danger").toHaveText(/Not for you\./);
    fails = false;
    await contains(".o_kam_rating_sheet .alert-danger button").click();
    expect(".o_kam_axis").toHaveCount(2);
});

test("unsaved edits are saved before the rating is sent", async () => {
    onRpc("kam.account", "web_save", ({ args }) => expect.step(["web_save", ...args]));
    await mountSheet();
    await contains("[name=name] input").edit("Azure Interior", { confirm: false });
    await contains(dot(2, 2)).click();
    await animationFrame();
    expect.verifySteps([
        ["web_save", [7], { name: "Azure Interior" }],
        ["rate", [7], 2, 2],
    ]);
    expect("[name=name] input").toHaveValue("Azure Interior");
});

test("what is typed while the rating is on its way is not lost", async () => {
    const answer = new Deferred();
    onRpc("kam.account", "rate", () => answer);
    onRpc("kam.account", "web_save", ({ args }) => expect.step(["web_save", ...args]));
    await mountSheet();
    await contains(dot(2, 2)).click();
    await contains("[name=name] input").edit("Typed later", { confirm: "tab" });
    answer.resolve(makeSheet());
    await animationFrame();
    await animationFrame();
    expect.verifySteps([["web_save", [7], { name: "Typed later" }]]);
    expect("[name=name] input").toHaveValue("Typed later");
});

test("an invalid form is not saved and nothing is rated", async () => {
    await mountSheet();
    await contains("[name=code] input").edit("");
    await contains(dot(2, 2)).click();
    await contains("h3:first").hover();
    await animationFrame();
    expect.verifySteps([]);
    expect(filled(2)).toHaveCount(4);
    expect("[name=code]").toHaveClass("o_field_invalid");
});

test("the sheet follows a save of the form and the pager", async () => {
    await mountSheet({ resIds: [7, 8] });
    await contains("[name=name] input").edit("Other");
    expect.verifySteps([]);
    await clickSave();
    await animationFrame();
    expect.verifySteps([["rating_sheet", [7]]]);
    await contains(".o_pager_next").click();
    await animationFrame();
    expect.verifySteps([["rating_sheet", [8]]]);
});

test("a new account is to be saved first, then its sheet appears", async () => {
    await mountSheet({ resId: false });
    expect(".o_kam_unsaved").toHaveText(/Save the account first/);
    expect(".o_kam_factor").toHaveCount(0);
    expect.verifySteps([]);
    await contains("[name=code] input").edit("z");
    await clickSave();
    await animationFrame();
    expect(".o_kam_unsaved").toHaveCount(0);
    expect.verifySteps([["rating_sheet", [9]]]);
});

test("readonly: nothing to click, nothing to write", async () => {
    readonly = true;
    await mountSheet();
    expect(".o_kam_dot:enabled").toHaveCount(0);
    expect(".o_kam_edit_note").toHaveCount(0);
    expect(`${row(2)} .o_kam_note`).toHaveCount(1);
    expect(`${row(2)} [role=radiogroup]`).toHaveAttribute("aria-readonly", "true");
    ratings[1] = { value: 5, note: "", origin: "manual" };
    await mountView({ type: "form", resModel: "kam.account", resId: 7, arch: ARCH });
    await animationFrame();
    expect(".o_kam_undo").toHaveCount(0);
    expect.verifySteps([["rating_sheet", [7]]]);
});
