// SPDX-License-Identifier: Apache-2.0
package dev.postern.toolrunner.internal;

import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.api.tool.Preview;
import dev.postern.api.tool.ToolException;
import dev.postern.core.tool.CallRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has a tool say what a call would do, with means that change nothing. */
final class ToolPreview {
    private static final Logger LOG = LoggerFactory.getLogger(ToolPreview.class);

    private final CallRequest request;
    private final ServingTool tool;
    private final JsonObject input;
    private final RunnerParts parts;
    private final SeenSecrets secrets;

    ToolPreview(CallRequest request, ServingTool tool, JsonObject input, RunnerParts parts) {
        this.request = request;
        this.tool = tool;
        this.input = input;
        this.secrets = SeenSecrets.of(input, tool.descriptor());
        this.parts = parts;
    }

    /** {@code {summary, mediaType, detail}} without secrets, or why there is none; empty when the tool has none. */
    JsonObject show() throws InterruptedException {
        if (!tool.descriptor().previewable()) {
            return JsonObject.EMPTY;
        }
        if (tool.abandoned().get() >= parts.maxAbandoned().getAsInt()) {
            return summary("no preview: too many calls of the tool ignored their cancellation");
        }
        long deadline = System.nanoTime() + tool.descriptor().timeout().toNanos();
        if (parts.places().take(tool, () -> parts.running().stopped(request).isPresent(),
                deadline) != Places.Taken.TAKEN) {
            return summary("no preview: too many calls run");
        }
        try {
            return shown(attempt());
        } finally {
            parts.places().leave(tool);
        }
    }

    private Attempt.Ended attempt() throws InterruptedException {
        var timeout = tool.descriptor().timeout();
        var prepared = parts.attempts().prepareReadOnly(request, tool, secrets, timeout);
        try (var context = prepared.context()) {
            parts.running().add(request, prepared.attempt());
            var ended = prepared.attempt().run(() -> tool.invoker().preview(input, context), timeout);
            if (ended instanceof Attempt.Ended.Stopped(var why, _) && why == Attempt.Why.CALLER_GONE) {
                throw new InterruptedException("the caller of " + tool.descriptor().name() + " was interrupted");
            }
            return ended;
        } finally {
            parts.running().remove(request, prepared.attempt());
        }
    }

    private JsonObject shown(Attempt.Ended ended) {
        var shown = switch (ended) {
            case Attempt.Ended.Returned(Optional<?> value) when value.orElse(null) instanceof Preview preview ->
                object(preview);
            case Attempt.Ended.Returned nothing -> JsonObject.EMPTY;
            case Attempt.Ended.Threw(var failure) when failure instanceof ToolException refusal ->
                summary("it would fail: " + refusal.getMessage());
            case Attempt.Ended.Threw(var failure) -> {
                LOG.warn("The preview of {} failed in call {}: {}", tool.descriptor().name(), request.call(),
                        secrets.trace(failure));
                yield summary("the preview failed; the log has the reason under " + request.call());
            }
            case Attempt.Ended.Stopped stopped -> summary("the preview did not come to an end");
        };
        return JsonSize.exceeds(shown, tool.descriptor().maxOutputBytes())
                ? summary("the preview is larger than the tool's limit of " + tool.descriptor().maxOutputBytes()
                        + " bytes")
                : secrets.hide(shown);
    }

    private static JsonObject summary(String text) {
        return JsonObject.of("summary", text);
    }

    private static JsonObject object(Preview preview) {
        return JsonObject.builder()
                .put("summary", preview.summary())
                .put("mediaType", preview.mediaType())
                .put("detail", preview.detail())
                .build();
    }
}
