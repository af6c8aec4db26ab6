// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.client;

import java.time.Instant;
import java.util.Optional;

/**
 * A turn, where it stands.
 *
 * @param id its id
 * @param session its session
 * @param state {@code queued}, {@code running}, {@code waiting_approval}, {@code in_doubt}, {@code finished}, {@code failed},
 *     {@code cancelled}
 * @param acceptedAt when its message became durable
 * @param reply what it answered
 * @param failure why it failed
 */
public record ClientTurn(
        String id,
        String session,
        String state,
        Instant acceptedAt,
        Optional<String> reply,
        Optional<Failure> failure) {

    /**
     * Why a turn failed.
     *
     * @param code stable, as on the gateway's wire
     * @param message for people
     */
    public record Failure(String code, String message) {}
}
