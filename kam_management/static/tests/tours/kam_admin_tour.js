import { registry } from "@web/core/registry";

// An administrator configures: a criterion is switched on, a floor out of order is refused with a sentence.
registry.category("web_tour.tours").add("kam_admin_tour", {
    steps: () => [
        {
            content: "A criterion that is off is one click away",
            trigger: ".o_data_row:contains(Innovation) .o_field_boolean_toggle input",
            run: "click",
        },
        {
            content: "It stays on",
            trigger: ".o_data_row:contains(Innovation) .o_field_boolean_toggle input:checked",
        },
    ],
});

registry.category("web_tour.tours").add("kam_floor_tour", {
    steps: () => [
        {
            trigger: ".o_form_view .o_field_widget[name=min_score] input",
            run: "edit 50 && press Tab",
        },
        {
            content: "Save a floor of A below that of B",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "A sentence says what to change",
            trigger: ".o_notification:contains(must be above), .modal:contains(must be above)",
        },
        {
            content: "Stay on the form",
            trigger:
                ".modal .btn-close, .modal header button[aria-label=Close], .modal footer .btn-secondary",
            run: "click",
        },
        {
            content: "Take it back",
            trigger: "body:not(:has(.modal)) .o_form_button_cancel",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=min_score] input:value(70.00)",
        },
    ],
});
