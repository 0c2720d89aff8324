import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { live } from "@/api/live";
import "./base.css";
import { keepCurrent } from "./keep-current";
import { listenForKeys } from "./keys";
import { queryClient } from "./query-client";
import { router } from "./router";
import { registerShell } from "./shell-cache";

live.start();
keepCurrent();
listenForKeys();
registerShell();

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
