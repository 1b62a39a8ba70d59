import assert from 'node:assert/strict';

// Sets the maximum of the memory, in pages of 64 KiB beyond the first ones.
export function limited(wasm, more) {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = wasm[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  const encoded = value => {
    const bytes = [];
    do {
      bytes.push((value % 128) + (value >= 128 ? 128 : 0));
      value = Math.floor(value / 128);
    } while (value > 0);
    return bytes;
  };
  while (at < wasm.length) {
    const start = at;
    const id = wasm[at++];
    const length = number();
    const end = at + length;
    if (id === 5) {
      assert.equal(number(), 1);
      number();
      const pages = number();
      const body = [1, 1, ...encoded(pages), ...encoded(pages + more)];
      return Buffer.concat([wasm.subarray(0, start), Buffer.from([5, ...encoded(body.length), ...body]), wasm.subarray(end)]);
    }
    at = end;
  }
  throw new Error('no memory');
}
