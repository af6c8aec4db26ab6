// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal.trust;

/**
 * Who signed what is installed.
 *
 * @param publisher the name under which the key was pinned then
 * @param key SHA-256 of the public key, as 64 hexadecimal digits
 */
public record Signer(String publisher, String key) {}
