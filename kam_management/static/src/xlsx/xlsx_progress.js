import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

import { Component, reactive, useState } from "@odoo/owl";

/** The workbooks that are being made for this screen. */
export const downloads = reactive({
    all: [],
    add(values) {
        this.all.push({ done: 0, total: 0, stopped: false, stop: () => {}, ...values });
        return this.all.at(-1);
    },
    remove({ token }) {
        this.all = this.all.filter((one) => one.token !== token);
    },
});

/** A notice for each workbook: how many of its records are written, and a way to stop it. */
export class XlsxProgress extends Component {
    static template = "kam_management.XlsxProgress";
    static props = {};

    setup() {
        this.downloads = useState(downloads);
    }

    percent({ done, total }) {
        return total ? Math.round((done * 100) / total) : 0;
    }

    text({ done, total, stopped }) {
        if (stopped) {
            return _t("Stopping…");
        }
        if (done && done >= total) {
            return _t("All %s records are written, the file is being packed", total);
        }
        return _t("%(done)s of %(total)s records", { done, total });
    }
}

registry
    .category("main_components")
    .add("kam_management.XlsxProgress", { Component: XlsxProgress });
