// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.util.List;

import dev.postern.api.json.JsonObject;

/** Any method. */
final class CallCommand implements Command {
    @Override
    public Spec spec() {
        return new Spec(
                "call",
                "METHOD [JSON]",
                "Call any method of the gateway",
                "Example: postern call sessions.list '{\"limit\":5}'\n'postern status' lists the methods there are.",
                1,
                2,
                List.of());
    }

    @Override
    public void run(Invocation in) throws Failure, UsageException, IOException {
        var params = in.arguments().size() == 1 ? JsonObject.EMPTY : Values.object(in.argument(1), "the params");
        in.print(in.call(in.argument(0), params));
    }
}
