"""What tests of computed items share."""

from .programme_case import ProgrammeCase


class ChecksCase(ProgrammeCase):
    def expect(self, code, answer, **values):
        """The check says so, with these numbers; and its records are exactly those that it counted."""
        self.assertEqual(self.check(code), (answer, values), code)
        result = self.checks._result(code, self.checks._scope(self.company, 2026))
        if result.missing is None or "base" not in values or code == "within_slots":
            return
        records = self.env[result.model].with_context(active_test=not result.all_states)
        self.assertEqual(records.search_count(self.checks._plain(result.domain)), values["count"], code)
        missing = records.search_count(self.checks._plain(result.missing))
        self.assertEqual(missing, values["base"] - values["count"], code)

    def no_key_accounts(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE kam_account SET status = 'prospect', decided_segment_id = NULL WHERE company_id = %s",
            [self.company.id],
        )
        self.env.invalidate_all()
