import { kamXlsx } from "@kam_management/xlsx/xlsx_download";
import { XlsxProgress } from "@kam_management/xlsx/xlsx_progress";
import { expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    mockService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { download } from "@web/core/network/download";

defineMailModels();

const PARAMS = {
    url: "/kam_management/xlsx/portfolio",
    data: { ids: [1] },
    notice: "Preparing the portfolio workbook",
    done: "Ready",
    count: 4000,
};

/** A download that ends when the test says so; `look` answers what the server has noted. */
async function begin(look) {
    const ended = new Deferred();
    patchWithCleanup(download, {
        _download: ({ data }) => {
            const { ids, token } = JSON.parse(data.data);
            expect.step(`download of ${ids} with a token: ${token.length > 10}`);
            return ended;
        },
    });
    onRpc("kam.xlsx.progress", "look", () => look());
    onRpc("kam.xlsx.progress", "stop", ({ args }) => {
        expect.step(`stop with a token: ${args[0].length > 10}`);
        return true;
    });
    mockService("notification", { add: (text) => expect.step(text) });
    const { env } = await mountWithCleanup(XlsxProgress);
    return { ended, running: kamXlsx(env, { params: PARAMS }) };
}

test("the notice says how many records are written, until the file is there", async () => {
    let done = 0;
    const { ended, running } = await begin(() => ({ done, total: 4000, state: "running" }));
    await animationFrame();
    expect(".o_kam_xlsx_progress").toHaveText(/0 of 4000 records/);
    done = 1000;
    await advanceTime(1000);
    await animationFrame();
    expect(".o_kam_xlsx_progress").toHaveText(/25 %.*1000 of 4000 records/s);
    expect("[role=progressbar]").toHaveAttribute("aria-valuenow", "25");
    done = 4000;
    await advanceTime(1000);
    await animationFrame();
    expect(".o_kam_xlsx_progress").toHaveText(/the file is being packed/);
    ended.resolve();
    await running;
    await animationFrame();
    expect(".o_kam_xlsx_progress").toHaveCount(0);
    expect.verifySteps(["download of 1 with a token: true", "Ready"]);
});

test("it can be stopped, without an error on top", async () => {
    const { ended, running } = await begin(() => false);
    await animationFrame();
    await contains(".o_kam_xlsx_progress button:contains(Stop)").click();
    expect(".o_kam_xlsx_progress").toHaveText(/Stopping/);
    ended.reject(new Error("The download was stopped."));
    await running;
    await animationFrame();
    expect(".o_kam_xlsx_progress").toHaveCount(0);
    expect.verifySteps(["download of 1 with a token: true", "stop with a token: true"]);
});

test("another error is shown, and the notice goes", async () => {
    const { ended, running } = await begin(() => false);
    ended.reject(new Error("There is nothing to export"));
    await expect(running).rejects.toThrow(/nothing to export/);
    await animationFrame();
    expect(".o_kam_xlsx_progress").toHaveCount(0);
    expect.verifySteps(["download of 1 with a token: true"]);
});
