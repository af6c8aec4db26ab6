// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.DefaultValue;
import dev.postern.api.schema.Description;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginManager.Plan;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import dev.postern.plugins.internal.Reconciler.Wish;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code plugins.apply}: what a file says shall be installed, plugin by plugin. A repeat finds what is done already. */
@Component
@WireMethod(name = "plugins.apply", scope = "plugins:write", effect = true,
        description = "Makes what is installed what a document says, each plugin whole or not at all; or tells what that would do.")
public final class PluginsApply implements Method<PluginsApply.Params, PluginsApply.Answer> {
    private final DefaultPluginManager manager;

    /** Over the manager. */
    @Activate
    public PluginsApply(@Reference DefaultPluginManager manager) {
        this.manager = manager;
    }

    @Override
    public Answer handle(Params params, MethodContext context) throws Exception {
        try {
            return new Answer(manager.apply(params.document(), new Wish(context.principal().id(),
                    context.principal().tenant(), params.plan(), params.prune())));
        } catch (PluginException refused) {
            throw Requests.error(refused);
        }
    }

    /**
     * What shall be installed.
     *
     * @param document as {@code plugins.json} has it
     * @param plan whether to tell only
     * @param prune whether what it does not name goes
     */
    public record Params(
            @Description("What shall be installed, as plugins.json has it.") WantedPlugins document,
            @Description("Tell what would be done, and do nothing.") @DefaultValue("false") boolean plan,
            @Description("Uninstall what the document does not name.") @DefaultValue("false") boolean prune) {}

    /**
     * What was or would be done.
     *
     * @param plugins those that go, then those of the document, by id
     */
    public record Answer(
            @Description("Those that go, then those of the document, by id.") List<AppliedPlugin> plugins) {}

    /**
     * A plugin.
     *
     * @param plugin its id
     * @param action what was or would be done
     * @param before the version that was installed
     * @param version the version that is wanted
     * @param plan what changed or would change
     * @param refused why it is as it was
     */
    public record AppliedPlugin(
            @Description("The plugin's id.") String plugin,
            @Description("What was or would be done.") Action action,
            @Description("The version that was installed.") Optional<String> before,
            @Description("The version that is wanted; absent when it goes.") Optional<String> version,
            @Description("What changed, or would change.") Optional<Plan> plan,
            @Description("Why it is, or would be left, as it was.") Optional<Refused> refused) {}

    /** What is done to a plugin. */
    public enum Action {
        NONE, INSTALL, UPDATE, ENABLE, DISABLE, UNINSTALL, PIN, UNPIN
    }

    /**
     * Why a plugin is as it was.
     *
     * @param code the rule
     * @param reason why, and the way out
     */
    public record Refused(
            @Description("The rule that was broken.") String code,
            @Description("Why, and the way out.") String reason) {
        static Refused of(PluginException refused) {
            return new Refused(refused.code(), String.valueOf(refused.getMessage()));
        }
    }
}
