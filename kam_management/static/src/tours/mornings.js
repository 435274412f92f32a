import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/**
 * Where a menu of the app is: in the bar; behind "+" where the window is too narrow for all of them; behind the
 * button of the menu on a phone.
 */
function place(section) {
    const item = `[data-menu-xmlid='kam_management.${section}']`;
    return [
        `.o_menu_sections ${item}`,
        `.o_menu_sections:has(${item}.d-none) .o_menu_sections_more button`,
        ".o_menu_toggle",
    ].join(", ");
}

/** Open a menu of the app, and then one of its entries. */
function menu(section, entry, first, then) {
    const item = `[data-menu-xmlid='kam_management.${entry}']`;
    return [
        {
            trigger: place(section),
            content: first,
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: `.o-dropdown--menu ${item}, .o_app_menu_sidebar ${item}`,
            content: then,
            tooltipPosition: "right",
            run: "click",
        },
    ];
}

/** A screen is open once it says so in the breadcrumb; the next step waits for that. */
const opened = (name) => ({ trigger: `.o_action_manager ${name}` });

tours.add("kam_morning_salesperson", {
    url: "/odoo/key-accounts",
    steps: () => [
        {
            trigger: ".o_kam_today h2",
            content: _t(
                "Start the day here: at most five things, the most important first. “why?” gives the reason. Click to go on.",
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
        ...menu(
            "menu_accounts",
            "menu_accounts_people",
            _t("Before a meeting: who decides there?"),
            _t(
                "The people at your customers: who supports us, who does not, and whom nobody talks to.",
            ),
        ),
        opened(".o_breadcrumb:contains(/./)"),
        ...menu(
            "menu_activities",
            "menu_actions_due",
            _t("After the meeting: what did you promise?"),
            _t(
                "What is due at your accounts. It becomes a to-do by itself, never more than five at a time.",
            ),
        ),
        ...menu(
            "menu_plans",
            "menu_account_plans",
            _t("On Friday: is the plan still right?"),
            _t(
                "The plan of each account on one page: their goals, our objectives, the next ten actions.",
            ),
        ),
        {
            trigger: place("menu_my_accounts"),
            content: _t("And back to where tomorrow starts."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            // Behind a menu it takes a second click.
            isActive: ["mobile"],
            trigger: ".o_app_menu_sidebar [data-menu-xmlid='kam_management.menu_my_accounts']",
            content: _t("Here."),
            tooltipPosition: "right",
            run: "click",
        },
        opened(".o_kam_today"),
    ],
});

tours.add("kam_morning_manager", {
    url: "/odoo/kam-dashboard",
    steps: () => [
        {
            trigger: ".o_breadcrumb",
            content: _t(
                "The programme at a glance: what is red and why, where the year stands, who has too much. Every number opens. Click to go on.",
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
        ...menu(
            "menu_reporting",
            "menu_reporting_portfolio",
            _t("Which accounts are worth it?"),
            _t(
                "Attractiveness against our strength: invest, maintain, develop, or serve efficiently.",
            ),
        ),
        ...menu(
            "menu_selection",
            "menu_assessments_approve",
            _t("What waits for your decision?"),
            _t("Ratings to approve, with what changed, many at once."),
        ),
        ...menu(
            "menu_selection",
            "menu_selection_review",
            _t("And once a year …"),
            _t(
                "… who is a key account: a line for each, with a proposal, and the load of every manager.",
            ),
        ),
        ...menu(
            "menu_plans",
            "menu_account_plans",
            _t("Do they do what they planned?"),
            _t("All plans by phase, with progress and signatures."),
        ),
    ],
});

tours.add("kam_morning_administrator", {
    url: "/odoo/kam-setup-guide",
    steps: () => [
        {
            trigger: ".o_kam_setup_steps .o_kanban_record:first [name=action_open]",
            content: _t(
                "Ten steps, each with what your data says. Leave one as it is, and come back whenever you like. Open the first one.",
            ),
            tooltipPosition: "left",
            run: "click",
        },
        opened(".o_form_view"),
        ...menu(
            "menu_configuration",
            "menu_whatif",
            _t("Before you change a threshold …"),
            _t("… see whom it would move, and what they would cost."),
        ),
        ...menu(
            "menu_activities",
            "menu_activity_matrix",
            _t("Who does what, and how often?"),
            _t("Activities by segment, with hours against capacity while you type."),
        ),
        ...menu(
            "menu_configuration",
            "menu_run_log",
            _t("Every morning, one look:"),
            _t("what ran at night, what failed, and what waits."),
        ),
        ...menu(
            "menu_configuration",
            "menu_setup_guide",
            _t("And back to the set-up."),
            _t("The next open step is marked."),
        ),
        opened(".o_kam_setup_steps"),
    ],
});
