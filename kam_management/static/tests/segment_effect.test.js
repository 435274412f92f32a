import { expect, test } from "@odoo/hoot";
import { queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";

const EFFECT = {
    segments: [
        {
            code: "A",
            name: "Strategically important",
            now: 4,
            then: 8,
            slots: 6,
            capacity_ok: false,
            budget: 10000,
            cost: 12000,
            budget_ok: false,
        },
        {
            code: "B",
            name: "Key",
            now: 9,
            then: 9,
            slots: 20,
            capacity_ok: true,
            budget: 0,
            cost: 5,
            budget_ok: true,
        },
    ],
    movers: [
        { account_id: 1, name: "Azure", from: "B", to: "A", why: "score 72.5 ≥ 70" },
        { account_id: 2, name: "Deco", from: false, to: "D", why: "older history" },
    ],
    mover_count: 12,
    managers: [
        { name: "Sam", user_id: 3, a: 4, slots: "3 A, 10 B", used: 14, capacity: 10, ok: false },
        { name: "Kim", user_id: 4, a: 1, slots: "3 A, 10 B", used: 5, capacity: 10, ok: true },
    ],
};

class Preview extends models.Model {
    _name = "preview";

    effect = fields.Json();

    _records = [
        { id: 1, effect: EFFECT },
        { id: 2, effect: false },
        { id: 3, effect: { segments: [], movers: [], mover_count: 0, managers: [] } },
    ];
    _views = { form: `<form><field name="effect" widget="kam_segment_effect"/></form>` };
}

defineMailModels();
defineModels([Preview]);

const segment = (code) => `.o_kam_effect_row[data-segment=${code}]`;

test("bars show now and then, against the slots", async () => {
    await mountView({ type: "form", resModel: "preview", resId: 1 });
    expect(`${segment("A")} .o_kam_counts`).toHaveText(/^4\s*8\s*\(\+4\)$/);
    expect(queryOne(`${segment("A")} .o_kam_bar_now`).style.width).toBe("50%");
    expect(queryOne(`${segment("A")} .o_kam_bar_then`).style.width).toBe("100%");
    expect(queryOne(`${segment("A")} .o_kam_slots`).style.insetInlineStart).toBe("75%");
    expect(`${segment("A")} .o_kam_bars`).toHaveAttribute(
        "aria-label",
        "Strategically important: 4 accounts now, 8 then",
    );
    expect(`${segment("B")} .o_kam_counts`).toHaveText(/^9\s*9$/);
});

test("warnings carry an icon and a word, and only where they belong", async () => {
    await mountView({ type: "form", resModel: "preview", resId: 1 });
    expect(queryAllTexts(`${segment("A")} .o_kam_warning`)).toEqual([
        "More accounts than slots",
        "Over budget",
    ]);
    expect(`${segment("A")} .o_kam_warning .fa-exclamation-triangle`).toHaveCount(2);
    expect(`${segment("B")} .o_kam_warning`).toHaveCount(0);
    expect(queryAllTexts(".o_kam_manager:eq(0) .o_kam_warning")).toEqual(["Over capacity"]);
    expect(".o_kam_manager:eq(1) .o_kam_warning").toHaveCount(0);
});

test("a budget shows short, exact on hover; without a limit it does not show", async () => {
    await mountView({ type: "form", resModel: "preview", resId: 1 });
    expect(`${segment("A")} [title='12,000 of 10,000 service budget']`).toHaveText(
        /12\.0k of 10\.0k/,
    );
    expect(`${segment("B")} .o_kam_bars + div`).toHaveText("20 slots");
});

test("load per manager", async () => {
    await mountView({ type: "form", resModel: "preview", resId: 1 });
    expect(".o_kam_manager:eq(0)").toHaveText(/Sam\s*3 A, 10 B\s*14 of 10/);
    expect(queryOne(".o_kam_manager:eq(0) .progress-bar").style.width).toBe("100%");
    expect(queryOne(".o_kam_manager:eq(1) .progress-bar").style.width).toBe("50%");
});

test("movers open their account", async () => {
    mockService("action", {
        doAction(action) {
            expect.step([action.res_model, action.res_id]);
        },
    });
    await mountView({ type: "form", resModel: "preview", resId: 1 });
    expect(".o_kam_effect_movers h4").toHaveText("12 accounts move, the first 2:");
    expect(queryAllTexts(".o_kam_mover:eq(0) .o_kam_segment")).toEqual(["B", "A"]);
    expect(".o_kam_mover:eq(0) .o_kam_segment:eq(0)").toHaveClass("o_kam_tone_1");
    expect(".o_kam_mover:eq(0) .o_kam_why").toHaveText("score 72.5 ≥ 70");
    expect(queryAllTexts(".o_kam_mover:eq(1) .o_kam_segment")).toEqual(["D"]);
    expect(".o_kam_mover:eq(1) [title=Unclassified]").toHaveCount(1);
    await contains(".o_kam_mover:eq(1) button").click();
    expect.verifySteps([["kam.account", 2]]);
});

test("nothing computed, and nothing that moves", async () => {
    await mountView({ type: "form", resModel: "preview", resId: 2 });
    expect(".o_kam_effect").toHaveText("The effect has not been computed yet.");
    await mountView({ type: "form", resModel: "preview", resId: 3 });
    expect(".o_kam_effect_movers:last h4").toHaveText("No account moves");
});
