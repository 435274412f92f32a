import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts, queryAllValues, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    allowTranslations,
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
import { MatrixDraft, cellText, parseCell } from "@kam_management/activity_matrix/matrix_draft";
import { share, slots, workload } from "@kam_management/activity_matrix/workload";
import { VECTORS } from "./workload_vectors";

const MODEL = "kam.influencing.activity";
const MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const NAMES = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

class Activity extends models.Model {
    _name = MODEL;
    name = fields.Char();
}

defineMailModels();
defineModels([Activity]);

const cell = (times, values = {}) => ({
    times,
    mode: "scheduled",
    quarters: [],
    owner_role: false,
    user_id: false,
    ...values,
});
const row = (id, name, kind, ownerRole, hours, cells) => ({
    id,
    name,
    kind,
    owner_role: ownerRole,
    hours,
    cost: 0,
    archived: false,
    cells,
    targets: {},
});

let data;

function matrix() {
    return {
        version: "one",
        readonly: false,
        year: 2026,
        currency_id: false,
        months: MONTHS.map((days, month) => ({
            start: `2026-${String(month + 1).padStart(2, "0")}-01`,
            label: NAMES[month],
            days,
        })),
        segments: [
            { id: 1, code: "A", name: "Strategic", strength: 0, accounts: 2 },
            { id: 2, code: "B", name: "Key", strength: 1, accounts: 10 },
        ],
        roles: [
            { code: "sales", name: "Sales", persons: 2, hours_per_month: 5, capacity: 10 },
            { code: "marketing", name: "Marketing", persons: 0, hours_per_month: 80, capacity: 0 },
        ],
        kinds: [
            ["mass", "Mass"],
            ["personal", "Personal"],
            ["standing", "Standing"],
        ],
        owner_roles: [
            ["sales", "Sales"],
            ["marketing", "Marketing"],
        ],
        activities: [
            row(5, "Newsletter", "mass", "marketing", 8, { 1: cell(4), 2: cell(4) }),
            row(6, "Meetings", "personal", "sales", 2, {
                1: cell(12),
                2: cell(0, { mode: "on_opportunity" }),
            }),
            row(7, "Named manager", "standing", "sales", 0, { 1: cell(0, { mode: "standing" }) }),
        ],
    };
}

beforeEach(() => {
    allowTranslations();
    data = matrix();
    onRpc(MODEL, "matrix_data", () => data);
});

describe("sums", () => {
    for (const example of VECTORS) {
        test(example.name, () => {
            const { activities, cells, months, expected } = example;
            expect(workload(activities, cells, months)).toEqual(expected);
        });
    }

    test("periods do not run over a gap", () => {
        expect(slots(1, [1, 4], MONTHS)).toEqual([[0, 89]]);
        expect(slots(2, [1, 4], MONTHS)).toEqual([
            [0, 89],
            [273, 364],
        ]);
    });

    test("part of the capacity", () => {
        expect([share(30, 40), share(45, 40), share(5, 0)]).toEqual([75, 113, null]);
    });
});

describe("typing", () => {
    test("numbers, words and nothing", () => {
        expect(parseCell(" 12 ", "personal")).toEqual({ cell: { times: 12, mode: "scheduled" } });
        expect(parseCell("o", "mass")).toEqual({ cell: { times: 0, mode: "on_opportunity" } });
        expect(parseCell("x", "standing")).toEqual({ cell: { times: 0, mode: "standing" } });
        for (const text of ["", "-", "–", "0"]) {
            expect(parseCell(text, "personal")).toEqual({ cell: null });
        }
    });

    test("what makes no sense says why", () => {
        expect(parseCell("400", "personal").error).toMatch(/400 times a year/);
        expect(parseCell("-3", "personal").error).toMatch(/how many times/);
        expect(parseCell("1.5", "personal").error).toMatch(/how many times/);
        expect(parseCell("7", "standing").error).toMatch(/holds or not/);
        expect(parseCell("66", "personal", [2]).error).toMatch(/1 to 65/);
        expect(parseCell("65", "personal", [2]).error).toBe(undefined);
    });

    test("what is written can be typed", () => {
        for (const one of [cell(12), cell(0, { mode: "on_opportunity" }), null]) {
            const again = parseCell(cellText(one), "personal").cell;
            expect(again?.mode).toBe(one?.mode);
            expect(again?.times).toBe(one?.times);
        }
    });
});

describe("draft", () => {
    const opened = () => new MatrixDraft(matrix());

    test("typing what was there changes nothing", () => {
        const draft = opened();
        draft.type(draft.row(6), 1, "24");
        expect(draft.count).toBe(1);
        draft.type(draft.row(6), 1, "12");
        draft.type(draft.row(6), 2, "on opp.");
        expect(draft.dirty).toBe(false);
        expect(draft.changes()).toEqual({ rows: [], cells: [], order: [] });
    });

    test("quarters too few for the number", () => {
        const draft = opened();
        draft.type(draft.row(6), 1, "100");
        draft.set(draft.row(6), 1, { quarters: [1] });
        expect(draft.firstError).toMatch(/1 to 65/);
        draft.set(draft.row(6), 1, { quarters: [1, 2] });
        expect(draft.faulty).toBe(false);
    });

    test("rows: added, changed, moved, removed", () => {
        const draft = opened();
        const added = draft.add({
            name: "Visits",
            kind: "personal",
            owner_role: "sales",
            hours: 1,
        });
        draft.set(added, 2, { times: 3, mode: "scheduled" });
        expect(draft.step(added, -1)).toBe(true);
        draft.change(draft.row(5), { hours: 9 });
        draft.remove(draft.row(7));
        const { rows, cells, order } = draft.changes();
        expect(rows.map(({ id, archived }) => [id, archived])).toEqual([
            [5, false],
            ["new1", false],
            [7, true],
        ]);
        expect(rows[0].values).toEqual({ hours: 9 });
        expect(cells).toEqual([{ activity: "new1", segment: 2, rule: cell(3) }]);
        expect(order).toEqual([5, 6, "new1", 7]);
    });

    test("what somebody else saved is taken over, the own typing stays", () => {
        const draft = opened();
        draft.type(draft.row(6), 1, "24");
        draft.add({ name: "Visits", kind: "personal", owner_role: "sales" });
        const theirs = matrix();
        theirs.version = "two";
        theirs.activities[0].cells[1].times = 6;
        draft.rebase(theirs);
        expect(draft.row(5).cells[1].times).toBe(6);
        expect(draft.row(6).cells[1].times).toBe(24);
        expect(draft.changes().cells.map((one) => one.activity)).toEqual([6]);
        expect(draft.changes().rows.map((one) => one.values.name)).toEqual(["Visits"]);
    });
});

// ----------------------------------------------------------------------
// The screen
// ----------------------------------------------------------------------

async function openMatrix() {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "kam_activity_matrix" });
    await animationFrame();
}

const input = (activity, segment) =>
    `.o_kam_row[data-id="${activity}"] [data-segment="${segment}"] input`;

describe("screen", () => {
    describe.current.tags("desktop");

    test("rows, columns, hours and load", async () => {
        await openMatrix();
        expect(queryAllTexts(".o_kam_open")).toEqual(["Newsletter", "Meetings", "Named manager"]);
        expect(queryAllTexts(".o_kam_column .o_kam_small")).toEqual(["2 accounts", "10 accounts"]);
        expect(queryAllValues(".o_kam_cell input")).toEqual(["4", "4", "12", "on opp.", "✓", "–"]);
        expect(queryAllTexts(".o_kam_hours")).toEqual(["32", "48"]);
        expect(".o_kam_total_hours").toHaveText("80");
        expect(".o_kam_row[data-id='6'] .o_kam_percent").toHaveText("40 %");
        expect(".o_kam_row[data-id='5'] .o_kam_share").toHaveText("nobody in this role");
        expect("[data-role='sales'] .o_kam_bar").toHaveCount(12);
        expect(".o_kam_footer").toHaveCount(0);
        expect(".o_kam_matrix th:not([scope])").toHaveCount(0);
    });

    test("totals move while typing, and warn over capacity", async () => {
        await openMatrix();
        await contains(input(6, 2)).edit("6", { confirm: false });
        expect(".o_kam_row[data-id='6'] .o_kam_hours").toHaveText("168");
        expect(".o_kam_row[data-id='6'] .o_kam_percent").toHaveText(/140 %/);
        expect(
            ".o_kam_row[data-id='6'] .o_kam_percent.o_kam_over .fa-exclamation-triangle",
        ).toHaveCount(1);
        expect("[data-role='sales'] .o_kam_bar.o_kam_over").toHaveCount(12);
        expect(".o_kam_changes").toHaveText(/\+60 actions, \+120 h a year/);
    });

    test("arrows, Enter and Escape", async () => {
        await openMatrix();
        await contains(input(5, 1)).click();
        await press("ArrowRight");
        expect(input(5, 2)).toBeFocused();
        await press("Enter");
        expect(input(6, 2)).toBeFocused();
        await press(["shift", "Enter"]);
        expect(input(5, 2)).toBeFocused();
        await press("ArrowLeft");
        await press("ArrowDown");
        expect(input(6, 1)).toBeFocused();
        await contains(input(6, 1)).edit("24", { confirm: false });
        expect(".o_kam_preview").toHaveCount(1);
        await press("Escape");
        await animationFrame();
        expect(input(6, 1)).toHaveValue("12");
        expect(".o_kam_footer").toHaveCount(0);
    });

    test("bad input is kept, said, and not saved", async () => {
        await openMatrix();
        await contains(input(6, 1)).edit("400", { confirm: false });
        expect(input(6, 1)).toHaveValue("400");
        expect(input(6, 1)).toHaveAttribute("aria-invalid", "true");
        expect(".o_kam_fault").toHaveText(/“Meetings” for A: 400 times a year/);
        expect(".o_kam_preview").not.toBeEnabled();
    });

    test("saving says first what it does", async () => {
        onRpc(MODEL, "matrix_preview", ({ args }) => {
            expect.step(`preview ${args[0].cells[0].rule.times}`);
            return {
                add: 12,
                cancel: 0,
                hours: 24,
                rows: [{ name: "Meetings", segment: "A", add: 12, cancel: 0, keep: 12, hours: 24 }],
            };
        });
        onRpc(MODEL, "matrix_save", ({ args }) => {
            expect.step(`save ${args[1]}`);
            const saved = matrix();
            saved.version = "two";
            saved.activities[1].cells[1].times = 24;
            return saved;
        });
        onRpc(MODEL, "matrix_run", () => {
            expect.step("run");
            return { add: 12, cancel: 3, runs: [8] };
        });
        await openMatrix();
        await contains(input(6, 1)).edit("24", { confirm: false });
        await contains(".o_kam_preview").click();
        expect(".o_kam_saving").toHaveText(
            /\+12\s+actions are planned,\s+−0\s+are cancelled,\s+\+24\s+hours/,
        );
        expect.verifySteps(["preview 24"]);
        await contains(".o_kam_save").click();
        await animationFrame();
        expect.verifySteps(["save one"]);
        expect(".o_kam_changes").toHaveCount(0);
        await contains(".o_kam_run").click();
        await animationFrame();
        expect(".o_kam_ran").toHaveText(/12 actions added, 3 cancelled/);
        expect.verifySteps(["run"]);
    });

    test("somebody else saved meanwhile: nothing typed is lost", async () => {
        onRpc(MODEL, "matrix_preview", () => ({ add: 0, cancel: 0, hours: 0, rows: [] }));
        onRpc(MODEL, "matrix_save", () => {
            data = matrix();
            data.version = "two";
            data.activities[0].cells[1].times = 6;
            throw makeServerError({ message: "Somebody else saved the matrix meanwhile." });
        });
        await openMatrix();
        await contains(input(6, 1)).edit("24", { confirm: false });
        await contains(".o_kam_preview").click();
        await contains(".o_kam_save").click();
        await animationFrame();
        expect(".o_kam_error").toHaveText(/Somebody else saved/);
        await contains(".o_kam_take_over").click();
        expect(input(5, 1)).toHaveValue("6");
        expect(input(6, 1)).toHaveValue("24");
        expect(".o_kam_error").toHaveCount(0);
        expect(".o_kam_preview").toBeEnabled();
    });

    test("quarters, owner and times in the small window", async () => {
        await openMatrix();
        await contains(input(6, 1)).click();
        await press(["alt", "ArrowDown"]);
        await animationFrame();
        expect(".o_kam_cell_details h3").toHaveText("Meetings for A");
        await contains(".o_kam_cell_details .btn-group button:eq(1)").click();
        await contains("#kam_cell_owner").select("marketing");
        await contains("#kam_times").edit("4", { confirm: false });
        expect(".o_kam_row[data-id='6'] [data-segment='1'] .o_kam_marks").toHaveText(
            "Q2 · Marketing",
        );
        expect(input(6, 1)).toHaveValue("4");
        await contains("#kam_mode_on_opportunity").click();
        expect(input(6, 1)).toHaveValue("on opp.");
    });

    test("a row is added, filled, ordered by keyboard and removed", async () => {
        await openMatrix();
        await contains(".o_kam_add").click();
        await contains(".o_kam_row_ok").click();
        expect(".modal [role=alert]").toHaveText("Give the activity a name.");
        await contains("#kam_row_name").edit("Plant visits", { confirm: false });
        await contains("#kam_row_hours").edit("-2", { confirm: false });
        await contains(".o_kam_row_ok").click();
        expect(".modal [role=alert]").toHaveText("Enter 0 or more.");
        await contains("#kam_row_hours").edit("3", { confirm: false });
        await contains(".o_kam_row_ok").click();
        await animationFrame();
        expect(input("new1", 1)).toBeFocused();
        await contains(input("new1", 1)).edit("2", { confirm: false });
        expect(".o_kam_row[data-id='new1'] .o_kam_hours").toHaveText("12");
        queryOne(".o_kam_row[data-id='new1'] .o_kam_handle").focus();
        await press("ArrowUp");
        await animationFrame();
        expect(queryAllTexts(".o_kam_open").slice(2)).toEqual(["Plant visits", "Named manager"]);
        expect(queryAllTexts(".o_kam_edited .o_kam_open")).toEqual(["Plant visits"]);
        await contains(".o_kam_row[data-id='new1'] .o_kam_open").click();
        await contains(".o_kam_row_archive").click();
        expect(".o_kam_row").toHaveCount(3);
        expect(".o_kam_footer").toHaveCount(0);
    });

    test("rows are dragged", async () => {
        await openMatrix();
        await contains(".o_kam_row[data-id='7'] .o_kam_handle").dragAndDrop(
            ".o_kam_row[data-id='5']",
            { position: "top" },
        );
        await animationFrame();
        expect(queryAllTexts(".o_kam_open")).toEqual(["Named manager", "Newsletter", "Meetings"]);
    });

    test("discard puts everything back", async () => {
        await openMatrix();
        await contains(input(6, 1)).edit("24", { confirm: false });
        await contains(".o_kam_discard").click();
        expect(input(6, 1)).toHaveValue("12");
        expect(".o_kam_footer").toHaveCount(0);
    });

    test("leaving with changes asks", async () => {
        onRpc("kam.start", "screen_buttons", () => []);
        await openMatrix();
        await contains(input(6, 1)).edit("24", { confirm: false });
        getService("action").doAction({ type: "ir.actions.client", tag: "kam_heat_map" });
        await animationFrame();
        expect(".modal .modal-title").toHaveText("The matrix is not saved");
        await contains(".modal .btn-primary").click();
        expect(".o_kam_matrix").toHaveCount(1);
        expect(input(6, 1)).toHaveValue("24");
        getService("action").doAction({ type: "ir.actions.client", tag: "kam_heat_map" });
        await animationFrame();
        await contains(".modal .btn-secondary").click();
        await animationFrame();
        expect(".o_kam_matrix").toHaveCount(0);
    });

    test("those who may not change it look on", async () => {
        data.readonly = true;
        await openMatrix();
        expect(".o_kam_cell input:not([readonly])").toHaveCount(0);
        expect(".o_kam_add, .o_kam_handle, .o_kam_footer").toHaveCount(0);
        await contains(".o_kam_row[data-id='6'] .o_kam_open").click();
        expect(".modal fieldset[disabled]").toHaveCount(1);
        expect(".modal .o_kam_row_ok, .modal .o_kam_row_archive").toHaveCount(0);
    });
});

test("empty: a sentence and the button", async () => {
    data.activities = [];
    await openMatrix();
    expect(".o_kam_empty").toHaveText(/No activity yet/);
    expect(".o_kam_add").toHaveCount(1);
    expect(".o_kam_load").toHaveCount(0);
});

test("an error can be tried again", async () => {
    let fails = true;
    onRpc(MODEL, "matrix_data", () => {
        if (fails) {
            throw makeServerError({ message: "Not now." });
        }
        return data;
    });
    await openMatrix();
    expect(".o_kam_matrix .alert-danger").toHaveText(/Not now/);
    fails = false;
    await contains(".o_kam_matrix .alert-danger button").click();
    await animationFrame();
    expect(".o_kam_row").toHaveCount(3);
});

test.tags("mobile");
test("on a phone: one segment at a time", async () => {
    await openMatrix();
    expect(".o_kam_column").toHaveCount(1);
    expect(queryAllValues(".o_kam_cell input")).toEqual(["4", "12", "✓"]);
    await contains(".o_kam_segment_choice:eq(1)").click();
    expect(queryAllValues(".o_kam_cell input")).toEqual(["4", "on opp.", "–"]);
    await contains(input(6, 2)).edit("1", { confirm: false });
    expect(".o_kam_row[data-id='6'] .o_kam_hours").toHaveText("68");
});
