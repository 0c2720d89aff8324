import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { live } from "@/api/live";
import { keepWithSystem } from "@/lib/theme";
import "./base.css";
import { fontsOrPatience } from "@/lib/text-fonts";
import { followSession } from "./follow-session";
import { keepCurrent } from "./keep-current";
import { listenForKeys } from "./keys";
import { queryClient } from "./query-client";
import { router } from "./router";
import { registerShell } from "./shell-cache";

live.start();
followSession();
keepCurrent();
listenForKeys();
keepWithSystem();
registerShell();

const root = document.getElementById("root");
if (root) {
  // The board is on its way meanwhile: `live` asks for it first.
  void fontsOrPatience().then(() =>
    createRoot(root).render(
      <StrictMode>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </StrictMode>,
    ),
  );
}
