// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol;

/** One text message of the wire. */
public sealed interface Frame permits Connect, Request, Response, Event, Stream {}
