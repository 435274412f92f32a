import { localization } from "@web/core/l10n/localization";

/**
 * The arrow from what was to what is, in the direction in which one reads. From right to left it stands between two
 * marks of that direction: names in Latin letters would pull it into their own.
 */
export function arrow() {
    return localization.direction === "rtl" ? "\u200f←\u200f" : "→";
}
