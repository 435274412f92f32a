import { beforeEach, expect, test } from "@odoo/hoot";
import { queryAllTexts, queryFirst } from "@odoo/hoot-dom";
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
import { idsOf, inLines, shownSections } from "@kam_management/comparison/comparison";
import { WebClient } from "@web/webclient/webclient";

class Account extends models.Model {
    _name = "kam.account";
    name = fields.Char();
    _records = [
        { id: 3, name: "Azure" },
        { id: 4, name: "Gemini" },
    ];
    _views = { form: `<form><field name="name"/></form>` };
}

class Rating extends models.Model {
    _name = "kam.account.rating";
    value = fields.Integer();
    _records = [{ id: 31, value: 5 }];
    _views = { list: `<list><field name="value"/></list>`, form: `<form/>`, search: `<search/>` };
}

defineMailModels();
defineModels([Account, Rating]);

const cell = (text, more = {}) => ({
    kind: "account",
    text,
    sub: "",
    title: "",
    value: Number(text),
    known: true,
    mark: false,
    open: {
        name: "Ratings",
        model: "kam.account.rating",
        domain: [["id", "=", 31]],
        res_id: false,
    },
    ...more,
});
const column = (id, name) => ({
    key: `account_${id}`,
    kind: "account",
    id,
    name,
    badge: false,
    company: "",
    archived: false,
});

let data;
let asked;

beforeEach(() => {
    onRpc("kam.start", "screen_buttons", () => []);
    asked = [];
    data = {
        columns: [column(3, "Azure"), column(4, "Gemini")],
        sections: [
            {
                code: "strength",
                label: "Relative strength",
                rows: [
                    {
                        key: "price",
                        label: "Price",
                        sub: "weight 40 %",
                        better: 1,
                        differs: true,
                        cells: [
                            cell("5", { mark: "best", by: "Sam, 3 March" }),
                            cell("2", { mark: "worst" }),
                        ],
                    },
                    {
                        key: "trust",
                        label: "Trust",
                        sub: "",
                        better: 1,
                        differs: false,
                        cells: [
                            cell("unknown", { known: false, value: null }),
                            cell("unknown", { known: false, value: null }),
                        ],
                    },
                ],
            },
        ],
        radars: ["groups", "strength"].map((code) => ({
            code,
            label: `Radar ${code}`,
            spokes: ["One", "Two", "Three"],
            series: [
                { column: "account_3", values: [5, 3, null] },
                { column: "account_4", values: [2, 3, 4] },
            ],
        })),
        segments: [{ id: 2, name: "B" }],
        segment_id: false,
        most: 6,
        notes: [],
    };
    onRpc("kam.comparison", "comparison_data", ({ args }) => {
        asked.push(args);
        return data;
    });
});

async function open(account_ids = "3,4") {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "kam_account_comparison",
        params: { account_ids },
    });
    await animationFrame();
}

test("ids, lines and differences", () => {
    expect(idsOf("3,4,3,x")).toEqual([3, 4]);
    expect(idsOf([5, 0])).toEqual([5]);
    expect(idsOf(undefined)).toEqual([]);
    expect(inLines("Strategic, Client attractiveness")).toEqual([
        "Strategic, Client",
        "attractiveness",
    ]);
    expect(shownSections(data.sections, true)[0].rows.map(({ key }) => key)).toEqual(["price"]);
    expect(shownSections(data.sections, false)[0].rows).toHaveLength(2);
});

test("one column per account, the strongest marked, the unknown said", async () => {
    await open();
    expect(asked[0]).toEqual([[3, 4], false]);
    expect(queryAllTexts("thead .o_kam_name")).toEqual(["Azure", "Gemini"]);
    expect("[data-row=price] td:first-of-type [aria-label=Strongest]").toHaveCount(1);
    expect("[data-row=price] td:last-of-type [aria-label=Weakest]").toHaveCount(1);
    expect(queryFirst("[data-row=price] td").textContent).toInclude("Sam, 3 March");
    expect(queryAllTexts("[data-row=trust] .o_kam_cell")).toEqual(["unknown", "unknown"]);
});

test("only differences", async () => {
    await open();
    await contains("#kam_only_differences").click();
    expect("[data-row=trust]").toHaveCount(0);
    expect("[data-row=price]").toHaveCount(1);
});

test("a number opens its records", async () => {
    await open();
    await contains("[data-row=price] .o_kam_cell").click();
    await animationFrame();
    expect(".o_list_view .o_data_row").toHaveCount(1);
});

test("taking out, and the average beside", async () => {
    await open();
    await contains("#kam_average").select("2");
    expect(asked.at(-1)).toEqual([[3, 4], 2]);
    await contains("[data-column=account_4] [aria-label='Take out Gemini']").click();
    expect(asked.at(-1)[0]).toEqual([3]);
});

test("the radar as a table", async () => {
    await open();
    await contains(".o_kam_radar .btn-group button:last-child").click();
    expect(".o_kam_radar .btn-group .active").toHaveText("Radar strength");
    expect(".o_kam_radar canvas").toHaveCount(1);
    await contains(".o_kam_radar summary").click();
    const cells = [...document.querySelectorAll(".o_kam_radar_table td")];
    expect(cells.map((one) => one.textContent)).toEqual(["5", "2", "3", "3", "unknown", "4"]);
});

test("nothing chosen, and a refusal", async () => {
    data = { ...data, columns: [], sections: [], radars: [], segments: [] };
    await open("");
    expect(".o_kam_empty").toHaveCount(1);
    expect(".o_kam_print").toHaveCount(0);
});

test("an error is said and can be tried again", async () => {
    onRpc("kam.comparison", "comparison_data", () => {
        throw makeServerError({ message: "Too many" });
    });
    await open();
    expect(".alert-danger").toHaveText(/Too many/);
});
