import { Component, useRef, useState } from "@odoo/owl";
import { useAutofocus } from "@web/core/utils/hooks";

/** A button that becomes a field: Enter adds and asks for the next one, Escape or an empty field ends it. */
export class InlineAdd extends Component {
    static template = "kam_management.InlineAdd";
    static props = {
        label: String,
        placeholder: String,
        onAdd: Function,
        small: { type: Boolean, optional: true },
        open: { type: Boolean, optional: true },
    };

    setup() {
        this.state = useState({ open: this.props.open || false, busy: false });
        this.input = useRef("autofocus");
        useAutofocus();
    }

    async add() {
        const name = this.input.el?.value.trim();
        if (!name || this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            if (await this.props.onAdd(name)) {
                if (this.input.el) {
                    this.input.el.value = "";
                }
            }
        } finally {
            this.state.busy = false;
        }
    }

    async onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            ev.stopPropagation();
            await this.add();
        } else if (ev.key === "Escape") {
            ev.stopPropagation();
            this.state.open = false;
        }
    }

    async onBlur() {
        await this.add();
        this.state.open = false;
    }
}
