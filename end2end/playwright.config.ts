import { join } from "node:path";
import { defineConfig } from "@playwright/test";

/** How long anything may take to appear in the page or to become ready for a click, on a machine that is busy. */
const PATIENCE = 10_000;

/** How long one test may take, from starting its server to the last check. */
const TEST_TIMEOUT = 60_000;

export default defineConfig({
  testDir: "specs",
  globalSetup: "./fixtures/template.ts",
  outputDir: "test-results",
  // Each test has a server and a database of its own, so all may run side by side.
  fullyParallel: true,
  workers: 2,
  // A test that fails now and then tells of a defect in the product or in the test.
  retries: 0,
  forbidOnly: Boolean(process.env["CI"]),
  timeout: TEST_TIMEOUT,
  expect: { timeout: PATIENCE },
  reporter: [["list"]],
  use: {
    actionTimeout: PATIENCE,
    viewport: { width: 1280, height: 800 },
    // The page follows the browser's language, and shows times in its zone.
    locale: "en-US",
    timezoneId: "Europe/Warsaw",
    // Recording what every test does costs a fifth more time; `--trace on` does it for those that one looks into.
    trace: "off",
    screenshot: "only-on-failure",
  },
  projects: [
    {
      name: "chromium",
      use: {
        launchOptions: {
          // The system's own browser: its version is the one that users of the system have, and nothing is downloaded.
          executablePath: process.env["CALLSHEET_CHROMIUM"] ?? "/usr/bin/chromium",
          args: [
            // Chromium refuses to start as root, as in most containers, unless it is told to do without its sandbox.
            ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            // Nothing but the pages under test may use the network.
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
          ],
        },
      },
    },
    {
      // What another engine might do differently: the tests that are tagged so.
      name: "firefox",
      grep: /@firefox/,
      use: {
        browserName: "firefox",
        channel: "moz-firefox",
        launchOptions: {
          executablePath: join(import.meta.dirname, "fixtures/firefox.mjs"),
          firefoxUserPrefs: {
            // One process for all sites: Firefox's driver doesn't reach clicks and keys into a frame of another one.
            "fission.webContentIsolationStrategy": 0,
            // Nothing but the pages under test may use the network: all that isn't on this machine goes to a port where nobody is.
            "network.proxy.type": 1,
            "network.proxy.ssl": "127.0.0.1",
            "network.proxy.ssl_port": 9,
            "network.proxy.http": "127.0.0.1",
            "network.proxy.http_port": 9,
            // Light whatever the desktop's theme is.
            "layout.css.prefers-color-scheme.content-override": 1,
          },
        },
      },
    },
  ],
});
