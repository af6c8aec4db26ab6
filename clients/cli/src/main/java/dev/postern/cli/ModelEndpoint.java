// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.postern.api.json.JsonObject;

/**
 * An endpoint with models, asked straight from here: no gateway is needed. What it says is foreign text.
 *
 * @param name what people call it
 * @param url its address
 * @param wire which it speaks
 * @param key what it knows us by
 */
record ModelEndpoint(String name, EndpointUrl url, ModelWire wire, EndpointKey key) {
    /** How long somebody may take to say which models it has. */
    static final Duration LOOK = Duration.ofSeconds(5);
    /** What an endpoint calls the limit of tokens, unless it wants another word. */
    static final String TOKENS = "max_tokens";

    /** What OpenAI's newer models call it. */
    private static final String NEWER_TOKENS = "max_completion_tokens";
    private static final int MOST_TEXT = 200;
    private static final int MOST_NAMED = 10;
    private static final int MOST_NAME = 80;
    /** The names that the planner takes. */
    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,255}");

    /**
     * What came of one exchange.
     *
     * @param model which was asked
     * @param tokensField what the endpoint calls the limit of tokens
     * @param text the beginning of what it said; may be empty
     * @param usage the tokens, as the endpoint counts them; empty when it does not
     */
    record Answer(String model, String tokensField, String text, JsonObject usage) {}

    /** Whether the planner can ask for a model by that name. */
    static boolean isName(String model) {
        return MODEL.matcher(model).matches();
    }

    /** The same, on another wire. */
    ModelEndpoint over(ModelWire other) {
        return new ModelEndpoint(name, url, other, key);
    }

    /** The names of its models, in its order. */
    List<String> models() throws Failure {
        var reply = EndpointReply.get(url.at("/models"), wire, key, LOOK);
        if (reply.isError()) {
            throw refused(reply, "list of models: is it the address up to " + wire.path() + "? Most end in /v1; where"
                    + " there is none, name a model yourself");
        }
        var body = reply.body();
        var data = body == null ? null : body.array("data").orElse(null);
        if (data == null) {
            throw otherWire("it has no list of models");
        }
        return data.values().stream()
                .flatMap(each -> each instanceof JsonObject model ? model.text("id").stream() : Stream.empty())
                .toList();
    }

    /**
     * One short exchange.
     *
     * @param tokensField what the endpoint calls the limit of tokens; when it wants another word, that is tried
     */
    Answer exchange(String model, String tokensField, Duration deadline) throws Failure {
        var reply = ask(model, tokensField, deadline);
        var other = tokensField.equals(TOKENS) ? NEWER_TOKENS : TOKENS;
        if (wire == ModelWire.CHAT && reply.status() == 400 && reply.words().contains(other)) {
            return answer(ask(model, other, deadline), model, other);
        }
        return answer(reply, model, tokensField);
    }

    private EndpointReply ask(String model, String tokensField, Duration deadline) throws Failure {
        return EndpointReply.post(url.at(wire.path()), wire, key, wire.question(model, tokensField), deadline);
    }

    private Answer answer(EndpointReply reply, String model, String tokensField) throws Failure {
        if (reply.isError()) {
            throw refused(reply, reply.status() == 404 ? "model " + model + others(model) : "");
        }
        var body = reply.body();
        var text = body == null ? Optional.<String>empty() : wire.answer(body);
        if (body == null || text.isEmpty()) {
            throw otherWire("its answer holds no message of a model");
        }
        return new Answer(model, tokensField, EndpointReply.cut(text.get(), MOST_TEXT), wire.tokens(body));
    }

    /** What it has instead, where it tells. */
    private String others(String model) {
        try {
            var models = models();
            return models.isEmpty() || models.contains(model) ? "" : "; it has " + brief(models);
        } catch (Failure e) {
            return ", or its address is another: most end in /v1";
        }
    }

    /** The first of many names. */
    static String brief(List<String> models) {
        return brief(models, MOST_NAMED);
    }

    static String brief(List<String> models, int most) {
        var some = models.stream().limit(most).map(name -> EndpointReply.cut(name, MOST_NAME))
                .collect(Collectors.joining(" "));
        return models.size() > most ? some + " and " + (models.size() - most) + " more" : some;
    }

    /**
     * Why there is no answer.
     *
     * @param missing what it does not have where it says that
     */
    private Failure refused(EndpointReply reply, String missing) {
        int status = reply.status();
        var words = reply.words();
        return switch (status) {
            case 401, 403 -> new Failure("unauthenticated", key.isNone()
                    ? url + " asks for a key: 'postern model add --url " + url + " --key' takes one" + words
                    : url + " refuses the key: is it whole, of this service, and not revoked? --key takes another"
                            + words);
            case 404 -> new Failure("not_found", url + " has no " + missing + words);
            case 429 -> new Failure("rate_limited", reply.code().equals("insufficient_quota")
                    ? url + " has nothing left to spend for this key: see to its account" + words
                    : url + " takes no more requests just now: try again later" + words);
            default -> {
                if (status >= 300 && status < 400) {
                    yield new Failure("precondition_failed", url + " redirects to somewhere else, and neither the"
                            + " request nor the key follows: if that is right, give that address with --url");
                }
                if (status == 200) {
                    yield new Failure("unavailable", url + " gives an error and no answer" + words);
                }
                yield status >= 500
                        ? new Failure("unavailable", url + " fails with status " + status + ": try again later" + words)
                        : new Failure("precondition_failed", url + " refuses the request with status " + status
                                + words);
            }
        };
    }

    private Failure otherWire(String why) {
        return new Failure("precondition_failed", url + " does not speak " + wire.title() + ", " + why
                + ": is it the address up to " + wire.path() + "? Most end in /v1");
    }
}
