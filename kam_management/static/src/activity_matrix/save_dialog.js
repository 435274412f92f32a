import { Dialog } from "@web/core/dialog/dialog";

import { Component } from "@odoo/owl";

/** What saving the matrix does to planned actions, before it does so. */
export class SaveDialog extends Component {
    static template = "kam_management.MatrixSaveDialog";
    static components = { Dialog };
    static props = {
        preview: Object,
        signed: Function,
        save: Function,
        close: Function,
    };

    get nothing() {
        const { add, cancel } = this.props.preview;
        return !add && !cancel;
    }

    async save(run) {
        this.props.close();
        await this.props.save(run);
    }
}
