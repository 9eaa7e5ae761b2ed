/* The page "Interview sheet": a balanced choice of questions for areas, levels and minutes. The address holds the choice
   and a seed, so that everyone who opens it gets the same sheet. Nothing of it becomes markup. */
(function () {
  "use strict";

  var root = document.getElementById("interview");
  if (!root || typeof handbookCards === "undefined") return;
  var bank = handbookCards;
  var LEVELS = ["junior", "mid", "senior"];
  var MINUTES = { concept: 4, compare: 5, story: 3, debug: 7, code: 10 };
  var AREAS = Object.keys(bank.areas);
  var byId = new Map(
    bank.cards.map(function (card) {
      return [card.id, card];
    })
  );

  function make(name, attributes, children) {
    var element = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) {
      var value = attributes[key];
      if (value === true) element.setAttribute(key, "");
      else if (value !== false && value !== null) element.setAttribute(key, value);
    });
    element.append.apply(element, [].concat(children === undefined ? [] : children));
    return element;
  }

  /** Numbers from 0 to 1 that a seed decides (mulberry32). */
  function randomFrom(seed) {
    var state = seed >>> 0;
    return function () {
      state = (state + 0x6d2b79f5) >>> 0;
      var mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
  }

  function shuffle(list, random) {
    var copy = list.slice();
    for (var place = copy.length - 1; place > 0; place -= 1) {
      var other = Math.floor(random() * (place + 1));
      var kept = copy[place];
      copy[place] = copy[other];
      copy[other] = kept;
    }
    return copy;
  }

  function several(text, allowed) {
    var found = (text || "").split(",").filter(function (name) {
      return allowed.indexOf(name) >= 0;
    });
    return found.length ? found : allowed.slice();
  }

  function readAddress() {
    var query = new URLSearchParams(location.search);
    var minutes = Math.floor(Number(query.get("minutes")));
    var seed = Math.floor(Number(query.get("seed")));
    return {
      areas: several(query.get("areas"), AREAS),
      levels: several(query.get("levels"), LEVELS),
      minutes: minutes >= 10 && minutes <= 240 ? minutes : 45,
      seed: seed >= 1 && seed <= 999999 ? seed : null,
    };
  }

  function toAddress(choice) {
    var query = new URLSearchParams({
      areas: choice.areas.join(","),
      levels: choice.levels.join(","),
      minutes: choice.minutes,
      seed: choice.seed,
    });
    try {
      var url = location.pathname + "?" + query.toString();
      if (location.search !== "?" + query.toString()) history.pushState(null, "", url);
    } catch (error) {
      // A file's address may stay as it is.
    }
  }

  /** Questions for the time, in turn from each area and level, what is asked often first. */
  function choose(choice) {
    var random = randomFrom(choice.seed);
    var order = { core: 0, common: 1, deep: 2 };
    var piles = new Map();
    shuffle(bank.cards, random)
      .sort(function (one, other) {
        return order[one.priority] - order[other.priority];
      })
      .forEach(function (card) {
        if (choice.areas.indexOf(card.area) < 0 || choice.levels.indexOf(card.level) < 0) return;
        var name = card.area + " " + card.level;
        piles.set(name, (piles.get(name) || []).concat(card));
      });
    var names = shuffle(Array.from(piles.keys()).sort(), random);
    var left = choice.minutes;
    var chosen = [];
    for (var turn = 0; names.length && left > 0; turn += 1) {
      var pile = piles.get(names[turn % names.length]);
      var place = pile.findIndex(function (card) {
        return MINUTES[card.kind] <= left;
      });
      if (place < 0) {
        names.splice(turn % names.length, 1);
        turn -= 1;
        if (!names.length) break;
        continue;
      }
      var card = pile.splice(place, 1)[0];
      left -= MINUTES[card.kind];
      chosen.push(card);
    }
    var rank = function (card) {
      return LEVELS.indexOf(card.level) * 100 + AREAS.indexOf(card.area);
    };
    return chosen.sort(function (one, other) {
      return rank(one) - rank(other);
    });
  }

  function boxes(title, names, chosen, words) {
    return make(
      "fieldset",
      {},
      [make("legend", {}, title)].concat(
        names.map(function (name) {
          var box = make("input", { type: "checkbox", value: name, checked: chosen.indexOf(name) >= 0 });
          return make("label", {}, [box, " " + words(name)]);
        })
      )
    );
  }

  function valuesOf(fieldset, all) {
    var found = Array.prototype.map.call(fieldset.querySelectorAll("input:checked"), function (box) {
      return box.value;
    });
    return found.length ? found : all.slice();
  }

  /** On paper a field is as high as what is in it. */
  function grow() {
    root.querySelectorAll("textarea").forEach(function (field) {
      field.style.height = "auto";
      field.style.height = field.scrollHeight + 4 + "px";
    });
  }

  /** Whether something was written or ticked that a new sheet would throw away. */
  function isWrittenOn() {
    return Array.prototype.some.call(root.querySelectorAll(".hb-sheet-question textarea, .hb-sheet-question input"), function (field) {
      return field.type === "checkbox" ? field.checked : field.value.trim();
    });
  }

  function question(card, number, onSheet) {
    var points = make(
      "ul",
      {},
      card.points.map(function (point) {
        var box = make("input", { type: "checkbox" });
        return make("li", {}, make("label", {}, [box, " ", make("span", { class: "hb-chip" }, point[0]), " " + point[1]]));
      })
    );
    var follow = card.followUps
      .map(function (id) {
        return byId.get(id);
      })
      .filter(function (other) {
        return other && !onSheet.has(other.id); // that one comes anyway
      })
      .map(function (other) {
        return make("li", {}, make("a", { href: other.url, target: "_blank", rel: "noopener" }, other.title));
      });
    return make("section", { class: "hb-sheet-question" }, [
      make("h2", { id: "question-" + number }, number + ". " + card.title),
      make(
        "p",
        { class: "hb-practice__about" },
        [bank.areas[card.area], card.level, "about " + MINUTES[card.kind] + " min"].join(" · ")
      ),
      make("p", {}, "A complete answer contains:"),
      points,
      follow.length ? make("p", {}, "Ask next:") : "",
      follow.length ? make("ul", {}, follow) : "",
      make("p", {}, make("a", { href: card.url, target: "_blank", rel: "noopener" }, "The whole answer")),
      make("label", { class: "hb-sheet-question__notes" }, ["Notes", make("textarea", { rows: 3 })]),
    ]);
  }

  function show(choice) {
    var areas = boxes("Areas", AREAS, choice.areas, function (name) {
      return bank.areas[name];
    });
    var levels = boxes("Levels", LEVELS, choice.levels, String);
    var minutes = make("input", { type: "number", min: 10, max: 240, step: 1, value: choice.minutes });
    var form = make("form", { class: "hb-practice__choose" }, [
      areas,
      levels,
      make("label", { class: "hb-practice__number" }, [minutes, " minutes"]),
      make("button", { type: "submit", class: "hb-practice__start" }, "Make a sheet"),
    ]);
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      if (isWrittenOn() && !confirm("A new sheet throws the notes and ticks on this one away. Make it?")) return;
      var wanted = Math.floor(Number(minutes.value));
      show({
        areas: valuesOf(areas, AREAS),
        levels: valuesOf(levels, LEVELS),
        minutes: Math.min(240, Math.max(10, wanted || 45)),
        seed: 1 + Math.floor(Math.random() * 999999),
      });
    });
    var parts = [form];
    if (choice.seed) {
      toAddress(choice);
      var cards = choose(choice);
      var onSheet = new Set(
        cards.map(function (card) {
          return card.id;
        })
      );
      var total = cards.reduce(function (sum, card) {
        return sum + MINUTES[card.kind];
      }, 0);
      parts.push(
        make(
          "p",
          { class: "hb-sheet-summary", role: "status" },
          cards.length
            ? cards.length + " questions for about " + total + " of " + choice.minutes + " minutes. Sheet number " + choice.seed + "." + (choice.minutes - total >= 10 ? " There are no more for this choice of areas and levels." : "")
            : "No question fits this choice."
        )
      );
      cards.forEach(function (card, place) {
        parts.push(question(card, place + 1, onSheet));
      });
    }
    root.replaceChildren.apply(root, parts);
  }

  addEventListener("beforeprint", grow);
  root.addEventListener("input", function (event) {
    if (event.target.matches("textarea")) grow();
  });
  addEventListener("beforeunload", function (event) {
    if (isWrittenOn()) event.preventDefault();
  });
  addEventListener("popstate", function () {
    show(readAddress());
  });
  show(readAddress());
})();
