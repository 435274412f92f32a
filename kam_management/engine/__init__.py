"""Calculation core: plain Python and SQL text, no ORM. The models call it, it calls nothing."""
