import { describe, expect, test } from "@odoo/hoot";
import { addUp, growthOf, reachedOf } from "@kam_management/target_table/sums";

describe.current.tags("headless");

const row = (above, target) => ({ above, target });

test("parts are added up and miss the target, or do not", () => {
    const rows = [
        row(null, 1000),
        row(0, 600),
        row(1, 400),
        row(1, 200),
        row(0, 300),
        row(4, 350),
    ];
    const sums = addUp(rows);
    expect(sums.map(({ missing }) => missing)).toEqual([-100, 0, 0, 0, 50, 0]);
    expect(sums[0].below).toBe(900);
});

test("a row without a target stands for what is below it", () => {
    const sums = addUp([row(null, 1000), row(0, null), row(1, 700), row(1, null), row(0, 300)]);
    expect(sums[0].missing).toBe(0);
    expect(sums[1].stands).toBe(700);
});

test("nothing given out is not a mistake", () => {
    const sums = addUp([row(null, 1000), row(0, null), row(1, null)]);
    expect(sums[0]).toEqual({ below: null, stands: 1000, missing: 0 });
});

test("cents add up", () => {
    const rows = [row(null, 0.3), row(0, 0.1), row(0, 0.2)];
    expect(addUp(rows)[0].missing).toBe(0);
});

test("growth and what is reached", () => {
    expect(growthOf(110, 100)).toBeCloseTo(10);
    expect(growthOf(110, 0)).toBe(null);
    expect(growthOf(110, null)).toBe(null);
    expect(reachedOf(200, 50)).toBe(25);
    expect(reachedOf(0, 50)).toBe(null);
    expect(reachedOf(2, 4, true)).toBe(50);
    expect(reachedOf(2, 1, true)).toBe(100);
});
