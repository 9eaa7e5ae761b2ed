/* What one has practised, by the stable ids of answers: kept in this browser, written to a file and read from one.

   A file that is not ours, damaged or too large is refused whole, with a reason, and changes nothing. */
var handbookProgress = (function () {
  "use strict";

  var KEY = "pytorch-interview-handbook.progress";
  var KIND = "pytorch-interview-handbook progress";
  var VERSION = 1;
  var MOST_BYTES = 2 * 1000 * 1000;
  var ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;
  var STATES = { learning: 2, review: 0, relearning: 1 }; // and how many steps each has
  var LATEST = Date.UTC(2200, 0, 1) + 36500 * 86400000;

  function isNumber(value, least, most) {
    return typeof value === "number" && isFinite(value) && value >= least && value <= most;
  }

  function isCard(card) {
    return (
      card !== null &&
      typeof card === "object" &&
      Object.prototype.hasOwnProperty.call(STATES, card.state) &&
      isNumber(card.stability, 0.001, 1e6) &&
      isNumber(card.difficulty, 1, 10) &&
      isNumber(card.due, 0, LATEST) &&
      isNumber(card.last, 0, Date.now() + 86400000) && // nobody has reviewed it tomorrow
      card.due >= card.last &&
      (card.state === "review"
        ? card.step === null
        : Number.isInteger(card.step) && isNumber(card.step, 0, STATES[card.state] - 1))
    );
  }

  /** Only what we know of, whatever else the file held. */
  function copyCard(card) {
    return {
      state: card.state,
      step: card.step,
      stability: card.stability,
      difficulty: card.difficulty,
      due: card.due,
      last: card.last,
    };
  }

  /** A Map of cards from a text. Throws an Error whose message is for readers. */
  function parse(text) {
    if (text.length > MOST_BYTES) throw new Error("The file is larger than 2 MB: it is no progress of this handbook.");
    var data;
    try {
      data = JSON.parse(text);
    } catch (error) {
      throw new Error("The file is damaged: it can't be read as JSON.");
    }
    if (data === null || typeof data !== "object" || Array.isArray(data) || data.kind !== KIND)
      throw new Error("The file holds something else than progress of this handbook.");
    if (data.version !== VERSION)
      throw new Error("The file is of version " + String(data.version).slice(0, 20) + "; this page reads version " + VERSION + ".");
    var cards = data.cards;
    if (cards === null || typeof cards !== "object" || Array.isArray(cards))
      throw new Error("The file is damaged: it has no cards.");
    var found = new Map();
    Object.keys(cards).forEach(function (id) {
      if (!ID.test(id) || id.length > 200) throw new Error("The file is damaged: a card has an impossible name.");
      if (!isCard(cards[id])) throw new Error("The file is damaged: the card “" + id.slice(0, 80) + "” makes no sense.");
      found.set(id, copyCard(cards[id]));
    });
    return found;
  }

  function toText(cards) {
    var plain = {};
    Array.from(cards.keys())
      .sort()
      .forEach(function (id) {
        plain[id] = cards.get(id);
      });
    return JSON.stringify({ kind: KIND, version: VERSION, cards: plain }, null, 1) + "\n";
  }

  /** What is stored; what can't be read is put aside, not deleted. */
  function load() {
    var text = null;
    try {
      text = localStorage.getItem(KEY);
      return { cards: text ? parse(text) : new Map(), isKept: true };
    } catch (error) {
      try {
        if (text) localStorage.setItem(KEY + ".damaged", text);
      } catch (ignored) {
        // Nothing is kept here at all.
      }
      return { cards: new Map(), isKept: text !== null, problem: text !== null ? error.message : "" };
    }
  }

  /** Whether it could be stored. */
  function save(cards) {
    try {
      localStorage.setItem(KEY, toText(cards));
      return true;
    } catch (error) {
      return false;
    }
  }

  /** Of each card the one that was reviewed last. */
  function merge(cards, others) {
    var merged = new Map(cards);
    others.forEach(function (card, id) {
      var own = merged.get(id);
      if (!own || own.last < card.last) merged.set(id, card);
    });
    return merged;
  }

  return { load: load, save: save, parse: parse, toText: toText, merge: merge, MOST_BYTES: MOST_BYTES, KEY: KEY };
})();
