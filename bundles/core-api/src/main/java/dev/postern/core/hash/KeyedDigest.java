// SPDX-License-Identifier: Apache-2.0
package dev.postern.core.hash;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Digests that tell equal content apart from other content, and nothing to whoever lacks the home's key: HMAC-SHA-256
 * (RFC 2104). Any thread.
 */
@ProviderType
public interface KeyedDigest {

    /** The digest of a text in UTF-8, hex. */
    String of(String text);
}
