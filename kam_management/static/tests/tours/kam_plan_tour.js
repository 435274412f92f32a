import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const inPhase = (state) => ({
    content: `The plan is ${state}`,
    trigger: `.o_kam_plan .o_statusbar_status button.o_arrow_button_current:contains(${state})`,
});
const press = (name) => ({
    trigger: `.o_form_statusbar button[name=${name}]:enabled`,
    run: "click",
});
const confirm = { trigger: ".modal footer button.btn-primary", run: "click" };

// The salesperson's part: from the account to the plan, filled and sent to those who sign.
tours.add("kam_plan_fill_tour", {
    steps: () => [
        {
            content: "One click from the account to its plan",
            trigger: ".o-form-buttonbox button[name=action_open_plan]",
            run: "click",
        },
        { trigger: ".o_kam_plan .o_kam_plan_rail, .o_kam_plan [name=goals]" },
        {
            content: "A goal of theirs",
            trigger: "[name=goal_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: "[name=goal_ids] .o_selected_row [name=name] textarea",
            run: "edit Open four stores",
        },
        {
            content: "An objective of ours",
            trigger: "[name=objective_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: "[name=objective_ids] .o_selected_row [name=name] textarea",
            run: "edit Fit out all of them",
        },
        { trigger: ".o_form_button_save:visible", run: "click" },
        { content: "Saved", trigger: ".o_form_saved" },
        press("action_start"),
        inPhase("Planning"),
        press("action_request_review"),
        inPhase("In review"),
        { content: "It says who signs", trigger: ".alert-info:contains(Finance)" },
    ],
});

// Somebody of finance, without any role in sales.
tours.add("kam_plan_sign_tour", {
    steps: () => [press("action_sign_mine"), confirm, { trigger: ".alert-info:contains(1 of)" }],
});

tours.add("kam_plan_approve_tour", {
    steps: () => [press("action_approve"), inPhase("Approved")],
});

// Carried out, looked back at, closed; the next year begins with what still holds.
tours.add("kam_plan_year_tour", {
    steps: () => [
        press("action_implement"),
        inPhase("In implementation"),
        { trigger: "a[name=looking_back]", run: "click" },
        {
            trigger: "[name=year_note] .odoo-editor-editable",
            run: "editor Two stores fitted out",
        },
        { trigger: ".o_form_button_save:visible", run: "click" },
        { trigger: ".o_form_saved" },
        press("action_close"),
        confirm,
        inPhase("Closed"),
        { trigger: ".o_form_statusbar button:contains(Next Year's Plan)", run: "click" },
        { content: "Their goals are on offer", trigger: ".modal [name=line_ids] .o_data_row" },
        { trigger: ".modal button[name=action_create_plan]", run: "click" },
        inPhase("Draft"),
        { trigger: "[name=goal_ids] .o_data_row:contains(Open four stores)" },
    ],
});
