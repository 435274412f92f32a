import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts, queryText } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { SelectionEffect } from "@kam_management/selection_review/selection_effect";

class Line extends models.Model {
    _name = "line";

    name = fields.Char();
    version = fields.Integer();
    review_state = fields.Char();
    review_id = fields.Many2one({ relation: "line" });
    segment_id = fields.Many2one({ relation: "line" });
    decision = fields.Selection({
        selection: [
            ["keep", "Keep"],
            ["promote", "Promote"],
            ["drop", "Drop"],
        ],
    });

    _records = [
        { id: 1, name: "Holds", version: 3, decision: "keep", review_state: "open", review_id: 9 },
        { id: 2, name: "Falls", version: 7, decision: "keep", review_state: "open", review_id: 9 },
        { id: 9, name: "Selection" },
    ];
}

defineMailModels();
defineModels([Line]);

/** What the server says: each decision to drop takes one B away. */
function effect(pending = []) {
    const dropped = pending.filter((one) => one.decision === "drop").length;
    const part = { code: "B", name: "Key", now: 12, then: 12 - dropped, slots: 10 };
    const ok = part.then <= part.slots;
    return {
        segments: [{ ...part, ok }],
        managers: [
            { user_id: 5, name: "Sam", now: 12, then: part.then, ok, parts: [{ ...part, ok }] },
            { user_id: 6, name: "Tess", now: 1, then: 1, ok: true, parts: [] },
        ],
        lines: 2,
        undecided: 0,
        looked_at: 0,
        unsaved: pending.length,
    };
}

function serve() {
    onRpc("has_group", () => true);
    onRpc("kam.selection.review", "effect_data", ({ kwargs }) => {
        return effect(kwargs.pending);
    });
}

const LIST = {
    type: "list",
    resModel: "line",
    domain: [["version", ">", 0]],
    context: { kam_review_id: 9 },
    arch: `<list js_class="kam_selection_list" editable="bottom" multi_edit="1">
               <header><button name="action_drop" type="object" string="Drop"/></header>
               <field name="version" column_invisible="1"/>
               <field name="name"/><field name="decision"/>
           </list>`,
};

test("figures against slots; what is over says so in words; calm managers are left out of the short form", async () => {
    await mountWithCleanup(SelectionEffect, { props: { effect: effect(), compact: true } });
    expect("[data-segment='B']").toHaveText(/12\s*of 10\s*over/);
    expect("[data-manager='Sam'] .fa-exclamation-triangle").toHaveCount(1);
    expect("[data-manager='Tess']").toHaveCount(0);
    expect(".o_kam_unsaved").toHaveCount(0);
});

describe("desktop", () => {
    describe.current.tags("desktop");

    test("the effect follows a decision before it is saved, and goes back when it is discarded", async () => {
        serve();
        await mountView(LIST);
        await animationFrame();
        expect("[data-segment='B'] b").toHaveText("12");
        await contains(".o_data_row:contains(Holds) [name=decision]").click();
        await contains(".o_selected_row [name=decision] input").click();
        await contains(".o_select_menu_item:contains(Drop)").click();
        await animationFrame();
        expect("[data-segment='B'] b").toHaveText("11");
        expect(".o_kam_unsaved").toHaveText("with what is not saved yet");
        await contains(".o_list_button_discard").click();
        await animationFrame();
        expect("[data-segment='B'] b").toHaveText("12");
        expect(".o_kam_unsaved").toHaveCount(0);
    });

    test("many lines at once: effect first, then the versions that were seen go along", async () => {
        serve();
        onRpc("line", "web_save", ({ kwargs, args }) => {
            expect.step(`save ${args[0]} ${JSON.stringify(kwargs.context.kam_seen_versions)}`);
        });
        onRpc("line", "action_drop", ({ kwargs }) => {
            expect.step(`drop ${JSON.stringify(kwargs.context.kam_seen_versions)}`);
            return false;
        });
        await mountView(LIST);
        await contains("thead .o_list_record_selector input").click();
        await contains(".o_data_row:contains(Holds) [name=decision]").click();
        await contains(".o_selected_row [name=decision] input").click();
        await contains(".o_select_menu_item:contains(Drop)").click();
        await animationFrame();
        expect("[data-segment='B'] b").toHaveText("10");
        await contains(".modal-footer .btn-primary").click();
        await animationFrame();
        expect.verifySteps([`save 1,2 {"1":3,"2":7}`]);
        await contains(".o_control_panel button:contains(Drop)").click();
        await animationFrame();
        expect.verifySteps([`drop {"1":3,"2":7}`]);
    });
});

test("on the form of one line the effect is there while deciding", async () => {
    serve();
    await mountView({
        type: "form",
        resModel: "line",
        resId: 1,
        arch: `<form js_class="kam_selection_form">
                   <field name="version" invisible="1"/><field name="review_state" invisible="1"/>
                   <field name="review_id"/><field name="segment_id" invisible="1"/>
                   <field name="decision" widget="radio"/>
                   <widget name="kam_selection_line_effect"/>
               </form>`,
    });
    await animationFrame();
    expect(queryText("[data-segment='B'] b")).toBe("12");
    await contains("[name=decision] label:contains(Drop)").click();
    await animationFrame();
    await animationFrame();
    expect(queryAllTexts("[data-segment='B'] b")).toEqual(["11"]);
});

test("a phone has the effect above the cards", async () => {
    serve();
    await mountView({
        type: "kanban",
        resModel: "line",
        domain: [["version", ">", 0]],
        context: { kam_review_id: 9 },
        arch: `<kanban js_class="kam_selection_kanban"><templates>
                   <t t-name="card"><field name="name"/></t></templates></kanban>`,
    });
    await animationFrame();
    expect(".o_kam_selection_banner [data-segment='B'] b").toHaveText("12");
});
