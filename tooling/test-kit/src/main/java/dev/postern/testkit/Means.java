// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.util.Map;

import dev.postern.api.tool.FileAccess;
import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.ProcessAccess;
import dev.postern.api.tool.Secrets;
import dev.postern.core.access.Access;

/**
 * What a plugin may reach in a test: the gateway's own means with the plugin's own grants, but for HTTP, which servers of the
 * test answer.
 */
final class Means implements AutoCloseable {
    private final Access granted;
    private final Access rules;
    private final Access sender;
    private final HttpAccess http;

    /**
     * Of three that were opened.
     *
     * @param granted files, programs and secrets
     * @param rules the same, changing nothing: knows the hosts
     * @param sender reaches servers on this machine
     */
    Means(Access granted, Access rules, Access sender, Map<String, StandIn> servers, boolean preview) {
        this.granted = granted;
        this.rules = rules;
        this.sender = sender;
        http = new StandInHttp(rules.http(), sender.http(), servers, preview);
    }

    FileAccess files() {
        return granted.files();
    }

    ProcessAccess processes() {
        return granted.processes();
    }

    Secrets secrets() {
        return granted.secrets();
    }

    HttpAccess http() {
        return http;
    }

    @Override
    public void close() {
        granted.close();
        rules.close();
        sender.close();
    }
}
