import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { condition } from "@kam_management/health/health";

class Account extends models.Model {
    _name = "kam.account";

    health = fields.Float();
    health_known = fields.Boolean();
    health_parts = fields.Json();

    _records = [
        {
            id: 1,
            health: 70.4,
            health_known: true,
            health_parts: { revenue: 39.6, alerts: 100, plan: null },
        },
        { id: 2, health: 0, health_known: false, health_parts: false },
    ];
}

defineMailModels();
defineModels([Account]);

test("each condition has a colour and an icon of its own", () => {
    const icons = [100, 70, 69, 40, 39, 0].map((value) => condition(value).icon);
    expect(icons[0]).toBe(icons[1]);
    expect(icons[2]).toBe(icons[3]);
    expect(icons[4]).toBe(icons[5]);
    expect(new Set(icons).size).toBe(3);
});

test("a list shows icon and number, and nothing where the health is not known", async () => {
    await mountView({
        type: "list",
        resModel: "kam.account",
        arch: `<list><field name="health" widget="kam_health"/></list>`,
    });
    expect(queryAllTexts("td[name=health]")).toEqual(["70", ""]);
    expect("td[name=health] .fa-check-circle").toHaveCount(1);
});

test("parts: known ones with a bar, unknown ones in words, left out ones not at all", async () => {
    await mountView({
        type: "form",
        resModel: "kam.account",
        resId: 1,
        arch: `<form><field name="health_parts" widget="kam_health_parts"/></form>`,
    });
    expect(".o_kam_health [role=progressbar]").toHaveCount(2);
    expect(".o_kam_health").toHaveText(
        /Early warnings.*100.*Revenue trend.*40.*Plan progress.*not known yet/s,
    );
    expect(".o_kam_health .fa-times-circle").toHaveCount(1);
});

test("each part opens the records that it was made from, also one that is not known", async () => {
    onRpc("kam.account", "action_open_health_part", ({ args }) => ({ opened: args }));
    mockService("action", {
        doAction({ opened }) {
            expect.step(opened);
        },
    });
    await mountView({
        type: "form",
        resModel: "kam.account",
        resId: 1,
        arch: `<form><field name="health_parts" widget="kam_health_parts"/></form>`,
    });
    await contains(".o_kam_health [data-part=alerts]").click();
    await contains(".o_kam_health [data-part=plan]").click();
    expect.verifySteps([
        [1, "alerts"],
        [1, "plan"],
    ]);
});
