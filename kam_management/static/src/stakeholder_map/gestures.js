import { onMounted, onWillUnmount } from "@odoo/owl";

/** So far the pointer goes before it is a drag and not a click. */
const SLACK = 6;
/** So long a finger rests on a card before it takes it along. */
const HOLD = 400;

/**
 * Pan, zoom and drag on an element: mouse, pen, one finger, two fingers, wheel with ctrl.
 * @param {{ el: HTMLElement }} ref
 * @param {object} on pan(dx, dy) · zoom(x, y, factor) · canDrag(card) · dragStart(card) · drag(x, y, dx, dy) ·
 *      drop(x, y) · cancel(); points are relative to the element
 */
export function useGestures(ref, on) {
    const pointers = new Map();
    let mode = null; // null | "wait" | "pan" | "drag" | "pinch"
    let start = null;
    let holding = null;
    let justMoved = false;

    const point = (ev) => {
        const box = ref.el.getBoundingClientRect();
        return { x: ev.clientX - box.x, y: ev.clientY - box.y };
    };
    const spread = () => {
        const [a, b] = [...pointers.values()];
        return {
            x: (a.x + b.x) / 2,
            y: (a.y + b.y) / 2,
            distance: Math.hypot(a.x - b.x, a.y - b.y) || 1,
        };
    };
    const stopHolding = () => {
        clearTimeout(holding);
        holding = null;
    };
    const take = () => {
        mode = "drag";
        on.dragStart(start.card);
    };

    function onDown(ev) {
        if (ev.button > 0 || ev.target.closest("button, a, input, select, .o_kam_map_line")) {
            return;
        }
        pointers.set(ev.pointerId, point(ev));
        if (pointers.size === 2) {
            stopHolding();
            if (mode === "drag") {
                on.cancel();
            }
            mode = "pinch";
            start = spread();
            return;
        }
        const card = ev.target.closest(".o_kam_card");
        const movable = card && on.canDrag(card);
        start = { ...point(ev), card: movable ? card : null, touch: ev.pointerType === "touch" };
        mode = "wait";
        justMoved = false;
        if (movable && start.touch) {
            holding = setTimeout(take, HOLD);
        }
    }

    function onMove(ev) {
        const before = pointers.get(ev.pointerId);
        if (!before) {
            return;
        }
        const now = point(ev);
        pointers.set(ev.pointerId, now);
        if (mode === "pinch") {
            const next = spread();
            on.pan(next.x - start.x, next.y - start.y);
            on.zoom(next.x, next.y, next.distance / start.distance);
            start = next;
            return;
        }
        if (mode === "wait" && Math.hypot(now.x - start.x, now.y - start.y) > SLACK) {
            stopHolding();
            justMoved = true;
            ref.el.setPointerCapture(ev.pointerId);
            if (start.card && !start.touch) {
                take();
            } else {
                mode = "pan";
            }
        }
        if (mode === "pan") {
            on.pan(now.x - before.x, now.y - before.y);
        } else if (mode === "drag") {
            justMoved = true;
            on.drag(now.x, now.y, now.x - start.x, now.y - start.y);
        }
    }

    function onUp(ev) {
        if (!pointers.delete(ev.pointerId)) {
            return;
        }
        stopHolding();
        if (mode === "drag") {
            const { x, y } = point(ev);
            ev.type === "pointerup" ? on.drop(x, y) : on.cancel();
        }
        mode = null;
        if (pointers.size === 1) {
            mode = "pan";
        }
    }

    /** The click that ends a drag opens nothing. */
    function onClick(ev) {
        if (justMoved) {
            ev.stopPropagation();
            ev.preventDefault();
            justMoved = false;
        }
    }

    function onWheel(ev) {
        const { x, y } = point(ev);
        if (ev.ctrlKey || ev.metaKey) {
            ev.preventDefault();
            on.zoom(x, y, Math.exp(-ev.deltaY * (ev.deltaMode ? 0.05 : 0.002)));
        } else if (ev.shiftKey) {
            ev.preventDefault();
            on.pan(-(ev.deltaX || ev.deltaY), 0);
        }
    }

    function onKey(ev) {
        if (ev.key === "Escape" && mode === "drag") {
            ev.stopPropagation();
            mode = null;
            on.cancel();
        }
    }

    const listeners = [
        ["pointerdown", onDown],
        ["pointermove", onMove],
        ["pointerup", onUp],
        ["pointercancel", onUp],
        ["wheel", onWheel, { passive: false }],
        ["click", onClick, { capture: true }],
    ];
    let el = null;
    onMounted(() => {
        el = ref.el;
        listeners.forEach(([name, listener, options]) =>
            el.addEventListener(name, listener, options),
        );
        window.addEventListener("keydown", onKey, { capture: true });
    });
    onWillUnmount(() => {
        stopHolding();
        listeners.forEach(([name, listener, options]) =>
            el.removeEventListener(name, listener, options),
        );
        window.removeEventListener("keydown", onKey, { capture: true });
    });
}
