/**
 * What is given out below each row: a row without a target of its own stands for the sum of those below it.
 *
 * @param {Object[]} rows from the top down, ``above`` = index of the row above, ``target`` = number or null
 * @returns {Object[]} for each row: ``below`` (sum of its parts, null without any), ``stands`` (what it counts for
 *     above) and ``missing`` (by how much its parts miss its target; below zero = not given out)
 */
export function addUp(rows) {
    const below = rows.map(() => null);
    const sums = rows.map(() => null);
    for (let place = rows.length - 1; place >= 0; place--) {
        const { target, above } = rows[place];
        const stands = target === null ? below[place] : target;
        const missing = below[place] === null || target === null ? 0 : cents(below[place] - target);
        sums[place] = { below: below[place], stands, missing };
        if (stands !== null && above !== null) {
            below[above] = cents((below[above] || 0) + stands);
        }
    }
    return sums;
}

/** Amounts are exact to two decimals. */
function cents(amount) {
    return Math.round(amount * 100) / 100;
}

/** Growth in percent that a target asks on the year before; null where there is nothing to grow from. */
export function growthOf(target, lastYear) {
    return target === null || !lastYear || lastYear < 0 ? null : (target / lastYear - 1) * 100;
}

/** How much of a target is reached, in percent; null where it cannot be told. */
export function reachedOf(target, achieved, less = false) {
    if (target === null || achieved === null || achieved === undefined) {
        return null;
    }
    if (less) {
        return achieved <= target ? 100 : (target * 100) / achieved;
    }
    return target > 0 ? (achieved * 100) / target : null;
}
