import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component, useState } from "@odoo/owl";

const SCORES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** The interview guide: one question about everything, the moments of truth below; a thumb answers each with 0 to 10. */
export class Interview extends Component {
    static template = "kam_management.Interview";
    static props = { ...standardFieldProps };

    setup() {
        this.scores = SCORES;
        this.state = useState({ all: false });
    }

    get questions() {
        const guide = this.props.record.data.guide || [];
        return this.state.all ? guide : guide.slice(0, 1);
    }

    get more() {
        return Math.max(0, (this.props.record.data.guide || []).length - 1);
    }

    get moreLabel() {
        return _t("%s more questions, moment by moment", this.more);
    }

    answer(question) {
        return (this.props.record.data[this.props.name] || {})[question.id] || {};
    }

    /** Only what was touched is kept: no figure is not a zero. */
    change(question, values) {
        const answers = { ...this.props.record.data[this.props.name] };
        const answer = { ...this.answer(question), ...values };
        if (answer.score === undefined && !answer.text) {
            delete answers[question.id];
        } else {
            answers[question.id] = answer;
        }
        return this.props.record.update({ [this.props.name]: answers });
    }

    score(question, value) {
        const same = this.answer(question).score === value;
        return this.change(question, { score: same ? undefined : value });
    }

    write(question, ev) {
        return this.change(question, { text: ev.target.value.trim() });
    }
}

registry.category("fields").add("kam_interview", {
    component: Interview,
    displayName: _t("Interview guide"),
    supportedTypes: ["json"],
    fieldDependencies: [{ name: "guide", type: "json" }],
});
