"""What a person tries on the reorder list instead of what is set: another service level, another review period."""

from __future__ import annotations

SERVICES = (None, 0.85, 0.90, 0.95, 0.98, 0.99)
REVIEWS_DAYS = (None, 7, 14, 28)
"""What L and R go through; None is as it is set."""


class Tried:
    def __init__(self) -> None:
        self.service: float | None = None
        self.review_days: int | None = None

    def next_service(self) -> None:
        self.service = SERVICES[(SERVICES.index(self.service) + 1) % len(SERVICES)]

    def next_review(self) -> None:
        self.review_days = REVIEWS_DAYS[(REVIEWS_DAYS.index(self.review_days) + 1) % len(REVIEWS_DAYS)]

    @property
    def words(self) -> str:
        """Empty where nothing is tried."""
        said = (
            f"{self.service:.0%} service" if self.service is not None else "",
            f"review every {self.review_days} days" if self.review_days is not None else "",
        )
        return ", ".join(each for each in said if each)
