import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const SERVER = "http://127.0.0.1:8765";

export default defineConfig({
  plugins: [react()],
  // The server answers pages of its own name only, so that the name must reach it as it is.
  server: { proxy: { "/api": { target: SERVER, changeOrigin: false } } },
  build: {
    outDir: "../src/shotseer/ui_dist",
    emptyOutDir: true,
    // The page runs under a strict Content-Security-Policy: nothing may become a data: address.
    assetsInlineLimit: 0,
    // One bundle, so that every page opens while the server is away; it comes from near by.
    chunkSizeWarningLimit: 1000,
    target: ["chrome123", "firefox121", "safari17.5"],
  },
  test: {
    include: ["src/**/*.test.ts", "src/**/*.test.tsx"],
    environment: "node",
    // Tests say whether something holds, not how fast: machines are busy at times.
    testTimeout: 60_000,
  },
});
