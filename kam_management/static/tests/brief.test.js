import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { AccountBrief } from "@kam_management/brief/brief";

defineMailModels();

const DATA = {
    account: {
        id: 9,
        name: "Azure Interior",
        badge: { segment: "A", strength: 0, tier: "Strategic", tier_color: 4 },
        manager: "Sam",
        level: "Business Partner",
        target: "Trusted Advisor",
        health: 38,
        health_state: "At risk",
        condition: "red",
        revenue: 1000,
        pipeline: 500,
        currency_id: 1,
    },
    people: [
        {
            id: 1,
            name: "Helena",
            title: "CEO",
            roles: "",
            support: "supporter",
            support_label: "Supporter",
            strength: 2,
            wants: "One hub",
            last: "",
            counterpart: "Otto",
        },
    ],
    contacts: [],
    promises: [{ date: "1 Nov 2026", what: "The offer", who: "Sam", agreed: true, late: 19 }],
    leads: [{ id: 4, name: "Chairs", stage: "New", revenue: 100, currency_id: 1, deadline: "" }],
    alerts: [{ id: 5, severity: "high", sentence: "No contact for 60 days." }],
    points: ["We owe them an offer.", "No contact."],
};
const EMPTY = {
    ...DATA,
    account: {
        ...DATA.account,
        badge: false,
        condition: "",
        health: false,
        level: "",
        manager: "",
    },
    people: [],
    promises: [],
    leads: [],
    alerts: [],
    points: [],
};

async function mountBrief(data) {
    onRpc("kam.account", "brief_data", ({ args }) => {
        expect.step(args);
        return data;
    });
    mockService("action", {
        doAction: ({ res_model, res_id }) => expect.step([res_model, res_id]),
    });
    await mountWithCleanup(AccountBrief, {
        props: {
            action: { params: { account_id: 9 } },
            actionId: 1,
            className: "",
            globalState: {},
            state: {},
        },
    });
}

test("points first, then people, promises, alerts; all of it opens", async () => {
    await mountBrief(DATA);
    expect.verifySteps([[9]]);
    expect(queryAllTexts(".o_kam_brief_points li")).toEqual(DATA.points);
    expect(".o_kam_brief").toHaveText(/38.*At risk/s);
    expect(".o_kam_brief").toHaveText(/Wants: One hub/);
    expect(".o_kam_brief").toHaveText(/Never in touch, by Otto/);
    expect(".o_kam_brief").toHaveText(/1 Nov 2026, late · Sam · agreed with them/);
    await contains("button:contains(No contact for 60 days)").click();
    await contains("button:contains(Helena)").click();
    await contains("button:contains(Chairs)").click();
    expect.verifySteps([
        ["kam.alert", 5],
        ["kam.stakeholder", 1],
        ["crm.lead", 4],
    ]);
});

test("an account of which nothing is known says what to do", async () => {
    await mountBrief(EMPTY);
    expect.verifySteps([[9]]);
    expect(".o_kam_brief").toHaveText(/Nothing presses/);
    expect(".o_kam_brief").toHaveText(/Add the three people who decide/);
    expect(".o_kam_brief").not.toHaveText(/undefined|false/);
});
