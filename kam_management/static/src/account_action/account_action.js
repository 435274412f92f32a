/** Which action shows an account. */
export const accountAction = (id) => ({
    type: "ir.actions.act_window",
    res_model: "kam.account",
    res_id: id,
    views: [[false, "form"]],
});
