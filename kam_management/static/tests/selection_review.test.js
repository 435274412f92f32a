import { SelectionEffect } from "@kam_management/selection_review/selection_effect";
import { expect, test } from "@odoo/hoot";
import { queryAllAttributes, queryAllTexts } from "@odoo/hoot-dom";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

defineMailModels();

const count = (code, now, then, slots, ok = true) => ({ code, name: code, now, then, slots, ok });
const EFFECT = {
    lines: 12,
    looked_at: 9,
    undecided: 3,
    unsaved: true,
    problem: "",
    segments: [count("A", 3, 4, 3, false), count("C", 40, 40, 0)],
    managers: [
        {
            user_id: 7,
            name: "Sam",
            now: 3,
            then: 4,
            ok: false,
            parts: [count("A", 3, 4, 3, false)],
        },
        { user_id: 8, name: "Tess", now: 1, then: 1, ok: true, parts: [count("A", 1, 1, 3)] },
        {
            user_id: 9,
            name: "Uli",
            now: 2,
            then: 2,
            ok: true,
            parts: [count("A", 1, 0, 3), count("B", 1, 2, 10)],
        },
    ],
};

const show = (props) => mountWithCleanup(SelectionEffect, { props: { effect: EFFECT, ...props } });

test("segments now and then, against their slots; too many are said in words", async () => {
    await show();
    expect(queryAllTexts(".o_kam_effect_tiles [data-segment=A] .o_kam_counts")[0]).toMatch(
        /3.*4.*of 3.*over/s,
    );
    expect(queryAllTexts(".o_kam_effect_tiles [data-segment=C] .o_kam_counts")).toEqual(["40"]);
    expect(".o_kam_selection_effect").toHaveText(/9 of 12 looked at, 3 without a decision/);
    expect(".o_kam_unsaved").toHaveCount(1);
});

test("all managers on the review, in a list only those for whom something changes", async () => {
    await show();
    expect(queryAllAttributes(".o_kam_effect_manager", "data-manager")).toEqual([
        "Sam",
        "Tess",
        "Uli",
    ]);
});

test("in a list, those for whom nothing changes are left out", async () => {
    await show({ compact: true });
    expect(queryAllAttributes(".o_kam_effect_manager", "data-manager")).toEqual(["Sam", "Uli"]);
});

test("all decided and saved: nothing more is asked", async () => {
    await show({
        effect: { ...EFFECT, undecided: 0, unsaved: false, looked_at: 12, problem: "Too many A" },
    });
    expect(".o_kam_selection_effect").toHaveText(/12 of 12 looked at/);
    expect(".o_kam_selection_effect").not.toHaveText(/without a decision/);
    expect(".o_kam_unsaved").toHaveCount(0);
    expect(".o_kam_problem").toHaveText("Too many A");
});
