import { beforeEach, expect, test } from "@odoo/hoot";
import { press, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    getService,
    makeServerError,
    models,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

class Service extends models.Model {
    _name = "kam.service";
    name = fields.Char();
    description = fields.Text();
    _records = [
        { id: 1, name: "Training", description: "Courses" },
        { id: 2, name: "Finance" },
    ];
}

class Segment extends models.Model {
    _name = "kam.segment";
    code = fields.Char();
    name = fields.Char();
    _records = [
        { id: 10, code: "A", name: "Strategic" },
        { id: 11, code: "B", name: "Key" },
    ];
}

class Line extends models.Model {
    _name = "kam.service.package.line";
    segment_id = fields.Many2one({ relation: "kam.segment" });
    service_id = fields.Many2one({ relation: "kam.service" });
    offer = fields.Char();
    importance = fields.Char();
    note = fields.Char();
    active = fields.Boolean({ default: true });
    _records = [
        { id: 5, service_id: 1, segment_id: 10, offer: "included", importance: "4", note: "A day" },
        { id: 6, service_id: 1, segment_id: 11, offer: "charged", importance: "2", active: false },
    ];
}

defineMailModels();
defineModels([Service, Segment, Line]);

let admin;

beforeEach(() => {
    admin = true;
    onRpc("has_group", () => admin);
});

async function openPackages() {
    await mountWithCleanup(WebClient);
    const action = { type: "ir.actions.client", tag: "kam_service_packages" };
    await getService("action").doAction(action);
    await animationFrame();
}

const place = (service, segment) => `[data-place="${service}-${segment}"] button`;
const words = () => queryAllTexts(".o_kam_offer_word");

test.tags("desktop");
test("offers as words, importance as pips; an archived line is not offered", async () => {
    await openPackages();
    expect(words()).toEqual(["Included", "Not offered", "Not offered", "Not offered"]);
    expect(`${place(1, 10)} .o_kam_full`).toHaveCount(4);
    expect(place(1, 10)).toHaveAttribute(
        "aria-label",
        "Training for A: Included, importance 4 of 5",
    );
});

test.tags("desktop");
test("keys change a cell and move on; a new line is made once", async () => {
    onRpc("kam.service.package.line", "create", ({ args }) => {
        const { offer, importance } = args[0][0];
        expect.step(`create ${offer} ${importance}`);
    });
    onRpc("kam.service.package.line", "write", ({ args }) => {
        expect.step(`write ${args[0]} ${JSON.stringify(args[1])}`);
    });
    await openPackages();
    queryOne(place(1, 10)).focus();
    await press("n");
    await press("ArrowDown");
    expect(place(2, 10)).toBeFocused();
    await press("c");
    await press("5");
    await animationFrame();
    await animationFrame();
    expect(words()).toEqual(["Not offered", "Not offered", "Charged", "Not offered"]);
    expect(`${place(2, 10)} .o_kam_full`).toHaveCount(5);
    await press("ArrowRight");
    await press("ArrowUp");
    await press("i");
    await animationFrame();
    expect.verifySteps([
        'write 5 {"offer":"none","active":true}',
        "create charged 3",
        'write 7 {"importance":"5","active":true}',
        'write 6 {"offer":"included","active":true}',
    ]);
});

test.tags("desktop");
test("the limit of the promise in the small window", async () => {
    await openPackages();
    await contains(place(1, 10)).click();
    expect(".o_kam_cell_details h3").toHaveText("Training for A");
    await contains("#kam_note").edit("Two days");
    await contains("#kam_offer_charged").click();
    await animationFrame();
    expect(`${place(1, 10)} .o_kam_small`).toHaveText("Two days");
    expect(words()[0]).toBe("Charged");
});

test.tags("desktop");
test("what the server refuses is said and taken back", async () => {
    onRpc("kam.service.package.line", "write", () => {
        throw makeServerError({ message: "Not today." });
    });
    await openPackages();
    queryOne(place(1, 10)).focus();
    await press("c");
    await animationFrame();
    await animationFrame();
    expect(".o_notification").toHaveText(/Not today/);
    expect(words()[0]).toBe("Included");
});

test.tags("desktop");
test("those who do not configure look on", async () => {
    admin = false;
    await openPackages();
    queryOne(place(1, 10)).focus();
    await press("c");
    await animationFrame();
    expect(words()[0]).toBe("Included");
    await contains(place(1, 10)).click();
    expect(".o_kam_cell_details fieldset[disabled]").toHaveCount(1);
});

test("nothing yet: a sentence says what to do", async () => {
    Service._records = [];
    Line._records = [];
    await openPackages();
    expect(".o_kam_empty").toHaveText(/No service yet/);
});

test.tags("mobile");
test("on a phone: one segment at a time", async () => {
    await openPackages();
    expect(words()).toEqual(["Included", "Not offered"]);
    await contains(".btn-group button:eq(1)").click();
    expect(words()).toEqual(["Not offered", "Not offered"]);
});
