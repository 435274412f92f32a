import { _t } from "@web/core/l10n/translation";

/** Support: word and glyph in a box of 16 x 16 (the colours are in the style sheet). As engine/map_marks.py. */
export const SUPPORT = {
    opponent: { label: _t("Opponent"), glyph: "M4.5 4.5 L11.5 11.5 M11.5 4.5 L4.5 11.5" },
    sceptic: { label: _t("Sceptic"), glyph: "M4 6 L8 11 L12 6" },
    neutral: { label: _t("Neutral"), glyph: "M4 8 H12" },
    supporter: { label: _t("Supporter"), glyph: "M4 10 L8 5 L12 10" },
    champion: {
        label: _t("Champion"),
        glyph: "M8 3.2 L9.4 6.4 L12.8 6.7 L10.2 9 L11 12.4 L8 10.6 L5 12.4 L5.8 9 L3.2 6.7 L6.6 6.4 Z",
    },
};

export const KINDS = {
    influences: _t("Influences"),
    conflicts: _t("Conflict"),
    trusts: _t("Trusts"),
};

export const GAPS = {
    no_counterpart: _t("No counterpart"),
    powerful_without_counterpart: _t("No counterpart"),
    silent: _t("Silent"),
    powerful_opponent: _t("Powerful opponent"),
    counterpart_left: _t("Counterpart left"),
    contact_left: _t("Contact left"),
    single_threaded_ours: _t("Only one of ours"),
};

export const PIPS = [1, 2, 3, 4];

/** The left edge of a card grows with power. */
export function edgeWidth(power) {
    return 1 + 2 * Math.min(Math.max(power || 1, 1), 5);
}

function gapLabel(code) {
    return GAPS[code] || code.replaceAll("_", " ");
}

export function supportLabel(code) {
    return (SUPPORT[code] || SUPPORT.neutral).label;
}

/** What is missing or wrong about one person, in words, each said once. */
export function gapLabels(person) {
    return [...new Set(person.gaps.map(gapLabel))];
}

/** All that the card shows, in words. */
export function describe(person) {
    return [
        person.name,
        person.placeholder && _t("not known yet"),
        person.title,
        person.unit,
        ...person.roles.map((role) => role.name),
        _t("support: %(support)s", { support: supportLabel(person.support) }),
        _t("power %(power)s of 5", { power: person.power }),
        person.target_strength > person.strength
            ? _t("relationship %(now)s of 4, wanted %(wanted)s", {
                  now: person.strength,
                  wanted: person.target_strength,
              })
            : _t("relationship %(now)s of 4", { now: person.strength }),
        person.user
            ? _t("our counterpart: %(name)s", { name: person.user.name })
            : _t("no counterpart"),
        person.next_action && _t("next action: %(name)s", { name: person.next_action.name }),
        ...gapLabels(person),
    ]
        .filter(Boolean)
        .join(", ");
}

/** What changed from an earlier day, in words; empty when nothing did. */
export function changesOf(before, now) {
    if (!before) {
        return _t("New");
    }
    if (before.support !== now.support) {
        return _t("Was: %(support)s", { support: supportLabel(before.support) });
    }
    if (before.strength !== now.strength) {
        return _t("Relationship was %(now)s", { now: before.strength });
    }
    if (before.power !== now.power) {
        return _t("Power was %(power)s", { power: before.power });
    }
    return "";
}
