// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.io.IOException;
import java.util.Set;

import dev.postern.api.json.JsonObject;

/** Holds a call for as long as the command runs. */
final class HoldCommand implements Command {
    private static final Set<String> ENDED = Set.of("finished", "failed", "denied", "cancelled", "previewed",
            "in_doubt");
    private static final long BEAT_NANOS = 500_000_000L;
    private static final long LOOK_MS = 100;
    /** From letting go until the call has ended: the process is killed well within. */
    private static final int LOOKS = 30;

    @Override
    public Spec spec() {
        return Spec.of("approvals hold", "APPROVAL", 1, "Run a call for as long as this command runs")
                .saying("""
                Starts the call and holds it until it has ended. Ctrl-C lets go, as does whatever ends the command or
                its connection: the call is cancelled then. Prints what came of it; exits with 0 if it finished.""");
    }

    @Override
    public void run(Invocation in) throws Failure, UsageException, IOException {
        var client = in.client();
        var approval = in.argument(0);
        var beat = JsonObject.of("approval", approval);
        var told = "";
        try (var interruption = Interruption.watch()) {
            while (true) {
                long next = System.nanoTime() + BEAT_NANOS;
                var answer = client.call("approvals.hold", beat);
                var state = answer.text("callState").orElse("");
                var id = answer.text("call").orElse("");
                if (ENDED.contains(state)) {
                    report(in, client.call("calls.get", JsonObject.of("call", id)).object("call")
                            .orElse(JsonObject.EMPTY));
                    return;
                }
                if (!state.equals(told)) {
                    in.note("… " + Shown.line(id + "  " + state) + (told.isEmpty() ? "  Ctrl-C lets go" : ""));
                    told = state;
                }
                if (interruption.within(next - System.nanoTime())) {
                    letGo(in, client, approval, id);
                }
            }
        }
    }

    private static void report(Invocation in, JsonObject call) throws Failure {
        show(in, call);
        var state = call.text("state").orElse("");
        if (!state.equals("finished")) {
            var error = call.object("error").orElse(JsonObject.EMPTY);
            throw new Failure(error.text("code").orElse(state), error.text("message")
                    .orElse("the call " + call.text("id").orElse("") + " is " + state));
        }
    }

    private static void show(Invocation in, JsonObject call) {
        if (in.json()) {
            in.print(call);
        } else {
            Details.print(in, call);
        }
    }

    private static void letGo(Invocation in, GatewayClient client, String approval, String id)
            throws Failure, IOException {
        client.call("approvals.hold", JsonObject.builder().put("approval", approval).put("release", true).build());
        var call = JsonObject.EMPTY;
        for (int i = 0; i < LOOKS; i++) {
            call = client.call("calls.get", JsonObject.of("call", id)).object("call").orElse(JsonObject.EMPTY);
            if (ENDED.contains(call.text("state").orElse(""))) {
                break;
            }
            pause();
        }
        show(in, call);
        throw new Failure("cancelled", "let go: the call " + id + " is " + call.text("state").orElse("unknown"));
    }

    private static void pause() throws Failure {
        try {
            Thread.sleep(LOOK_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("cancelled", "interrupted");
        }
    }
}
