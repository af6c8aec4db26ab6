// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.util.List;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.api.json.JsonValue;

/**
 * A look into marketplaces. Those that could not be read stand beside what was found in the others: nobody takes nothing for all
 * there is.
 *
 * @param request what it asks
 * @param found the member with what was found
 */
record MarketplaceLook(MethodCommand request, String found) implements Command {

    @Override
    public Spec spec() {
        return request.spec();
    }

    @Override
    public void run(Invocation in) throws Failure, UsageException, IOException {
        var result = result(in);
        if (in.json()) {
            in.print(result);
        } else {
            request.view().show(in, result);
        }
        check(in, result, found);
        if (!in.json() && isNothing(result, found)) {
            in.note(marketplaces(in).isEmpty()
                    ? "No marketplace is named: ./postern marketplace add names one."
                    : "Nothing was found.");
        }
    }

    private static List<JsonValue> marketplaces(Invocation in) throws Failure, UsageException, IOException {
        return in.call("marketplace.list", JsonObject.EMPTY).array("marketplaces").orElse(JsonArray.EMPTY).values();
    }

    /** Where it is not found, it may stand where nobody could look. */
    private JsonObject result(Invocation in) throws Failure, UsageException, IOException {
        try {
            return in.call(request.method(), request.params().of(in));
        } catch (Failure missing) {
            if (missing.code().equals("not_found")) {
                for (var each : marketplaces(in)) {
                    if (each instanceof JsonObject marketplace && !marketplace.text("state").orElse("").equals("ok")) {
                        tell(in, marketplace, "name", "state");
                    }
                }
            }
            throw missing;
        }
    }

    private static void tell(Invocation in, JsonObject problem, String name, String code) {
        in.note("Marketplace " + Table.cell(problem.members().get(name)) + " could not be read: "
                + Table.cell(problem.members().get(code)) + ": " + Table.cell(problem.members().get("message")));
    }

    /**
     * Tells what could not be looked at.
     *
     * @param found the member with what was found
     * @throws Failure when nothing was found, and something could not be looked at
     */
    static void check(Invocation in, JsonObject result, String found) throws Failure {
        var problems = result.array("problems").orElse(JsonArray.EMPTY).values();
        for (var each : problems) {
            if (each instanceof JsonObject problem) {
                tell(in, problem, "marketplace", "code");
            }
        }
        if (isNothing(result, found) && !problems.isEmpty()) {
            throw new Failure("unavailable", problems.size() == 1
                    ? "nothing was found, and a marketplace could not be read"
                    : "nothing was found, and " + problems.size() + " marketplaces could not be read");
        }
    }

    private static boolean isNothing(JsonObject result, String found) {
        return result.array(found).map(list -> list.values().isEmpty()).orElse(result.get(found).isEmpty());
    }
}
