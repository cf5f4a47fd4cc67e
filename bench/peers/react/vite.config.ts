import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // The benchmark's host serves it below this path.
  base: "/peer/",
  build: {
    // What Callsheet's own scripts and styles are made for, so that neither side carries more for older browsers.
    target: "es2022",
    cssTarget: ["chrome125", "firefox125", "safari18"],
    manifest: "manifest.json",
    rolldownOptions: { input: "src/entry.ts" },
  },
});
