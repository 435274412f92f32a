import { _t } from "@web/core/l10n/translation";

/** How a state looks and what it is called: an icon and a word, never colour alone. */
export const STATES = {
    done: { label: _t("Done"), icon: "fa-check-circle", tone: "success" },
    late: { label: _t("Late"), icon: "fa-exclamation-circle", tone: "danger" },
    due: { label: _t("Due"), icon: "fa-bell", tone: "warning" },
    coming: { label: _t("Coming"), icon: "fa-circle-o", tone: "muted" },
    skipped: { label: _t("Skipped"), icon: "fa-minus-circle", tone: "muted" },
};

export const PHASES = {
    planning: _t("Planning"),
    implementation: _t("Implementation"),
    review: _t("Review"),
};

/** Key of the month of a date: "2026-03". */
export const monthOf = (date) => date.slice(0, 7);

/** Milestones of a row by month: Map of month key → milestones. */
export function byMonth(items) {
    const months = new Map();
    for (const item of items) {
        const key = monthOf(item.date);
        months.set(key, [...(months.get(key) || []), item]);
    }
    return months;
}

/** How many milestones are in each state, in the order in which they matter. */
export function countStates(items) {
    const counts = { late: 0, due: 0, coming: 0, done: 0, skipped: 0 };
    for (const { state } of items) {
        counts[state] += 1;
    }
    return counts;
}

/**
 * Phase of the plan in each month, as stretches: [{phase, label, months}].
 * A month with a milestone of planning or review belongs to it; what follows is carried out.
 */
export function phaseStretches(months, items) {
    if (!items.length) {
        return [];
    }
    const stretches = [];
    for (const { key } of months) {
        const found = items.find((item) => item.phase && monthOf(item.date) === key);
        const phase = found ? found.phase : "implementation";
        const last = stretches.at(-1);
        if (last && last.phase === phase) {
            last.months += 1;
        } else {
            stretches.push({ phase, label: PHASES[phase], months: 1, key });
        }
    }
    return stretches;
}
