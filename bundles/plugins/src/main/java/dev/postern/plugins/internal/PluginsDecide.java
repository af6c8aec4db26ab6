// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginManager.Plan;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import dev.postern.plugins.internal.Changes.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code plugins.decide}: a person's word on an update that asks for more. */
@Component
@WireMethod(name = "plugins.decide", scope = "plugins:approve", effect = true,
        description = "Lets an update in that waits because it asks for more than what is installed, or drops it.")
public final class PluginsDecide implements Method<PluginsDecide.Params, PluginsDecide.Answer> {
    private final DefaultPluginManager manager;

    /** Over the manager. */
    @Activate
    public PluginsDecide(@Reference DefaultPluginManager manager) {
        this.manager = manager;
    }

    @Override
    public Answer handle(Params params, MethodContext context) throws Exception {
        try {
            if (params.decision() == Word.DENY) {
                var denied = manager.decisions().deny(params.plugin(), params.sha256(), context.principal().id(),
                        held -> context.idempotency().flatMap(claim -> Requests.stored(claim,
                                new Answer(held.plugin(), held.installed(), Optional.empty(), Optional.empty()))));
                return new Answer(denied.plugin(), denied.installed(), Optional.empty(), Optional.empty());
            }
            var request = new Request("request", "", context.principal().id(),
                    Requests.outcome(context, PluginsDecide::answer));
            var result = manager.decisions().approve(params.plugin(), params.sha256(), request);
            return answer(result);
        } catch (PluginException refused) {
            throw Requests.error(refused);
        }
    }

    private static Answer answer(Result approved) {
        return new Answer(approved.plugin().id(), approved.plugin().version(), Optional.of(approved.plan()),
                approved.kept());
    }

    /** What somebody says. */
    public enum Word {
        APPROVE, DENY
    }

    /**
     * On what.
     *
     * @param plugin the plugin's id
     * @param sha256 the update that was shown
     * @param decision whether it comes in
     */
    public record Params(
            @Description("The plugin's id.") @Size(max = 128) String plugin,
            @Description("SHA-256 of the update's file, as plugins.list shows it under held: the word is for these bytes.") @Size(
                    min = 64, max = 64) String sha256,
            @Description("Whether it comes in.") Word decision) {}

    /**
     * What came of it.
     *
     * @param plugin the plugin's id
     * @param version the version that serves now
     * @param plan what changed, once approved
     * @param kept the id under which the major before serves on
     */
    public record Answer(
            @Description("The plugin's id.") String plugin,
            @Description("The version that serves now.") String version,
            @Description("What changed; absent when it was denied.") Optional<Plan> plan,
            @Description(Requests.KEPT) Optional<String> kept) {}
}
