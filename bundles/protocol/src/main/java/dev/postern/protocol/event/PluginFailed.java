// SPDX-License-Identifier: Apache-2.0
package dev.postern.protocol.event;

import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.protocol.WireRecord;

/**
 * A plugin was not installed, updated or removed.
 *
 * @param plugin its id, when its file said so much
 * @param version its version, when its file said so much
 * @param source how it came
 * @param principal who tried
 * @param code why not, for programs
 * @param reason why not, for people
 * @param bundle its bundle, when its file said so much
 * @param change the id of the change
 * @param steps the steps that it passed
 * @param step the step at which it failed
 */
@WireRecord("plugin.failed")
@Description("A plugin was not installed, updated or removed.")
public record PluginFailed(
        Optional<String> plugin,
        Optional<String> version,
        String source,
        String principal,
        String code,
        String reason,
        @Description("Symbolic name, version and SHA-256, separated by slashes.") Optional<String> bundle,
        @Description("The id of the change.") Optional<String> change,
        @Description("The steps that it passed, in their order.") Optional<List<String>> steps,
        @Description("The step at which it failed.") Optional<String> step) {}
