import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";

/**
 * Downloads a workbook; a notice stays on the screen until it is there, and the screen stays usable.
 *
 * @param {Object} env
 * @param {{params: {url: string, data: Object, notice: string, done: string}}} action
 */
export async function kamXlsx(env, action) {
    const { url, data, notice, done } = action.params;
    const { notification } = env.services;
    const close = notification.add(notice, { type: "info", sticky: true });
    try {
        await download({ url, data: { data: JSON.stringify(data) } });
        notification.add(done, { type: "success" });
    } finally {
        close();
    }
}

registry.category("actions").add("kam_xlsx", kamXlsx);
