// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.util.List;

/** One exchange with an endpoint that is configured. */
final class ModelTestCommand implements Command {
    @Override
    public Spec spec() {
        return new Spec(
                "model test",
                "NAME[/MODEL]",
                "Ask a model of an endpoint for one word",
                """
                Straight from here, with the configured key; no gateway need run. Without MODEL it is the default model,
                where that is of this endpoint, else the only one or the first.""",
                1,
                1,
                List.of(ModelCommands.TIMEOUT));
    }

    @Override
    public void run(Invocation in) throws Failure, UsageException, IOException {
        var deadline = ModelCommands.deadline(in);
        var conf = ModelConf.read(in.settings().home());
        var wanted = in.argument(0);
        int slash = wanted.indexOf('/');
        var name = slash < 0 ? wanted : wanted.substring(0, slash);
        var configured = conf.endpoint(name).orElseThrow(() -> new Failure("not_found",
                "there is no endpoint " + name + ": 'postern model list' shows those that are configured"));
        var endpoint = configured.open(in.settings());
        var model = slash >= 0
                ? wanted.substring(slash + 1)
                : conf.model().startsWith(name + "/")
                        ? conf.model().substring(name.length() + 1)
                        : ModelCommands.choose(endpoint, endpoint.models());
        var answer = endpoint.exchange(model, configured.tokensField(), deadline);
        var result = ModelCommands.used(endpoint, answer).build();
        if (in.json()) {
            in.print(result);
        } else {
            Details.print(in, result);
        }
    }
}
