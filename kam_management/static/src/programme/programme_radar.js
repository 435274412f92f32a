import { loadBundle } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";

import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";

/** Name and score of an element; a long name in two lines. */
export function labelOf({ label, score }) {
    const words = label.split(" ");
    const half = label.length < 16 ? words.length : Math.ceil(words.length / 2);
    const lines = [words.slice(0, half).join(" "), words.slice(half).join(" ")];
    return [...lines.filter(Boolean), score === null ? "–" : String(score)];
}

/** The elements of the programme: this year filled, the year before beside it; what is not known leaves a gap. */
export class ProgrammeRadar extends Component {
    static template = "kam_management.ProgrammeRadar";
    static props = { elements: Array, year: Number, before: Number, onSelect: Function };

    setup() {
        this.canvasRef = useRef("canvas");
        this.probeRef = useRef("probe");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                this.draw();
                return () => this.chart?.destroy();
            },
            () => [this.props.elements, this.props.year],
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    /** Colours of the theme, as the style sheet gives them. */
    colors() {
        const of = (name) =>
            getComputedStyle(this.probeRef.el.querySelector(`.o_kam_probe_${name}`)).color;
        return { text: of("text"), muted: of("muted"), accent: of("accent"), line: of("line") };
    }

    faded(color) {
        const parts = color.match(/[\d.]+/g) || [0, 0, 0];
        return `rgba(${parts.slice(0, 3).join(", ")}, 0.2)`;
    }

    /** The same for those who cannot see it. */
    get text() {
        return this.props.elements
            .map(({ label, score, before }) =>
                _t("%(element)s: %(now)s (%(year)s: %(before)s)", {
                    element: label,
                    now: score === null ? _t("not known") : score,
                    year: this.props.before,
                    before: before === null ? _t("not known") : before,
                }),
            )
            .join(", ");
    }

    get hasBefore() {
        return this.props.elements.some(({ before }) => before !== null);
    }

    draw() {
        const { elements, year, before } = this.props;
        const colors = this.colors();
        const datasets = [
            {
                label: String(year),
                data: elements.map(({ score }) => score),
                borderColor: colors.accent,
                backgroundColor: this.faded(colors.accent),
                pointBackgroundColor: colors.accent,
                borderWidth: 2,
                fill: true,
            },
        ];
        if (this.hasBefore) {
            datasets.push({
                label: String(before),
                data: elements.map((element) => element.before),
                borderColor: colors.muted,
                pointBackgroundColor: colors.muted,
                borderDash: [5, 3],
                borderWidth: 1.5,
                fill: false,
            });
        }
        this.chart = new Chart(this.canvasRef.el, {
            type: "radar",
            data: { labels: elements.map(labelOf), datasets },
            options: {
                animation: false,
                maintainAspectRatio: false,
                spanGaps: true,
                onClick: (ev) => this.onClick(ev),
                scales: {
                    r: {
                        min: 0,
                        max: 100,
                        ticks: { stepSize: 20, display: false },
                        pointLabels: {
                            color: elements.map(({ score }) =>
                                score === null ? colors.muted : colors.text,
                            ),
                        },
                        grid: { color: colors.line },
                        angleLines: { color: colors.line },
                    },
                },
                plugins: { legend: { position: "bottom", labels: { color: colors.text } } },
            },
        });
    }

    /** The nearest corner opens its questions. */
    onClick(ev) {
        const [hit] = this.chart.getElementsAtEventForMode(
            ev.native,
            "nearest",
            { intersect: false },
            true,
        );
        if (hit) {
            this.props.onSelect(this.props.elements[hit.index].code);
        }
    }
}
