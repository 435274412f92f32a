/**
 * What the activity matrix costs in hours and money, per owner role and month (K8). The same sums as
 * engine/workload.py, so that totals move while somebody types; one set of examples tests both.
 */

import { groupBy } from "@web/core/utils/arrays";

const MONTHS = 12;
export const MOST_TIMES = 260;

/**
 * Where the periods of a cell start: the chosen quarters are cut into equal parts, at the start of a month
 * wherever that is possible.
 *
 * @param {number} times 1 to 260 a year
 * @param {number[]} quarters empty for the whole year
 * @param {number[]} months days of the twelve months of the fiscal year
 * @returns {Array} [month of the fiscal year 0-11, day of that month from 0]
 */
export function slotStarts(times, quarters, months) {
    const chosen = months
        .map((_days, month) => month)
        .filter((month) => !quarters.length || quarters.includes(Math.floor(month / 3) + 1));
    return Array.from({ length: times }, (_item, place) => {
        const part = place * chosen.length;
        const month = chosen[Math.floor(part / times)];
        return [month, Math.floor(((part % times) * months[month]) / times)];
    });
}

/** The actions of one row: [month, owner role, how many] for each day on which some are due. */
function* actionsOf(activity, cells, months) {
    const taken = new Set();
    for (const cell of cells) {
        if (cell.mode !== "scheduled" || activity.kind === "standing" || !cell.targets) {
            continue;
        }
        const role = cell.owner_role || activity.owner_role;
        for (const [month, day] of slotStarts(cell.times, cell.quarters, months)) {
            const start = `${month}-${day}`;
            if (activity.kind !== "mass") {
                yield [month, role, cell.targets];
            } else if (!taken.has(start)) {
                taken.add(start);
                yield [month, role, 1];
            }
        }
    }
}

/**
 * What a matrix takes in a year.
 *
 * @param {Object[]} activities rows with id, kind, owner_role, hours and cost of one action
 * @param {Object[]} cells best segment first: a mass action for several segments belongs to the first
 * @param {number[]} months days of the twelve months of the fiscal year
 */
export function workload(activities, cells, months) {
    const byActivity = groupBy(cells, (cell) => cell.activity_id);
    const load = { activities: {}, roles: {}, total: { actions: 0, hours: 0, cost: 0 } };
    for (const activity of activities) {
        let actions = 0;
        for (const [month, role, count] of actionsOf(activity, byActivity[activity.id] || [], months)) {
            actions += count;
            load.roles[role] ??= new Array(MONTHS).fill(0);
            load.roles[role][month] += count * activity.hours;
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
    return load;
}

/** Part of the capacity in percent; null where the capacity is not known. */
export function share(hours, capacity) {
    return capacity ? Math.round((100 * hours) / capacity) : null;
}
