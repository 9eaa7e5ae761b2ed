/* The filters of the page "All questions". They live in the address, so that a view can be shared; without scripts
   the whole list is there. Keys: Escape clears, the arrows walk from the words through the questions. */
(function () {
  "use strict";

  var form = document.querySelector(".hb-finder");
  if (!form) return;
  var state = form.querySelector("output");
  var sections = Array.prototype.slice.call(document.querySelectorAll(".hb-index"));
  var choices = ["topic", "level", "priority", "kind", "tag", "source"];

  /** Each question with what is looked for in it, read once. */
  var items = Array.prototype.map.call(document.querySelectorAll(".hb-index__item"), function (element) {
    var data = element.dataset;
    return {
      element: element,
      section: element.closest(".hb-index"),
      text: fold(element.textContent + " " + data.words),
      values: choices.map(function (name) {
        return " " + data[name] + " ";
      }),
    };
  });

  /** Case and typographic marks don't matter. */
  function fold(text) {
    return text
      .toLowerCase()
      .replace(/[‘’]/g, "'")
      .replace(/×/g, "x")
      .replace(/[‐-–]/g, "-")
      .replace(/iz(?=[aei])/g, "is"); // optimizer, optimiser
  }

  var EMPTY = " a an and are can do does for how i in is it of the to what when why ";

  /** What to look for: of a name like `nn.CTCLoss()` its last part; words that say nothing are left out. */
  function wordsOf(text) {
    return fold(text)
      .split(/\s+/)
      .map(function (word) {
        return word
          .replace(/\(.*$/, "")
          .replace(/^[^\w]+|[^\w]+$/g, "")
          .replace(/^(?:\w+\.)+(?=[a-z_])/, "")
          .replace(/^q(\d)$/, "q0$1");
      })
      .filter(function (word, place, all) {
        return word && (all.length === 1 || EMPTY.indexOf(" " + word + " ") < 0);
      });
  }

  /** Hide what does not match: each word has to stand somewhere, each choice has to hold. */
  function filter() {
    var words = wordsOf(form.elements.text.value);
    var wanted = choices.map(function (name) {
      var value = form.elements[name].value;
      return value && " " + value + " ";
    });
    var shown = new Map();
    var count = 0;
    items.forEach(function (item) {
      var matches =
        words.every(function (word) {
          return item.text.indexOf(word) >= 0;
        }) &&
        wanted.every(function (value, place) {
          return !value || item.values[place].indexOf(value) >= 0;
        });
      if (item.element.hidden === matches) item.element.hidden = !matches;
      if (matches) {
        count += 1;
        shown.set(item.section, true);
      }
    });
    sections.forEach(function (section) {
      section.hidden = !shown.has(section);
    });
    state.textContent =
      count === items.length ? "All " + count + " questions" : count + " of " + items.length + " questions";
    if (count === 0) state.textContent = "Nothing matches: fewer words or fewer choices find more";
    form.querySelector("button").hidden = count === items.length && !words.length && !wanted.some(Boolean);
  }

  /** The address names what is chosen, and nothing else. */
  function toAddress() {
    var chosen = new URLSearchParams();
    ["text"].concat(choices).forEach(function (name) {
      var value = form.elements[name].value.trim();
      if (value) chosen.set(name, value);
    });
    var query = chosen.toString();
    try {
      history.replaceState(null, "", location.pathname + (query ? "?" + query : "") + location.hash);
    } catch (error) {
      // Browsers that keep the address of a file as it is still filter.
    }
  }

  function fromAddress() {
    var chosen = new URLSearchParams(location.search);
    ["text"].concat(choices).forEach(function (name) {
      var field = form.elements[name];
      field.value = chosen.get(name) || "";
      if (field.selectedIndex < 0) field.value = ""; // no such choice
    });
    filter();
  }

  var writing = 0;
  function changed() {
    filter();
    clearTimeout(writing);
    writing = setTimeout(toAddress, 200);
  }

  /** The links that can be walked through now. */
  function stops() {
    return items
      .filter(function (item) {
        return !item.element.hidden;
      })
      .map(function (item) {
        return item.element.querySelector("a");
      });
  }

  function walk(event) {
    var step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    var text = form.elements.text;
    if (event.key === "Escape" && form.contains(event.target)) {
      form.reset();
    } else if (step && (event.target === text || event.target.matches(".hb-index__item > a"))) {
      var all = [text].concat(stops());
      var next = all[all.indexOf(event.target) + step];
      if (next) {
        next.focus();
        event.preventDefault();
      }
    }
  }

  form.addEventListener("input", changed);
  form.addEventListener("submit", function (event) {
    event.preventDefault();
  });
  form.addEventListener("reset", function () {
    setTimeout(function () {
      changed();
      form.elements.text.focus();
    });
  });
  document.addEventListener("keydown", walk);
  addEventListener("popstate", fromAddress);
  fromAddress();
})();
