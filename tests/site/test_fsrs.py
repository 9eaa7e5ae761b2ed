"""The scheduler of the practice page, compared with the `fsrs` package over random histories."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fsrs import Card, Rating, Scheduler, State
from playwright.sync_api import Browser

SCRIPT = Path(__file__).parents[2] / "docs" / "assets" / "js" / "fsrs.js"
START = datetime(2026, 1, 1, tzinfo=UTC)
STATES = {State.Learning: "learning", State.Review: "review", State.Relearning: "relearning"}
RUN = """histories => histories.map(history => {
  let card = fsrs.newCard(history.start);
  return history.reviews.map(([rating, time]) => {
    card = fsrs.review(card, rating, time);
    return {...card, chance: fsrs.retrievability(card, time + history.later)};
  });
})"""


def milliseconds(time: datetime) -> int:
    return round((time - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))


def random_history(seed: int) -> list[tuple[int, datetime]]:
    """Ratings and times: sometimes at once, sometimes when due, sometimes long after."""
    chance = random.Random(seed)
    card, scheduler, now = Card(due=START), Scheduler(enable_fuzzing=False), START
    reviews = []
    for _ in range(chance.randint(1, 25)):
        rating = chance.choice([1, 2, 3, 3, 3, 4])
        reviews.append((rating, now))
        card, _ = scheduler.review_card(card, Rating(rating), now)
        waits = [
            timedelta(minutes=chance.randint(0, 2000)),
            max(card.due - now, timedelta(0)),
            max(card.due - now, timedelta(0)) * chance.uniform(0.3, 4),
            timedelta(days=chance.randint(0, 500)),
        ]
        now += timedelta(seconds=round(chance.choice(waits).total_seconds()))
        now = min(now, START + timedelta(days=365 * 200))
    return reviews


@pytest.mark.parametrize("first", range(0, 600, 200))
def test_it_schedules_as_the_package_does(browser: Browser, first: int) -> None:
    histories = [random_history(seed) for seed in range(first, first + 200)]
    later = timedelta(days=3, hours=5)
    page = browser.new_page()
    page.add_script_tag(path=SCRIPT)
    found = page.evaluate(
        RUN,
        [
            {
                "start": milliseconds(START),
                "later": round(later / timedelta(milliseconds=1)),
                "reviews": [[rating, milliseconds(time)] for rating, time in history],
            }
            for history in histories
        ],
    )
    page.close()
    scheduler = Scheduler(enable_fuzzing=False)
    for history, states in zip(histories, found, strict=True):
        card = Card(due=START)
        for (rating, time), state in zip(history, states, strict=True):
            card, _ = scheduler.review_card(card, Rating(rating), time)
            assert state["due"] == milliseconds(card.due)
            assert state["last"] == milliseconds(time)
            assert state["state"] == STATES[card.state]
            assert state["step"] == card.step
            assert state["stability"] == pytest.approx(card.stability, rel=1e-9, abs=1e-9)
            assert state["difficulty"] == pytest.approx(card.difficulty, rel=1e-9, abs=1e-9)
            assert state["chance"] == pytest.approx(
                scheduler.get_card_retrievability(card, time + later), rel=1e-9, abs=1e-9
            )
