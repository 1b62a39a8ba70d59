// Chromium through `playwright-core`, which is looked up in the working directory.

import { createRequire } from 'node:module';
import path from 'node:path';

export function launch(executablePath) {
  const { chromium } = createRequire(path.join(process.cwd(), 'package.json'))('playwright-core');
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  });
}
