import { arrow } from "../bidi/arrow";
import { linkCurve } from "./layout";
import { KINDS } from "./marks";

/** Influence, conflict and trust between people who are shown, as far as switched on: paths and words. */
export function drawnLines({ people, links }, { places }, { kinds, focusId }) {
    const names = new Map(people.map(({ id, name }) => [id, name]));
    const shown = links.filter(
        ({ source, target, kind }) => kinds[kind] && places.has(source) && places.has(target),
    );
    return shown.map((link) => {
        const { source, target, kind, note } = link;
        const [x1, y1, c1, c2, x2, y2] = linkCurve(places.get(source), places.get(target));
        const words = `${names.get(source)} ${arrow()} ${names.get(target)}: ${KINDS[kind]}`;
        return {
            ...link,
            // those of the person chosen lie over the cards, the others under them
            mine: source === focusId || target === focusId,
            path: `M${x1} ${y1}C${c1} ${y1} ${c2} ${y2} ${x2} ${y2}`,
            arrow: `M${x2} ${y2}l${c2 > x2 ? 10 : -10} -5.5v11z`,
            title: note ? `${words} (${note})` : words,
        };
    });
}
