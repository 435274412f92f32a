import { useService } from "@web/core/utils/hooks";

import { Component, onWillStart, useState } from "@odoo/owl";

/** On an empty screen: the buttons that fill it, of those that the user may press; the first is the main one. */
export class EmptyButtons extends Component {
    static template = "kam_management.EmptyButtons";
    static props = { screen: String, small: { type: Boolean, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ buttons: [], busy: false });
        onWillStart(async () => {
            this.state.buttons = await this.orm.call("kam.start", "screen_buttons", [
                this.props.screen,
            ]);
        });
    }

    /** What is started by hand says how it went, and shows the screen that it fills. */
    async press(button) {
        this.state.busy = true;
        try {
            const action = button.method
                ? await this.orm.call("kam.start", button.method, [])
                : button.action;
            await this.action.doAction(action);
        } finally {
            this.state.busy = false;
        }
    }
}
