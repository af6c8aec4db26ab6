// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.methods;

import java.util.List;

import dev.postern.api.schema.Description;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireMethod;
import dev.postern.gateway.internal.http.Panels;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lists what plugins add to the operator's pages. */
@Component
@WireMethod(name = "panels.list", scope = "panels:use", inline = true,
        description = "Lists the panels that plugins add "
                + "to the operator's pages")
public final class PanelsList implements Method<PanelsList.Params, PanelsList.Result> {
    private final Panels panels;

    /** Of the panels. */
    @Activate
    public PanelsList(@Reference Panels panels) {
        this.panels = panels;
    }

    @Override
    public Result handle(Params params, MethodContext context) {
        return new Result(panels.all().stream()
                .map(panel -> new View(panel.id(), panel.title(), panel.bundle(), "/ui/panels/" + panel.id() + "/"))
                .toList());
    }

    /** Nothing. */
    public record Params() {}

    /** Those that there are now. */
    public record Result(@Description("The panels, by title") List<View> panels) {}

    /** A panel. */
    public record View(
            @Description("Its id") String id,
            @Description("Its name, for people") String title,
            @Description("The symbolic name of its bundle") String bundle,
            @Description("Where its files lie; a frame opens index.html there") String path) {}
}
