import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    clickSave,
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Force extends models.Model {
    _name = "kam.plan.force";
    kind = fields.Selection({
        selection: [
            ["rivalry", "Rivalry"],
            ["buyer", "Power of buyers"],
            ["entrant", "New entrants"],
            ["technology", "Technology"],
        ],
    });
    rating = fields.Char();
    _records = [
        { id: 1, kind: "rivalry", rating: "4" },
        { id: 2, kind: "buyer", rating: "2" },
        { id: 3, kind: "entrant", rating: "5" },
        { id: 4, kind: "technology", rating: "0" },
    ];
}

class Goal extends models.Model {
    _name = "kam.goal";
    current = fields.Float();
    current_known = fields.Boolean();
    is_late = fields.Boolean();
    force_ids = fields.One2many({ relation: "kam.plan.force" });
    _records = [
        { id: 1, current: 0, current_known: false, is_late: true, force_ids: [1, 2, 3, 4] },
        { id: 2, current: 0, current_known: true, force_ids: [4] },
    ];
}

defineMailModels();
defineModels([Force, Goal]);

const ARCH = `
    <form>
        <field name="current" widget="kam_known_float" placeholder="Not measured yet"/>
        <field name="current_known" invisible="1"/>
        <field name="is_late" widget="kam_late"/>
        <widget name="kam_force_radar"/>
        <field name="force_ids"><list><field name="kind"/><field name="rating"/></list></field>
    </form>`;
const show = (resId, arch = ARCH) => mountView({ type: "form", resModel: "kam.goal", resId, arch });

test("an unknown figure is empty; a zero that is typed is a zero", async () => {
    onRpc("web_save", ({ args }) => {
        expect.step(args[1]);
    });
    await show(1);
    expect("[name=current] input").toHaveValue("");
    expect("[name=current] input").toHaveAttribute("placeholder", "Not measured yet");
    await contains("[name=current] input").edit("0");
    await clickSave();
    expect("[name=current] input").toHaveValue("0");
    await contains("[name=current] input").edit("");
    await clickSave();
    expect("[name=current] input").toHaveValue("");
    expect.verifySteps([
        { current: 0, current_known: true },
        { current: 0, current_known: false },
    ]);
});

test("what is no number is refused", async () => {
    await show(2);
    await contains("[name=current] input").edit("many");
    await animationFrame();
    expect("[name=current]").toHaveClass("o_field_invalid");
});

test("read-only, an unknown figure says so", async () => {
    await show(1, ARCH.replace("<form>", `<form edit="0">`));
    expect("[name=current]").toHaveText("Not measured yet");
});

test("late has an icon and a word, and nothing otherwise", async () => {
    await show(1);
    expect("[name=is_late]").toHaveText("Late");
    expect("[name=is_late] .fa-clock-o").toHaveCount(1);
});

test("the radar shows what is rated and leaves out what is not", async () => {
    await show(1);
    expect(".o_kam_force_radar text").toHaveCount(4);
    expect(".o_kam_force_radar text.o_kam_unrated").toHaveText("Technology");
    expect(".o_kam_dot").toHaveCount(3);
    expect(".o_kam_pressure").toHaveCount(1);
    expect(".o_kam_force_radar svg").toHaveAttribute(
        "aria-label",
        "Strength of the forces, 1 to 5. Rivalry: 4, Power of buyers: 2, New entrants: 5",
    );
});

test("nothing rated: what to do", async () => {
    await show(2);
    expect(".o_kam_dot, .o_kam_pressure").toHaveCount(0);
    expect(".o_kam_force_radar figcaption").toHaveText(/Rate how hard/);
});
