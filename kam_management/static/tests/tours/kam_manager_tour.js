import { registry } from "@web/core/registry";

// A manager's week: pipeline by tier → approvals with their differences → a decision with its effect.
registry.category("web_tour.tours").add("kam_manager_tour", {
    steps: () => [
        {
            content: "Open the search menu of the pipeline",
            trigger: ".o_searchview_dropdown_toggler",
            run: "click",
        },
        {
            content: "Group by tier",
            trigger: ".o_group_by_menu .o_menu_item:contains(/^Tier$/)",
            run: "click",
        },
        {
            content: "Tiers stand in their order, empty ones too",
            trigger:
                ".o_kanban_group:eq(1) .o_column_title:contains(Strategic Account Manager), .o_kanban_group:eq(0) .o_column_title:contains(Strategic Account Manager)",
        },
        {
            content: "An empty column wears its colour as well",
            trigger:
                ".o_kanban_group .o_column_title:contains(Account Manager Plus) .o_kam_group_color",
        },
        {
            trigger:
                ".o_kanban_group:contains(Strategic Account Manager) .o_kanban_record:contains(Tour deal)",
        },
    ],
});

registry.category("web_tour.tours").add("kam_approval_tour", {
    steps: () => [
        {
            content: "What waits, with what changed",
            trigger:
                ".o_data_row:contains(Tour Interior) td[name=difference]:contains(First assessment)",
        },
        {
            content: "Choose all",
            trigger: "thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Approve many at once",
            trigger: "button[name=action_approve]",
            run: "click",
        },
        {
            content: "Nothing waits any more",
            trigger: ".o_view_nocontent, .o_list_view:not(:contains(Tour Interior))",
        },
    ],
});

registry.category("web_tour.tours").add("kam_decide_tour", {
    steps: () => [
        {
            trigger: ".o_data_row:contains(Candidate Interior) .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: ".o_control_panel button:contains(Decide)",
            run: "click",
        },
        {
            content: "Choose the segment",
            trigger: ".modal .o_field_widget[name=segment_id] .o_select_menu input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(B · Key account)",
            run: "click",
        },
        {
            content: "The effect on the slots shows before deciding",
            trigger: ".modal .o_field_widget[name=effect]:contains(slots)",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit Opens four hotels next year",
        },
        {
            trigger: ".modal footer button[name=action_apply]",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Candidate Interior) .o_kam_badge:contains(Key)",
        },
    ],
});
