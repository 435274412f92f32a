import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component } from "@odoo/owl";

const RADIUS = 70;
const RINGS = [1, 2, 3, 4, 5];

/** The forces on the customer's industry as a radar, while they are rated; a force not rated leaves a gap. */
export class ForceRadar extends Component {
    static template = "kam_management.ForceRadar";
    static props = { ...standardWidgetProps };

    get forces() {
        const { records } = this.props.record.data.force_ids;
        const labels = Object.fromEntries(records[0]?.fields.kind.selection || []);
        return records.map(({ data }, place) => {
            const angle = (2 * Math.PI * place) / records.length - Math.PI / 2;
            return {
                kind: data.kind,
                label: labels[data.kind],
                rating: Number(data.rating),
                cos: Math.cos(angle),
                sin: Math.sin(angle),
            };
        });
    }

    get rated() {
        return this.forces.filter((force) => force.rating);
    }

    at(force, rating) {
        const reach = (RADIUS * rating) / 5;
        return { x: (force.cos * reach).toFixed(1), y: (force.sin * reach).toFixed(1) };
    }

    corners(forces, rating) {
        return forces
            .map((force) => this.at(force, rating || force.rating))
            .map(({ x, y }) => `${x},${y}`)
            .join(" ");
    }

    get rings() {
        return RINGS.map((rating) => this.corners(this.forces, rating));
    }

    /** Where the name of a force stands, and to which side it runs. */
    label(force) {
        const side = Math.abs(force.cos) < 0.1 ? "middle" : force.cos > 0 ? "start" : "end";
        return { ...this.at(force, 5.7), side, dy: force.sin < -0.9 ? "0" : "0.35em" };
    }

    get text() {
        const known = this.rated.map(({ label, rating }) => `${label}: ${rating}`);
        return known.length
            ? _t("Strength of the forces, 1 to 5. %s", known.join(", "))
            : _t("No force is rated yet");
    }
}

registry.category("view_widgets").add("kam_force_radar", {
    component: ForceRadar,
    additionalClasses: ["d-block", "w-100"],
});
