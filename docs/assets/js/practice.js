/* The page "Practise": choose, think, reveal, grade; and guess what an example prints. Everything is built from text, so
   nothing that a file or an address holds becomes markup. Keys: Space or Enter reveals, 1 to 4 grade, O opens the answer,
   Escape ends. */
(function () {
  "use strict";

  var root = document.getElementById("practice");
  if (!root || typeof handbookCards === "undefined") return;
  var bank = handbookCards;
  var LEVELS = ["junior", "mid", "senior"];
  var GRADES = ["Again", "Hard", "Good", "Easy"];
  var SOON = 20 * fsrs.MINUTE;
  var stored = handbookProgress.load();
  var progress = stored.cards;
  var session = null;
  var message = stored.problem ? "What this browser had kept could not be read and was put aside. " + stored.problem : "";

  /** An element with attributes, properties that begin with "on", and children that are texts or elements. */
  function make(name, attributes) {
    var element = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) {
      var value = attributes[key];
      if (key.slice(0, 2) === "on") element.addEventListener(key.slice(2), value);
      else if (value === true) element.setAttribute(key, "");
      else if (value !== false && value !== null) element.setAttribute(key, value);
    });
    for (var place = 2; place < arguments.length; place += 1) {
      if (arguments[place] !== null) element.append(arguments[place]);
    }
    return element;
  }

  function all(name, attributes, children) {
    return make.apply(null, [name, attributes].concat(children));
  }

  function show() {
    root.replaceChildren.apply(root, Array.prototype.slice.call(arguments).filter(Boolean));
    // A long answer may have been scrolled: what comes begins at its beginning.
    if (root.getBoundingClientRect().top < 0) root.scrollIntoView();
  }

  /** Another tab may have gone on meanwhile: of each card the later review counts. */
  function keep() {
    progress = handbookProgress.merge(handbookProgress.load().cards, progress);
    if (!handbookProgress.save(progress)) message = "This browser keeps nothing: export your progress before you leave.";
  }

  function isDue(card, now) {
    var state = progress.get(card.id);
    return Boolean(state && state.due <= now);
  }

  function isNew(card) {
    return !progress.has(card.id);
  }

  /** "10 min", "3 days", "2 months". */
  function inWords(interval) {
    if (interval < 90 * fsrs.MINUTE) return Math.max(1, Math.round(interval / fsrs.MINUTE)) + " min";
    var days = Math.round(interval / fsrs.DAY);
    if (days < 1) return "today";
    if (days === 1) return "1 day";
    if (days < 60) return days + " days";
    if (days < 730) return Math.round(days / 30.4) + " months";
    return (days / 365.25).toFixed(1) + " years";
  }

  function shuffle(list) {
    var copy = list.slice();
    for (var place = copy.length - 1; place > 0; place -= 1) {
      var other = Math.floor(Math.random() * (place + 1));
      var kept = copy[place];
      copy[place] = copy[other];
      copy[other] = kept;
    }
    return copy;
  }

  /* ---- Choosing ---- */

  var choice = { areas: Object.keys(bank.areas), levels: LEVELS.slice(), number: 20, set: "mixed" };
  var SETS = {
    mixed: "What is due, then new questions",
    due: "Due today only",
    core: "Tonight: the 40 core answers",
    print: "What does it print?",
  };

  function chosenCards() {
    return bank.cards.filter(function (card) {
      return choice.areas.indexOf(card.area) >= 0 && choice.levels.indexOf(card.level) >= 0;
    });
  }

  /** A fixed set, whatever else is chosen: forty core answers, in turn from each topic. */
  function coreCards() {
    var places = {};
    return bank.cards
      .filter(function (card) {
        return card.priority === "core";
      })
      .map(function (card, order) {
        places[card.topic] = (places[card.topic] || 0) + 1;
        return { card: card, turn: places[card.topic], order: order };
      })
      .sort(function (one, other) {
        return one.turn - other.turn || one.order - other.order;
      })
      .slice(0, 40)
      .map(function (entry) {
        return entry.card;
      });
  }

  /** The cards of a session, in the order in which they come. */
  function pick() {
    var now = Date.now();
    var cards = chosenCards();
    function byDue(one, other) {
      return progress.get(one.id).due - progress.get(other.id).due;
    }
    var due = cards
      .filter(function (card) {
        return isDue(card, now);
      })
      .sort(byDue);
    if (choice.set === "due") return due.slice(0, choice.number);
    if (choice.set === "core") {
      return shuffle(coreCards());
    }
    if (choice.set === "print") {
      return shuffle(
        cards.reduce(function (puzzles, card) {
          return puzzles.concat(
            card.puzzles.map(function (puzzle) {
              return { card: card, code: puzzle.code, output: puzzle.output };
            })
          );
        }, [])
      ).slice(0, choice.number);
    }
    return due.concat(shuffle(cards.filter(isNew))).slice(0, choice.number);
  }

  function checkboxes(title, names, chosen, words) {
    return all(
      "fieldset",
      { class: "hb-practice__heeds" },
      [make("legend", {}, title)].concat(
        names.map(function (name) {
          var box = make("input", { type: "checkbox", value: name, checked: chosen.indexOf(name) >= 0 });
          box.addEventListener("change", function () {
            var place = chosen.indexOf(name);
            if (box.checked && place < 0) chosen.push(name);
            if (!box.checked && place >= 0) chosen.splice(place, 1);
            updateCount();
          });
          return make("label", {}, box, " " + words(name));
        })
      )
    );
  }

  function updateCount() {
    var button = root.querySelector(".hb-practice__start");
    var note = root.querySelector(".hb-practice__note");
    if (!button) return;
    var count = pick().length;
    // What a fixed set does not heed can't be chosen.
    root.querySelectorAll(".hb-practice__heeds").forEach(function (part) {
      part.disabled = choice.set === "core";
    });
    button.disabled = count === 0;
    button.textContent = count ? "Start with " + count : "Nothing to practise here";
    note.textContent =
      count === 0 && choice.set === "due" ? "Nothing is due. Take new questions, or come back later." : "";
  }

  function chooser() {
    var now = Date.now();
    var dueCount = bank.cards.filter(function (card) {
      return isDue(card, now);
    }).length;
    var sets = all(
      "fieldset",
      {},
      [make("legend", {}, "What")].concat(
        Object.keys(SETS).map(function (name) {
          var radio = make("input", { type: "radio", name: "set", value: name, checked: choice.set === name });
          radio.addEventListener("change", function () {
            choice.set = name;
            updateCount();
          });
          return make("label", {}, radio, " " + SETS[name] + (name === "due" ? " (" + dueCount + ")" : ""));
        })
      )
    );
    var number = make("input", { type: "number", min: 1, max: 500, value: choice.number, class: "hb-practice__heeds" });
    number.addEventListener("input", function () {
      choice.number = Math.min(500, Math.max(1, Math.floor(Number(number.value)) || 1));
      updateCount();
    });
    var form = make(
      "form",
      { class: "hb-practice__choose" },
      sets,
      checkboxes("Areas", Object.keys(bank.areas), choice.areas, function (name) {
        return bank.areas[name];
      }),
      checkboxes("Levels", LEVELS, choice.levels, String),
      make("label", { class: "hb-practice__number" }, "At most ", number, " questions"),
      make("button", { type: "submit", class: "hb-practice__start" }),
      make("p", { class: "hb-practice__note", role: "status" })
    );
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var cards = pick();
      if (!cards.length) return;
      session = { queue: cards, done: 0, all: cards.length, grades: [0, 0, 0, 0], right: 0, isPrint: choice.set === "print" };
      next();
    });
    var note = message ? make("p", { class: "hb-practice__message", role: "status", tabindex: -1 }, message) : null;
    message = "";
    show(note, form, overview(), filing());
    updateCount();
    if (note) note.focus({ preventScroll: true });
  }

  /* ---- Progress ---- */

  function overview() {
    var now = Date.now();
    var rows = Object.keys(bank.areas).map(function (area) {
      var cards = bank.cards.filter(function (card) {
        return card.area === area;
      });
      var seen = cards.filter(function (card) {
        return !isNew(card);
      });
      var known = seen.filter(function (card) {
        var state = progress.get(card.id);
        return state.state === "review" && state.stability >= 21;
      });
      var due = seen.filter(function (card) {
        return isDue(card, now);
      });
      return make(
        "tr",
        {},
        make("th", { scope: "row" }, bank.areas[area]),
        make("td", {}, String(cards.length)),
        make("td", {}, String(seen.length)),
        make("td", {}, String(due.length)),
        make("td", {}, String(known.length))
      );
    });
    var head = ["Area", "Questions", "Seen", "Due", "Known for weeks"].map(function (name) {
      return make("th", { scope: "col" }, name);
    });
    return make(
      "section",
      { class: "hb-practice__progress", "aria-label": "Progress" },
      make("h2", { id: "progress" }, "Progress"),
      make(
        "div",
        { class: "hb-practice__scroll", tabindex: 0, role: "region", "aria-label": "Progress per area" },
        make("table", { class: "hb-table" }, make("thead", {}, all("tr", {}, head)), all("tbody", {}, rows))
      )
    );
  }

  function exportProgress() {
    var blob = new Blob([handbookProgress.toText(progress)], { type: "application/json" });
    var link = make("a", { href: URL.createObjectURL(blob), download: "pytorch-handbook-progress.json" });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(function () {
      URL.revokeObjectURL(link.href);
    }, 1000);
  }

  function importProgress(file) {
    function tell(words) {
      message = words;
      chooser();
    }
    if (file.size > handbookProgress.MOST_BYTES)
      return tell("The file is larger than 2 MB: it is no progress of this handbook. Nothing was changed.");
    var reader = new FileReader();
    reader.onerror = function () {
      tell("The file can't be read. Nothing was changed.");
    };
    reader.onload = function () {
      var read;
      try {
        read = handbookProgress.parse(String(reader.result));
      } catch (error) {
        return tell(error.message + " Nothing was changed.");
      }
      progress = handbookProgress.merge(progress, read);
      keep();
      tell("Read " + read.size + " cards. Where both had one, the later review counts.");
    };
    reader.readAsText(file);
  }

  function filing() {
    var input = make("input", { type: "file", accept: "application/json,.json", class: "hb-practice__file" });
    input.addEventListener("change", function () {
      if (input.files[0]) importProgress(input.files[0]);
    });
    var box = make("p", { class: "hb-practice__filing" });
    function buttons() {
      box.replaceChildren(
        make("button", { type: "button", onclick: exportProgress }, "Export progress"),
        make("label", {}, "Import progress ", input),
        make("button", { type: "button", onclick: ask, disabled: progress.size === 0 }, "Reset…")
      );
    }
    function ask() {
      function back() {
        buttons();
        box.lastChild.focus();
      }
      var no = make("button", { type: "button", onclick: back }, "Keep it");
      box.replaceChildren(
        make("span", { role: "alert" }, "Forget the progress of " + progress.size + " cards for good?"),
        make(
          "button",
          {
            type: "button",
            onclick: function () {
              progress = new Map();
              handbookProgress.save(progress);
              message = "Progress is reset.";
              chooser();
            },
          },
          "Forget it"
        ),
        no
      );
      no.focus();
    }
    buttons();
    return box;
  }

  /* ---- Asking ---- */

  function heading(words) {
    var title = make("h2", { tabindex: -1, id: "question" }, words);
    setTimeout(function () {
      title.focus({ preventScroll: true });
    });
    return title;
  }

  function state() {
    var left = session.queue.length;
    return make(
      "p",
      { class: "hb-practice__state" },
      session.done + " done, " + left + " to go",
      make("button", { type: "button", onclick: end }, "End")
    );
  }

  function next() {
    session.revealed = false;
    if (!session.queue.length) return end();
    session.card = session.queue.shift();
    if (session.isPrint) return puzzle();
    var card = session.card;
    show(
      state(),
      heading(card.title),
      make("p", { class: "hb-practice__about" }, [card.topic, card.level, card.priority].join(" · ")),
      make("button", { type: "button", class: "hb-practice__reveal", onclick: reveal }, "Show the answer (Space)")
    );
  }

  function points(card) {
    return all(
      "ul",
      { class: "hb-practice__points" },
      card.points.map(function (point) {
        return make("li", {}, make("span", { class: "hb-chip" }, point[0]), " " + point[1]);
      })
    );
  }

  function openLink(card) {
    return make("a", { href: card.url, target: "_blank", rel: "noopener", class: "hb-practice__open" }, "Open the whole answer (O)");
  }

  function reveal() {
    if (session.isPrint) return revealOutput();
    session.revealed = true;
    var card = session.card;
    var now = Date.now();
    var before = progress.get(card.id) || fsrs.newCard(now);
    var buttons = GRADES.map(function (name, place) {
      var interval = fsrs.review(before, place + 1, now).due - now;
      return make(
        "button",
        {
          type: "button",
          onclick: function () {
            grade(place + 1);
          },
        },
        make("strong", {}, place + 1 + " " + name),
        make("span", {}, inWords(interval))
      );
    });
    show(
      state(),
      heading(card.title),
      make("p", { class: "hb-practice__short" }, card.short),
      make("p", {}, "A complete answer contains:"),
      points(card),
      make("p", {}, openLink(card)),
      all("div", { class: "hb-practice__grades", role: "group", "aria-label": "How well did you know it?" }, buttons)
    );
  }

  function grade(rating) {
    var now = Date.now();
    var card = session.card;
    var after = fsrs.review(progress.get(card.id) || fsrs.newCard(now), rating, now);
    progress.set(card.id, after);
    keep();
    session.grades[rating - 1] += 1;
    session.done += 1;
    // What is due again in a moment comes again in this session.
    if (after.due - now < SOON) session.queue.push(card);
    next();
  }

  /* ---- What does it print? ---- */

  function code(text) {
    return make("pre", { tabindex: 0 }, make("code", {}, text));
  }

  function puzzle() {
    var guess = make("textarea", { rows: 5, spellcheck: false, id: "guess" });
    session.guess = guess;
    show(
      state(),
      heading("What does it print?"),
      make("p", { class: "hb-practice__about" }, session.card.card.title),
      code(session.card.code),
      make("label", { for: "guess" }, "Your guess, line by line (or in your head)"),
      guess,
      make("button", { type: "button", class: "hb-practice__reveal", onclick: reveal }, "Show the output")
    );
  }

  function revealOutput() {
    session.revealed = true;
    var output = session.card.output.split("\n");
    var guess = session.guess.value.replace(/\s+$/, "");
    var lines = guess ? guess.split("\n") : [];
    // What the guess has besides is shown, too.
    var shown = output.concat(lines.slice(output.length).map(function () {
      return null;
    }));
    var rows = shown.map(function (line, place) {
      var own = lines[place] === undefined ? "" : lines[place].trim();
      var isSame = line !== null && own === line.trim();
      return make(
        "tr",
        {},
        make("td", {}, line === null ? "(no more lines)" : make("code", {}, line)),
        make("td", {}, make("code", {}, own)),
        make("td", {}, lines.length ? (isSame ? "✓ same" : "✗ differs") : "")
      );
    });
    var isRight = lines.length === output.length && output.every(function (line, place) {
      return lines[place].trim() === line.trim();
    });
    if (isRight) session.right += 1;
    session.done += 1;
    var onward = make("button", { type: "button", class: "hb-practice__reveal", onclick: next }, "Next (Space)");
    show(
      state(),
      heading(lines.length ? (isRight ? "Right." : "Not quite.") : "It prints:"),
      code(session.card.code),
      make(
        "div",
        { class: "hb-practice__scroll", tabindex: 0, role: "region", "aria-label": "Output and guess" },
        make(
          "table",
          { class: "hb-table" },
          make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Output"), make("th", { scope: "col" }, "Your guess"), make("th", { scope: "col" }, "Same?"))),
          all("tbody", {}, rows)
        )
      ),
      make("p", {}, openLink(session.card.card)),
      onward
    );
  }

  function end() {
    var words = session.isPrint
      ? session.done + " examples, " + session.right + " guessed line by line."
      : session.done +
        " reviews: " +
        GRADES.map(function (name, place) {
          return session.grades[place] + " " + name.toLowerCase();
        }).join(", ") +
        ".";
    if (session.done) message = words + (message ? " " + message : "");
    session = null;
    chooser();
  }

  function press(event) {
    if (!session || event.altKey || event.ctrlKey || event.metaKey) return;
    var search = document.querySelector("[data-md-toggle=search]");
    var isElsewhere = event.target.closest("[data-md-component=search]") || (search && search.checked);
    if (isElsewhere) return;
    if (event.target.matches("textarea, input, select")) {
      if (event.key === "Escape") event.target.blur();
      event.stopPropagation();
      return;
    }
    if (event.key === "Escape") {
      end();
    } else if (event.repeat) {
      // A key that is held down answers one question, not all.
      if (event.key === " ") event.preventDefault();
    } else if ((event.key === " " || event.key === "Enter") && !event.target.matches("button, a, summary")) {
      event.preventDefault();
      if (!session.revealed) reveal();
      else if (session.isPrint) next();
    } else if (/^[1-4]$/.test(event.key) && session.revealed && !session.isPrint) {
      event.preventDefault();
      grade(Number(event.key));
    } else if (event.key.toLowerCase() === "o" && session.revealed) {
      event.preventDefault();
      event.stopPropagation();
      root.querySelector(".hb-practice__open").click();
    } else if (["n", "p", ",", "."].indexOf(event.key) < 0) {
      return;
    }
    // Material's keys for the next and the previous page would leave the session.
    event.stopPropagation();
  }

  addEventListener("storage", function (event) {
    if (event.key !== handbookProgress.KEY) return;
    progress = handbookProgress.load().cards;
    if (!session) chooser();
  });
  // Before Material's own keys (search, next page).
  addEventListener("keydown", press, true);
  chooser();
})();
