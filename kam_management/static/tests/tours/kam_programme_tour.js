import { registry } from "@web/core/registry";

/** A manager answers an item of the programme by hand, and opens the records behind a computed figure. */
registry.category("web_tour.tours").add("kam_programme_tour", {
    steps: () => [
        {
            content: "The radar is drawn",
            trigger: ".o_kam_programme_radar canvas[aria-label*='People']",
        },
        {
            trigger: "[data-name='Steering group'] .btn-group button:contains('Yes')",
            run: "click",
        },
        { trigger: "[data-name='Steering group'] .btn-group button.active:contains('Yes')" },
        { trigger: ".o_kam_programme_list:contains('Before the launch')", run: "click" },
        {
            content: "What is computed has no buttons to answer it",
            trigger:
                "[data-name='Specialist account managers appointed']:not(:has(.btn-group)) .o_kam_programme_figure",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:contains('Tour Key')" },
    ],
});
