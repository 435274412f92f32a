import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { Component, onWillStart } from "@odoo/owl";

/** The tours of the user's roles, to be taken whenever one likes. */
export class ShowAround extends Component {
    static template = "kam_management.ShowAround";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.tourService = useService("tour_service");
        this.display = { controlPanel: {} };
        onWillStart(async () => {
            this.tours = await this.orm.call("web_tour.tour", "kam_tours", []);
        });
    }

    start(tour) {
        return this.tourService.startTour(tour.name, { mode: "manual", redirect: true });
    }
}

registry.category("actions").add("kam_show_around", ShowAround);
