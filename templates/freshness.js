(function () {
  var place = document.getElementById("freshness");
  var settled = place && Number(place.getAttribute("data-settled-through"));
  if (!settled) return;
  var days = Math.floor((Date.now() - settled) / 86400000);
  if (days < 0) return;
  var text = " As you read this, that is " + (days === 0 ? "less than a day" : days === 1 ? "1 day" : days + " days") + " ago.";
  var limit = Number(place.getAttribute("data-stale-after-days"));
  if (limit && days > limit) {
    text += " These pages are older than their cycle of " + limit + " days: look for newer ones.";
    place.classList.add("stale");
  }
  place.appendChild(document.createTextNode(text));
})();
