import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { Today } from "@kam_management/today/today";

defineMailModels();

const item = (id, late, title) => ({
    id,
    late,
    title,
    date: "2026-12-24",
    account: { id: 9, name: "Azure", badge: { segment: "A", strength: 0 } },
    record: "",
    source: "",
    why: `because ${id}`,
    res_model: "kam.account",
    res_id: 9,
});
const DATA = {
    items: [item(1, 3, "Call"), item(2, 0, "Visit"), item(3, -2, "Write"), item(4, -40, "Plan")],
    more: 12,
    domain: [["id", "in", [1, 2, 3, 4]]],
};

async function mountToday(data = DATA) {
    onRpc("kam.account", "today_data", () => data);
    onRpc("kam.account", "today_done", ({ args }) => {
        expect.step(["done", ...args]);
        return { ...data, items: data.items.slice(1) };
    });
    onRpc("kam.account", "today_later", ({ args }) => {
        expect.step(["later", ...args]);
        return data;
    });
    mockService("action", { doAction: (action) => expect.step(action.res_model) });
    await mountWithCleanup(Today);
}

test("each thing says what, when and why", async () => {
    await mountToday();
    expect(queryAllTexts(".o_kam_today_title")).toEqual(["Call", "Visit", "Write", "Plan"]);
    expect(".o_kam_today_item:nth-child(1)").toHaveText(/3 days late/);
    expect(".o_kam_today_item:nth-child(2)").toHaveText(/today/);
    expect(".o_kam_today_item:nth-child(3)").toHaveText(/in 2 days/);
    expect(".o_kam_today_item:nth-child(4)").toHaveText(/12\/24\/2026/);
    expect("[role=status]").toHaveCount(0);
    await contains("button:contains(why?):eq(1)").click();
    expect("[role=status]").toHaveText("because 2");
    expect(".o_kam_today_more").toHaveText("12 more");
});

test("done and later act at once; a click opens the record", async () => {
    await mountToday();
    await click("button:contains(Done):eq(0)");
    await animationFrame();
    expect.verifySteps([["done", 1]]);
    expect(queryAllTexts(".o_kam_today_title")).toEqual(["Visit", "Write", "Plan"]);
    await contains("button:contains(Later):eq(0)").click();
    await contains(".dropdown-item:contains(Next week)").click();
    expect.verifySteps([["later", 2, 7]]);
    await click(".o_kam_today_title:eq(0)");
    expect.verifySteps(["kam.account"]);
    await click(".o_kam_today_more");
    expect.verifySteps(["mail.activity"]);
});

test("an empty day says what will appear here", async () => {
    await mountToday({ items: [], more: 0, domain: [] });
    expect(".o_kam_today").toHaveText(/Nothing is waiting for you/);
});
