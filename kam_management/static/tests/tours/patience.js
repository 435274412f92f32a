import { registry } from "@web/core/registry";

// A step waits ten seconds for its element, which a busy machine may need to answer. What is not there
// after a minute is not there.
const LONGEST = 60000;
const tours = registry.category("web_tour.tours");

function wait(name, tour) {
    if (name.startsWith("kam_")) {
        const { steps } = tour;
        tour.steps = () => steps().map((step) => ({ timeout: LONGEST, ...step }));
    }
}

tours.getEntries().forEach(([name, tour]) => wait(name, tour));
tours.addEventListener("UPDATE", ({ detail: { operation, key, value } }) => {
    if (operation === "add") {
        wait(key, value);
    }
});
