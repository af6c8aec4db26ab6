// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.util.List;
import java.util.Optional;

import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.identity.Principal;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.plugin.PluginManager.Plan;
import dev.postern.core.store.Rows;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import dev.postern.plugins.internal.AffectedSessions.Affected;
import dev.postern.plugins.internal.Changes.Outcome;
import dev.postern.plugins.internal.Contributions.ServiceChanges;
import dev.postern.plugins.internal.Desired.InstalledPlugin;
import dev.postern.plugins.internal.Planning.InstalledChange;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code plugins.plan}: what installing a file, or another change of a plugin, would do, without doing it. */
@Component
@WireMethod(name = "plugins.plan", scope = "plugins:read",
        description = "Tells what installing a file, or another change of a plugin, would change, and why it would be refused.")
public final class PluginsPlan implements Method<PluginsPlan.Params, PluginsPlan.Answer> {
    private final DefaultPluginManager manager;
    private final Sources sources;
    private final NamedPlugins named;
    private final Rows rows;

    /** Over the manager. */
    @Activate
    public PluginsPlan(
            @Reference DefaultPluginManager manager,
            @Reference Sources sources,
            @Reference NamedPlugins named,
            @Reference Rows rows) {
        this.named = named;
        this.manager = manager;
        this.sources = sources;
        this.rows = rows;
    }

    @Override
    public Answer handle(Params params, MethodContext context) throws Exception {
        try {
            List<PlanLook> looks = looks(params, context);
            PlanLook look = looks.getLast();
            return Answer.of(look, sessions(look, context.principal()),
                    looks.subList(0, looks.size() - 1).stream().map(Needed::of).toList());
        } catch (PluginException noPlugin) {
            throw Requests.error(noPlugin);
        }
    }

    /** Of what would be done first, first. */
    private List<PlanLook> looks(Params params, MethodContext context)
            throws WireException, PluginException, InterruptedException {
        Optional<Source> source = params.source().filter(it -> it.name().isPresent());
        return source.isPresent() && params.plugin().isEmpty() && params.change().isEmpty()
                ? named.plan(source.get(), params.keep().orElse(false), context.principal().id())
                : List.of(look(params, context));
    }

    private PlanLook look(Params params, MethodContext context)
            throws WireException, PluginException, InterruptedException {
        String principal = context.principal().id();
        if (params.source().isPresent() && params.plugin().isEmpty() && params.change().isEmpty()) {
            var found = sources.find(params.source().get(), context.principal());
            return manager.plan(found.file(),
                    found.request(principal, Outcome.NONE).keeping(params.keep().orElse(false)));
        }
        if (params.source().isEmpty() && params.plugin().isPresent() && params.change().isPresent()) {
            return manager.plan(params.plugin().get(), params.change().get(),
                    new Request("request", "", principal, Outcome.NONE));
        }
        throw new WireException(ErrorCode.INVALID_PARAMS,
                "give either source, for what installing it would do, or plugin and change");
    }

    /** Only for who may read sessions. */
    private Optional<Affected> sessions(PlanLook look, Principal principal) {
        return AffectedSessions.read(rows, principal, look.before(), look.after())
                .filter(_ -> look.examination().before().isPresent());
    }

    /**
     * What to look at.
     *
     * @param source where the file is
     * @param plugin or else an installed plugin's id
     * @param change and what would be done to it
     * @param keep with a source, whether another major would serve beside what is installed
     */
    public record Params(
            @Description("Where the plugin's file is, for what installing it would do.") Optional<Source> source,
            @Description("In place of a source: the id of an installed plugin, with change.") @Size(
                    max = 128) Optional<String> plugin,
            @Description("What would be done to the installed plugin.") Optional<InstalledChange> change,
            @Description(Requests.KEEP) Optional<Boolean> keep) {}

    /**
     * What would be done.
     *
     * @param plugin the plugin's id
     * @param version its version
     * @param installed the version that is installed
     * @param plan what would change
     * @param refused why it would not be done
     * @param services what would come and go besides tools
     * @param sessions those that it concerns; absent for who may not read sessions, and when nothing is installed
     * @param dependents bundles that are wired to the version that would go
     * @param kept the id under which what is installed would serve on
     * @param also what would be installed for its sake
     */
    public record Answer(
            @Description("The plugin's id.") String plugin,
            @Description("Its version.") String version,
            @Description("The version that is installed; absent when none is.") Optional<String> installed,
            @Description("What would change.") Plan plan,
            @Description("Why it would not be done; absent when it would.") Optional<Refusal> refused,
            @Description("What would come and go besides tools.") ServiceChanges services,
            @Description("Sessions that it concerns; absent for who may not read sessions, and when nothing is installed.") Optional<Affected> sessions,
            @Description("Bundles that are wired to the version that would go, as symbolic name and version.") List<String> dependents,
            @Description(Requests.KEPT) Optional<String> kept,
            @Description("Plugins that would be installed for its sake, in that order; absent when none would.") Optional<List<Needed>> also) {
        static Answer of(PlanLook look, Optional<Affected> sessions, List<Needed> also) {
            Examination found = look.examination();
            return new Answer(found.plugin().id(), found.plugin().version(),
                    found.before().map(InstalledPlugin::version), found.plan(),
                    found.refusal().map(Refusal::of), look.services(), sessions, look.dependents(),
                    found.kept(),
                    also.isEmpty() ? Optional.empty() : Optional.of(also));
        }
    }

    /**
     * A plugin that another needs.
     *
     * @param plugin the plugin's id
     * @param version its version
     * @param plan what would change
     * @param refused why it would not be done
     */
    public record Needed(
            @Description("The plugin's id.") String plugin,
            @Description("Its version.") String version,
            @Description("What would change.") Plan plan,
            @Description("Why it would not be done; absent when it would.") Optional<Refusal> refused) {
        static Needed of(PlanLook look) {
            Examination found = look.examination();
            return new Needed(found.plugin().id(), found.plugin().version(), found.plan(),
                    found.refusal().map(Refusal::of));
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
            @Description("Why, and the way out.") String reason) {
        static Refusal of(PluginException why) {
            return new Refusal(why.code(), String.valueOf(why.getMessage()));
        }
    }
}
