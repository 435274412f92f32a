import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { downloads } from "./xlsx_progress";

/** How often it is asked how far a workbook is, in milliseconds. */
const INTERVAL = 1000;

/**
 * Downloads a workbook; a notice says how far it is until it is there, and the screen stays usable.
 *
 * @param {Object} env
 * @param {{params: {url: string, data: Object, notice: string, done: string, count: number}}} action
 */
export async function kamXlsx(env, action) {
    const { url, data, notice, done, count } = action.params;
    const { notification, orm } = env.services;
    const token = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    const running = downloads.add({ token, notice, total: count });
    const stop = () => {
        running.stopped = true;
        return orm.silent.call("kam.xlsx.progress", "stop", [token]);
    };
    running.stop = stop;
    const timer = setInterval(async () => {
        const progress = await orm.silent
            .call("kam.xlsx.progress", "look", [token])
            .catch(() => false);
        if (progress && progress.total) {
            Object.assign(running, { done: progress.done, total: progress.total });
        }
    }, INTERVAL);
    try {
        await download({ url, data: { data: JSON.stringify({ ...data, token }) } });
        notification.add(done, { type: "success" });
    } catch (error) {
        // Whoever stopped it knows why there is no file.
        if (!running.stopped) {
            throw error;
        }
    } finally {
        clearInterval(timer);
        downloads.remove(running);
    }
}

registry.category("actions").add("kam_xlsx", kamXlsx);
