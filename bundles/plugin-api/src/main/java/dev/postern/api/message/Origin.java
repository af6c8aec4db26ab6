// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.message;

/** Where content came from. Policy asks before content that no person vouched for may cause an effect. */
public enum Origin {
    /** Written by the person or client that sent the message. */
    PERSON,
    /** From a foreign source: a page, a file, a payload that somebody else composed. */
    FOREIGN,
    /** Made by the gateway itself. */
    SYSTEM
}
