// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.wire;

/**
 * A request that the gateway sends to nodes: names the records of a type that carries {@link NodeMethod}.
 *
 * @param <P> the params, as the gateway sends them
 * @param <R> the result, validated before anything is done with it
 */
public interface NodeRequest<P extends Record, R extends Record> {}
