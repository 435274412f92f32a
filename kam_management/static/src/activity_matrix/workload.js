/**
 * What the activity matrix costs in hours and money, per owner role and month (K8). The same sums as
 * engine/workload.py, so that totals move while somebody types; one set of examples tests both.
 */

import { groupBy, sortBy } from "@web/core/utils/arrays";

const MONTHS = 12;
const QUARTERS = [1, 2, 3, 4];
/** More often than every working day of a quarter is not a plan. */
const MOST_PER_QUARTER = 65;

/** How often a year is possible at most, in the chosen quarters. */
export function mostTimes(quarters) {
    return MOST_PER_QUARTER * (quarters.length || QUARTERS.length);
}

/**
 * The periods in each of which something is to happen once: the chosen quarters are cut into equal parts, at
 * the start of a month wherever that is possible. Across a gap a period is the part before the gap.
 *
 * @param {number} times a year
 * @param {number[]} quarters empty for the whole year
 * @param {number[]} months days of the twelve months of the fiscal year
 * @returns {Array} [first, last] day of the year, from 0
 */
export function slots(times, quarters, months) {
    const starts = [0];
    months.forEach((days, month) => starts.push(starts[month] + days));
    const chosen = [...months.keys()].filter(
        (month) => !quarters.length || quarters.includes(Math.floor(month / 3) + 1),
    );
    const firsts = Array.from({ length: times }, (_item, place) => {
        const part = place * chosen.length;
        const month = chosen[Math.floor(part / times)];
        return starts[month] + Math.floor(((part % times) * months[month]) / times);
    });
    const gaps = chosen
        .filter((month) => !chosen.includes(month + 1))
        .map((month) => starts[month + 1] - 1);
    return firsts.map((first, place) => {
        const gap = gaps.find((day) => day >= first);
        return [first, Math.min(gap, (firsts[place + 1] ?? gap + 1) - 1)];
    });
}

/** How much of a period lies in each month. */
export function monthParts([first, last], months) {
    let start = 0;
    return months.map((days) => {
        const common = Math.min(last + 1, start + days) - Math.max(first, start);
        start += days;
        return Math.max(common, 0) / (last - first + 1);
    });
}

/**
 * The actions of one row: [period, owner role, how many]. A mass action goes to all segments at once: the one
 * that gets it most often gives the periods, and those that get it less often join in.
 */
function* actionsOf(activity, cells, months) {
    if (activity.kind === "standing") {
        return;
    }
    const isMass = activity.kind === "mass";
    const taken = [];
    for (const cell of isMass ? sortBy(cells, "times", "desc") : cells) {
        const role = cell.owner_role || activity.owner_role;
        for (const period of slots(cell.times, cell.quarters, months)) {
            if (!isMass) {
                yield [period, role, cell.targets];
            } else if (!taken.some(([first, last]) => first <= period[0] && period[0] <= last)) {
                taken.push(period);
                yield [period, role, 1];
            }
        }
    }
}

/**
 * What a matrix takes in a year.
 *
 * @param {Object[]} activities rows with id, kind, owner_role, hours and cost of one action
 * @param {Object[]} cells with activity_id, times, mode, quarters, owner_role and targets
 * @param {number[]} months days of the twelve months of the fiscal year
 * @returns {Object} activities and total: actions, hours, cost; roles: hours by month, in tenths
 */
export function workload(activities, cells, months) {
    const scheduled = cells.filter((cell) => cell.mode === "scheduled");
    const byActivity = groupBy(scheduled, (cell) => cell.activity_id);
    const load = { activities: {}, roles: {}, total: { actions: 0, hours: 0, cost: 0 } };
    for (const activity of activities) {
        let actions = 0;
        for (const [period, role, count] of actionsOf(
            activity,
            byActivity[activity.id] || [],
            months,
        )) {
            actions += count;
            load.roles[role] ??= new Array(MONTHS).fill(0);
            monthParts(period, months).forEach((part, month) => {
                load.roles[role][month] += part * count * activity.hours;
            });
        }
        const total = {
            actions,
            hours: actions * activity.hours,
            cost: actions * activity.cost,
        };
        load.activities[activity.id] = total;
        for (const name of Object.keys(total)) {
            load.total[name] += total[name];
        }
    }
    for (const [role, hours] of Object.entries(load.roles)) {
        load.roles[role] = hours.map((one) => Math.round(10 * one) / 10);
    }
    return load;
}

/** Part of the capacity in percent; null where the capacity is not known. */
export function share(hours, capacity) {
    return capacity ? Math.round((100 * hours) / capacity) : null;
}
