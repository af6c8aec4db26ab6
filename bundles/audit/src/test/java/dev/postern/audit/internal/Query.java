// SPDX-License-Identifier: Apache-2.0
package dev.postern.audit.internal;

import java.time.Instant;
import java.util.Optional;

/** A query that is put together mark by mark. */
final class Query {
    private Chains.Which chain = Chains.Which.TENANT;
    private Optional<Instant> since = Optional.empty();
    private Optional<Instant> until = Optional.empty();
    private Optional<String> principal = Optional.empty();
    private Optional<String> tool = Optional.empty();
    private Optional<String> session = Optional.empty();
    private Optional<String> call = Optional.empty();
    private Optional<String> type = Optional.empty();
    private Optional<String> outcome = Optional.empty();
    private Optional<String> next = Optional.empty();
    private int limit = 100;

    AuditQuery.Params params() {
        return new AuditQuery.Params(chain, since, until, principal, tool, session, call, type, outcome, limit, next);
    }

    Query installation() {
        chain = Chains.Which.INSTALLATION;
        return this;
    }

    Query since(Instant time) {
        since = Optional.of(time);
        return this;
    }

    Query until(Instant time) {
        until = Optional.of(time);
        return this;
    }

    Query principal(String id) {
        principal = Optional.of(id);
        return this;
    }

    Query tool(String name) {
        tool = Optional.of(name);
        return this;
    }

    Query session(String id) {
        session = Optional.of(id);
        return this;
    }

    Query call(String id) {
        call = Optional.of(id);
        return this;
    }

    Query type(String name) {
        type = Optional.of(name);
        return this;
    }

    Query outcome(String name) {
        outcome = Optional.of(name);
        return this;
    }

    Query limit(int most) {
        limit = most;
        return this;
    }

    Query next(Optional<String> page) {
        next = page;
        return this;
    }
}
