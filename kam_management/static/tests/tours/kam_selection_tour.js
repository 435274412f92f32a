import { registry } from "@web/core/registry";

/** A manager decides on a yearly selection in the list, sees the effect, and approves it. */
registry.category("web_tour.tours").add("kam_selection_tour", {
    steps: () => [
        {
            content: "The effect is on the form",
            trigger: ".o_kam_selection_effect [data-segment='B']:contains('1')",
        },
        { trigger: "button[name='action_decide'].btn-primary", run: "click" },
        {
            content: "Edit the decision on the account that nothing is proposed for",
            trigger: ".o_data_row:contains('Tour Blank') td[name='decision']",
            run: "click",
        },
        { trigger: ".o_selected_row td[name='decision'] input", run: "click" },
        { trigger: ".o_select_menu_item:contains('Select')", run: "click" },
        {
            trigger: ".o_selected_row td[name='reason'] input",
            run: "edit A tender of ours",
        },
        { trigger: ".o_list_button_save:visible", run: "click" },
        {
            content: "The effect follows",
            trigger: ".o_kam_selection_banner [data-segment='B'] b:contains('2')",
        },
        {
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a:contains('Selection 20')",
            run: "click",
        },
        { trigger: "button[name='action_approve']", run: "click" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Approved')" },
    ],
});
