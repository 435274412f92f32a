"""The yearly selection in the real browser."""

from .common import KamHttpCase


class TestSelectionTour(KamHttpCase):
    """A manager decides and approves."""

    def test_manager(self):
        self.env.cr.execute("UPDATE kam_account SET status = 'prospect', decided_segment_id = NULL, segment_id = NULL")
        self.env.cr.execute("DELETE FROM kam_selection_review")
        self.env.invalidate_all()
        segment = self.env.ref("kam_management.segment_b")
        key = self.make_account("Tour Key", user_id=self.user_sales.id)
        key._decide(segment, "declared")
        blank = self.make_account("Tour Blank", user_id=self.user_sales.id, status="candidate")
        review = self.env["kam.selection.review"].create({})
        review.action_collect()
        self.assertEqual(review.line_ids.account_id, key + blank)
        # The menu of a cell that has just opened loses a click that comes at once.
        path = f"/odoo/kam.selection.review/{review.id}"
        self.start_tour(path, "kam_selection_tour", login=self.user_manager.login, step_delay=200)
        self.assertEqual((review.state, review.approver_id), ("approved", self.user_manager))
        self.assertEqual((blank.status, blank.segment_id), ("key", segment))
        self.assertIn("A tender of ours", blank.change_ids.mapped("cause")[-1] + blank.change_ids.mapped("cause")[0])
