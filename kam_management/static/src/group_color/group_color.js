import { patch } from "@web/core/utils/patch";
import { session } from "@web/session";
import { KanbanHeader } from "@web/views/kanban/kanban_header";

// A column of a tier wears the tier's colour, an empty one too.
patch(KanbanHeader.prototype, {
    get kamTierColor() {
        const field = this.group.groupByField;
        if (field?.relation !== "kam.tier" || !this.group.value) {
            return undefined;
        }
        return session.kam_tier_colors?.[this.group.value];
    },
});
