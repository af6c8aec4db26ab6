// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.protocol.WireRecord;

/**
 * An update waits for an operator's word.
 *
 * @param plugin its id
 * @param version the update's version
 * @param bundle its bundle, {@code <symbolic name>/<version>/<sha256>}
 * @param source how it came
 * @param principal who asked for it
 * @param installed the version that serves meanwhile
 * @param more what it newly asks for
 * @param signer who signed it
 */
@WireRecord("plugin.held")
@Description("An update waits for an operator's word, since it asks for more than what is installed.")
public record PluginHeld(
        String plugin,
        String version,
        @Description("Symbolic name, version and SHA-256, separated by slashes.") String bundle,
        String source,
        String principal,
        @Description("The version that serves meanwhile.") String installed,
        @Description("What it newly asks for, each as kind and name.") List<String> more,
        @Description("The publisher who signed it; absent when nobody did.") Optional<String> signer) {}
