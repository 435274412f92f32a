import { loadBundle } from "@web/core/assets";
import { getCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { formatMonetary } from "@web/views/fields/formatters";
import { accountAction } from "../account_action/account_action";
import { MARKS } from "../comparison/comparison";
import { caught, radiusOf } from "./bubbles";
import { labels, lasso, quadrants, trails } from "./marks";

import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";

/** Shorter drags than this (in pixels) are clicks. */
const CLICK = 5;

/** Attractiveness × relative strength: a bubble per account, a click opens it, a rectangle opens a list. */
export class PortfolioRenderer extends Component {
    static template = "kam_management.PortfolioRenderer";
    static props = ["class?", "model", "buttonTemplate?"];

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.canvasRef = useRef("canvas");
        this.probeRef = useRef("probe");
        this.drawn = null;
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(() => {
            this.draw();
            return () => this.chart?.destroy();
        });
        onWillUnmount(() => this.chart?.destroy());
    }

    get data() {
        return this.props.model.data;
    }

    get tiers() {
        const tiers = new Map();
        for (const { badge } of this.data.points) {
            if (badge && badge.tier) {
                tiers.set(badge.tier, {
                    name: badge.tier,
                    color: badge.tier_color,
                    rank: badge.strength,
                });
            }
        }
        return [...tiers.values()].sort((one, other) => one.rank - other.rank);
    }

    get tooMany() {
        return this.data.total > this.data.points.length
            ? _t("The %(shown)s largest of %(total)s are shown.", {
                  shown: this.data.points.length,
                  total: this.data.total,
              })
            : "";
    }

    /** So few that they can stand side by side. */
    get comparable() {
        const { length } = this.data.points;
        return length > 1 && length <= MARKS.length;
    }

    compare() {
        const account_ids = this.data.points.map(({ id }) => id).join(",");
        return this.action.doAction({
            type: "ir.actions.client",
            tag: "kam_account_comparison",
            path: "kam-compare",
            params: { account_ids },
        });
    }

    /** Colours of the theme, as the style sheet gives them. */
    colors() {
        const probe = this.probeRef.el;
        const style = getComputedStyle(probe);
        const of = (name) => getComputedStyle(probe.querySelector(`.o_kam_probe_${name}`)).color;
        return {
            text: style.color,
            font: style.fontFamily,
            muted: of("muted"),
            line: of("muted"),
            accent: of("accent"),
            danger: of("danger"),
            background: getComputedStyle(probe.querySelector(".o_kam_probe_muted")).backgroundColor,
        };
    }

    tierColor(number) {
        const probe = this.probeRef.el.querySelector(`.o_badge_color_${number || 0}`);
        return probe ? getComputedStyle(probe).backgroundColor : "gray";
    }

    draw() {
        if (!this.canvasRef.el) {
            return;
        }
        const { points: given, lines, quadrants: names } = this.data;
        const { clientWidth, clientHeight } = this.canvasRef.el.parentElement;
        const room = Math.min(1, Math.sqrt(clientWidth * clientHeight) / 700);
        const highest = Math.max(0, ...given.map(({ revenue }) => revenue));
        const points = given.map((point) => ({
            ...point,
            r: radiusOf(point.revenue, highest, given.length, room),
        }));
        const colors = this.colors();
        const fills = new Map(
            [...new Set(points.map(({ badge }) => badge?.tier_color || 0))].map((number) => [
                number,
                this.tierColor(number),
            ]),
        );
        this.points = points;

        this.chart = new Chart(this.canvasRef.el, {
            type: "bubble",
            data: {
                datasets: [
                    {
                        data: points,
                        backgroundColor: points.map(({ badge }) =>
                            this.faded(fills.get(badge?.tier_color || 0)),
                        ),
                        borderColor: points.map(({ alerts }) =>
                            alerts ? colors.danger : this.faded(colors.text, 0.35),
                        ),
                        // A small bubble keeps its colour inside the ring.
                        borderWidth: points.map(({ alerts, r }) =>
                            alerts ? Math.min(3, Math.max(1.5, r / 3)) : 1,
                        ),
                        hoverRadius: 2,
                        clip: false,
                    },
                ],
            },
            options: this.options(points, lines, names, colors),
            plugins: [quadrants, trails, labels, lasso],
        });
    }

    options(points, lines, names, colors) {
        const axis = (text) => ({
            min: 0,
            max: 100,
            title: { display: true, text, color: colors.text },
            ticks: { color: colors.muted },
            grid: { display: false },
        });
        return {
            animation: false,
            maintainAspectRatio: false,
            layout: { padding: { top: 24, right: 24 } },
            scales: {
                x: axis(_t("Relative strength →")),
                y: axis(_t("Client attractiveness →")),
            },
            plugins: {
                legend: { display: false },
                tooltip: { callbacks: { label: ({ raw }) => this.describe(raw) } },
                kamQuadrants: { lines, names, colors },
                kamTrails: { points, colors },
                kamLabels: { points, colors },
                kamLasso: { selection: () => this.drawn, colors },
            },
        };
    }

    faded(color, alpha = 0.75) {
        const parts = color.match(/[\d.]+/g);
        return parts && parts.length >= 3
            ? `rgba(${parts.slice(0, 3).join(", ")}, ${alpha})`
            : color;
    }

    money(value) {
        const currencyId = this.data.currency_id;
        return formatMonetary(value, {
            currencyId,
            humanReadable: true,
            digits: getCurrency(currencyId)?.digits,
        });
    }

    /** What a bubble says: name, both scores, revenue, tier, alerts. */
    describe(point) {
        const { badge } = point;
        return [
            point.name,
            _t("Attractiveness %(y)s, strength %(x)s", {
                x: Math.round(point.x),
                y: Math.round(point.y),
            }),
            _t("Won revenue %s", this.money(point.revenue)),
            [badge && badge.segment, badge && badge.tier_name].filter(Boolean).join(" · "),
            point.alerts ? _t("⚠ Open early warnings: %s", point.alerts) : "",
        ].filter(Boolean);
    }

    // -- mouse: a click opens an account, a rectangle a list --------------------------------------------------

    place(ev) {
        const { left, top } = this.canvasRef.el.getBoundingClientRect();
        return { x: ev.clientX - left, y: ev.clientY - top };
    }

    onPointerDown(ev) {
        if (ev.button === 0 && ev.pointerType !== "touch") {
            this.from = this.place(ev);
            this.canvasRef.el.setPointerCapture(ev.pointerId);
        }
    }

    onPointerMove(ev) {
        if (this.from) {
            this.drawn = { from: this.from, to: this.place(ev) };
            this.chart.draw();
        }
    }

    onPointerUp(ev) {
        const from = this.from || this.place(ev);
        const to = this.place(ev);
        this.from = this.drawn = null;
        this.chart.draw();
        if (Math.hypot(to.x - from.x, to.y - from.y) > CLICK) {
            this.openMany(from, to);
        } else {
            this.openAt(ev);
        }
    }

    openAt(ev) {
        const hits = this.chart.getElementsAtEventForMode(ev, "nearest", { intersect: true }, true);
        if (hits.length === 1) {
            return this.openAccount(this.points[hits[0].index].id);
        }
        if (hits.length > 1) {
            return this.openList(hits.map(({ index }) => this.points[index].id));
        }
    }

    openMany(from, to) {
        const { x, y } = this.chart.scales;
        const items = this.points.map((point) => ({
            id: point.id,
            x: x.getPixelForValue(point.x),
            y: y.getPixelForValue(point.y),
        }));
        const ids = caught(items, from, to);
        if (ids.length) {
            return this.openList(ids);
        }
    }

    openAccount(id) {
        return this.action.doAction(accountAction(id));
    }

    async openList(ids) {
        this.action.doAction(await this.orm.call("kam.account", "portfolio_open", [ids]));
    }

    openUnscored() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Not Rated Enough"),
            res_model: "kam.account",
            domain: this.data.unscored_domain,
            views: [
                [false, "list"],
                [false, "form"],
            ],
        });
    }

    showTable() {
        this.env.config.viewSwitcherEntries?.length && this.action.switchView("list");
    }
}
