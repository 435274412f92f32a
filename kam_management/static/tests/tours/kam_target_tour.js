import { registry } from "@web/core/registry";

/** Management divides a growth, and adjusts one account: the segment says at once that it no longer adds up. */
registry.category("web_tour.tours").add("kam_target_tour", {
    steps: () => [
        { trigger: "button:contains('Divide a Target')", run: "click" },
        { trigger: ".modal div[name='growth'] input", run: "edit 10" },
        { trigger: ".modal button[name='action_propose']", run: "click" },
        {
            content: "Each account with its proposal, and the sum",
            trigger: ".modal .o_list_footer:contains('1,100.00')",
        },
        { trigger: ".modal button[name='action_apply']", run: "click" },
        {
            content: "The table follows, and adds up",
            trigger: "body:not(:has(.modal)) tr.o_kam_target_total:contains('adds up')",
        },
        {
            trigger: "tr.o_kam_target_account:contains('First') input",
            run: "edit 700 && press Enter",
        },
        { trigger: "tr.o_kam_target_segment.table-warning:contains('too much')" },
        { trigger: "tr.o_kam_target_account:contains('First') .fa-hand-paper-o" },
        {
            content: "A figure opens what it was made of",
            trigger: "tr.o_kam_target_account:contains('First') td:nth-child(5) button",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:contains('Deal')" },
    ],
});
