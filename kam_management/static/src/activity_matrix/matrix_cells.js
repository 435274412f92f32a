import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { CellDetails } from "./cell_details";
import { cellText } from "./matrix_draft";

import { Component, useRef } from "@odoo/owl";

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * The cells of the matrix: what they show, how they are typed in and left by keyboard, their details. Who extends it
 * has a `state` with what is being edited, the `draft`, the `data` and the `segments` on screen.
 */
export class MatrixCells extends Component {
    setup() {
        this.table = useRef("table");
        this.details = usePopover(CellDetails, {
            popoverClass: "o_kam_cell_details",
            position: "bottom-middle",
        });
    }

    cellValue(row, segment) {
        const typed = this.draft.error(row, segment.id);
        const { editing } = this.state;
        if (typed) {
            return typed.text;
        }
        return editing?.key === `${row.id}-${segment.id}`
            ? editing.text
            : cellText(row.cells[segment.id]);
    }

    cellLabel(row, segment) {
        return _t("%(activity)s for %(segment)s, times a year", {
            activity: row.name,
            segment: segment.code,
        });
    }

    /** What is special about a cell: quarters, another owner, a fixed person. */
    cellMarks(row, segment) {
        const cell = row.cells[segment.id];
        const marks = [];
        if (cell?.mode === "scheduled" && cell.quarters.length) {
            marks.push(cell.quarters.map((quarter) => `Q${quarter}`).join(" "));
        }
        if (cell?.owner_role && cell.owner_role !== row.owner_role) {
            marks.push(this.labelOf(this.data.owner_roles, cell.owner_role));
        }
        if (cell?.user_id) {
            marks.push(_t("fixed person"));
        }
        return marks.join(" · ");
    }

    // ------------------------------------------------------------------
    // Keyboard in the cells
    // ------------------------------------------------------------------

    idOf(element) {
        return Number(element.dataset.id) || element.dataset.id;
    }

    onCellFocus(ev, row, segment) {
        const { editing } = this.state;
        const key = `${row.id}-${segment.id}`;
        if (editing?.key !== key) {
            this.state.editing = {
                key,
                text: this.draft.error(row, segment.id)?.text ?? cellText(row.cells[segment.id]),
                before: row.cells[segment.id] && { ...row.cells[segment.id] },
            };
        }
        ev.target.select();
    }

    onCellInput(ev, row, segment) {
        this.state.editing.text = ev.target.value;
        this.draft.type(row, segment.id, ev.target.value);
        this.state.ran = null;
    }

    onCellBlur() {
        this.state.editing = null;
    }

    onCellKeydown(ev, row, segment) {
        const { target, key } = ev;
        if (key === "Escape") {
            this.restoreCell(row, segment);
            ev.stopPropagation();
        } else if (key === "Enter") {
            this.moveFrom(row, segment, ev.shiftKey ? -1 : 1, 0);
        } else if ((key === "ArrowDown" && ev.altKey) || key === "F2") {
            this.openDetails(target, row, segment);
        } else if (this.leavesCell(ev)) {
            const mirrored = getComputedStyle(target).direction === "rtl" ? -1 : 1;
            this.moveFrom(row, segment, MOVES[key][0], MOVES[key][1] * mirrored);
        } else {
            return;
        }
        ev.preventDefault();
    }

    /** Whether an arrow leaves the cell: up and down always, left and right when the caret can go no further. */
    leavesCell({ target, key, altKey, ctrlKey, shiftKey, metaKey }) {
        if (!MOVES[key] || altKey || ctrlKey || shiftKey || metaKey) {
            return false;
        }
        const [down, right] = MOVES[key];
        const { selectionStart: start, selectionEnd: end, value } = target;
        return Boolean(
            down || end - start === value.length || (right < 0 ? !start : end === value.length),
        );
    }

    restoreCell(row, segment) {
        const { key, before } = this.state.editing || {};
        if (key === `${row.id}-${segment.id}`) {
            this.draft.restore(row, segment.id, before || null);
            this.state.editing.text = cellText(before);
        }
    }

    moveFrom(row, segment, down, right) {
        const rows = this.draft.shown;
        const columns = this.segments;
        const nextRow = rows[rows.indexOf(row) + down];
        const place = columns.findIndex(({ id }) => id === segment.id) + right;
        if (nextRow && columns[place]) {
            this.focusCell(nextRow.id, columns[place].id);
        }
    }

    focusCell(rowId, segmentId) {
        this.table.el
            ?.querySelector(`[data-id="${rowId}"] [data-segment="${segmentId}"] input`)
            ?.focus();
    }

    openDetails(target, row, segment) {
        this.details.open(target.closest("td"), {
            row,
            segment,
            cell: row.cells[segment.id],
            data: this.data,
            readonly: this.readonly,
            update: (values) => {
                this.draft.restore(row, segment.id, row.cells[segment.id]);
                this.draft.set(row, segment.id, values);
                this.state.ran = null;
                return row.cells[segment.id];
            },
        });
    }
}
