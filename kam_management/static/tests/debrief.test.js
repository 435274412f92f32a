import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Person extends models.Model {
    _name = "kam.stakeholder";

    name = fields.Char();

    _records = [
        { id: 1, name: "Anna Able" },
        { id: 2, name: "Bert Baker" },
    ];
}

class Debrief extends models.Model {
    _name = "kam.debrief";

    faces = fields.Json();
    changes = fields.Json();
    present_ids = fields.Many2many({ relation: "kam.stakeholder" });
    outcome = fields.Selection({
        selection: [
            ["reached", "Reached"],
            ["partly", "Partly"],
            ["not", "Not reached"],
        ],
    });

    _records = [
        {
            id: 5,
            present_ids: [1],
            changes: false,
            outcome: false,
            faces: [
                { id: 1, name: "Anna Able", title: "Boss", partner_id: false, support: "neutral" },
                { id: 2, name: "Bert Baker", title: "", partner_id: false, support: "sceptic" },
            ],
        },
    ];
}

defineMailModels();
defineModels([Person, Debrief]);

function mount() {
    onRpc("kam.debrief", "web_save", ({ args }) => expect.step(args[1]));
    return mountView({
        type: "form",
        resModel: "kam.debrief",
        resId: 5,
        arch: `<form class="o_kam_debrief">
                <field name="present_ids" widget="kam_debrief_people"/>
                <field name="outcome" widget="kam_big_buttons"/>
                <field name="faces" invisible="1"/><field name="changes" invisible="1"/>
            </form>`,
    });
}

test("a tap on a face says who was there", async () => {
    await mount();
    expect(queryAllTexts(".o_kam_there .o_kam_face_name")).toEqual(["Anna Able"]);
    expect(".o_kam_face:eq(0)").toHaveAttribute("aria-pressed", "true");
    await contains(".o_kam_face:eq(1)").click();
    await contains(".o_kam_face:eq(0)").click();
    expect(queryAllTexts(".o_kam_there .o_kam_face_name")).toEqual(["Bert Baker"]);
    expect(queryAllTexts(".o_kam_changed_who")).toEqual(["Bert"]);
    await contains(".o_form_button_save").click();
    expect.verifySteps([
        {
            present_ids: [
                [4, 2],
                [3, 1],
            ],
        },
    ]);
});

test("only what is touched has changed; a second tap takes it back", async () => {
    await mount();
    await contains(".o_kam_changed_who").click();
    expect(".o_kam_scale:eq(0) .active").toHaveText("Neutral");
    await contains(".o_kam_scale:eq(0) button:contains(Champion)").click();
    expect(".o_kam_scale:eq(0) .active").toHaveText("Champion");
    await contains(".o_kam_scale:eq(1) button:contains(High)").click();
    await contains(".o_kam_scale:eq(1) button:contains(High)").click();
    expect(".o_kam_scale:eq(1) .active").toHaveCount(0);
    await contains(".o_form_button_save").click();
    expect.verifySteps([{ changes: { 1: { support: "champion" } } }]);
});

test("the outcome is one tap; the same again is none", async () => {
    await mount();
    await contains("[data-value=partly]").click();
    expect("[data-value=partly]").toHaveAttribute("aria-pressed", "true");
    await contains("[data-value=partly]").click();
    expect(".o_kam_big_buttons [aria-pressed=true]").toHaveCount(0);
    await contains("[data-value=reached]").click();
    await contains(".o_form_button_save").click();
    expect.verifySteps([{ outcome: "reached" }]);
});
