// What is wider than its place. A state is shown as it is, line by line, and scrolls in its own box.
export function cutOff(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const wide = document.documentElement.scrollWidth > width ? [`the page: ${document.documentElement.scrollWidth}`] : [];
    const tooWide = e => e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1;
    const boxes = [...document.querySelectorAll('.scroll,dt,dd,h1,h2,h3,p,li,td,th,summary,label')].filter(e => !e.querySelector('pre'));
    wide.push(...boxes.filter(tooWide).map(e => `${e.tagName} ${e.className}: ${e.textContent.slice(0, 80)}`));
    for (const drawing of document.querySelectorAll('svg')) {
      const right = drawing.getBoundingClientRect().right;
      const texts = [...drawing.querySelectorAll('text')].filter(text => text.getBoundingClientRect().right > right + 1);
      wide.push(...texts.map(text => `drawing: ${text.textContent}`));
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (walker.nextNode()) {
      if (walker.currentNode.parentElement.closest('pre')) continue;
      range.selectNodeContents(walker.currentNode);
      const { left, right } = range.getBoundingClientRect();
      if (right > width + 1 || left < -1) wide.push(`text: ${walker.currentNode.data.slice(0, 80)}`);
    }
    return wide;
  });
}
