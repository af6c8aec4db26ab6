// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.openai.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Settings of an endpoint. */
@ObjectClassDefinition(name = "Postern model endpoint, Chat Completions",
        description = "An endpoint with models that speaks Chat Completions: OpenAI, Ollama, vLLM, llama.cpp and the like. Its"
                + " host must be named under hosts of dev.postern.access, as models-openai=api.openai.com.")
public @interface EndpointConfig {
    /** Where its settings lie. */
    String PID = "dev.postern.models.openai";

    @AttributeDefinition(
            description = "The endpoint's name, a-z, 0-9 and -; a model of it is called name/model.")
    String postern_model_provider_name();

    @AttributeDefinition(
            description = "Its address up to /chat/completions, such as https://api.openai.com/v1 or"
                    + " http://127.0.0.1:11434/v1.")
    String url();

    @AttributeDefinition(description = "The name of the secret with its key, a file under secrets/; empty for none.")
    String key() default "";

    @AttributeDefinition(
            description = "The endpoint's models that take images; * stands for any characters. Others are told that there is"
                    + " one, and not shown it.")
    String[] postern_model_provider_images() default {};

    @AttributeDefinition(description = "How often a request is tried that nothing came of, 1 to 10.", min = "1",
            max = "10")
    int attempts() default 4;

    @AttributeDefinition(description = "What the endpoint calls the limit of tokens that are written",
            options = {@Option(value = "max_tokens", label = "most"),
                @Option(value = "max_completion_tokens", label = "OpenAI's newer models")})
    String tokens_field() default "max_tokens";

    @AttributeDefinition(description = "Whether the endpoint is asked to count tokens; some refuse to be asked.")
    boolean usage() default true;

    @AttributeDefinition(
            description = "Whether requests carry a key by which the endpoint finds what it has cached of their beginning;"
                    + " OpenAI takes one, some others refuse it.")
    boolean cache() default false;
}
