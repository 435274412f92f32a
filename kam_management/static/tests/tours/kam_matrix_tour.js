import { registry } from "@web/core/registry";

const cell = (activity, column) =>
    `.o_kam_row:contains(${activity}) .o_kam_cell:eq(${column}) input`;

// The administrator's path: change a cell → see the load → save → run → see the difference.
registry.category("web_tour.tours").add("kam_matrix_tour", {
    steps: () => [
        {
            content: "The cell of joint planning for A: four times a year",
            trigger: `${cell("Joint planning", 0)}:value(4)`,
            run: "edit 400",
        },
        {
            content: "More often than there are working days is refused with a sentence",
            trigger: ".o_kam_fault:contains(400 times a year)",
        },
        {
            content: "And cannot be saved",
            trigger: ".o_kam_preview:disabled",
        },
        {
            content: "Twelve times it shall be",
            trigger: cell("Joint planning", 0),
            run: "edit 12",
        },
        {
            content: "The load moves before anything is saved",
            trigger: ".o_kam_changes:contains(+8 actions)",
        },
        {
            content: "What does saving do?",
            trigger: ".o_kam_preview:enabled",
            run: "click",
        },
        {
            content: "It says so",
            trigger: ".modal .o_kam_saving:contains(actions are planned)",
        },
        {
            trigger: ".modal .o_kam_save",
            run: "click",
        },
        {
            content: "Saved; and run",
            trigger: ".o_kam_run",
            run: "click",
        },
        {
            content: "What the run did",
            trigger: ".o_kam_ran:contains(/[1-9]\\d* actions added/)",
        },
        {
            content: "See the actions of joint planning",
            trigger: ".o_kam_row:contains(Joint planning) button.o_kam_hours",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Joint planning)",
        },
    ],
});
