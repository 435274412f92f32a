import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";

import { toRaw, useState } from "@odoo/owl";

/**
 * What a method of the plan answers, for a widget on its form: read when the record is shown or was saved.
 *
 * @param {string} method of `kam.account.plan`, called with the id of the plan
 * @param {Object} empty what the state holds before the answer
 * @returns {Object} state: the answer, `loaded`, `failed`, and `load(planId)`
 */
export function usePlanData(method, empty) {
    const orm = useService("orm");
    const state = useState({ ...empty, loaded: false, failed: false });
    state.load = async (planId) => {
        if (!planId) {
            return;
        }
        try {
            const answer = await orm.silent.call("kam.account.plan", method, [planId]);
            Object.assign(state, answer, { loaded: true, failed: false });
        } catch {
            state.failed = true;
        }
    };
    let shown = null;
    useRecordObserver((record) => {
        const data = toRaw(record.data);
        if (data !== shown) {
            shown = data;
            state.load(record.resId);
        }
    });
    return state;
}
