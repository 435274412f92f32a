import { localization } from "@web/core/l10n/localization";
import { formatMonetary } from "@web/views/fields/formatters";

/**
 * An amount in words. Where one reads from right to left it keeps its own direction: the currency would change sides
 * otherwise, depending on what stands beside it.
 */
export function moneyText(value, currencyId, humanReadable = true) {
    const text = formatMonetary(value, { currencyId, humanReadable });
    return localization.direction === "rtl" ? `\u2068${text}\u2069` : text;
}
