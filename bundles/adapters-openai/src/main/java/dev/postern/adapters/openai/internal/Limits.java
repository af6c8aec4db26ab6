// SPDX-License-Identifier: Apache-2.0
package dev.postern.adapters.openai.internal;

import java.time.Duration;

/**
 * What is configured.
 *
 * @param open whether anybody is let in
 * @param bodyBytes the largest request
 * @param messages of one request at most
 * @param requests that are answered at once
 * @param requestsOfToken the same, of one token
 * @param patience how long an answer is waited for
 * @param approvalPatience how long a person's word is waited for
 * @param keepAlive after which silence a stream says that it lives
 * @param cancels whether hanging up cancels the turn
 */
record Limits(
        boolean open,
        int bodyBytes,
        int messages,
        int requests,
        int requestsOfToken,
        Duration patience,
        Duration approvalPatience,
        Duration keepAlive,
        boolean cancels) {

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException naming the setting that is wrong, and the rule
     */
    static Limits of(DoorConfig config) {
        if (!config.hang_up().equals("continue") && !config.hang_up().equals("cancel")) {
            throw new IllegalArgumentException("hang.up: is continue or cancel, and not " + config.hang_up());
        }
        return new Limits(
                config.open(),
                within("max.body.bytes", config.max_body_bytes(), 1_024, 67_108_864),
                within("max.messages", config.max_messages(), 1, 10_000),
                within("max.requests", config.max_requests(), 1, 10_000),
                within("max.requests.of.token", config.max_requests_of_token(), 1, 10_000),
                Duration.ofSeconds(within("wait.seconds", config.wait_seconds(), 1, 86_400)),
                Duration.ofSeconds(within("approval.wait.seconds", config.approval_wait_seconds(), 0, 86_400)),
                Duration.ofSeconds(within("keep.alive.seconds", config.keep_alive_seconds(), 1, 3_600)),
                config.hang_up().equals("cancel"));
    }

    private static int within(String setting, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(setting + ": is " + least + " to " + most + ", and not " + value);
        }
        return value;
    }
}
