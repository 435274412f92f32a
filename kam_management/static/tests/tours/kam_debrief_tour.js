import { registry } from "@web/core/registry";

/** After a meeting, on the phone: who, how, what next. */
registry.category("web_tour.tours").add("kam_debrief_tour", {
    steps: () => [
        {
            content: "More buttons of the account",
            trigger:
                ".o_statusbar_buttons .o-dropdown, .o_statusbar_buttons button[name=action_debrief]",
            run: (helpers) => {
                const more = document.querySelector(".o_statusbar_buttons .o-dropdown");
                if (more) {
                    more.click();
                }
            },
        },
        { content: "Debrief", trigger: "button[name=action_debrief]", run: "click" },
        { content: "Anna was there", trigger: ".o_kam_face:contains(Anna Able)", run: "click" },
        { content: "She is marked", trigger: ".o_kam_face.o_kam_there:contains(Anna Able)" },
        { content: "She has changed", trigger: ".o_kam_changed_who:contains(Anna)", run: "click" },
        {
            content: "She supports us now",
            trigger: ".o_kam_debrief_changes button:contains(Supporter)",
            run: "click",
        },
        {
            content: "It went well",
            trigger: ".o_kam_big_buttons button[data-value=reached]",
            run: "click",
        },
        {
            content: "Next step",
            trigger: ".o_field_widget[name=next_summary] input",
            run: "edit Send the offer && press Tab",
        },
        {
            content: "Tomorrow",
            trigger: ".o_kam_big_buttons button[data-value=tomorrow]",
            run: "click",
        },
        { content: "Save", trigger: ".modal button[name=action_save]", run: "click" },
        { content: "Back on the account", trigger: "body:not(:has(.modal)) .o_form_view" },
    ],
});
