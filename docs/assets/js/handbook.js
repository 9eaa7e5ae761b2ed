/* What readers with scripts get on top: a button that copies an example, folded parts that open where a link or the
   printer leads, and a keyboard that reaches the menu, the search and whatever scrolls sideways. */
(function () {
  "use strict";

  /** Open every folded part around the element that the address names. */
  function openTarget() {
    var target = null;
    try {
      target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch (error) {
      return; // an address with a broken escape names nothing
    }
    if (!target) return;
    var opened = false;
    for (var part = target.closest("details"); part; part = part.parentElement.closest("details")) {
      opened = opened || !part.open;
      part.open = true;
    }
    if (opened) target.scrollIntoView();
  }

  /** Folded parts that were opened for the printer only. */
  var openedForPrint = [];

  function openForPrint() {
    document.querySelectorAll("article details:not([open])").forEach(function (part) {
      part.open = true;
      openedForPrint.push(part);
    });
  }

  function closeAfterPrint() {
    openedForPrint.forEach(function (part) {
      part.open = false;
    });
    openedForPrint = [];
  }

  /** Let the keyboard reach what scrolls, and skip it where it fits. */
  function reachScrollers() {
    var selector = "pre > code, .hb-figure, .hb-failure pre, .hb-source pre, .hb-corrections pre, .hb-formula, .md-typeset__scrollwrap";
    document.querySelectorAll(selector).forEach(function (box) {
      if (box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1) box.tabIndex = 0;
      else if (box.tabIndex === 0) box.removeAttribute("tabindex");
    });
  }

  /** Material's header buttons for menu and search are labels: put a real button, with a name, into each. */
  function pressLabels() {
    var names = { __drawer: "Menu", __search: "Search" };
    document.querySelectorAll("label.md-header__button[for]").forEach(function (label) {
      var name = names[label.htmlFor];
      if (!name) return;
      var button = document.createElement("button");
      button.type = "button";
      button.className = "hb-press";
      button.setAttribute("aria-label", name);
      button.append.apply(button, label.childNodes);
      button.addEventListener("click", function () {
        document.getElementById(label.htmlFor).click();
      });
      label.appendChild(button);
    });
  }

  /** Copy without the clipboard's interface, which browsers keep from plain http. */
  function copyBySelection(text) {
    var area = document.createElement("textarea");
    area.value = text;
    area.style.position = "fixed";
    area.style.opacity = "0";
    document.body.appendChild(area);
    area.select();
    var copied = document.execCommand("copy");
    area.remove();
    return copied ? Promise.resolve() : Promise.reject(new Error("copy was refused"));
  }

  function copyText(text) {
    if (!navigator.clipboard) return copyBySelection(text);
    return navigator.clipboard.writeText(text).catch(function () {
      return copyBySelection(text);
    });
  }

  /** The code of the whole example: a chain of fences is one example, its output is no part of it. */
  function exampleCode(block) {
    var blocks = [block];
    var example = block.closest(".hb-example");
    if (example) {
      var chain = example.getAttribute("data-chain");
      var parts = chain
        ? document.querySelectorAll('.hb-example[data-chain="' + CSS.escape(chain) + '"] > .highlight')
        : example.querySelectorAll(":scope > .highlight");
      if (parts.length) blocks = Array.prototype.slice.call(parts);
    }
    return blocks
      .map(function (part) {
        return part.querySelector("code").textContent.replace(/\s+$/, "");
      })
      .join("\n\n") + "\n";
  }

  /** One button for each example and each other block of code; outputs and claims have none. */
  function addCopyButtons() {
    document.querySelectorAll(".md-content .highlight").forEach(function (block) {
      if (block.closest(".hb-output, .hb-failure, .hb-source, .hb-corrections") || !block.querySelector("pre > code")) return;
      var before = block.previousElementSibling;
      if (before && before.matches(".hb-example > .highlight")) return; // its chain has a button already
      var button = document.createElement("button");
      button.type = "button";
      button.className = "hb-copy";
      button.textContent = "Copy";
      button.addEventListener("click", function () {
        copyText(exampleCode(block)).then(
          function () {
            button.textContent = "Copied";
          },
          function () {
            button.textContent = "Not copied";
          }
        ).then(function () {
          setTimeout(function () {
            button.textContent = "Copy";
          }, 2000);
        });
      });
      block.insertBefore(button, block.firstChild);
    });
  }

  addEventListener("hashchange", openTarget);
  addEventListener("beforeprint", openForPrint);
  addEventListener("afterprint", closeAfterPrint);
  addEventListener("resize", reachScrollers);
  addEventListener("load", reachScrollers);
  document.addEventListener("load", reachScrollers, true); // of figures, which come late
  document.addEventListener("toggle", reachScrollers, true);
  pressLabels();
  addCopyButtons();
  openTarget();
})();
