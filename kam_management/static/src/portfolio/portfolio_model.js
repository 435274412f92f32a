import { KeepLast } from "@web/core/utils/concurrency";
import { Model } from "@web/model/model";

/** The accounts of the search, placed by their two scores. */
export class PortfolioModel extends Model {
    setup(params) {
        this.metaData = params;
        this.data = null;
        this.keepLast = new KeepLast();
    }

    async load({ domain, context }) {
        const { resModel } = this.metaData;
        this.data = await this.keepLast.add(
            this.orm.call(resModel, "portfolio_data", [domain], { context }),
        );
    }

    /** Accounts without a score are something to see as well. */
    hasData() {
        return Boolean(this.data && (this.data.points.length || this.data.unscored));
    }
}
