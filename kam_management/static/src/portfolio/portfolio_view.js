import { registry } from "@web/core/registry";
import { GraphController } from "@web/views/graph/graph_controller";
import { graphView } from "@web/views/graph/graph_view";
import { SearchModel } from "@web/search/search_model";
import { PortfolioModel } from "./portfolio_model";
import { PortfolioRenderer } from "./portfolio_renderer";

class PortfolioController extends GraphController {
    getContext() {
        return {};
    }
}

/** Odoo's search and control panel, with the portfolio matrix in the place of a graph. */
export const portfolioView = {
    ...graphView,
    Controller: PortfolioController,
    Model: PortfolioModel,
    Renderer: PortfolioRenderer,
    SearchModel,
    searchMenuTypes: ["filter", "favorite"],
};

registry.category("views").add("kam_portfolio", portfolioView);
