import { loadBundle } from "@web/core/assets";
import { getColor } from "@web/core/colors/colors";
import { cookie } from "@web/core/browser/cookie";
import { _t } from "@web/core/l10n/translation";
import { MultiRecordSelector } from "@web/core/record_selectors/multi_record_selector";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { accountAction } from "../account_action/account_action";
import { EmptyButtons } from "../empty_buttons/empty_buttons";
import { messageOf } from "../stakeholder_map/map_model";

import { Component, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";

/** How each column is told apart in the radar: shape and dash beside the colour. */
export const MARKS = [
    { sign: "●", pointStyle: "circle", dash: [] },
    { sign: "▲", pointStyle: "triangle", dash: [8, 4] },
    { sign: "■", pointStyle: "rect", dash: [2, 3] },
    { sign: "◆", pointStyle: "rectRot", dash: [10, 3, 2, 3] },
    { sign: "✚", pointStyle: "cross", dash: [14, 4] },
    { sign: "★", pointStyle: "star", dash: [4, 2, 1, 2] },
];
const MARK_WORDS = { best: _t("strongest"), worst: _t("weakest") };
/** Longer names of spokes are broken into lines of about this many letters. */
const LINE = 18;

/** The ids in "3,4" or [3, 4]. */
export function idsOf(given) {
    const list = Array.isArray(given) ? given : String(given || "").split(",");
    return [...new Set(list.map(Number).filter((id) => Number.isInteger(id) && id > 0))];
}

/** A name in lines, for a chart that cannot wrap. */
export function inLines(text) {
    const lines = [""];
    for (const word of text.split(" ")) {
        const last = lines.at(-1);
        if (last && last.length + word.length >= LINE) {
            lines.push(word);
        } else {
            lines[lines.length - 1] = last ? `${last} ${word}` : word;
        }
    }
    return lines;
}

/** The sections to show: all rows, or those in which the accounts differ. */
export function shownSections(sections, onlyDifferences) {
    return sections
        .map((section) => ({
            ...section,
            rows: section.rows.filter((row) => row.differs || !onlyDifferences),
        }))
        .filter((section) => section.rows.length);
}

/** Chosen accounts side by side, criterion by criterion, with a radar. */
export class Comparison extends Component {
    static template = "kam_management.Comparison";
    static components = { EmptyButtons, Layout, MultiRecordSelector };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Side by Side");
    /** So that the accounts chosen stand in the address and come back with it. */
    static path = "kam-compare";

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.canvasRef = useRef("canvas");
        const { params = {}, context = {} } = this.props.action;
        const around = context.active_model === "kam.account" ? context.active_ids : [];
        this.state = useState({
            ids: idsOf(params.account_ids || around),
            segmentId: Number(params.segment_id) || false,
            onlyDifferences: false,
            radar: "groups",
            data: null,
            error: "",
        });
        onWillStart(() => Promise.all([loadBundle("web.chartjs_lib"), this.load()]));
        useEffect(
            () => this.draw(),
            () => [this.state.data, this.state.radar],
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    async load() {
        const { ids, segmentId } = this.state;
        this.props.updateActionState?.({
            account_ids: ids.join(",") || undefined,
            segment_id: segmentId || undefined,
        });
        this.asked = (this.asked || 0) + 1;
        const asked = this.asked;
        try {
            const data = await this.orm.call("kam.comparison", "comparison_data", [ids, segmentId]);
            if (asked === this.asked) {
                Object.assign(this.state, { data, segmentId: data.segment_id, error: "" });
            }
        } catch (error) {
            this.state.error = messageOf(error);
        }
    }

    // -- choosing -------------------------------------------------------------------------------------------

    get most() {
        return this.state.data?.most || MARKS.length;
    }

    /** Those that are compared; whoever may not be seen is not offered as a tag either. */
    get chosen() {
        const { data, ids } = this.state;
        return data ? data.columns.filter(({ id }) => id).map(({ id }) => id) : ids;
    }

    choose(ids) {
        const chosen = idsOf(ids);
        if (chosen.length > this.most) {
            this.notification.add(
                _t("At most %s accounts fit beside each other. Take one out first.", this.most),
                { type: "warning" },
            );
        }
        this.state.ids = chosen.slice(0, this.most);
        return this.load();
    }

    takeOut(id) {
        return this.choose(this.chosen.filter((one) => one !== id));
    }

    chooseSegment(ev) {
        this.state.segmentId = Number(ev.target.value) || false;
        return this.load();
    }

    // -- the table ------------------------------------------------------------------------------------------

    get sections() {
        return shownSections(this.state.data.sections, this.state.onlyDifferences);
    }

    get averageDisabled() {
        return this.state.data.columns.filter(({ kind }) => kind === "account").length >= this.most;
    }

    sign(place) {
        return MARKS[place % MARKS.length].sign;
    }

    markWord(cell) {
        return MARK_WORDS[cell.mark] || "";
    }

    cellTitle(cell) {
        return [cell.title, this.markWord(cell)].filter(Boolean).join("\n");
    }

    open(cell) {
        const { name, model, domain, res_id } = cell.open;
        const views = [
            [false, "list"],
            [false, "form"],
        ];
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: model,
            ...(res_id ? { res_id, views: [[false, "form"]] } : { domain, views }),
            context: { active_test: false, create: false },
        });
    }

    openAccount(id) {
        return this.action.doAction(accountAction(id));
    }

    print() {
        const { segmentId, onlyDifferences } = this.state;
        return this.action.doAction({
            type: "ir.actions.report",
            report_type: "qweb-pdf",
            report_name: "kam_management.report_account_comparison",
            report_file: "kam_management.report_account_comparison",
            name: _t("Side by Side"),
            data: {
                account_ids: this.chosen.join(","),
                segment_id: segmentId || "",
                only_differences: onlyDifferences ? 1 : "",
            },
        });
    }

    // -- the radar ------------------------------------------------------------------------------------------

    get radar() {
        const { radars } = this.state.data;
        return radars.find(({ code }) => code === this.state.radar) || radars[0];
    }

    columnName(key) {
        return this.state.data.columns.find((column) => column.key === key)?.name || "";
    }

    draw() {
        this.chart?.destroy();
        this.chart = null;
        if (!this.canvasRef.el || !this.state.data?.radars.length) {
            return;
        }
        const style = getComputedStyle(this.canvasRef.el);
        const scheme = cookie.get("color_scheme");
        const { spokes, series } = this.radar;
        this.chart = new Chart(this.canvasRef.el, {
            type: "radar",
            data: {
                labels: spokes.map(inLines),
                datasets: series.map(({ column, values }, place) => {
                    const { pointStyle, dash } = MARKS[place % MARKS.length];
                    const color = getColor(place, scheme, Math.max(series.length, 2));
                    return {
                        label: this.columnName(column),
                        data: values,
                        borderColor: color,
                        backgroundColor: color,
                        borderDash: dash,
                        borderWidth: 2,
                        fill: false,
                        pointStyle,
                        pointRadius: 5,
                        spanGaps: false,
                    };
                }),
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                color: style.color,
                scales: {
                    r: {
                        min: 0,
                        max: 5,
                        ticks: { stepSize: 1, color: style.color, backdropColor: "transparent" },
                        grid: { color: style.borderColor },
                        angleLines: { color: style.borderColor },
                        pointLabels: { color: style.color },
                    },
                },
                plugins: {
                    legend: {
                        position: "bottom",
                        labels: { usePointStyle: true, color: style.color },
                    },
                },
            },
        });
    }

    ratingText(value) {
        return value === null ? _t("unknown") : value;
    }
}

registry.category("actions").add("kam_account_comparison", Comparison);
