/* When to see a card again: the FSRS algorithm (version 6) with its default parameters, without fuzz.

   Formulas: https://github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm. The tests compare this script with
   the Python package `fsrs` over random histories. Times are milliseconds, intervals between them too; a card is
   {state, step, stability, difficulty, due, last}, where stability is in days and step counts from 0. */
var fsrs = (function () {
  "use strict";

  var MINUTE = 60 * 1000;
  var DAY = 24 * 60 * MINUTE;
  var RETENTION = 0.9;
  var LONGEST = 36500; // days
  var STEPS = { learning: [MINUTE, 10 * MINUTE], relearning: [10 * MINUTE] };
  var W = [
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629, 1.6483,
    0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
  ];
  var DECAY = -W[20];
  var FACTOR = Math.pow(0.9, 1 / DECAY) - 1;
  var AGAIN = 1;
  var HARD = 2;
  var GOOD = 3;
  var EASY = 4;

  function clamp(value, least, most) {
    return Math.min(Math.max(value, least), most);
  }

  function whole(stability) {
    return Math.max(stability, 0.001);
  }

  /** Halves go to the even neighbour, as in Python. */
  function roundHalfEven(value) {
    var floor = Math.floor(value);
    if (value - floor === 0.5) return floor % 2 === 0 ? floor : floor + 1;
    return Math.round(value);
  }

  function daysBetween(earlier, later) {
    return Math.floor((later - earlier) / DAY);
  }

  /** The probability that a card is recalled at a time. */
  function retrievability(card, now) {
    if (card.last === null || card.stability === null) return 0;
    var days = Math.max(0, daysBetween(card.last, now));
    return Math.pow(1 + (FACTOR * days) / card.stability, DECAY);
  }

  function firstDifficulty(rating) {
    return W[4] - Math.exp(W[5] * (rating - 1)) + 1;
  }

  function nextDifficulty(difficulty, rating) {
    var change = (-W[6] * (rating - 3) * (10 - difficulty)) / 9;
    return clamp(W[7] * firstDifficulty(EASY) + (1 - W[7]) * (difficulty + change), 1, 10);
  }

  /** After a second look on the same day. */
  function shortTermStability(stability, rating) {
    var growth = Math.exp(W[17] * (rating - 3 + W[18])) * Math.pow(stability, -W[19]);
    if (rating !== AGAIN) growth = Math.max(growth, 1);
    return whole(stability * growth);
  }

  function stabilityWhenForgotten(card, chance) {
    var long =
      W[11] *
      Math.pow(card.difficulty, -W[12]) *
      (Math.pow(card.stability + 1, W[13]) - 1) *
      Math.exp((1 - chance) * W[14]);
    return Math.min(long, card.stability / Math.exp(W[17] * W[18]));
  }

  function stabilityWhenRecalled(card, chance, rating) {
    var growth =
      Math.exp(W[8]) *
      (11 - card.difficulty) *
      Math.pow(card.stability, -W[9]) *
      (Math.exp((1 - chance) * W[10]) - 1) *
      (rating === HARD ? W[15] : 1) *
      (rating === EASY ? W[16] : 1);
    return card.stability * (1 + growth);
  }

  function nextStability(card, rating, now) {
    if (card.last !== null && daysBetween(card.last, now) < 1) return shortTermStability(card.stability, rating);
    var chance = retrievability(card, now);
    return whole(rating === AGAIN ? stabilityWhenForgotten(card, chance) : stabilityWhenRecalled(card, chance, rating));
  }

  function daysUntilReview(stability) {
    var days = (stability / FACTOR) * (Math.pow(RETENTION, 1 / DECAY) - 1);
    return clamp(roundHalfEven(days), 1, LONGEST) * DAY;
  }

  /** The interval within the short steps of a new or forgotten card; it may leave them. */
  function stepInterval(card, rating) {
    var steps = STEPS[card.state];
    if (rating === AGAIN) {
      card.step = 0;
      return steps[0];
    }
    if (rating === HARD) {
      if (card.step > 0) return steps[card.step];
      return steps.length === 1 ? steps[0] * 1.5 : (steps[0] + steps[1]) / 2;
    }
    if (rating === GOOD && card.step + 1 < steps.length) {
      card.step += 1;
      return steps[card.step];
    }
    card.state = "review";
    card.step = null;
    return daysUntilReview(card.stability);
  }

  /** A card that nobody has seen. */
  function newCard(now) {
    return { state: "learning", step: 0, stability: null, difficulty: null, due: now, last: null };
  }

  /** The card after a review with a rating of 1 (again) to 4 (easy) at a time; the old one stays as it is. */
  function review(old, rating, now) {
    var card = Object.assign({}, old);
    if (card.stability === null) {
      card.stability = whole(W[rating - 1]);
      card.difficulty = clamp(firstDifficulty(rating), 1, 10);
    } else {
      card.stability = nextStability(old, rating, now);
      card.difficulty = nextDifficulty(old.difficulty, rating);
    }
    var interval;
    if (card.state !== "review") {
      interval = stepInterval(card, rating);
    } else if (rating === AGAIN) {
      card.state = "relearning";
      card.step = 0;
      interval = STEPS.relearning[0];
    } else {
      interval = daysUntilReview(card.stability);
    }
    card.due = now + interval;
    card.last = now;
    return card;
  }

  return { newCard: newCard, review: review, retrievability: retrievability, MINUTE: MINUTE, DAY: DAY };
})();
