import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { drag, keyDown, queryAll, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    getService,
    makeServerError,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { downloadFile } from "@web/core/network/download";
import {
    CARD_HEIGHT,
    CARD_WIDTH,
    layOut,
    layOutDown,
    linkCurve,
    neighbour,
    reportingLines,
    treeOrder,
} from "@kam_management/stakeholder_map/layout";
import { MapModel } from "@kam_management/stakeholder_map/map_model";
import { describe as describePerson } from "@kam_management/stakeholder_map/marks";
import { pngScale } from "@kam_management/stakeholder_map/save_map";
import { Viewport } from "@kam_management/stakeholder_map/viewport";

class Account extends models.Model {
    _name = "kam.account";
    name = fields.Char();
    _records = [
        { id: 7, name: "Azure" },
        { id: 8, name: "Gemini" },
    ];
}

class Stakeholder extends models.Model {
    _name = "kam.stakeholder";
    name = fields.Char();
    _records = [1, 2, 3, 4].map((id) => ({ id, name: `Person ${id}` }));
    _views = {
        form: `<form><field name="name"/></form>`,
        list: `<list><field name="name"/></list>`,
    };
}

class Role extends models.Model {
    _name = "kam.stakeholder.role";
    name = fields.Char();
    _records = [{ id: 5, name: "Budget owner" }];
}

/** What engine/map_layout.py answers: see tests/test_map_layout.py. */
const SAME = {
    places: [
        [0, 0, 325],
        [1, 292, 69],
        [2, 292, 325],
        [3, 292, 581],
        [4, 584, 266],
        [5, 584, 522],
        [6, 584, 10],
        [7, 876, 266],
        [8, 876, 522],
        [9, 876, 10],
        [10, 584, 384],
        [11, 584, 640],
        [12, 584, 128],
        [13, 876, 384],
    ],
    frames: [
        [574, 0, 552, 242],
        [574, 256, 552, 242],
        [574, 512, 552, 242],
    ],
    size: [1126, 754],
};

defineMailModels();
defineModels([Account, Stakeholder, Role]);

function person(id, parent, values) {
    return {
        id,
        parent_id: parent,
        name: `Person ${id}`,
        title: "",
        unit: "",
        placeholder: false,
        partner_id: id,
        avatar: false,
        initials: "P",
        roles: [],
        power: 3,
        support: "neutral",
        strength: 1,
        target_strength: 1,
        user: { id: 2, name: "Sam", avatar: "/web/image/res.users/2" },
        last_contact: false,
        gaps: [],
        active: true,
        ...values,
    };
}

function payload(values) {
    return {
        account: { id: 7, name: "Azure", readonly: false },
        date: false,
        people: [
            person(1, false, { name: "Ann Lee", title: "CEO", power: 5, support: "champion" }),
            person(2, 1, {
                name: "Bo Kumar",
                unit: "Finance",
                roles: [{ id: 5, name: "Budget owner", color: 2 }],
                support: "opponent",
                strength: 1,
                target_strength: 3,
            }),
            person(3, 1, {
                name: "Head of IT",
                placeholder: true,
                partner_id: false,
                user: false,
                gaps: ["no_counterpart"],
            }),
            person(4, 2, { name: "Čarla Novak" }),
        ],
        links: [
            { id: 11, source: 4, target: 1, kind: "influences", strength: 3, note: "since school" },
            { id: 12, source: 2, target: 3, kind: "conflicts", strength: 1, note: "" },
        ],
        findings: [
            {
                code: "no_champion",
                severity: "high",
                text: "Nobody inside champions us.",
                stakeholder_ids: [3],
                fix: { label: "Add the person", method: "action_fix", args: ["no_champion", [3]] },
            },
        ],
        contact_model: { code: "bow_tie", label: "Bow-tie", risk: "A bottleneck." },
        roles: [{ id: 5, name: "Budget owner" }],
        units: ["Finance"],
        proposals_count: 2,
        ...values,
    };
}

let data;
let before;

beforeEach(() => {
    mockDate("2026-11-20 12:00:00");
    data = payload();
    before = { ...payload(), date: "2025-11-20" };
    before.account = { ...before.account, readonly: true };
    onRpc("kam.account", "map_data", ({ args, kwargs }) => {
        expect.step(`map ${args[0]} ${kwargs.date} ${kwargs.lead_id}`);
        return kwargs.date ? before : data;
    });
});

async function mountMap(resId = 7) {
    await mountView({
        type: "form",
        resModel: "kam.account",
        resId,
        arch: `<form><field name="name"/><widget name="kam_stakeholder_map"/></form>`,
    });
    await animationFrame();
    await animationFrame();
}

const card = (id) => `.o_kam_card[data-id="${id}"]`;
const names = () => queryAllTexts(".o_kam_name");

describe("layout", () => {
    const tree = (count, parentOf) =>
        [...Array(count).keys()].map((id) => ({ id, parent_id: id ? parentOf(id) : false }));

    /** The same table is in tests/test_map_layout.py: both draw the same map. */
    test("the map on the screen is the map in print", () => {
        const people = tree(14, (id) => (id < 4 ? 0 : 1 + (id % 3)));
        const { places, frames, width, height } = layOut(people);
        expect(
            [...places.values()].map(({ id, x, y }) => [id, x, y]).sort((a, b) => a[0] - b[0]),
        ).toEqual(SAME.places);
        expect(frames.map(({ x, y, width: w, height: h }) => [x, y, w, h])).toEqual(SAME.frames);
        expect([width, height]).toEqual(SAME.size);
    });

    test("three hundred people never overlap, and stand right of whom they report to", () => {
        for (const spread of [3, 8, 40]) {
            const people = tree(300, (id) => Math.floor((id - 1) / spread));
            const { places } = layOut(people);
            expect(places.size).toBe(300);
            const all = [...places.values()];
            const overlapping = all.filter((a) =>
                all.some(
                    (b) =>
                        a !== b &&
                        Math.abs(a.x - b.x) < CARD_WIDTH &&
                        Math.abs(a.y - b.y) < CARD_HEIGHT,
                ),
            );
            expect(overlapping).toEqual([]);
            expect(
                people.filter(
                    ({ id, parent_id: above }) => id && places.get(above).x >= places.get(id).x,
                ),
            ).toEqual([]);
        }
    });

    test("circles and people above who are not there", () => {
        const people = [
            { id: 1, parent_id: 2 },
            { id: 2, parent_id: 1 },
            { id: 3, parent_id: 99 },
            { id: 4, parent_id: 4 },
        ];
        const lines = reportingLines(people);
        expect(lines.roots).toEqual([1, 3, 4]);
        expect(treeOrder(lines)).toEqual([1, 2, 3, 4]);
        expect(layOut(people).places.size).toBe(4);
    });

    test("on a phone one card a row, indented", () => {
        const { places, width } = layOutDown(tree(4, (id) => id - 1));
        expect([...places.values()].map(({ x, y }) => [x, y])).toEqual([
            [0, 0],
            [22, 118],
            [44, 236],
            [66, 354],
        ]);
        expect(width).toBe(66 + CARD_WIDTH);
    });

    test("lines leave at the side that faces the other card", () => {
        const [left, right] = [
            { x: 0, y: 0 },
            { x: 292, y: 118 },
        ];
        expect(linkCurve(left, right).slice(0, 2)).toEqual([240, 36.4]);
        expect(linkCurve(right, left).slice(4)).toEqual([240, 36.4]);
        expect(linkCurve(left, { x: 0, y: 118 })[0]).toBe(0);
    });

    test("arrow keys follow the tree", () => {
        const lines = reportingLines(data.people);
        const order = treeOrder(lines);
        const go = (id, way) => neighbour(lines, order, id, way);
        expect([go(1, "in"), go(2, "next"), go(3, "previous"), go(4, "out")]).toEqual([2, 3, 2, 2]);
        expect([go(1, "out"), go(3, "in"), go(1, "last"), go(3, "first")]).toEqual([
            undefined,
            undefined,
            3,
            1,
        ]);
    });
});

test("viewport: zoom keeps the point under the pointer, fit shows everything", () => {
    const viewport = new Viewport();
    const was = viewport.toMap(100, 60);
    viewport.zoomAt(100, 60, 1.5);
    expect(viewport.toMap(100, 60).x).toBeCloseTo(was.x);
    expect(viewport.toMap(100, 60).y).toBeCloseTo(was.y);
    expect(viewport.k).toBe(1.5);
    viewport.fit({ width: 4000, height: 500 }, { width: 1048, height: 600 });
    expect(viewport.k).toBe(0.25);
    viewport.fit({ width: 100, height: 100 }, { width: 1048, height: 600 });
    expect(viewport.k).toBe(1);
    viewport.reveal({ x: 2000, y: 0, width: 240, height: 104 }, { width: 1048, height: 600 });
    expect(viewport.x + 2240).toBe(1048 - 24);
});

test("a card shows everything, also in words", async () => {
    await mountMap();
    expect.verifySteps(["map 7 null null"]);
    expect(names().toSorted()).toEqual(["Ann Lee", "Bo Kumar", "Head of IT", "Čarla Novak"]);
    expect(`${card(2)} .o_kam_role`).toHaveText("Budget owner");
    expect(queryAll(`${card(2)} .o_kam_pip_now`).length).toBe(1);
    expect(queryAll(`${card(2)} .o_kam_pip_wanted`).length).toBe(2);
    expect(`${card(2)} .o_kam_edge`).toHaveClass("o_kam_support_opponent");
    expect(queryOne(`${card(1)} .o_kam_edge`).offsetWidth).toBe(11);
    expect(queryOne(`${card(2)} .o_kam_edge`).offsetWidth).toBe(7);
    expect(card(3)).toHaveClass(["o_kam_placeholder", "o_kam_has_gap"]);
    expect(`${card(3)} .o_kam_gap`).toHaveText("No counterpart");
    expect(card(2)).toHaveAttribute(
        "aria-label",
        "Bo Kumar, Finance, Budget owner, support: Opponent, power 3 of 5, " +
            "relationship 1 of 4, wanted 3, our counterpart: Sam",
    );
    expect(card(2)).toHaveAttribute("aria-level", "2");
    expect(card(3)).toHaveAttribute("aria-posinset", "2");
    expect(card(1)).toHaveAttribute("aria-expanded", "true");
    expect(describePerson(data.people[2])).toInclude("not known yet");
    expect(".o_kam_legend li").toHaveCount(11);
    expect(".o_kam_contact_model").toHaveText(/Bow-tie\s+A bottleneck/);
});

test("lines: curved, each kind of its own, switched off one by one", async () => {
    await mountMap();
    expect(".o_kam_map_line").toHaveCount(2);
    expect(".o_kam_map_line.o_kam_line_influences.o_kam_line_strength_3 .o_kam_arrow").toHaveCount(
        1,
    );
    expect(queryOne(".o_kam_map_line.o_kam_line_influences title").textContent).toBe(
        "Čarla Novak → Ann Lee: Influences (since school)",
    );
    expect(
        getComputedStyle(queryOne(".o_kam_map_line.o_kam_line_conflicts .o_kam_line_drawn"))
            .strokeDasharray,
    ).toMatch(/7/);
    await contains("[data-kind=conflicts]").click();
    expect(".o_kam_map_line.o_kam_line_conflicts").toHaveCount(0);
    expect(".o_kam_map_line.o_kam_line_influences").toHaveCount(1);
    expect("[data-kind=conflicts]").toHaveAttribute("aria-pressed", "false");
    expect.verifySteps(["map 7 null null"]);
});

test("keyboard: one tab stop, arrows, Enter opens the person and reloads", async () => {
    await mountMap();
    expect(".o_kam_card[tabindex='0']").toHaveCount(1);
    queryOne(card(1)).focus();
    const down = queryOne(".o_kam_canvas").classList.contains("o_kam_down");
    expect(down).toBe(queryOne(".o_kam_stakeholder_map").classList.contains("o_kam_phone"));
    await keyDown("ArrowRight");
    await animationFrame();
    expect(card(2)).toBeFocused();
    await keyDown("ArrowDown");
    await animationFrame();
    expect(card(3)).toBeFocused();
    expect(".o_kam_card[tabindex='0']").toHaveCount(1);
    await keyDown("Home");
    await animationFrame();
    expect(card(1)).toBeFocused();
    await keyDown(" ");
    await animationFrame();
    expect(names()).toEqual(["Ann Lee"]);
    expect(card(1)).toHaveAttribute("aria-expanded", "false");
    await keyDown("ArrowRight");
    await animationFrame();
    await animationFrame();
    expect(".o_kam_card").toHaveCount(4);
    expect.verifySteps(["map 7 null null"]);
    await keyDown("Enter");
    await contains(".modal .o_field_widget[name=name] input").edit("Ann Lee-Smith");
    await contains(".modal .o_form_button_save").click();
    await animationFrame();
    expect(".modal").toHaveCount(0);
    await animationFrame();
    expect.verifySteps(["map 7 null null"]);
});

test("search finds without accents, filters keep who is above", async () => {
    await mountMap();
    await contains(".o_kam_search input").edit("carla", { confirm: false });
    await animationFrame();
    expect(".o_kam_found").toHaveCount(1);
    expect(card(4)).toHaveClass("o_kam_found");
    expect(card(1)).toHaveClass("o_kam_faint");
    expect(".o_kam_search [role=status]").toHaveText("1 of 1");
    await contains(".o_kam_search input").edit("nobody at all", { confirm: false });
    expect(".o_kam_search [role=status]").toHaveText("Nobody");
    await contains(".o_kam_search input").edit("", { confirm: false });
    await contains(".o_kam_role_filter").select("5");
    await animationFrame();
    expect(names().toSorted()).toEqual(["Ann Lee", "Bo Kumar"]);
    expect(card(1)).toHaveClass("o_kam_faint");
    expect(card(2)).not.toHaveClass("o_kam_faint");
    expect.verifySteps(["map 7 null null"]);
});

describe("reporting line", () => {
    async function makeModel() {
        const orm = getService("orm");
        const model = new MapModel(orm);
        await model.load({ accountId: 7, leadId: false });
        return model;
    }

    test("shown at once, written, loaded again", async () => {
        await mountMap();
        const model = await makeModel();
        onRpc("kam.stakeholder", "write", ({ args }) => {
            expect.step(["write", ...args]);
            expect(model.now.people[3].parent_id).toBe(3);
            return true;
        });
        expect.verifySteps(["map 7 null null", "map 7 null null"]);
        expect(await model.reparent(4, 3)).toBe("");
        expect.verifySteps([["write", [4], { parent_id: 3 }], "map 7 null null"]);
        expect(await model.reparent(2, 1)).toBe("");
        expect.verifySteps([]);
    });

    test("a circle is refused with the server's sentence, and nothing moved", async () => {
        await mountMap();
        const model = await makeModel();
        onRpc("kam.stakeholder", "write", () => {
            expect(model.now.people[0].parent_id).toBe(false);
            throw makeServerError({
                type: "ValidationError",
                message: "Bo reports to Ann already.",
            });
        });
        expect(await model.reparent(1, 4)).toBe("Bo reports to Ann already.");
        expect(model.now.people).toEqual(data.people);
        expect.verifySteps(["map 7 null null", "map 7 null null"]);
    });
});

test.tags("desktop");
test("dragging a card onto another changes the reporting line; refused, it goes back", async () => {
    onRpc("kam.stakeholder", "write", ({ args }) => {
        expect.step(["write", ...args]);
        throw makeServerError({ type: "ValidationError", message: "Not in a circle, please." });
    });
    await mountMap();
    const { moveTo, drop } = await drag(card(4));
    await moveTo(card(3));
    await animationFrame();
    expect(card(3)).toHaveClass("o_kam_drop_here");
    expect(".o_kam_root_strip").toHaveCount(1);
    await drop();
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["map 7 null null", ["write", [4], { parent_id: 3 }]]);
    expect(".o_notification").toHaveText(/Not in a circle, please/);
    expect(card(4)).toHaveAttribute("aria-level", "3");
    expect(card(4)).toHaveAttribute("aria-posinset", "1");
    expect(".modal").toHaveCount(0);
});

test("a finding is mended by its button, and shows whom it means", async () => {
    onRpc("kam.account", "action_fix", ({ args }) => {
        expect.step(["fix", ...args]);
        return false;
    });
    await mountMap();
    await contains(".o_kam_show").click();
    expect(`${card(3)}[aria-selected=true]`).toHaveCount(1);
    await contains(".o_kam_fix").click();
    await animationFrame();
    expect.verifySteps(["map 7 null null", ["fix", [7], "no_champion", [3]], "map 7 null null"]);
});

test("beside the map of a year ago, with what changed", async () => {
    before.people[1].support = "neutral";
    before.people.pop();
    await mountMap();
    await contains(".o_kam_date button").click();
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["map 7 null null", "map 7 null null", "map 7 2025-11-20 null"]);
    const today = ".o_kam_canvas:last-child";
    if (queryOne(".o_kam_stakeholder_map").clientWidth >= 900) {
        expect(".o_kam_canvas").toHaveCount(2);
        expect(queryAll(`.o_kam_canvas:first-child .o_kam_card`).length).toBe(3);
    } else {
        expect(".o_kam_canvas").toHaveCount(1);
        expect(".o_kam_which button.active").toHaveText("Today");
    }
    expect(`${today} ${card(2)} .o_kam_gap`).toHaveText("Was: Neutral");
    expect(`${today} ${card(4)} .o_kam_gap`).toHaveText("New");
    expect(`${today} ${card(1)} .o_kam_gap`).toHaveCount(0);
});

test("an empty map proposes people; one click adds with role, support and counterpart", async () => {
    data = payload({ people: [], links: [], findings: [], roles: [] });
    onRpc("kam.account", "stakeholder_proposals", () => [
        {
            partner_id: 31,
            name: "Dee",
            title: "CFO",
            email: "",
            avatar: "",
            sources: ["meeting"],
            role_ids: [5],
            user_id: 7,
        },
        {
            partner_id: 32,
            name: "Ed",
            title: "",
            email: "",
            avatar: "",
            sources: [],
            role_ids: [],
            user_id: false,
        },
    ]);
    onRpc("kam.account", "add_stakeholders", ({ args }) => {
        expect.step(["add", args[1]]);
        data = payload();
        return [1];
    });
    await mountMap();
    expect(".o_kam_empty h3").toHaveText("Add the three people who decide");
    expect(queryAllTexts(".o_kam_proposals .o_kam_who")).toEqual(["Dee\nCFO · meeting", "Ed"]);
    await contains(".o_kam_proposals li:first-child .form-select:last-of-type").select("champion");
    await contains(".o_kam_proposals li:first-child > .btn").click();
    await animationFrame();
    expect.verifySteps([
        "map 7 null null",
        ["add", [{ partner_id: 31, role_ids: [5], support: "champion", user_id: 7 }]],
        "map 7 null null",
    ]);
    expect(".o_kam_card").toHaveCount(4);
});

test("who may only read gets no buttons that change", async () => {
    data.account.readonly = true;
    await mountMap();
    expect(".o_kam_card").toHaveCount(4);
    expect(".o_kam_add").toHaveCount(0);
    expect(".o_kam_fix").toHaveCount(0);
    expect.verifySteps(["map 7 null null"]);
});

test("an error says what the server said and can be tried again", async () => {
    let fails = true;
    onRpc("kam.account", "map_data", () => {
        if (fails) {
            throw makeServerError({ message: "Not your account." });
        }
    });
    await mountMap();
    expect(".o_kam_stakeholder_map .alert-danger").toHaveText(/Not your account/);
    fails = false;
    await contains(".o_kam_stakeholder_map .alert-danger button").click();
    await animationFrame();
    expect(".o_kam_card").toHaveCount(4);
    expect.verifySteps(["map 7 null null"]);
});

test("saved as SVG as the server draws it", async () => {
    patchWithCleanup(downloadFile, {
        _download: (blob, name, type) => expect.step([name, type, blob.size]),
    });
    onRpc("kam.account", "map_svg", () => "<svg/>");
    await mountMap();
    await contains(".o_kam_save").click();
    await contains(".o-dropdown-item:first-child").click();
    await animationFrame();
    expect.verifySteps(["map 7 null null", ["Stakeholder map Azure.svg", "image/svg+xml", 6]]);
    expect(pngScale(1000, 800)).toBe(2);
    expect(pngScale(40000, 100)).toBe(0.4);
});

test("on the whole screen, and as list", async () => {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "kam_stakeholder_map",
        params: { account_id: 7, lead_id: 9 },
    });
    await animationFrame();
    expect.verifySteps(["map 7 null 9"]);
    expect(".o_kam_full .o_kam_card").toHaveCount(4);
    expect(".o_kam_expand").toHaveCount(0);
});

test("three hundred people: branches are closed, and only what is near the screen is drawn", async () => {
    data.people = [...Array(300).keys()].map((n) => person(n + 1, n && Math.floor((n + 3) / 4)));
    data.links = [];
    await mountMap();
    expect(queryAll(".o_kam_card").length).toBeLessThan(60);
    await contains("[title='Open all branches']").click();
    await animationFrame();
    await animationFrame();
    expect(queryAll(".o_kam_card").length).toBeLessThan(250);
    expect(queryAll(".o_kam_card").length).toBeGreaterThan(3);
    expect.verifySteps(["map 7 null null"]);
});
