// SPDX-License-Identifier: GPL-2.0-only
// Runs in the page under test: which of its text no reader can get to. Plain JavaScript, since no type of the browser's
// is known to the lab.
globalThis.reach = (() => {
  const styles = new Map();
  const boxes = new Map();
  const cached = (map, of, key) => map.get(key) ?? (map.set(key, of(key)), map.get(key));
  const readStyle = (element) => cached(styles, (one) => getComputedStyle(one), element);
  const readBox = (element) => cached(boxes, (one) => one.getBoundingClientRect(), element);
  const slack = 1.5;
  const within = (box, outer) =>
    box.left >= outer.left - slack &&
    box.right <= outer.right + slack &&
    box.top >= outer.top - slack &&
    box.bottom <= outer.bottom + slack;
  const elementName = (element) =>
    element.tagName.toLowerCase() + [...element.classList].map((one) => `.${one}`).join("");
  const scrolls = (value) => value === "auto" || value === "scroll";
  const cuts = (value) => value === "hidden" || value === "clip";

  /** Where a box inside a scrolling element could be brought to: into it, unless it lies before its beginning. */
  function scrolledInto(box, element) {
    const outer = readBox(element);
    const before =
      box.left - outer.left + element.scrollLeft < -slack || box.top - outer.top + element.scrollTop < -slack;
    return before ? undefined : outer;
  }

  /** Why a box cannot be seen whole; undefined if it can. */
  function findFault(start, element, paper) {
    let box = start;
    for (let one = element; one !== null && one !== document.documentElement; one = one.parentElement) {
      const { overflowX, overflowY, display, position } = readStyle(one);
      if (display !== "inline" && display !== "contents") {
        if ((cuts(overflowX) || cuts(overflowY)) && !within(box, readBox(one))) return `cut off by ${elementName(one)}`;
        if (scrolls(overflowX) || scrolls(overflowY)) {
          if (paper && !within(box, readBox(one))) return `would have to be scrolled in ${elementName(one)}`;
          box = scrolledInto(box, one);
          if (box === undefined) return `before the beginning of ${elementName(one)}`;
        }
      }
      if (position === "fixed") break;
    }
    if (box.left < -slack || box.right > document.documentElement.clientWidth + slack) return "beside the page";
    return undefined;
  }

  /** What text must not stick out of: it would lie on its neighbour. */
  const frames = "td, th, pre, .card, .box, .tile, .copy, .pill";

  function findFaults(node, paper) {
    const parent = node.parentElement;
    const range = document.createRange();
    range.selectNodeContents(node);
    const frame = parent.closest(frames);
    return [...range.getClientRects()].flatMap((box) => {
      if (box.width < 0.5 || box.height < 0.5) return [];
      const out = frame !== null && readStyle(frame).display !== "inline" && !within(box, readBox(frame));
      const fault = out ? `sticks out of ${elementName(frame)}` : findFault(box, parent, paper);
      return fault === undefined ? [] : [`${elementName(parent)} "${node.data.trim().slice(0, 60)}": ${fault}`];
    });
  }

  /** Each text that is shown and cannot be seen whole by scrolling; on paper: that cannot be seen as it is. */
  function unreachable(paper) {
    styles.clear();
    boxes.clear();
    scrollTo(0, 0);
    const faults = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (node.data.trim() === "" || parent.closest("script, style, [role=img]") !== null) continue;
      if (parent.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: false }))
        faults.push(...findFaults(node, paper));
    }
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) faults.push(`the page is ${scrollWidth} pixels wide, the window ${clientWidth}`);
    return [...new Set(faults)].slice(0, 8);
  }

  /** What scrolls in itself and cannot be focused, or does not say what it is. */
  function mute() {
    return [...document.querySelectorAll("body *")]
      .filter(
        (one) =>
          one.checkVisibility() &&
          (scrolls(getComputedStyle(one).overflowX) || scrolls(getComputedStyle(one).overflowY)),
      )
      .filter((one) => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight)
      .filter((one) => !one.matches("[tabindex][role=region][aria-label], .panel[tabindex]"))
      .map(elementName);
  }

  /** Unfolds all there is to unfold. */
  function unfold() {
    for (const one of document.querySelectorAll("details")) one.open = true;
    for (const one of document.querySelectorAll(".fold")) one.checked = true;
  }

  return { unreachable, mute, unfold };
})();
