import { registry } from "@web/core/registry";

const card = (name) => `.o_kam_tactic:contains(${name})`;

// A salesperson lays out the year: objective, strategy, tactic; moves it; ticks it; the plan's progress follows.
registry.category("web_tour.tours").add("kam_development_tour", {
    steps: () => [
        { trigger: ".o_form_view a[name=development]", run: "click" },
        {
            content: "What is missing is said",
            trigger: ".o_kam_flags button:contains(to mend)",
            run: "click",
        },
        {
            content: "The objective has no step yet: plan one",
            trigger: "li[data-code=no_tactic] button",
            run: "click",
        },
        { trigger: ".o_kam_add_row .o_kam_new", run: "edit Win the planners" },
        { trigger: ".o_kam_add_row .o_kam_new", run: "press Enter" },
        { trigger: ".o_kam_strategy:contains(Win the planners)" },
        {
            content: "A tactic in the first quarter",
            trigger: ".o_kam_quarter_cell[data-quarter='1'] .o_kam_add",
            run: "click",
        },
        { trigger: ".o_kam_quarter_cell .o_kam_new", run: "edit Workshop in Oslo" },
        { trigger: ".o_kam_quarter_cell .o_kam_new", run: "press Enter" },
        { trigger: `.o_kam_quarter_cell[data-quarter='1'] ${card("Workshop in Oslo")}` },
        {
            content: "Drag it to the third quarter",
            trigger: `.o_kam_quarter_cell[data-quarter='1'] ${card("Workshop in Oslo")} .o_kam_tactic_name`,
            run: "drag_and_drop .o_kam_quarter_cell[data-quarter='3']",
        },
        { trigger: `.o_kam_quarter_cell[data-quarter='3'] ${card("Workshop in Oslo")}` },
        {
            content: "From its menu it becomes a to-do",
            trigger: `${card("Workshop in Oslo")} .o_kam_more`,
            run: "click",
        },
        { trigger: ".o-dropdown-item:contains(Give as to-do)", run: "click" },
        { trigger: ".o_notification:contains(has a to-do)" },
        {
            content: "Done",
            trigger: `${card("Workshop in Oslo")} .o_kam_tick`,
            run: "click",
        },
        { trigger: `.o_kam_done${card("Workshop in Oslo")}` },
        { trigger: ".o_kam_objective:contains(100 %)" },
    ],
});
