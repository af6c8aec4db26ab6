// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.protocol.WireRecord;

/**
 * A plugin was installed, updated, removed, disabled or enabled.
 *
 * @param plugin its id
 * @param version its version; the one that went when it was removed
 * @param bundle its bundle, {@code <symbolic name>/<version>/<sha256>}
 * @param source how it came
 * @param principal who did it
 * @param replaced the version before
 * @param action what was done
 * @param change the id of the change
 * @param signer who signed it
 * @param key with which key
 * @param steps the steps that it passed
 * @param kept the id under which the major that was installed before serves on
 */
@WireRecord({"plugin.installed", "plugin.updated", "plugin.removed", "plugin.disabled", "plugin.enabled"})
@Description("A plugin was installed, updated, removed, disabled or enabled.")
public record PluginChanged(
        String plugin,
        String version,
        @Description("Symbolic name, version and SHA-256, separated by slashes.") String bundle,
        String source,
        String principal,
        @Description("The version before, of an update.") Optional<String> replaced,
        Optional<String> action,
        @Description("The id of the change.") Optional<String> change,
        @Description("The publisher who signed it; absent when nobody did.") Optional<String> signer,
        @Description("SHA-256 of the publisher's public key, hexadecimal.") Optional<String> key,
        @Description("The steps that it passed, in their order.") Optional<List<String>> steps,
        @Description("The id under which the major that was installed before serves on, such as hello@1.") Optional<String> kept) {}
