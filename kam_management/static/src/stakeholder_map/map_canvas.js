import { localization } from "@web/core/l10n/localization";
import { useGestures } from "./gestures";
import {
    CARD_HEIGHT,
    CARD_WIDTH,
    layOut,
    layOutDown,
    neighbour,
    treeOrder,
    treePath,
} from "./layout";
import { drawnLines } from "./map_lines";
import { StakeholderCard } from "./stakeholder_card";
import { FAR, STEP, Viewport } from "./viewport";

import { Component, onMounted, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";

/** A map opens no smaller than this: letters can be read at once. */
const SMALLEST_START = 0.5;
/** Height of the strip on top where a card is dropped that reports to nobody. */
const ROOT_STRIP = 44;

/** Draws one payload: only the cards that are on the screen or near it. */
export class MapCanvas extends Component {
    static template = "kam_management.MapCanvas";
    static components = { StakeholderCard };
    static props = {
        model: Object,
        payload: Object,
        label: String,
        caption: { type: String, optional: true },
        changes: Object,
        readonly: Boolean,
        down: Boolean,
        edit: Function,
        editLine: Function,
        reparent: Function,
        name: String,
        setControls: Function,
    };

    setup() {
        this.model = useState(this.props.model);
        this.root = useRef("root");
        this.world = useRef("world");
        this.viewport = new Viewport();
        // an object of its own: a template's `this` is not always the component
        this.memo = {};
        this.size = { width: 0, height: 0 };
        this.state = useState({ visible: new Set(), far: false, dragId: false, dropId: false });
        this.wantsFocus = false;
        this.openedFor = null;
        this.rtl = localization.direction === "rtl";
        useGestures(this.root, {
            pan: (dx, dy) => this.move(() => this.viewport.pan(dx, dy)),
            zoom: (x, y, factor) => this.move(() => this.viewport.zoomAt(x, y, factor)),
            canDrag: () => !this.props.readonly,
            dragStart: (card) => this.onDragStart(card),
            drag: (x, y, dx, dy) => this.onDrag(x, y, dx, dy),
            drop: () => this.onDrop(),
            cancel: () => this.endDrag(),
        });
        const observer = new ResizeObserver(() => this.onResize());
        onMounted(() => {
            observer.observe(this.root.el);
            this.onResize();
            this.props.setControls(this.props.name, this.controls);
        });
        onWillUnmount(() => {
            observer.disconnect();
            this.props.setControls(this.props.name, null);
        });
        useEffect(
            () => this.arranged(),
            () => [this.memo.signature, this.props.payload.account.id],
        );
        useEffect(
            (id) => this.reveal(id),
            () => [this.model.focusId, this.model.hit, this.model.query],
        );
        useEffect(() => this.takeFocus());
    }

    get controls() {
        return {
            zoomIn: () => this.zoom(STEP),
            zoomOut: () => this.zoom(1 / STEP),
            fit: () => this.move(() => this.viewport.fit(this.scene.layout, this.size)),
        };
    }

    // ------------------------------------------------------------------
    // What is drawn
    // ------------------------------------------------------------------

    /** People and layout; the layout is computed again only when it would be another one. */
    get scene() {
        const shown = this.model.shown(this.props.payload);
        const lines = shown.people.map(({ id, parent_id: above }) => `${id}:${above || ""}`);
        const signature = `${this.props.down}|${lines.join()}`;
        if (signature !== this.memo.signature) {
            this.memo.signature = signature;
            this.memo.layout = this.props.down ? layOutDown(shown.people) : layOut(shown.people);
            this.memo.order = treeOrder({
                roots: shown.people
                    .map(({ id }) => id)
                    .filter((id) => this.memo.layout.places.get(id).depth === 0),
                reports: this.reportsShown(shown),
            });
        }
        return { ...shown, layout: this.memo.layout };
    }

    reportsShown({ people, reports }) {
        const ids = new Set(people.map((person) => person.id));
        return new Map(
            people.map(({ id }) => [id, reports.get(id).filter((report) => ids.has(report))]),
        );
    }

    get cards() {
        const { people, faint, reports, parents, layout } = this.scene;
        const hits = new Set(this.model.hits);
        const byId = new Map(people.map((person) => [person.id, person]));
        const roots = [...byId.keys()].filter((id) => !parents.has(id));
        return this.memo.order
            .filter((id) => this.state.visible.has(id) || id === this.model.focusId)
            .map((id) => {
                const { x, y, depth } = layout.places.get(id);
                const siblings = parents.has(id) ? reports.get(parents.get(id)) : roots;
                return {
                    person: byId.get(id),
                    left: this.mirror(x, CARD_WIDTH),
                    rtl: this.rtl,
                    top: y,
                    level: depth + 1,
                    reports: reports.get(id).length,
                    position: [siblings.indexOf(id) + 1, siblings.length],
                    focused: id === this.model.focusId,
                    faint: faint.has(id) || (hits.size > 0 && !hits.has(id)),
                    found: hits.has(id),
                    pointedAt: this.model.pointedAt.includes(id),
                    dropping: this.state.dropId === id,
                    collapsed: !this.model.isFiltered && this.model.collapsed.has(id),
                    change: this.props.changes.get(id) || "",
                    readonly: this.props.readonly,
                };
            });
    }

    get frames() {
        return this.scene.layout.frames.map((frame) => ({
            key: `${frame.parent}-${frame.ids[0]}`,
            style:
                `left:${this.mirror(frame.x, frame.width)}px;top:${frame.y}px;` +
                `width:${frame.width}px;height:${frame.height}px`,
        }));
    }

    get treePath() {
        return treePath(this.scene.layout);
    }

    get links() {
        return drawnLines(this.props.payload, this.scene.layout, this.model);
    }

    get svgTransform() {
        return this.rtl ? `translate(${this.scene.layout.width} 0) scale(-1 1)` : "";
    }

    /** Where something is as seen: from right to left, the tree grows to the left. */
    mirror(x, width) {
        return this.rtl ? this.memo.layout.width - x - width : x;
    }

    box(id) {
        const place = this.memo.layout.places.get(id);
        const size = { width: CARD_WIDTH, height: CARD_HEIGHT };
        return place && { x: this.mirror(place.x, CARD_WIDTH), y: place.y, ...size };
    }

    // ------------------------------------------------------------------
    // Where one looks
    // ------------------------------------------------------------------

    onResize() {
        const { clientWidth: width, clientHeight: height } = this.root.el;
        const before = this.size.width;
        this.size = { width, height };
        this.drawn = null;
        if (width && Math.abs(width - before) > before / 4) {
            this.openedFor = null;
            this.arranged();
        }
        this.look();
    }

    /** The cards were placed anew: open the map, or keep looking at the same place. */
    arranged() {
        this.drawn = null;
        if (!this.size.width) {
            return;
        }
        const opened = `${this.props.payload.account.id}|${this.props.down}`;
        if (opened !== this.openedFor) {
            this.openedFor = opened;
            this.viewport.start(this.memo.layout, this.size, SMALLEST_START, this.rtl);
        }
        this.look();
    }

    move(change) {
        change();
        this.look();
    }

    zoom(factor) {
        this.move(() => this.viewport.zoomAt(this.size.width / 2, this.size.height / 2, factor));
    }

    /** Move the drawing, and draw other cards when others have come into sight. */
    look() {
        if (!this.world.el) {
            return;
        }
        this.world.el.style.transform = this.viewport.transform;
        if (this.state.far !== this.viewport.k < FAR) {
            this.state.far = !this.state.far;
        }
        if (this.viewport.isInside(this.drawn, this.size)) {
            return;
        }
        this.drawn = this.viewport.window(this.size);
        const { x1, y1, x2, y2 } = this.drawn;
        const visible = new Set();
        for (const { id, x, y } of this.memo.layout.places.values()) {
            const left = this.mirror(x, CARD_WIDTH);
            if (left < x2 && left + CARD_WIDTH > x1 && y < y2 && y + CARD_HEIGHT > y1) {
                visible.add(id);
            }
        }
        if (visible.symmetricDifference(this.state.visible).size) {
            this.state.visible = visible;
        }
    }

    reveal(id) {
        const box = id && this.size.width && this.box(id);
        if (box && this.revealed !== undefined) {
            this.move(() => this.viewport.reveal(box, this.size));
        }
        this.revealed = id;
    }

    // ------------------------------------------------------------------
    // Keyboard
    // ------------------------------------------------------------------

    onKeydown(ev) {
        const id = this.model.focusId;
        if (!this.memo.layout.places.has(id) || ev.ctrlKey || ev.altKey || ev.metaKey) {
            return;
        }
        const forward = this.rtl ? "ArrowLeft" : "ArrowRight";
        const back = this.rtl ? "ArrowRight" : "ArrowLeft";
        const way = {
            [forward]: "in",
            [back]: "out",
            ArrowDown: "next",
            ArrowUp: "previous",
            Home: "first",
            End: "last",
        }[ev.key];
        if (way) {
            this.step(id, way);
        } else if (ev.key === "Enter") {
            this.open(id);
        } else if (ev.key === " ") {
            this.toggle(id);
        } else if (ev.key === "+" || ev.key === "-") {
            this.zoom(ev.key === "+" ? STEP : 1 / STEP);
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    step(id, way) {
        if (way === "in" && this.model.collapsed.has(id)) {
            this.toggle(id);
            return;
        }
        const { people, parents, reports } = this.scene;
        const lines = {
            parents,
            reports: this.reportsShown({ people, reports }),
            roots: this.memo.order.filter((one) => !parents.has(one)),
        };
        const next = neighbour(lines, this.memo.order, id, way);
        if (next !== undefined) {
            this.wantsFocus = true;
            this.model.focusId = next;
        }
    }

    takeFocus() {
        const card = this.wantsFocus && this.cardElement(this.model.focusId);
        if (card) {
            this.wantsFocus = false;
            card.focus({ preventScroll: true });
        }
    }

    cardElement(id) {
        return this.root.el?.querySelector(`.o_kam_card[data-id="${id}"]`);
    }

    onFocus(id) {
        this.model.focusId = id;
    }

    open(id) {
        this.model.focusId = id;
        if (!this.props.readonly || this.props.payload.account.readonly) {
            this.props.edit(id);
        }
    }

    toggle(id) {
        this.wantsFocus = true;
        this.model.toggle(id);
    }

    // ------------------------------------------------------------------
    // Dragging a card onto another
    // ------------------------------------------------------------------

    onDragStart(card) {
        this.state.dragId = Number(card.dataset.id);
        this.dragged = card;
        card.classList.add("o_kam_dragged");
    }

    onDrag(x, y, dx, dy) {
        const { k } = this.viewport;
        this.dragged.style.translate = `${dx / k}px ${dy / k}px`;
        this.state.dropId = y < ROOT_STRIP ? "root" : this.cardAt(this.viewport.toMap(x, y));
    }

    cardAt({ x, y }) {
        for (const { id } of this.memo.layout.places.values()) {
            const box = this.box(id);
            const inside =
                x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
            if (inside && id !== this.state.dragId) {
                return id;
            }
        }
        return false;
    }

    onDrop() {
        const { dragId, dropId } = this.state;
        this.endDrag();
        if (dropId) {
            this.props.reparent(dragId, dropId === "root" ? false : dropId);
        }
    }

    endDrag() {
        if (this.dragged) {
            this.dragged.style.translate = "";
            this.dragged.classList.remove("o_kam_dragged");
            this.dragged = null;
        }
        Object.assign(this.state, { dragId: false, dropId: false });
    }
}
