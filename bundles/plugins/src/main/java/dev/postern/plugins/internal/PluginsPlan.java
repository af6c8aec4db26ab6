// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginManager.Plan;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import dev.postern.plugins.internal.Changes.Outcome;
import dev.postern.plugins.internal.Desired.InstalledPlugin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code plugins.plan}: what {@code plugins.install} would do with a file, without doing it. */
@Component
@WireMethod(name = "plugins.plan", scope = "plugins:read",
        description = "Tells what installing an uploaded or imported file would change, and why it would be refused.")
public final class PluginsPlan implements Method<PluginsPlan.Params, PluginsPlan.Answer> {
    private final DefaultPluginManager manager;
    private final Sources sources;

    /** Over the manager. */
    @Activate
    public PluginsPlan(@Reference DefaultPluginManager manager, @Reference Sources sources) {
        this.manager = manager;
        this.sources = sources;
    }

    @Override
    public Answer handle(Params params, MethodContext context) throws Exception {
        var found = sources.find(params.source(), context.principal());
        try {
            return Answer.of(manager.plan(found.file(),
                    found.request(context.principal().id(), Outcome.NONE)));
        } catch (PluginException noPlugin) {
            throw Requests.error(noPlugin);
        }
    }

    /**
     * What to look at.
     *
     * @param source where the file is
     */
    public record Params(@Description("Where the plugin's file is.") Source source) {}

    /**
     * What would be done.
     *
     * @param plugin the plugin's id
     * @param version its version
     * @param installed the version that is installed
     * @param plan what would change
     * @param refused why it would not be done
     */
    public record Answer(
            @Description("The plugin's id.") String plugin,
            @Description("Its version.") String version,
            @Description("The version that is installed; absent when none is.") Optional<String> installed,
            @Description("What would change.") Plan plan,
            @Description("Why it would not be done; absent when it would.") Optional<Refusal> refused) {
        static Answer of(Examination found) {
            return new Answer(found.plugin().id(), found.plugin().version(),
                    found.before().map(InstalledPlugin::version), found.plan(),
                    found.refusal().map(why -> new Refusal(why.code(), String.valueOf(why.getMessage()))));
        }
    }

    /**
     * A rule that a file breaks.
     *
     * @param code the rule
     * @param reason why, and the way out
     */
    public record Refusal(
            @Description("The rule, as plugins.install names it in its error.") String code,
            @Description("Why, and the way out.") String reason) {}
}
