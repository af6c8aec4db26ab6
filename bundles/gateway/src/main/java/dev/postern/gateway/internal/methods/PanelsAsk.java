// SPDX-License-Identifier: Apache-2.0
package dev.postern.gateway.internal.methods;

import dev.postern.api.json.JsonObject;
import dev.postern.api.panel.Panel;
import dev.postern.api.schema.Description;
import dev.postern.api.schema.Size;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.Method;
import dev.postern.core.wire.MethodContext;
import dev.postern.core.wire.WireException;
import dev.postern.core.wire.WireMethod;
import dev.postern.gateway.internal.http.Panels;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a panel's own plugin for what its page shows. */
@Component
@WireMethod(name = "panels.ask", scope = "panels:use",
        description = "Asks a panel's plugin for what its page shows; the "
                + "question and the answer are the panel's own")
public final class PanelsAsk implements Method<PanelsAsk.Params, PanelsAsk.Result> {
    private static final Logger LOG = LoggerFactory.getLogger(PanelsAsk.class);
    private static final int MOST_ANSWER = 262_144;

    private final Panels panels;

    /** Of the panels. */
    @Activate
    public PanelsAsk(@Reference Panels panels) {
        this.panels = panels;
    }

    @Override
    public Result handle(Params params, MethodContext context) throws Exception {
        var panel = panels.find(params.panel()).orElseThrow(
                () -> new WireException(ErrorCode.NOT_FOUND, "there is no panel " + params.panel()));
        var who = context.principal();
        JsonObject answer;
        try {
            answer = panel.panel().answer(params.question(), new Panel.Viewer(who.id(), who.tenant(), who.scopes()));
        } catch (IllegalArgumentException e) {
            throw new WireException(ErrorCode.INVALID_PARAMS, "params/question: " + e.getMessage());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            LOG.warn("the panel {} of {} does not answer: {}", panel.id(), panel.bundle(), e.toString());
            throw new WireException(ErrorCode.UNAVAILABLE, "the panel cannot answer now; the gateway's log says why");
        }
        if (answer.toString().length() > MOST_ANSWER) {
            throw new WireException(ErrorCode.UNAVAILABLE, "the panel's answer is longer than " + MOST_ANSWER
                    + " characters; its plugin has to answer in parts");
        }
        return new Result(answer);
    }

    /** What is asked. */
    public record Params(
            @Description("The panel's id") @Size(min = 1, max = 64) String panel,
            @Description("The question, as the panel's page and its plugin understand it") JsonObject question) {}

    /** What it says. */
    public record Result(@Description("The answer, as they understand it") JsonObject answer) {}
}
