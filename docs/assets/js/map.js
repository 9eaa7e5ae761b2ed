/* On the map of all answers, the arcs of the question that is pointed at, or that the keyboard is on, stand out. */
(function () {
  "use strict";

  var map = document.querySelector(".hb-atlas");
  if (!map) return;

  function show(event) {
    var item = event.target.closest && event.target.closest("li[data-row]");
    var row = item ? item.dataset.row : null;
    var joined = {};
    map.querySelectorAll("path").forEach(function (arc) {
      var isOwn = row !== null && (arc.dataset.from === row || arc.dataset.to === row);
      arc.classList.toggle("hb-atlas__own", isOwn);
      if (isOwn) joined[arc.dataset.from] = joined[arc.dataset.to] = true;
    });
    map.querySelectorAll("li[data-row]").forEach(function (other) {
      other.classList.toggle("hb-atlas__joined", Boolean(joined[other.dataset.row]));
    });
  }

  map.addEventListener("pointerover", show);
  map.addEventListener("pointerleave", show);
  map.addEventListener("focusin", show);
})();
