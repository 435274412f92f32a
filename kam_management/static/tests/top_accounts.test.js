import { topAccounts, TopAccounts } from "@kam_management/top_accounts/top_accounts";
import { expect, test } from "@odoo/hoot";
import { press, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame, runAllTimers } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { registry } from "@web/core/registry";
import { session } from "@web/session";

defineMailModels();

const account = (id, name, more = {}) => ({
    id,
    name,
    badge: { segment: "A", strength: 0, tier: "Strategic", tier_color: 4 },
    revenue: 1000 * id,
    health: null,
    alerts: 0,
    ...more,
});

async function mountTop(accounts) {
    onRpc("kam.dashboard", "top_data", () => {
        expect.step("top_data");
        return { accounts, currency_id: 1 };
    });
    await mountWithCleanup(MainComponentsContainer);
    await mountWithCleanup(TopAccounts);
    patchWithCleanup(getService("action"), {
        doAction: ({ res_model, res_id, domain }) => expect.step([res_model, res_id || domain]),
    });
}

test("one click shows the top accounts, another one opens one of them", async () => {
    await mountTop([account(9, "Azure", { health: 38, alerts: 2 }), account(4, "Gemini")]);
    expect.verifySteps([]);
    await contains("button[title='Top 20 key accounts']").click();
    expect.verifySteps(["top_data"]);
    expect(queryAllTexts(".o_kam_top_accounts .text-truncate")).toEqual(["Azure", "Gemini"]);
    expect(".o_kam_top_accounts .text-danger:first").toHaveText("38");
    await contains(".o_kam_top_accounts .dropdown-item:contains(Gemini)").click();
    expect.verifySteps([["kam.account", 4]]);
});

test("all of them open as a list", async () => {
    await mountTop([account(9, "Azure"), account(4, "Gemini")]);
    await contains("button[title='Top 20 key accounts']").click();
    await contains(".o_kam_top_accounts .dropdown-item:contains(Open as a list)").click();
    expect.verifySteps(["top_data", ["kam.account", [["id", "in", [9, 4]]]]]);
});

test("the keyboard opens it from anywhere", async () => {
    await mountTop([account(9, "Azure")]);
    await press(["alt", "shift", "k"]);
    await runAllTimers();
    await animationFrame();
    expect(".o_kam_top_accounts .dropdown-item").toHaveCount(2);
    expect.verifySteps(["top_data"]);
});

test("with nothing to see it says what to do", async () => {
    await mountTop([]);
    await contains("button[title='Top 20 key accounts']").click();
    expect(".o_kam_top_accounts").toHaveText(/No account is yours to see yet/);
    expect.verifySteps(["top_data"]);
});

test("only those who work with key accounts see it", () => {
    patchWithCleanup(session, { kam_tier_colors: undefined });
    expect(topAccounts.isDisplayed()).toBe(false);
    patchWithCleanup(session, { kam_tier_colors: { 1: 4 } });
    expect(topAccounts.isDisplayed()).toBe(true);
});

test("the command palette finds accounts by name, and the top ones without", async () => {
    patchWithCleanup(session, { kam_tier_colors: { 1: 4 } });
    await mountTop([account(9, "Azure")]);
    onRpc("kam.account", "name_search", ({ args }) => {
        expect.step(args[0]);
        return [[4, "Gemini"]];
    });
    const { provide } = registry.category("command_provider").get("kam_accounts");
    const env = { services: { orm: getService("orm"), action: getService("action") } };
    const names = async (searchValue) =>
        (await provide(env, { searchValue })).map(({ name }) => name);
    expect(await names("")).toEqual(["Azure"]);
    expect(await names("gem")).toEqual(["Gemini"]);
    expect.verifySteps(["top_data", "gem"]);
});
