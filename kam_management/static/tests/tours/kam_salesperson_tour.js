import { registry } from "@web/core/registry";

// A salesperson's morning: my key accounts → the account → a rating → the pipeline and its badge.
registry.category("web_tour.tours").add("kam_salesperson_tour", {
    steps: () => [
        {
            content: "My key accounts shows the declared account with its badge",
            trigger: ".o_kanban_record:contains(Tour Interior) .o_kam_badge",
        },
        {
            content: "Accounts that are not mine stay away",
            trigger: ".o_kanban_renderer:not(:contains(Foreign Interior))",
        },
        {
            content: "Open the account",
            trigger: ".o_kanban_record:contains(Tour Interior)",
            run: "click",
        },
        {
            content: "The people who matter come first; the ratings are one tab further",
            trigger: ".o_form_view a[name=classification]",
            run: "click",
        },
        {
            content: "Nothing is rated: the widget says so",
            trigger: ".o_kam_rating_sheet:contains(Trust and confidence)",
        },
        {
            content: "A decided field is not offered",
            trigger: ".o_form_view:not(:has(button:contains(Decide)))",
        },
        {
            content: "Rate trust with the fourth dot",
            trigger: ".o_kam_factor:contains(Trust and confidence) [role=radio]:eq(3)",
            run: "click",
        },
        {
            content: "Its contribution shows at once",
            trigger: ".o_kam_factor:contains(Trust and confidence) [role=radio][aria-checked=true]",
        },
        {
            content: "Assess",
            trigger: "button[name=action_assess]",
            run: "click",
        },
        {
            content: "The snapshot is there",
            trigger: ".o_field_widget[name=line_ids] td:contains(Trust and confidence)",
        },
        {
            content: "Submit it",
            trigger: "button[name=action_submit]",
            run: "click",
        },
        {
            content: "It waits for the manager, and cannot be approved here",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Submitted)",
        },
        {
            trigger: ".o_form_view:not(:has(button[name=action_approve]))",
        },
    ],
});

registry.category("web_tour.tours").add("kam_pipeline_tour", {
    steps: () => [
        {
            content: "The card carries segment and tier",
            trigger: ".o_kanban_record:contains(Tour deal) .o_kam_badge:contains(Strategic)",
        },
        {
            content: "The badge leads to the brief, not to the lead",
            trigger: ".o_kanban_record:contains(Tour deal) .o_kam_badge",
            run: "click",
        },
        {
            content: "From the brief one click to the account",
            trigger: ".modal .o_kam_brief h2 button:contains(Tour Interior)",
            run: "click",
        },
        {
            trigger: ".o_form_view a[name=people]",
        },
        {
            trigger:
                ".o_breadcrumb .o_last_breadcrumb_item:contains(Tour Interior), .o_breadcrumb:contains(Tour Interior)",
        },
    ],
});
