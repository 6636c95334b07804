() => {
  // Text whose contrast with what lies behind it is below 4.5 : 1 (WCAG 2.2 AA).
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const linear = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const upwards = function* (element) {
    for (let at = element; at; at = at.parentElement) yield getComputedStyle(at);
  };
  const behind = (element) => {
    for (const style of upwards(element)) {
      const colour = rgba(style.backgroundColor);
      if (colour[3] > 0.99) return colour;
    }
    return [255, 255, 255, 1];
  };
  const ratioOf = (element) => {
    const front = rgba(getComputedStyle(element).color);
    const back = behind(element);
    let through = 1;
    for (const style of upwards(element)) through *= style.opacity;
    const seen = front.map((c, i) => c * through + back[i] * (1 - through));
    const [high, low] = [light(seen), light(back)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const faint = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
    const ratio = ratioOf(element);
    if (ratio < 4.5) faint.add(`${element.tagName}.${element.className}: ${ratio.toFixed(2)}`);
  }
  return [...faint];
}
