// SPDX-License-Identifier: Apache-2.0
package dev.postern.api.message;

import org.osgi.annotation.versioning.ProviderType;

/** One part of a message. */
@ProviderType
public sealed interface Part {

    /** Where the content came from. */
    Origin origin();

    /**
     * Text.
     *
     * @param text what it says
     * @param origin where it came from
     */
    record Text(String text, Origin origin) implements Part {}

    /**
     * A stored blob.
     *
     * @param blob its id, as {@code POST /blobs} gave it
     * @param mediaType its media type
     * @param name a file name to show, empty when there is none
     * @param origin where it came from
     */
    record Blob(String blob, String mediaType, String name, Origin origin) implements Part {}
}
