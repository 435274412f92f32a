import { expect, test } from "@odoo/hoot";
import { click, press, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";

const BADGE = {
    segment: "A",
    segment_name: "Strategically important",
    tier: "Strategic",
    tier_name: "Strategic Account Manager",
    tier_color: 4,
    override: false,
    account_id: 12,
    strength: 0,
};

class Lead extends models.Model {
    _name = "lead";

    name = fields.Char();
    badge = fields.Json();

    _records = [
        { id: 1, name: "Chairs", badge: BADGE },
        {
            id: 2,
            name: "Desks",
            badge: { ...BADGE, segment: "C", strength: 2, override: true, tier: "Plus" },
        },
        { id: 3, name: "Lamps", badge: false },
    ];
    _views = {
        form: `<form><field name="badge" widget="kam_badge"/></form>`,
        list: `<list><field name="name"/><field name="badge" widget="kam_badge"/></list>`,
        kanban: `
            <kanban action="open" type="object">
                <templates><t t-name="card">
                    <field name="name"/><field name="badge" widget="kam_badge"/>
                </t></templates>
            </kanban>`,
    };
}

defineMailModels();
defineModels([Lead]);

function stepActions() {
    mockService("action", {
        doAction(action) {
            expect.step(action);
        },
        doActionButton() {
            expect.step("card opened");
        },
    });
}

const OPEN_BRIEF = {
    type: "ir.actions.client",
    tag: "kam_account_brief",
    name: "Brief",
    target: "new",
    params: { account_id: 12 },
    context: { dialog_size: "extra-large", footer: false },
};

test("badge in a form: letter, tone, tier and full names", async () => {
    await mountView({ type: "form", resModel: "lead", resId: 1 });
    expect(".o_kam_badge .o_kam_segment").toHaveText("A");
    expect(".o_kam_badge .o_kam_segment").toHaveClass("o_kam_tone_0");
    expect(".o_kam_badge .badge").toHaveText("Strategic");
    expect(".o_kam_badge .badge").toHaveClass("o_badge_color_4");
    expect(".o_kam_badge .fa-hand-paper-o").toHaveCount(0);
    const title = "A · Strategically important, Strategic Account Manager";
    expect(".o_kam_badge").toHaveAttribute("title", title);
    expect(".o_kam_badge").toHaveAttribute("aria-label", `${title}: open the brief`);
});

test("an override shows as a hand and in words", async () => {
    await mountView({ type: "form", resModel: "lead", resId: 2 });
    expect(".o_kam_badge .fa-hand-paper-o").toHaveAttribute("title", "Set by hand");
    expect(queryOne(".o_kam_badge").title).toMatch(/, Set by hand$/);
    expect(".o_kam_segment").toHaveClass("o_kam_tone_2");
});

test("nothing is drawn for an unclassified record", async () => {
    await mountView({ type: "list", resModel: "lead" });
    expect(".o_data_row").toHaveCount(3);
    expect(".o_data_row .o_kam_badge").toHaveCount(2);
    expect(".o_data_row:eq(2) [name=badge]").toHaveText("");
});

test("a click on the badge of a card opens the brief, not the card", async () => {
    stepActions();
    await mountView({ type: "kanban", resModel: "lead" });
    await contains(".o_kanban_record:eq(0) .o_kam_badge .badge").click();
    expect.verifySteps([OPEN_BRIEF]);
    await contains(".o_kanban_record:eq(0) span:contains(Chairs)").click();
    expect.verifySteps(["card opened"]);
});

test("Enter on the badge opens the brief once, not the card", async () => {
    stepActions();
    await mountView({ type: "kanban", resModel: "lead" });
    queryOne(".o_kanban_record:eq(1) .o_kam_badge").focus();
    await press("Enter");
    await animationFrame();
    expect.verifySteps([OPEN_BRIEF]);
});

test("a click on the badge in a list does not open the row", async () => {
    stepActions();
    await mountView({
        type: "list",
        resModel: "lead",
        selectRecord: () => expect.step("row opened"),
    });
    await contains(".o_data_row:eq(0) .o_kam_badge").click();
    expect.verifySteps([OPEN_BRIEF]);
});

test("no_open and a missing account switch the click off", async () => {
    Lead._records[1].badge = { ...BADGE, account_id: false };
    stepActions();
    const arch = `<form><field name="badge" widget="kam_badge" options="{'no_open': True}"/></form>`;
    await mountView({ type: "form", resModel: "lead", resId: 1, arch });
    expect("button.o_kam_badge").toHaveCount(0);
    expect("span.o_kam_badge").toHaveAttribute(
        "aria-label",
        "A · Strategically important, Strategic Account Manager",
    );
    await click(".o_kam_badge");
    await mountView({ type: "list", resModel: "lead" });
    expect(".o_data_row:eq(0) button.o_kam_badge").toHaveCount(1);
    expect(".o_data_row:eq(1) button.o_kam_badge").toHaveCount(0);
    expect.verifySteps([]);
});
