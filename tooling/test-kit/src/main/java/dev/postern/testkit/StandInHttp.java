// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.util.Map;

import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.ToolException;

/**
 * The plugin's HTTP: what it may ask the gateway's rules say, and servers of the test answer. Nothing leaves this machine.
 *
 * @param rules of the plugin's own grants, which send nothing: they say {@code dry_run} when all is right
 * @param sender reaches this machine alone
 * @param servers by host
 * @param preview whether nothing is sent
 */
record StandInHttp(HttpAccess rules, HttpAccess sender, Map<String, StandIn> servers, boolean preview)
        implements
            HttpAccess {

    @Override
    public Response send(Request request) throws ToolException, InterruptedException {
        var answer = sender.send(directed(request));
        return new Response(answer.status(), answer.headers(), answer.body(), request.uri());
    }

    @Override
    public Stream open(Request request) throws ToolException, InterruptedException {
        return sender.open(directed(request));
    }

    private Request directed(Request request) throws ToolException, InterruptedException {
        try {
            rules.send(request);
            throw new AssertionError("a preview has sent a request");
        } catch (ToolException verdict) {
            if (preview || !verdict.code().equals("dry_run")) {
                throw verdict;
            }
        }
        if (request.uri().getHost().equals(StandIn.HOST)) {
            return request;
        }
        var server = servers.get(request.uri().getHost());
        if (server == null) {
            throw new ToolException("unavailable", "no server of the test stands in for " + request.uri().getHost()
                    + ": harness.server(\"" + request.uri().getHost() + "\")");
        }
        var query = request.uri().getRawQuery();
        var path = request.uri().getRawPath().isEmpty() ? "/" : request.uri().getRawPath();
        return new Request(request.method(), server.uri(query == null ? path : path + "?" + query), request.headers(),
                request.body(), request.timeout(), request.maxBytes());
    }
}
